use vena_kernel::{citizen_id::Sex, clock::Day, id::UserId};
use vena_testkit::table::rows;

use super::{
    correction::{
        Mistake,
        rules::{Asked, may_decide, may_propose},
    },
    rules::{Origin, Standing, Typed, check, may_be_told, may_lift, may_move_end, may_shorten, neutral},
};
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
        temporary | T02  | -          | -          | 2026-02-24 | male   | no   | until deferral.until-short -- nobody shortens by entering
        temporary | T02  | -          | -          | 2026-02-25 | male   | no   | 2026-02-25 told
        temporary | T02  | -          | 2026-01-26 | 2026-02-10 | male   | no   | 2026-02-10 told          -- the last day may be today
        temporary | T15  | -          | -          | 2026-02-10 | male   | no   | 2026-02-10 told
        temporary | T15  | -          | -          | 2026-02-09 | male   | no   | until deferral.until-past
        -- a physician who says why may end it sooner, not in the past
        temporary | T02  | judged     | -          | 2026-02-10 | male   | no   | 2026-02-10 told
        temporary | T02  | judged     | -          | 2026-02-09 | male   | no   | until deferral.until-past
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
            case: (row[2] != "-" && row[2] != "judged").then_some(row[2]),
            event_on: date(row[3]),
            until: date(row[4]),
            confidential: row[6] == "yes",
            judged: row[2] == "judged",
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

fn user(number: u128) -> UserId {
    UserId::from_uuid(uuid::Uuid::from_u128(number))
}

/// A deferral of these cells: source, kind. By the rulebook it ends on 2026-03-10, and so it stands; the maker is user 1.
fn standing(source: &str, kind: &str) -> Standing {
    let (origin, ended) = match source {
        "lab" => (Origin::Laboratory, false),
        "physician" => (Origin::Physician, false),
        other => (Origin::Staff, other == "over"),
    };
    let until = (kind == "temporary").then(|| day("2026-03-10"));
    Standing { origin, permanent: kind == "permanent", made_by: Some(user(1)), ended, until, floor: until }
}

fn word(outcome: Result<(), vena_kernel::refusal::Refusal>) -> String {
    outcome.map_or_else(|refusal| refusal.rule, |()| "yes".to_owned())
}

/// The permissions say who asks at all: `move` is a nurse's and donor care's too, `shorten` and `lift` a physician's.
#[test]
fn who_may_move_end_or_lift_a_deferral_and_to_when() {
    let table = "
        source    | kind      | until      | who   | move                     | shorten                   | lift
        staff     | temporary | 2026-03-09 | nurse | deferral.until-short     | -                         | -
        staff     | temporary | 2026-03-10 | nurse | yes                      | -                         | -
        staff     | temporary | 2026-03-11 | nurse | yes                      | -                         | -
        staff     | temporary | 2026-03-09 | maker | deferral.until-short     | deferral.own              | deferral.own
        staff     | temporary | 2026-03-09 | other | deferral.until-short     | yes                       | yes
        staff     | temporary | 2026-02-10 | other | deferral.until-short     | yes                       | yes
        staff     | temporary | 2026-02-09 | other | deferral.until-short     | deferral.until-past       | yes
        staff     | temporary | 2026-03-10 | other | yes                      | deferral.not-shorter      | yes
        staff     | temporary | 2026-03-11 | other | yes                      | deferral.not-shorter      | yes
        physician | temporary | 2026-03-09 | nurse | deferral.physician-entry | -                         | -
        physician | temporary | 2026-03-10 | nurse | deferral.physician-entry | -                         | -
        physician | temporary | 2026-03-11 | nurse | deferral.physician-entry | -                         | -
        physician | temporary | 2026-03-09 | other | deferral.until-short     | yes                       | yes
        physician | temporary | 2026-03-11 | maker | yes                      | deferral.own              | deferral.own
        lab       | temporary | 2026-03-09 | nurse | deferral.laboratory      | -                         | -
        lab       | temporary | 2026-03-09 | other | deferral.laboratory      | deferral.laboratory       | deferral.laboratory
        lab       | temporary | 2026-03-11 | other | deferral.laboratory      | deferral.laboratory       | deferral.laboratory
        lab       | permanent | 2026-03-11 | other | deferral.laboratory      | deferral.laboratory       | deferral.laboratory
        staff     | permanent | 2026-03-11 | nurse | deferral.until-permanent | -                         | -
        staff     | permanent | 2026-03-11 | other | deferral.until-permanent | deferral.until-permanent  | deferral.by-reentry
        physician | permanent | 2026-03-11 | other | deferral.until-permanent | deferral.until-permanent  | deferral.by-reentry
        over      | temporary | 2026-03-11 | other | deferral.ended           | deferral.ended            | deferral.ended
    ";
    let today = day("2026-02-10");
    for row in rows(table).iter().skip(1) {
        let (standing, until) = (standing(row[0], row[1]), day(row[2]));
        let by = user(if row[3] == "maker" { 1 } else { 2 });
        let physician = row[3] != "nurse";
        assert_eq!(word(may_move_end(&standing, until, today, physician)), row[4], "{row:?}");
        if physician {
            assert_eq!(word(may_shorten(&standing, until, today, by)), row[5], "{row:?}");
            assert_eq!(word(may_lift(&standing, by)), row[6], "{row:?}");
        }
    }
    assert_eq!(word(neutral(may_lift(&standing("lab", "permanent"), user(2)))), "deferral.by-reentry");
    assert_eq!(word(neutral(may_lift(&standing("staff", "temporary"), user(1)))), "deferral.own");
}

#[test]
fn a_mistake_is_said_in_time_and_confirmed_by_another() {
    let table = "
        source    | kind      | made       | open | another | mistake      | outcome
        staff     | permanent | 2026-02-10 | no   | no      | wrong_person | yes
        staff     | permanent | 2026-01-11 | no   | no      | wrong_person | yes                        -- thirty days
        staff     | permanent | 2026-01-10 | no   | no      | wrong_person | deferral.correction-late
        physician | temporary | 2026-02-10 | no   | yes     | wrong_code   | yes
        physician | temporary | 2026-02-10 | no   | no      | wrong_code   | deferral.correct-first
        staff     | permanent | 2026-02-10 | yes  | yes     | wrong_code   | deferral.correction-open
        lab       | permanent | 2026-02-10 | no   | yes     | wrong_person | deferral.laboratory
        over      | temporary | 2026-02-10 | no   | yes     | wrong_code   | deferral.ended
    ";
    let today = day("2026-02-10");
    let days = Book::get().correction(today).map(|times| times.propose_days);
    for row in rows(table).iter().skip(1) {
        let mistake = if row[5] == "wrong_code" { Mistake::WrongCode } else { Mistake::WrongPerson };
        let (open, another_code) = (row[3] == "yes", row[4] == "yes");
        let asked = Asked { made_on: day(row[2]), open, another_code, mistake: Some(mistake) };
        assert_eq!(word(may_propose(&standing(row[0], row[1]), &asked, days, today)), row[6], "{row:?}");
    }
    let decide =
        |source, proposer: Option<u128>| word(may_decide(&standing(source, "permanent"), proposer.map(user), user(2)));
    assert_eq!(decide("staff", Some(1)), "yes");
    assert_eq!(decide("staff", Some(2)), "deferral.correction-own");
    assert_eq!(decide("staff", None), "deferral.no-correction");
    assert_eq!(decide("over", Some(1)), "deferral.ended");
    assert_eq!(decide("lab", Some(1)), "deferral.laboratory");
}

#[test]
fn why_is_told_only_to_those_who_may_know_and_never_when_confidential() {
    let told = [(true, false), (true, true), (false, false), (false, true)].map(|(may, hide)| may_be_told(may, hide));
    assert_eq!(told, [true, false, false, false]);
}
