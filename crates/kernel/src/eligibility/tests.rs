use std::collections::BTreeSet;

use super::*;
use crate::{
    clock::Day,
    product::{MediumCode, ProductCode},
    rulebook,
    table::check,
};

fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

fn limits() -> &'static Limits {
    rulebook::eligibility().on(day("2026-02-10")).expect("in force")
}

#[test]
fn the_age_window_runs_from_a_birthday_to_the_day_before_one() {
    check(
        "
        2008-05-20 2046-05-19 | 1990-05-20 first
        2008-05-20 2051-05-19 | 1990-05-20 repeat
        2026-03-01 2064-02-28 | 2008-02-29 first
        2018-01-01 2055-12-31 | 2000-01-01 first
        ",
        |input| {
            let (born, kind) = input.split_once(' ').expect("two words");
            let (first, last) = limits().age.window(day(born), kind == "repeat");
            format!("{first} {last}")
        },
    );
}

#[test]
fn six_months_are_calendar_months() {
    check(
        "
        2026-08-10 | 2026-02-10
        2026-02-28 | 2025-08-31
        2028-02-29 | 2027-08-31
        2026-08-28 | 2026-02-28
        ",
        |input| limits().interval.whole_blood_again(day(input)).to_string(),
    );
}

#[test]
fn a_deferral_ends_when_its_usual_length_is_over() {
    check(
        "
        2026-02-25 | T02 2026-02-10
        2026-05-10 | T03 2026-02-10
        2027-02-10 | T19 2026-02-10
        2027-02-28 | T19 2026-02-28
        2025-02-28 | T19 2024-02-29
        open | T15 2026-02-10
        open | P13 2026-02-10
        refused deferral.unknown-code | T99 2026-02-10
        refused deferral.unknown-code | T02 2012-06-30
        ",
        |input| {
            let (code, from) = input.split_once(' ').expect("two words");
            match rulebook::deferrals().on(code, day(from)) {
                Ok(reason) => reason.usual_end(day(from)).map_or("open".into(), |end| end.to_string()),
                Err(refusal) => format!("refused {}", refusal.rule),
            }
        },
    );
}

#[test]
fn a_deferral_has_at_most_one_length_and_only_a_temporary_one_has_any() {
    let mut seen = BTreeSet::new();
    for reason in rulebook::deferrals().iter() {
        let lengths = [reason.days, reason.months, reason.years].into_iter().flatten().collect::<Vec<_>>();
        assert!(lengths.len() <= 1 && lengths.iter().all(|length| *length > 0), "{}", reason.code);
        assert!(reason.kind == DeferralKind::Temporary || lengths.is_empty(), "{} is permanent and ends", reason.code);
        assert!(seen.insert((&reason.code, reason.basis.effective_from)), "{} twice on one day", reason.code);
        assert!(!reason.by_laboratory || reason.confidential, "{} of the laboratory is told", reason.code);
    }
}

#[test]
fn the_questions_are_named_once_and_refer_to_deferrals_that_exist() {
    for inquiry in rulebook::inquiry().iter() {
        let mut seen = BTreeSet::new();
        for question in &inquiry.questions {
            assert!(seen.insert(&question.code), "{} twice", question.code);
            if let Some(code) = &question.deferral {
                let reason = rulebook::deferrals().on(code, inquiry.basis.effective_from).expect("a reason");
                assert_eq!(reason.confidential, question.confidential, "{}", question.code);
                assert!(!reason.by_laboratory, "{}", question.code);
            }
        }
        assert!(inquiry.questions.iter().any(|question| question.sex.is_some()));
    }
}

#[test]
fn every_medium_of_a_bag_gives_whole_blood_a_life() {
    let whole_blood: ProductCode = "WB".parse().expect("a code");
    let product = rulebook::products().get(whole_blood).expect("whole blood");
    for medium in &limits().collection.bag_media {
        assert!(product.life.span(Some(*medium)).is_some(), "{medium}");
    }
    assert!(!limits().collection.bag_media.contains(&"MAP".parse::<MediumCode>().expect("a code")));
}

#[test]
fn nothing_is_in_force_before_the_first_version() {
    assert_eq!(rulebook::eligibility().on(day("2012-06-30")).expect_err("too early").rule, "eligibility.no-version");
    assert!(rulebook::eligibility().on(day("2012-07-01")).is_ok());
    assert_eq!(rulebook::inquiry().on(day("2012-06-30")).expect_err("too early").rule, "inquiry.no-version");
    assert!(rulebook::inquiry().on(day("2012-07-01")).is_ok());
}
