use vena_kernel::clock::{Day, Instant};
use vena_testkit::table::rows;

use super::{DonationState, rules::*};
use crate::book;

fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

fn rule(outcome: Result<(), vena_kernel::refusal::Refusal>) -> String {
    outcome.map_or_else(|refusal| refusal.rule, |()| "yes".into())
}

#[test]
fn which_step_is_possible_in_which_state() {
    let table = "
        state     | seat           | bind           | start          | run, fail, complete | cancel
        refused   | donation.state | donation.state | donation.state | donation.state      | donation.state
        accepted  | yes            | yes            | donation.state | donation.state      | yes
        bound     | yes            | donation.state | yes            | donation.state      | yes
        started   | donation.state | donation.state | donation.state | yes                 | donation.needle-in
        completed | donation.state | donation.state | donation.state | donation.state      | donation.state
        cancelled | donation.state | donation.state | donation.state | donation.state      | donation.state
    ";
    let today = day("2026-02-10");
    for row in rows(table).iter().skip(1) {
        let state: DonationState = serde_json::from_value(row[0].into()).expect("a state");
        let found =
            [may_seat(state), may_bind(state, today, today), may_start(state), running(state), may_cancel(state)];
        let found = found.map(rule);
        assert_eq!(found, row[1..], "{row:?}");
    }
}

#[test]
fn answers_and_measurements_are_good_for_their_day_only() {
    let bind = |registered: &str| rule(may_bind(DonationState::Accepted, day(registered), day("2026-02-10")));
    assert_eq!([bind("2026-02-09"), bind("2026-02-10")], ["donation.check-old", "yes"]);
}

#[test]
fn which_needle_times_can_be_true() {
    let table = "
        in       | out      | now      | outcome
        09:00:00 | 09:06:00 | 09:10:00 | yes
        09:00:00 | 09:10:00 | 09:10:00 | yes               -- entered as the needle comes out
        09:00:00 | 09:10:01 | 09:10:00 | donation.future
        09:06:00 | 09:06:00 | 09:10:00 | donation.times
        09:07:00 | 09:06:00 | 09:10:00 | donation.times
        09:00:00 | 10:00:00 | 11:00:00 | yes
        09:00:00 | 10:00:01 | 11:00:00 | donation.times
        09:00:00 | 09:06:00 | 18:00:00 | yes               -- a late entry
    ";
    let collection = book::collection(day("2026-02-10")).expect("in force");
    for row in rows(table).iter().skip(1) {
        let at = |cell: usize| format!("2026-02-10T{}+08:00", row[cell]).parse::<Instant>().expect("an instant");
        assert_eq!(rule(needle_times(at(0), at(1), at(2), collection.minutes_max)), row[3], "{row:?}");
    }
}

#[test]
fn another_pair_of_eyes_where_the_page_asks() {
    use vena_kernel::{collection::chair, eligibility::DonationKind};
    let user = |number: u128| (number > 0).then(|| vena_kernel::id::UserId::from_uuid(uuid::Uuid::from_u128(number)));
    let table = "
        kind                | bound by | confirmed by | outcome
        whole_blood         | 1        | 0            | yes
        apheresis_platelets | 1        | 0            | donation.second-person
        apheresis_platelets | 1        | 1            | donation.second-person
        apheresis_platelets | 1        | 2            | yes
    ";
    for row in rows(table).iter().skip(1) {
        let kind: DonationKind = serde_json::from_value(row[0].into()).expect("a kind");
        let found = chair::AtTheChair { kind, needles: 0, typed_label: false };
        let asked = chair::second_person(found, day("2026-02-10"));
        let who = |cell: usize| user(row[cell].parse().expect("a number"));
        assert_eq!(rule(seen_by_two(asked, who(1), who(2))), row[3], "{row:?}");
    }
}
