use vena_kernel::{clock::Day, id::UserId};
use vena_testkit::table::rows;

use super::rules::{Standing, Typed, check, may_be_told, may_lift};
use crate::book::{Book, Kind};

fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

#[test]
fn what_a_deferral_must_hold() {
    let table = "
        kind      | code | until      | hide | outcome
        temporary | T02  |            | no   | 2026-02-25 told          -- the usual length of the code
        temporary | T02  | 2026-03-01 | no   | 2026-03-01 told
        temporary | T02  | 2026-02-10 | no   | 2026-02-10 told          -- the last day may be today
        temporary | T02  | 2026-02-09 | no   | until deferral.until-past
        temporary | T02  |            | yes  | 2026-02-25 confidential
        temporary | T15  |            | no   | until deferral.until-missing
        temporary | T15  | 2026-03-01 | no   | 2026-03-01 told
        temporary | T20  |            | no   | 2027-02-10 confidential  -- the rulebook says so
        temporary | P13  | 2026-03-01 | no   | kind deferral.kind
        permanent | T02  |            | no   | kind deferral.kind
        permanent | P12  |            | no   | never told
        permanent | P13  |            | no   | never confidential
        permanent | P12  | 2027-01-01 | no   | until deferral.until-permanent
        permanent | TTI  |            | no   | code deferral.laboratory
        temporary | ALT  |            | no   | code deferral.laboratory
    ";
    let today = day("2026-02-10");
    for row in rows(table).iter().skip(1) {
        let kind = if row[0] == "permanent" { Kind::Permanent } else { Kind::Temporary };
        let until = (!row[2].is_empty()).then(|| day(row[2]));
        let reason = Book::get().reason(row[1], today).expect("a code");
        let outcome = match check(&Typed { kind, until, confidential: row[3] == "yes" }, reason, today) {
            Ok(checked) => {
                let until = checked.until.map_or("never".to_owned(), |until| until.to_string());
                format!("{until} {}", if checked.confidential { "confidential" } else { "told" })
            }
            Err((field, refusal)) => format!("{field} {}", refusal.rule),
        };
        assert_eq!(outcome, row[4], "{row:?}");
    }
}

#[test]
fn who_may_lift_a_deferral() {
    let (maker, other) = (UserId::from_uuid(uuid::Uuid::from_u128(1)), UserId::from_uuid(uuid::Uuid::from_u128(2)));
    let table = "
        source | kind      | ended | by    | outcome
        staff  | temporary | no    | maker | lifted
        staff  | temporary | no    | other | lifted
        staff  | permanent | no    | maker | deferral.own
        staff  | permanent | no    | other | lifted
        staff  | temporary | yes   | other | deferral.ended
        lab    | permanent | no    | other | deferral.laboratory
        lab    | temporary | no    | other | deferral.laboratory
    ";
    for row in rows(table).iter().skip(1) {
        let standing = Standing {
            by_laboratory: row[0] == "lab",
            permanent: row[1] == "permanent",
            made_by: (row[0] == "staff").then_some(maker),
            ended: row[2] == "yes",
        };
        let by = if row[3] == "maker" { maker } else { other };
        let outcome = may_lift(&standing, by).map_or_else(|refusal| refusal.rule, |()| "lifted".to_owned());
        assert_eq!(outcome, row[4], "{row:?}");
    }
}

#[test]
fn why_is_told_only_to_those_who_may_know_and_never_when_confidential() {
    let told = [(true, false), (true, true), (false, false), (false, true)].map(|(may, hide)| may_be_told(may, hide));
    assert_eq!(told, [true, false, false, false]);
}
