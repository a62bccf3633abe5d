use vena_kernel::{clock::Day, id::UserId, refusal::Refusal};
use vena_testkit::table::rows;

use super::rules::{Case, due_on, may_close, may_finish, may_verify, may_write, open};

fn rule(result: Result<(), Refusal>) -> String {
    result.map_or_else(|refusal| refusal.rule, |()| "ok".into())
}

fn people() -> [UserId; 3] {
    [1, 2, 3].map(|n| format!("user_{n:032x}").parse().expect("an id"))
}

#[test]
fn a_case_is_closed_when_all_is_written_done_and_verified_by_another_person() {
    let [opener, checker, third] = people();
    let table = "
        steps                                              | actions | verified | closer  | rule
        -                                                  | 1       | 1        | third   | deviation.incomplete
        immediate investigation root_cause                 | 1       | 1        | third   | deviation.incomplete
        immediate investigation effectiveness              | 1       | 1        | third   | deviation.incomplete
        immediate root_cause effectiveness                 | 1       | 1        | third   | deviation.incomplete
        investigation root_cause effectiveness             | 1       | 1        | third   | deviation.incomplete
        immediate investigation root_cause effectiveness   | 0       | 0        | third   | deviation.no-action
        immediate investigation root_cause effectiveness   | 2       | 1        | third   | deviation.actions-open
        immediate investigation root_cause effectiveness   | 2       | 2        | checker | deviation.same-person
        immediate investigation root_cause effectiveness   | 2       | 2        | opener  | deviation.same-person
        immediate investigation root_cause effectiveness   | 2       | 2        | third   | ok
        ";
    for row in &rows(table)[1..] {
        let steps: Vec<String> = row[0].split_whitespace().map(str::to_owned).collect();
        let [actions, verified] = [&row[1], &row[2]].map(|cell| cell.parse().expect("a number"));
        let case = Case { steps: &steps, actions, verified, effect_by: Some(checker), opened_by: opener };
        let closer = match row[3] {
            "opener" => opener,
            "checker" => checker,
            _ => third,
        };
        assert_eq!(rule(may_close(&case, closer)), row[4], "{row:?}");
    }
}

#[test]
fn an_action_is_done_by_one_and_verified_by_another_once() {
    let [one, other, _] = people();
    assert_eq!(rule(may_finish(false)), "ok");
    assert_eq!(rule(may_finish(true)), "deviation.done-already");
    assert_eq!(rule(may_verify(None, false, other)), "deviation.not-done");
    assert_eq!(rule(may_verify(Some(one), false, one)), "deviation.verify-same-person");
    assert_eq!(rule(may_verify(Some(one), true, other)), "deviation.verified-already");
    assert_eq!(rule(may_verify(Some(one), false, other)), "ok");
}

#[test]
fn the_effect_is_checked_last_and_nothing_is_added_afterwards() {
    assert_eq!(rule(may_write("effectiveness", 2, 1)), "deviation.effect-early");
    assert_eq!(rule(may_write("effectiveness", 0, 0)), "deviation.effect-early");
    assert_eq!(rule(may_write("effectiveness", 2, 2)), "ok");
    assert_eq!(rule(may_write("root_cause", 0, 0)), "ok");
    assert_eq!((rule(open(false)), rule(open(true))), ("ok".into(), "deviation.closed".into()));
}

#[test]
fn a_case_is_due_after_days_of_the_calendar() {
    let day = |text: &str| text.parse::<Day>().expect("a day");
    assert_eq!(due_on(day("2026-11-24"), 30), day("2026-12-24"));
    assert_eq!(due_on(day("2027-02-10"), 30), day("2027-03-12"));
    assert!(!super::open::late("2026-12-24", day("2026-12-24")));
    assert!(super::open::late("2026-12-24", day("2026-12-25")));
}
