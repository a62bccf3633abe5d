use vena_kernel::{citizen_id::Sex, clock::Day, id::UserId};
use vena_testkit::table::rows;

use super::rules::{Standing, Typed, check, may_be_told, may_lift, may_move_end};
use crate::book::{Book, Kind};

fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

#[test]
fn what_a_deferral_must_hold() {
    let table = "
        kind      | code | case       | event      | until      | sex    | hide | outcome
        temporary | T02  | -          | -          | -          | male   | no   | 2026-02-25 told          -- the usual length of the code
        -         | T02  | -          | -          | -          | male   | no   | 2026-02-25 told
        temporary | T02  | -          | -          | 2026-03-01 | male   | no   | 2026-03-01 told
        temporary | T02  | -          | -          | 2026-02-10 | male   | no   | 2026-02-10 told          -- the last day may be today
        temporary | T02  | -          | -          | 2026-02-09 | male   | no   | until deferral.until-past
        temporary | T02  | -          | -          | -          | male   | yes  | 2026-02-25 confidential
        -- when it happened gives the last day
        temporary | T02  | -          | 2026-01-26 | -          | male   | no   | 2026-02-10 told
        temporary | T02  | -          | 2026-01-25 | -          | male   | no   | until deferral.until-past
        temporary | T02  | -          | 2026-02-10 | -          | male   | no   | 2026-02-25 told
        temporary | T02  | -          | 2026-02-11 | -          | male   | no   | event_on deferral.event-future
        temporary | T17  | malaria    | 2023-02-10 | -          | male   | no   | 2026-02-10 told
        temporary | T17  | dysentery  | 2023-02-10 | -          | male   | no   | until deferral.until-past
        temporary | T17  | fever      | 2026-02-01 | -          | male   | no   | case deferral.unknown-case
        temporary | T15  | -          | -          | -          | male   | no   | until deferral.until-missing
        temporary | T15  | -          | -          | 2026-03-01 | male   | no   | 2026-03-01 told
        temporary | T20  | -          | -          | -          | male   | no   | 2027-02-10 confidential  -- the rulebook says so
        temporary | T07  | miscarriage | 2026-02-01 | -         | female | no   | 2026-08-01 told
        temporary | T07  | pregnancy  | -          | -          | female | no   | until deferral.until-missing
        temporary | T07  | miscarriage | -         | -          | male   | no   | code deferral.sex
        temporary | P13  | -          | -          | 2026-03-01 | male   | no   | kind deferral.kind
        permanent | T02  | -          | -          | -          | male   | no   | kind deferral.kind
        permanent | P12  | -          | -          | -          | male   | no   | never told
        -         | P12  | -          | 2020-01-01 | -          | male   | no   | never told
        permanent | P13  | -          | -          | -          | male   | no   | never confidential
        permanent | P12  | -          | -          | 2027-01-01 | male   | no   | until deferral.until-permanent
        permanent | TTI  | -          | -          | -          | male   | no   | code deferral.laboratory
        temporary | ALT  | -          | -          | -          | male   | no   | code deferral.laboratory
    ";
    let today = day("2026-02-10");
    let date = |cell: &str| (cell != "-").then(|| day(cell));
    for row in rows(table).iter().skip(1) {
        let kind = match row[0] {
            "-" => None,
            "permanent" => Some(Kind::Permanent),
            _ => Some(Kind::Temporary),
        };
        let typed = Typed {
            kind,
            case: (row[2] != "-").then_some(row[2]),
            event_on: date(row[3]),
            until: date(row[4]),
            confidential: row[6] == "yes",
        };
        let sex = if row[5] == "male" { Sex::Male } else { Sex::Female };
        let reason = Book::get().reason(row[1], today).expect("a code");
        let outcome = match check(&typed, reason, sex, today) {
            Ok(checked) => {
                let until = checked.until.map_or("never".to_owned(), |until| until.to_string());
                format!("{until} {}", if checked.confidential { "confidential" } else { "told" })
            }
            Err((field, refusal)) => format!("{field} {}", refusal.rule),
        };
        assert_eq!(outcome, row[7], "{row:?}");
    }
}

#[test]
fn who_may_move_the_last_day() {
    let table = "
        source | kind      | ended | until      | outcome
        staff  | temporary | no    | 2026-02-10 | moved
        staff  | temporary | no    | 2027-02-10 | moved
        staff  | temporary | no    | 2026-02-09 | deferral.until-past
        staff  | permanent | no    | 2026-02-10 | deferral.until-permanent
        staff  | temporary | yes   | 2026-03-10 | deferral.ended
        lab    | temporary | no    | 2026-03-10 | deferral.laboratory
    ";
    for row in rows(table).iter().skip(1) {
        let standing = Standing {
            by_laboratory: row[0] == "lab",
            permanent: row[1] == "permanent",
            made_by: None,
            ended: row[2] == "yes",
        };
        let outcome = may_move_end(&standing, day(row[3]), day("2026-02-10"));
        assert_eq!(outcome.map_or_else(|refusal| refusal.rule, |()| "moved".to_owned()), row[4], "{row:?}");
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
