use vena_contracts::booking::BookingState;
use vena_kernel::clock::{Day, Instant};
use vena_testkit::table::rows;

use super::{
    rules::{By, may_arrive, may_book, may_give_back, remind_at, shown},
    view::state_of,
};
use crate::sites::book::BookingBook;

/// `02-10 09:00` on Chinese clocks.
fn at(text: &str) -> Instant {
    let (day, time) = text.split_once(' ').expect("day and time");
    format!("2026-{day}T{time}:00+08:00").parse().expect("an instant")
}

fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

fn outcome(found: Result<(), vena_kernel::refusal::Refusal>) -> String {
    found.map_or_else(|refusal| refusal.rule, |()| "ok".to_owned())
}

#[test]
fn until_when_and_how_far_ahead_a_place_is_given() {
    let table = "
        now         | place       | by    | outcome
        02-10 08:30 | 02-10 09:00 | donor | ok                 -- half an hour before
        02-10 08:31 | 02-10 09:00 | donor | booking.too-late
        02-10 08:31 | 02-10 09:00 | staff | ok
        02-10 09:00 | 02-10 09:00 | staff | ok
        02-10 09:01 | 02-10 09:00 | staff | booking.too-late
        02-10 09:00 | 03-12 23:45 | donor | ok                 -- thirty days ahead, to the last minute
        02-10 09:00 | 03-13 00:00 | donor | booking.too-far
        02-10 23:59 | 03-13 00:00 | staff | booking.too-far
        02-11 00:00 | 03-13 00:00 | staff | ok                 -- days are those of Chinese clocks
    ";
    let limits = BookingBook::get().limits(day("2026-02-10")).expect("in force");
    for row in rows(table).iter().skip(1) {
        let by = if row[2] == "donor" { By::Donor } else { By::Staff };
        assert_eq!(outcome(may_book(limits, at(row[0]), at(row[1]), by)), row[3], "{row:?}");
    }
}

#[test]
fn until_when_a_booking_is_given_back() {
    let table = "
        state     | now         | place       | by    | outcome
        booked    | 02-10 08:00 | 02-10 09:00 | donor | ok                  -- an hour before
        booked    | 02-10 08:01 | 02-10 09:00 | donor | booking.cancel-late
        booked    | 02-10 08:01 | 02-10 09:00 | staff | ok
        offered   | 02-10 08:01 | 02-10 09:00 | donor | ok                  -- an offer is declined at any time
        arrived   | 02-10 08:00 | 02-10 09:00 | staff | booking.not-open
        fulfilled | 02-10 08:00 | 02-10 09:00 | staff | booking.not-open
        missed    | 02-10 08:00 | 02-10 09:00 | staff | booking.not-open
        cancelled | 02-10 08:00 | 02-10 09:00 | donor | booking.not-open
        moved     | 02-10 08:00 | 02-10 09:00 | donor | booking.not-open
    ";
    let limits = BookingBook::get().limits(day("2026-02-10")).expect("in force");
    for row in rows(table).iter().skip(1) {
        let by = if row[3] == "donor" { By::Donor } else { By::Staff };
        let found = may_give_back(limits, at(row[1]), state_of(row[0]), at(row[2]), by);
        assert_eq!(outcome(found), row[4], "{row:?}");
    }
}

#[test]
fn who_may_be_checked_in() {
    let table = "
        state     | day        | today      | outcome
        booked    | 2026-02-10 | 2026-02-10 | ok
        missed    | 2026-02-10 | 2026-02-10 | ok                 -- late is better than never
        arrived   | 2026-02-10 | 2026-02-10 | ok                 -- told twice
        booked    | 2026-02-10 | 2026-02-09 | booking.other-day
        booked    | 2026-02-10 | 2026-02-11 | booking.other-day
        offered   | 2026-02-10 | 2026-02-10 | booking.not-open
        cancelled | 2026-02-10 | 2026-02-10 | booking.not-open
        moved     | 2026-02-10 | 2026-02-10 | booking.not-open
        fulfilled | 2026-02-10 | 2026-02-10 | booking.not-open
    ";
    for row in rows(table).iter().skip(1) {
        assert_eq!(outcome(may_arrive(state_of(row[0]), day(row[1]), day(row[2]))), row[3], "{row:?}");
    }
}

#[test]
fn reminders_keep_the_quiet_hours() {
    let table = "
        place       | before | reminded
        02-10 09:00 | 1440   | 02-09 09:00
        02-10 09:00 | 120    | 02-10 08:00     -- 07:00 is quiet, and 08:00 leaves an hour
        02-10 08:59 | 120    | 02-09 20:59     -- a minute less does not
        02-10 10:00 | 120    | 02-10 08:00
        02-10 09:30 | 120    | 02-10 08:00     -- 07:30 moves to the end of the quiet hours
        02-10 22:00 | 1440   | 02-10 08:00     -- 22:00 the evening before is quiet
        02-10 23:30 | 120    | 02-10 20:59     -- nobody is called at half past nine
        02-10 21:00 | 1440   | 02-10 08:00
        02-10 20:59 | 1440   | 02-09 20:59
        02-10 08:00 | 1440   | 02-09 08:00
        02-10 00:30 | 120    | 02-09 20:59
    ";
    for row in rows(table).iter().skip(1) {
        let found = remind_at(at(row[0]), row[1].parse().expect("minutes"), Some((21, 8))).expect("a moment");
        assert_eq!(shown(found), format!("2026-{}", row[2]), "{row:?}");
    }
    assert_eq!(remind_at(at("02-10 09:00"), 120, None), Some(at("02-10 07:00")));
}

#[test]
fn a_state_that_nobody_knows_is_no_open_booking() {
    assert_eq!(state_of("booked"), BookingState::Booked);
    assert_eq!(state_of("?"), BookingState::Cancelled);
}
