use vena_kernel::{clock::Day, id::UserId, refusal::Refusal, rulebook};
use vena_testkit::table::rows;

use super::rules::{Lot, LotState, comparison, may_compare, may_decide, may_finish, may_open, may_use};

fn rule(found: Result<(), Refusal>) -> String {
    found.map_or_else(|refusal| refusal.rule, |()| "yes".into())
}

fn user(number: u128) -> UserId {
    UserId::from_uuid(uuid::Uuid::from_u128(number))
}

fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

#[test]
fn what_may_be_done_with_a_lot_as_it_stands() {
    let table = "
        state    | today      | compare         | decide by who compared | decide by another | finish        | use
        received | 2026-11-23 | yes             | reagent.state          | reagent.state     | yes           | reagent.not-open
        compared | 2026-11-23 | yes             | reagent.same-person    | yes               | yes           | reagent.not-open
        open     | 2026-11-23 | reagent.state   | reagent.state          | reagent.state     | yes           | yes
        refused  | 2026-11-23 | reagent.state   | reagent.state          | reagent.state     | reagent.state | reagent.not-open
        finished | 2026-11-23 | reagent.state   | reagent.state          | reagent.state     | reagent.state | reagent.not-open
        -- its last day is a day of use, the next one is not
        received | 2026-12-31 | yes             | reagent.state          | reagent.state     | yes           | reagent.not-open
        received | 2027-01-01 | reagent.expired | reagent.state          | reagent.state     | yes           | reagent.not-open
        open     | 2026-12-31 | reagent.state   | reagent.state          | reagent.state     | yes           | yes
        open     | 2027-01-01 | reagent.state   | reagent.state          | reagent.state     | yes           | reagent.expired
    ";
    for row in &rows(table)[1..] {
        let state: LotState = serde_json::from_value(row[0].into()).expect("a state");
        let lot = Lot { state, expires_on: day("2026-12-31"), compared_by: Some(user(1)), compared: Some((20, 20)) };
        let today = day(row[1]);
        let found = [
            rule(may_compare(&lot, today)),
            rule(may_decide(&lot, user(1))),
            rule(may_decide(&lot, user(2))),
            rule(may_finish(&lot)),
            rule(may_use(&lot, today)),
        ];
        assert_eq!(found.iter().map(String::as_str).collect::<Vec<_>>(), row[2..], "{row:?}");
    }
}

#[test]
fn a_lot_is_let_in_when_enough_samples_agree() {
    let table = "
        samples | agreed | today      | rule
        20      | 20     | 2026-11-23 | yes
        20      | 19     | 2026-11-23 | yes
        20      | 18     | 2026-11-23 | reagent.disagrees
        19      | 19     | 2026-11-23 | reagent.too-few
        200     | 190    | 2026-11-23 | yes
        200     | 189    | 2026-11-23 | reagent.disagrees
        20      | 20     | 2027-01-01 | reagent.expired
    ";
    let check = rulebook::testing().effective_on(day("2026-11-23")).lot_check().expect("a rule");
    for row in &rows(table)[1..] {
        let number = |at: usize| row[at].parse::<i32>().expect("a number");
        let lot = Lot {
            state: LotState::Compared,
            expires_on: day("2026-12-31"),
            compared_by: None,
            compared: Some((number(0), number(1))),
        };
        assert_eq!(rule(may_open(&lot, check, day(row[2]))), row[3], "{row:?}");
    }
    assert_eq!(rule(comparison(20, 20)), "yes");
    assert_eq!(rule(comparison(20, 21)), "reagent.comparison");
}
