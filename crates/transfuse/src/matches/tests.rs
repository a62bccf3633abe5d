use vena_kernel::{clock::Instant, id::UserId, refusal::Refusal};
use vena_testkit::table::rows;

use super::{
    rules::*,
    words::{Crossmatch, MatchState},
};

pub(crate) fn now() -> Instant {
    "2026-02-11T08:00:00Z".parse().expect("an instant")
}

pub(crate) fn user(number: u128) -> UserId {
    UserId::from_uuid(uuid::Uuid::from_u128(number))
}

/// A match made by user 1, asked about by user 2.
pub(crate) fn standing(state: &str) -> Standing {
    Standing {
        state: MatchState::from_word(state).expect("a state"),
        crossmatch: Crossmatch::Compatible,
        crossmatched_later: false,
        matched_by: user(1),
        first: None,
        started_at: None,
        caller: user(2),
        now: now(),
    }
}

pub(crate) fn rule<T>(result: Result<T, Refusal>) -> String {
    result.map_or_else(|refusal| refusal.rule, |_| "yes".into())
}

fn word<T: serde::de::DeserializeOwned>(text: &str) -> T {
    serde_json::from_value(text.into()).expect("a word")
}

#[test]
fn which_unit_may_be_matched_to_which_patient() {
    // sample: own, other (another patient's), old (own, serves until now); - none. reason: e for the emergency, a for approval
    let table = "
        class       | patient | unit | crossmatch   | sample | reason | verdict
        red_cells   | A+      | A+   | compatible   | own    |        | choice 1
        red_cells   | A+      | O+   | compatible   | own    |        | choice 2
        red_cells   | A+      | B+   | compatible   | own    |        | compatibility.red-cells
        red_cells   | A-      | A+   | compatible   | own    |        | compatibility.red-cells
        red_cells   | ?       | A+   | compatible   | own    |        | compatibility.red-cells       -- not confirmed: O only
        red_cells   | ?       | O+   | compatible   | own    |        | choice 1
        red_cells   | A+      | ?    | compatible   | own    |        | unit.group-unknown
        red_cells   | A+      | A+   | incompatible | own    |        | choice 1
        red_cells   | A+      | A+   | not_required | own    |        | crossmatch.required
        red_cells   | A+      | A+   | compatible   | -      |        | sample.required
        red_cells   | A+      | A+   | compatible   | other  |        | sample.of-patient
        red_cells   | A+      | A+   | compatible   | old    |        | sample.expired
        red_cells   | A+      | A+   | emergency    | -      | e      | choice 1
        red_cells   | A+      | A+   | emergency    | -      |        | emergency.reason
        red_cells   | ?       | O+   | emergency    | -      | e      | choice 1
        red_cells   | ?       | B+   | emergency    | -      | e      | compatibility.red-cells       -- no emergency makes this right
        plasma      | A+      | A-   | not_required | -      |        | choice 1
        plasma      | A+      | AB+  | not_required | -      |        | compatibility.approval
        plasma      | A+      | AB+  | not_required | -      | a      | choice 2
        plasma      | A+      | O+   | not_required | -      | a      | compatibility.plasma
        plasma      | ?       | AB+  | not_required | -      | a      | choice 1
        plasma      | ?       | AB+  | emergency    | -      | e      | choice 1
        plasma      | A+      | A+   | not_required | old    |        | sample.expired
    ";
    for row in &rows(table)[1..] {
        let sample = |of_patient, seconds| SampleFacts { of_patient, valid_until: now().plus_seconds(seconds) };
        let facts = MatchFacts {
            class: word(row[0]),
            patient_group: row[1].parse().ok(),
            unit_group: row[2].parse().ok(),
            crossmatch: word(row[3]),
            sample: match row[4] {
                "own" => Some(sample(true, 1)),
                "other" => Some(sample(false, 1)),
                "old" => Some(sample(true, 0)),
                _ => None,
            },
            emergency_reason: row[5].contains('e'),
            approval_reason: row[5].contains('a'),
            now: now(),
        };
        let found = may_match(&facts).map_or_else(|refusal| refusal.rule, |choice| format!("choice {}", choice.0));
        assert_eq!(found, row[6], "{row:?}");
    }
}

#[test]
fn a_match_is_called_off_before_the_unit_has_left() {
    let table = "
        matched yes | emergency yes | emergency_signed yes | lapsed yes | incompatible match.state
        dispensed match.state | discarded match.state | starting match.state | running match.state | finished match.state
        returned match.state | cancelled match.state | x | x | x
    ";
    for cell in rows(table).concat().into_iter().filter(|cell| *cell != "x") {
        let (state, expected) = cell.split_once(' ').expect("state and verdict");
        assert_eq!(rule(may_cancel(&standing(state))), expected, "{state}");
    }
}
