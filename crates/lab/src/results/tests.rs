//! What may be typed and who may sign, as tables.

use vena_kernel::{id::UserId, refusal::Refusal, text::Text};
use vena_testkit::table::rows;

use super::rules::{
    Desk, in_order, may_correct, may_enter, may_issue, may_sign_checker, may_sign_tester, once, typable, unchanged,
};
use crate::{
    judging::rules::Book,
    words::{Run, Value},
};

fn book() -> Book {
    Book::on("2026-02-11".parse().expect("a day")).expect("rules of that day")
}

fn user(number: u32) -> UserId {
    format!("user_{number:032x}").parse().expect("an id")
}

fn rule(result: Result<(), Refusal>) -> String {
    result.map_or_else(|refusal| refusal.rule, |()| "ok".into())
}

fn value(text: &str) -> Value {
    let json = match text.split_once(' ') {
        Some((kind, rest)) if kind == "ratio" => {
            serde_json::json!({ "kind": kind, "s_co": rest.parse::<f64>().expect("a ratio") })
        }
        Some((kind, rest)) if kind == "number" => {
            serde_json::json!({ "kind": kind, "number": rest.parse::<f64>().expect("a number") })
        }
        Some((kind, rest)) => serde_json::json!({ "kind": kind, kind: rest }),
        None => serde_json::json!({ "kind": text }),
    };
    serde_json::from_value(json).expect("a value")
}

fn run(marker: &str, round: &str, repeat: &str, given: &str) -> Run {
    let (pooled, given) = given.strip_prefix("pool ").map_or((false, given), |given| (true, given));
    let (combined, given) = given.strip_prefix("all ").map_or((false, given), |given| (true, given));
    Run {
        marker: marker.into(),
        round: round.parse().expect("a round"),
        repeat: repeat.parse().expect("a retest"),
        value: value(given),
        pooled,
        combined,
        reagent_maker: "one".into(),
        reagent_lot: "L1".into(),
        instrument: "E-1".into(),
    }
}

#[test]
fn only_runs_of_the_rulebook_are_typed() {
    let table = "
        marker      | round | repeat | value             | field  | rule
        HBSAG       | 1     | 0      | non_reactive      |        | ok
        HBSAG       | 2     | 2      | ratio 0.12        |        | ok
        HBSAG       | 3     | 0      | reactive          | round  | lab.round
        HBSAG       | 0     | 0      | reactive          | round  | lab.round
        HBSAG       | 1     | 3      | reactive          | repeat | lab.repeat
        HBSAG       | 1     | -1     | reactive          | repeat | lab.repeat
        HBSAG       | 1     | 0      | number 3          | value  | lab.value-kind
        HBSAG       | 1     | 0      | pool non_reactive | pooled | lab.pooled
        hbsag       | 1     | 0      | non_reactive      | marker | lab.marker-unknown
        HBV-DNA     | 1     | 0      | pool reactive     |        | ok
        HBV-DNA     | 1     | 2      | reactive          |        | ok
        HBV-DNA     | 1     | 3      | reactive          |        | ok
        HBV-DNA     | 1     | 4      | reactive          | repeat | lab.repeat
        HBV-DNA     | 1     | 0      | pool all reactive |        | ok
        HBV-DNA     | 1     | 2      | all reactive      |        | ok
        HBV-DNA     | 1     | 3      | all reactive      | combined | lab.combined
        HBSAG       | 1     | 0      | all reactive      | combined | lab.combined
        HBV-DNA     | 1     | 1      | pool reactive     | pooled | lab.pooled
        HBV-DNA     | 1     | 0      | ratio 0.5         | value  | lab.value-kind
        ALT         | 1     | 0      | number 21.5       |        | ok
        ALT         | 1     | 1      | number 21.5       | repeat | lab.repeat
        ALT         | 1     | 0      | non_reactive      | value  | lab.value-kind
        ABO-FORWARD | 1     | 0      | abo AB            |        | ok
        ABO-FORWARD | 1     | 0      | rhd +             | value  | lab.value-kind
        RHD         | 1     | 1      | rhd -             |        | ok
        RHD         | 1     | 2      | rhd -             | repeat | lab.repeat
        RHD         | 1     | 0      | abo O             | value  | lab.value-kind
    ";
    for row in &rows(table)[1..] {
        let found = typable(&book(), &run(row[0], row[1], row[2], row[3]));
        let (field, rule) = found.map_or_else(|misfit| (misfit.field, misfit.refusal.rule), |()| ("", "ok".into()));
        assert_eq!((field, rule.as_str()), (row[4], row[5]), "{row:?}");
    }
}

#[test]
fn a_run_is_given_once() {
    let runs = [("1", "0"), ("1", "1"), ("2", "0")].map(|(round, repeat)| run("HBSAG", round, repeat, "reactive"));
    assert!(once(&runs).is_ok());
    let twice = [runs[0].clone(), runs[1].clone(), runs[0].clone()];
    let (at, refusal) = once(&twice).expect_err("the third stands there already");
    assert_eq!((at, refusal.rule.as_str()), (2, "lab.twice"));
}

#[test]
fn two_persons_sign_and_who_typed_does_not_check() {
    let table = "
        begun | missing | tester | checker | touched | enter             | correct                | tester signs       | checker signs
        no    | yes     | -      | -       | no      | ok                | lab.nothing-to-correct | lab.incomplete     | lab.incomplete
        yes   | yes     | -      | -       | yes     | ok                | lab.nothing-to-correct | lab.incomplete     | lab.incomplete
        yes   | no      | -      | -       | yes     | ok                | lab.nothing-to-correct | ok                 | lab.tester-first
        yes   | no      | 1      | -       | no      | lab.reason-needed | ok                     | lab.already-signed | lab.same-person
        yes   | no      | 2      | -       | yes     | lab.reason-needed | ok                     | lab.already-signed | lab.typist-may-not-check
        yes   | no      | 2      | -       | no      | lab.reason-needed | ok                     | lab.already-signed | ok
        yes   | yes     | 2      | -       | no      | lab.reason-needed | ok                     | lab.already-signed | lab.incomplete
        yes   | no      | 2      | 1       | no      | lab.reason-needed | ok                     | lab.already-signed | lab.already-signed
    ";
    let person = |cell: &str| cell.parse().ok().map(user);
    for row in &rows(table)[1..] {
        let desk = Desk {
            begun: row[0] == "yes",
            missing: (row[1] == "yes").then(|| Text::new("缺 NAT", "NAT is missing")),
            tester: person(row[2]),
            checker: person(row[3]),
            issued: false,
            touched: row[4] == "yes",
            user: user(1),
        };
        let found = [may_enter(&desk), may_correct(&desk), may_sign_tester(&desk), may_sign_checker(&desk)].map(rule);
        assert_eq!(found, row[5..], "{row:?}");
    }
}

#[test]
fn a_third_person_issues_what_two_have_signed_once() {
    let table = "
        tester | checker | issued | rule
        -      | -       | no     | lab.checker-first
        2      | -       | no     | lab.checker-first
        1      | 3       | no     | lab.same-person
        2      | 1       | no     | lab.same-person
        2      | 3       | no     | ok
        2      | 3       | yes    | lab.already-issued
    ";
    let person = |cell: &str| cell.parse().ok().map(user);
    for row in &rows(table)[1..] {
        let (tester, checker, issued) = (person(row[0]), person(row[1]), row[2] == "yes");
        let desk = Desk { begun: true, tester, checker, issued, missing: None, touched: false, user: user(1) };
        assert_eq!(rule(may_issue(&desk)), row[3], "{row:?}");
    }
}

#[test]
fn among_many_only_what_is_in_order_is_signed() {
    assert_eq!(rule(in_order(false)), "ok");
    assert_eq!(rule(in_order(true)), "lab.sign-alone");
}

#[test]
fn what_is_signed_is_what_was_shown() {
    assert_eq!(rule(unchanged(None, "ab")), "ok");
    assert_eq!(rule(unchanged(Some("ab"), "ab")), "ok");
    assert_eq!(rule(unchanged(Some("cd"), "ab")), "lab.changed-since-shown");
}
