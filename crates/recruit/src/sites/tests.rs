use uuid::Uuid;
use vena_kernel::{clock::Day, eligibility::DonationKind};
use vena_testkit::table::rows;

use super::{
    book::BookingBook,
    rules::{Exception, MachineDay, Session, Slot, Window, chairs, clock, hours, machines, windows},
};

fn day() -> Day {
    "2026-02-10".parse().expect("a day")
}

fn minute(text: &str) -> i32 {
    let (hour, minute) = text.split_once(':').expect("a time");
    hour.parse::<i32>().expect("an hour") * 60 + minute.parse::<i32>().expect("a minute")
}

/// `08:00-11:00 13:00-16:00`
fn read(text: &str) -> Vec<(i32, i32)> {
    text.split_whitespace()
        .map(|window| window.split_once('-').expect("a window"))
        .map(|(opens, closes)| (minute(opens), minute(closes)))
        .collect()
}

fn sessions(text: &str, beds: i32, staff: i32) -> Vec<Session> {
    windows(&read(text)).expect("windows").into_iter().map(|window| Session { window, beds, staff }).collect()
}

fn shown(slots: &[Slot]) -> String {
    let shown: Vec<String> =
        slots.iter().map(|slot| format!("{}={}/{}", clock(slot.minute), slot.promised, slot.capacity)).collect();
    if shown.is_empty() { "none".to_owned() } else { shown.join(" ") }
}

#[test]
fn chairs_give_places_by_the_quarter_of_an_hour() {
    // promised/capacity: a quarter of the capacity stays for those who come on foot
    let table = "
        hours                   | beds | staff | places
        09:00-10:00             | 4    | 10    | 09:00=1/2 09:15=2/2 09:30=1/2                       -- half an hour has to fit before closing
        09:00-10:00             | 1    | 10    | 09:00=0/0 09:15=0/1 09:30=1/0                       -- one chair: one donor in half an hour
        09:00-09:30             | 4    | 10    | 09:00=1/2
        09:00-09:29             | 4    | 10    | none                                               -- a minute short
        09:05-10:00             | 4    | 10    | 09:15=1/2 09:30=2/2                                -- the grid begins at the quarter
        09:00-10:00             | 8    | 2     | 09:00=1/2 09:15=2/2 09:30=1/2                       -- people, not chairs, are scarce
        09:00-10:00             | 8    | 0     | 09:00=0/0 09:15=0/0 09:30=0/0
        08:00-08:45 13:00-13:45 | 4    | 10    | 08:00=1/2 08:15=2/2 13:00=1/2 13:15=2/2             -- nobody over lunch
        23:15-24:00             | 4    | 10    | 23:15=1/2 23:30=2/2                                -- up to midnight
        00:00-00:30             | 4    | 10    | 00:00=1/2
    ";
    let place = BookingBook::get().place(DonationKind::WholeBlood, day()).expect("in force");
    for row in rows(table).iter().skip(1) {
        let sessions = sessions(row[0], row[1].parse().expect("beds"), row[2].parse().expect("staff"));
        assert_eq!(shown(&chairs(place, &sessions, 250, &[])), row[3], "{row:?}");
    }
}

#[test]
fn chairs_that_are_out_of_use_serve_nobody_for_that_time() {
    let table = "
        out             | chairs | places
        09:30-10:00     | 2      | 09:00=1/2 09:15=1/1 09:30=1/1       -- whoever sits down at a quarter past is still there
        09:30-10:00     | 4      | 09:00=1/2 09:15=0/0 09:30=0/0
        09:30-10:00     | 9      | 09:00=1/2 09:15=0/0 09:30=0/0       -- no more than there are
        08:00-09:00     | 4      | 09:00=1/2 09:15=2/2 09:30=1/2       -- back in time
        08:00-09:01     | 4      | 09:00=0/0 09:15=1/2 09:30=2/2
    ";
    let place = BookingBook::get().place(DonationKind::WholeBlood, day()).expect("in force");
    for row in rows(table).iter().skip(1) {
        let out = sessions(row[0], 1, 1)[0].window;
        let found = chairs(place, &sessions("09:00-10:00", 4, 10), 250, &[(out, row[1].parse().expect("a number"))]);
        assert_eq!(shown(&found), row[2], "{row:?}");
    }
}

#[test]
fn machines_give_exact_places_without_gaps() {
    let table = "
        kind      | hours                   | taken                   | out         | places
        platelets | 08:00-12:00             |                         |             | 08:00 10:00
        platelets | 08:00-11:59             |                         |             | 08:00                    -- a minute short
        platelets | 08:00-12:00             | 08:00-10:00             |             | 10:00
        platelets | 08:00-12:00             | 10:00-12:00             |             | 08:00
        platelets | 08:00-14:00             | 09:30-11:30             |             | 11:30                    -- an hour and a half is too short
        plasma    | 08:00-14:00             | 09:30-11:30             |             | 08:00 11:30              -- but not for plasma
        platelets | 08:00-12:00             |                         | 08:00-12:00 | none                     -- the machine is down
        platelets | 08:00-12:00             |                         | 07:00-08:01 | 08:30                    -- down until a minute after eight
        platelets | 08:00-12:00             |                         | 00:00-24:00 | none
        platelets | 08:00-11:00 12:00-16:00 |                         |             | 08:00 12:00 14:00        -- not across lunch
        platelets | 22:00-24:00             |                         |             | 22:00
        whole     | 08:00-12:00             |                         |             | none                     -- no machine is for whole blood
    ";
    for row in rows(table).iter().skip(1) {
        let kind = match row[0] {
            "platelets" => DonationKind::ApheresisPlatelets,
            "plasma" => DonationKind::ApheresisPlasma,
            _ => DonationKind::WholeBlood,
        };
        let taken: Vec<Window> =
            [row[2], row[3]].iter().flat_map(|text| windows(&read(text)).expect("windows")).collect();
        let kinds = vec![DonationKind::ApheresisPlatelets, DonationKind::ApheresisPlasma];
        let machine = MachineDay { machine_id: Uuid::from_u128(1), kinds, taken };
        let place = BookingBook::get().place(kind, day()).expect("in force");
        let found = machines(place, &sessions(row[1], 4, 2), &[machine]);
        let starts: Vec<String> = found.iter().map(|slot| clock(slot.minute)).collect();
        assert_eq!(if starts.is_empty() { "none".to_owned() } else { starts.join(" ") }, row[4], "{row:?}");
    }
}

#[test]
fn two_machines_share_a_beginning_and_nobody_there_means_no_place() {
    let machine = |id: u128, taken: &str| MachineDay {
        machine_id: Uuid::from_u128(id),
        kinds: vec![DonationKind::ApheresisPlatelets],
        taken: windows(&read(taken)).expect("windows"),
    };
    let place = BookingBook::get().place(DonationKind::ApheresisPlatelets, day()).expect("in force");
    let two = [machine(1, ""), machine(2, "08:00-10:00")];
    let slots = machines(place, &sessions("08:00-12:00", 4, 1), &two);
    assert_eq!(shown(&slots), "08:00=1/1 10:00=2/2");
    assert_eq!(slots[1].machines, [Uuid::from_u128(1), Uuid::from_u128(2)]);
    assert!(machines(place, &sessions("08:00-12:00", 4, 0), &two).is_empty());
}

#[test]
fn an_exception_takes_the_place_of_the_weekly_hours() {
    let weekly = windows(&read("08:00-12:00 13:00-17:00")).expect("windows");
    let longer = Exception::Hours(windows(&read("08:00-20:00")).expect("windows"));
    let shown = |windows: Vec<Window>| {
        let shown: Vec<String> =
            windows.iter().map(|window| format!("{}-{}", clock(window.opens), clock(window.closes))).collect();
        shown.join(" ")
    };
    assert_eq!(shown(hours(&weekly, None)), "08:00-12:00 13:00-17:00");
    assert_eq!(shown(hours(&weekly, Some(&longer))), "08:00-20:00");
    assert_eq!(shown(hours(&weekly, Some(&Exception::Closed))), "");
    assert_eq!(shown(hours(&[], Some(&longer))), "08:00-20:00", "an extra day");
}

#[test]
fn hours_that_no_day_has_are_refused() {
    let table = "
        hours                   | outcome
        08:00-12:00 13:00-17:00 | ok
        13:00-17:00 08:00-12:00 | ok              -- in any order
        08:00-12:00 12:00-17:00 | ok              -- one ends where the next begins
        00:00-24:00             | ok
        08:00-12:01 12:00-17:00 | booking.hours
        08:00-08:00             | booking.hours
        12:00-08:00             | booking.hours
        23:00-24:01             | booking.hours
    ";
    for row in rows(table).iter().skip(1) {
        let outcome = windows(&read(row[0])).map_or_else(|refusal| refusal.rule, |_| "ok".to_owned());
        assert_eq!(outcome, row[1], "{row:?}");
    }
}
