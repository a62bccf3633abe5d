//! The rulebook's pages on collection: `rulebook/cn/inquiry.toml`, `screening.toml` and `collection.toml`.

use std::sync::LazyLock;

use super::inquiry::{AskedIf, Choice, QuestionKind, Wait};
use crate::{
    citizen_id::Sex,
    clock::Day,
    eligibility::DonationKind,
    product::MediumCode,
    refusal::Refusal,
    rulebook::{Basis, in_force},
    say,
    text::Text,
};
use serde::Deserialize;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Inquiries {
    inquiry: Vec<Inquiry>,
}

/// One version of the questions before a donation.
#[derive(Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Inquiry {
    /// Its name, kept with every answered sheet.
    pub version: String,
    /// The clause that asks for it.
    pub clause: String,
    /// The questions, in the order in which they are asked.
    #[serde(rename = "question")]
    pub questions: Vec<Question>,
    basis: Basis,
}

/// One question.
#[derive(Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// Stable name.
    pub code: String,
    /// The question.
    pub text: Text,
    /// What helps to answer it.
    pub help: Option<Text>,
    /// How it is answered.
    #[serde(default)]
    pub kind: QuestionKind,
    /// Asked of this sex only; of everybody when absent.
    pub sex: Option<Sex>,
    /// Asked before these kinds of donation only; before all when empty.
    #[serde(default)]
    pub kinds: Vec<DonationKind>,
    /// Asked only of those who give for the first time (true), or who have given before (false).
    pub first_time: Option<bool>,
    /// Asked only after this answer to an earlier question.
    pub asked_if: Option<AskedIf>,
    /// Yes or no: the answer with which the donor may go on.
    pub expected: Option<bool>,
    /// Another answer does not refuse by itself: the questions that it leads to decide.
    #[serde(default)]
    pub follow_up_decides: bool,
    /// What may be chosen.
    #[serde(default)]
    pub choices: Vec<Choice>,
    /// A day: how long nobody gives after it.
    pub wait: Option<Wait>,
    /// A number: the smallest that can be true.
    pub min: Option<f64>,
    /// A number: the largest that can be true.
    pub max: Option<f64>,
    /// The deferral that follows after another answer.
    pub deferral: Option<String>,
    /// Its case, where the code tells several apart.
    pub case: Option<String>,
    /// That this answer refused is told to nobody but the physician.
    #[serde(default)]
    pub confidential: bool,
}

impl Question {
    /// Whether it is asked of `sex`.
    pub fn asked_of(&self, sex: Sex) -> bool {
        self.sex.is_none_or(|only| only == sex)
    }

    /// Whether everybody of its sex is asked it before whole blood, whatever was answered before.
    pub fn is_always_asked(&self) -> bool {
        let whole_blood = self.kinds.is_empty() || self.kinds.contains(&DonationKind::WholeBlood);
        whole_blood && self.first_time.is_none() && self.asked_if.is_none()
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Collections {
    whole_blood: Vec<Collection>,
}

/// How whole blood is collected.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Collection {
    /// Fewest sample tubes.
    pub tubes_min: usize,
    /// Longest time from needle in to needle out that can be true, minutes.
    pub minutes_max: i64,
    /// Anticoagulants of the bags.
    pub bag_media: Vec<MediumCode>,
    basis: Basis,
}

static INQUIRIES: LazyLock<Inquiries> = LazyLock::new(|| {
    toml::from_str(include_str!("../../../../rulebook/cn/inquiry.toml"))
        .unwrap_or_else(|error| panic!("rulebook/cn/inquiry.toml is damaged: {error}"))
});

/// Every version of the questions, oldest first: an answered sheet is read with its own.
pub fn inquiries() -> &'static [Inquiry] {
    &INQUIRIES.inquiry
}

/// The version of that name.
pub fn inquiry_named(version: &str) -> Option<&'static Inquiry> {
    INQUIRIES.inquiry.iter().find(|inquiry| inquiry.version == version)
}

/// The questions in force on `day`. Refuses by `inquiry.no-version`.
pub fn inquiry(day: Day) -> Result<&'static Inquiry, Refusal> {
    in_force(&INQUIRIES.inquiry, day, |inquiry| &inquiry.basis).ok_or_else(|| {
        let reason = say!("规则库中没有 {day} 生效的健康征询表", "the rulebook has no inquiry in force on {day}");
        Refusal::new("inquiry.no-version", reason)
    })
}

/// What follows when measurements are outside their limits.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Follows {
    /// Codes of the limits.
    pub limits: Vec<String>,
    /// The deferral; the refusal ends with the day when absent.
    pub deferral: Option<String>,
    /// Its case.
    pub case: Option<String>,
    basis: Basis,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Screening {
    follows: Vec<Follows>,
}

static SCREENING: LazyLock<Screening> = LazyLock::new(|| {
    toml::from_str(include_str!("../../../../rulebook/cn/screening.toml"))
        .unwrap_or_else(|error| panic!("rulebook/cn/screening.toml is damaged: {error}"))
});

/// What follows on `day` when the limit of this code refuses; absent when the rulebook does not say.
pub fn follows(limit: &str, day: Day) -> Option<&'static Follows> {
    let of = SCREENING.follows.iter().filter(|one| one.limits.iter().any(|code| code == limit));
    in_force(of, day, |one| &one.basis)
}

/// The rules of collection in force on `day`. Refuses by `collection.no-version`.
pub fn collection(day: Day) -> Result<&'static Collection, Refusal> {
    static BOOK: LazyLock<Collections> = LazyLock::new(|| {
        toml::from_str(include_str!("../../../../rulebook/cn/collection.toml"))
            .unwrap_or_else(|error| panic!("rulebook/cn/collection.toml is damaged: {error}"))
    });
    in_force(&BOOK.whole_blood, day, |entry| &entry.basis).ok_or_else(|| {
        let reason =
            say!("规则库中没有 {day} 生效的采集规则", "the rulebook has no rules of collection in force on {day}");
        Refusal::new("collection.no-version", reason)
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use crate::rulebook;

    use super::*;

    fn day(text: &str) -> Day {
        text.parse().expect("a day")
    }

    #[test]
    fn the_questions_are_named_once_and_say_what_they_expect() {
        let inquiry = inquiry(day("2026-02-10")).expect("in force");
        let codes: BTreeSet<&str> = inquiry.questions.iter().map(|question| question.code.as_str()).collect();
        assert_eq!(codes.len(), inquiry.questions.len());
        assert!(inquiry.questions.iter().any(|question| question.sex == Some(Sex::Female)));
        assert!(inquiry.questions.iter().any(|question| question.confidential));
        assert!(inquiry.questions.iter().all(|question| !question.text.zh.is_empty() && !question.text.en.is_empty()));
    }

    #[test]
    fn the_deferrals_that_the_questions_name_stand_in_the_rulebook_and_are_as_confidential() {
        let page: toml::Table = include_str!("../../../../rulebook/cn/donors.toml").parse().expect("a page");
        let reasons = page["reason"].as_array().expect("reasons");
        let questions = inquiries().iter().flat_map(|inquiry| &inquiry.questions);
        let own = |question: &'static Question| (question, question.deferral.as_ref(), question.case.as_ref());
        let chosen = |question: &'static Question| {
            question.choices.iter().map(move |choice| (question, choice.deferral.as_ref(), choice.case.as_ref()))
        };
        for (question, code, case) in questions.flat_map(|question| chosen(question).chain([own(question)])) {
            let Some(code) = code else { continue };
            // The version that is in force is the last one.
            let reason = reasons.iter().rfind(|reason| reason["code"].as_str() == Some(code));
            let reason = reason.unwrap_or_else(|| panic!("{} names {code}", question.code));
            let confidential = reason.get("confidential").and_then(toml::Value::as_bool).unwrap_or(false);
            assert_eq!(confidential, question.confidential, "{}", question.code);
            assert!(reason.get("by_laboratory").is_none(), "{}", question.code);
            let cases = reason.get("case").and_then(toml::Value::as_array);
            let found = case.map(|case| {
                let of = cases.and_then(|all| all.iter().find(|one| one["code"].as_str() == Some(case)));
                of.unwrap_or_else(|| panic!("{} names {code} {case}", question.code))
            });
            let Some(wait) = question.wait else { continue };
            let length = |unit: &str| found.unwrap_or(reason).get(unit).and_then(toml::Value::as_integer);
            let lengths = ["days", "months", "years"].map(length);
            let waits = [wait.days, wait.months, wait.years].map(|count| count.map(i64::from));
            assert!(lengths == [None; 3] || lengths == waits, "{}: {lengths:?} {waits:?}", question.code);
        }
    }

    #[test]
    fn every_bag_gives_whole_blood_a_life() {
        let rules = collection(day("2026-02-10")).expect("in force");
        let product = rulebook::products().get("WB".parse().expect("a code")).expect("whole blood");
        assert!(rules.bag_media.iter().all(|medium| product.life.span(Some(*medium)).is_some()));
        assert!(rules.tubes_min > 0 && rules.minutes_max > 0);
    }

    #[test]
    fn nothing_is_in_force_before_the_first_version() {
        assert_eq!(inquiry(day("2012-06-30")).expect_err("too early").rule, "inquiry.no-version");
        assert!(inquiry(day("2012-07-01")).is_ok());
        assert_eq!(collection(day("2019-04-27")).expect_err("too early").rule, "collection.no-version");
        assert!(collection(day("2019-04-28")).is_ok());
    }
}
