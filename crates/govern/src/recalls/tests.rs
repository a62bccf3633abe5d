//! When a unit is settled, who may close, and the deadlines, as tables.

use vena_kernel::{id::UserId, refusal::Refusal, unit_state::HoldKind};
use vena_testkit::table::rows;

use super::{
    book,
    rules::{Case, DONATIONS_MAX, Found, Open, may_acknowledge, may_close, may_follow, open, size, window},
};

fn user(number: u32) -> UserId {
    format!("user_{number:032x}").parse().expect("an id")
}

fn rule(result: Result<(), Refusal>) -> String {
    result.map_or_else(|refusal| refusal.rule, |()| "ok".into())
}

fn word<T: serde::de::DeserializeOwned>(text: &str) -> T {
    serde_json::from_value(serde_json::json!(text)).expect("a word")
}

#[test]
fn a_unit_is_settled_when_nobody_can_receive_it_and_everybody_who_did_was_followed() {
    let table = "
        life       | safety    | holds       | followed | open
        stock      | qualified | recall      | no       | judge
        stock      | qualified | look_back   | no       | judge
        stock      | qualified | excursion   | no       | settled   -- another matter
        stock      | qualified | -           | no       | settled   -- quality has let it go
        stock      | rejected  | -           | no       | judge
        in_process | pending   | recall      | no       | judge
        issued     | qualified | recall      | no       | judge
        transfused | qualified | recall      | no       | follow
        transfused | qualified | -           | no       | follow    -- a lifted hold follows nobody
        transfused | qualified | recall      | yes      | settled
        exported   | qualified | recall      | no       | follow
        exported   | qualified | recall      | yes      | settled
        discarded  | rejected  | recall      | no       | settled
        consumed   | pending   | recall      | no       | settled
        lost       | qualified | recall      | no       | search
    ";
    for row in &rows(table)[1..] {
        let holds: Vec<HoldKind> = if row[2] == "-" { Vec::new() } else { vec![word(row[2])] };
        let found = Found { life: word(row[0]), safety: word(row[1]), holds, followed: row[3] == "yes" };
        let expected = match row[4] {
            "settled" => Open::Settled,
            "judge" => Open::Judge,
            "follow" => Open::Follow,
            _ => Open::Search,
        };
        assert_eq!(open(&found), expected, "{row:?}");
    }
}

#[test]
fn a_second_person_closes_what_is_answered_and_settled() {
    let table = "
        drill | closed | opened by | silent | unsettled | rule
        no    | no     | 2         | 0      | 0         | ok
        no    | yes    | 2         | 0      | 0         | recall.closed
        no    | no     | 1         | 0      | 0         | recall.same-person
        no    | no     | 2         | 1      | 0         | recall.not-confirmed
        no    | no     | 2         | 0      | 1         | recall.unsettled
        yes   | no     | 2         | 0      | 9         | ok
        yes   | no     | 2         | 1      | 9         | recall.not-confirmed
    ";
    for row in &rows(table)[1..] {
        let number = |cell: &str| cell.parse().expect("a number");
        let case = Case {
            drill: row[0] == "yes",
            closed: row[1] == "yes",
            opened_by: user(row[2].parse().expect("a number")),
            silent: number(row[3]),
            unsettled: number(row[4]),
        };
        assert_eq!(rule(may_close(&case, user(1))), row[5], "{row:?}");
    }
}

#[test]
fn only_a_recipient_is_followed() {
    assert_eq!(rule(may_follow(false, Open::Follow)), "ok");
    assert_eq!(rule(may_follow(false, Open::Judge)), "recall.nobody-to-follow");
    assert_eq!(rule(may_follow(true, Open::Follow)), "recall.closed");
}

#[test]
fn who_is_asked_confirms_while_it_is_open() {
    assert_eq!(rule(may_acknowledge(true, false)), "ok");
    assert_eq!(rule(may_acknowledge(false, false)), "recall.nothing-to-confirm");
    assert_eq!(rule(may_acknowledge(true, true)), "recall.nothing-to-confirm");
}

#[test]
fn a_case_concerns_something_and_not_everything() {
    let table = [(0, "recall.nothing"), (1, "ok"), (DONATIONS_MAX, "ok"), (DONATIONS_MAX + 1, "recall.too-many")];
    for (donations, expected) in table {
        assert_eq!(rule(size(donations)), expected, "{donations}");
    }
    let at = |text: &str| format!("2026-02-{text}Z").parse().expect("an instant");
    let now = at("11T08:00:00");
    for (from, to, expected) in [
        ("10T08:00:00", "11T08:00:00", "ok"),
        ("11T08:00:00", "11T09:00:00", "ok"),
        ("11T08:00:01", "11T09:00:00", "recall.window"),
        ("10T08:00:00", "10T08:00:00", "recall.window"),
    ] {
        assert_eq!(rule(window((at(from), at(to)), now)), expected, "{from} {to}");
    }
}

#[test]
fn deadlines_are_those_of_the_rulebook() {
    let at: vena_kernel::clock::Instant = "2026-02-11T08:00:00Z".parse().expect("an instant");
    let until = book::until(at).expect("rules");
    assert_eq!((until.acknowledged, until.closed), (at.plus_seconds(24 * 3600), at.plus_seconds(30 * 86_400)));
    let before = book::until("2006-04-24T08:00:00Z".parse().expect("an instant"));
    assert_eq!(rule(before.map(drop)), "recall.no-rules");
}
