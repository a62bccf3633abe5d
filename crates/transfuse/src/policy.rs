//! The rulebook's page for hospitals: `rulebook/cn/transfusion.toml`.

use std::sync::LazyLock;

use serde::Deserialize;
use vena_kernel::{
    clock::{Day, Instant},
    product::ComponentClass,
    refusal::Refusal,
    rulebook::{Basis, in_force},
    say,
    text::Text,
    zone,
};

/// The entries of the page, all versions.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Policy {
    sample: Vec<SampleLife>,
    bedside: Vec<Bedside>,
    stock: Vec<Soon>,
    r#return: Vec<ReturnLimit>,
    reaction: Vec<Code>,
    discard: Vec<Code>,
}

/// How long samples and matches serve.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SampleLife {
    /// Hours from the draw of a sample.
    pub(crate) hours: i64,
    /// Hours for which a unit that needs no crossmatch stays matched.
    pub(crate) match_hours: i64,
    basis: Basis,
}

/// Limits between blood bank and bedside.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Bedside {
    /// Minutes from leaving the blood bank to the start, before it is worth a warning.
    pub(crate) start_minutes: i64,
    /// Hours from start to end, before it is worth a warning.
    pub(crate) finish_hours: i64,
    /// Minutes within which the second person confirms a start.
    pub(crate) confirm_minutes: i64,
    /// Minutes within which the crossmatch follows an emergency.
    pub(crate) crossmatch_minutes: i64,
    basis: Basis,
}

/// When a unit counts as expiring soon.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Soon {
    /// Hours before its expiry.
    pub(crate) expiring_hours: i64,
    basis: Basis,
}

/// When a unit may come back into stock.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReturnLimit {
    class: ComponentClass,
    /// Minutes out of the monitored place, all exits together.
    pub(crate) minutes: i64,
    /// How often it may come back.
    pub(crate) exits: i64,
    /// It has to be frozen still.
    pub(crate) frozen: bool,
    basis: Basis,
}

/// A code with its name.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Code {
    /// The code.
    pub(crate) code: String,
    /// What it means.
    pub(crate) name: Text,
    basis: Basis,
}

impl Policy {
    /// The page, read once.
    ///
    /// # Panics
    /// Only if the compiled-in file is damaged, which the tests of this module would have shown.
    pub(crate) fn book() -> &'static Self {
        static BOOK: LazyLock<Policy> = LazyLock::new(|| {
            toml::from_str(include_str!("../../../rulebook/cn/transfusion.toml"))
                .unwrap_or_else(|error| panic!("rulebook/cn/transfusion.toml is damaged: {error}"))
        });
        &BOOK
    }

    /// How long samples and matches serve at `now`.
    ///
    /// # Errors
    /// `transfuse.no-policy` when the rulebook is silent, as for all the questions below.
    pub(crate) fn sample(&self, now: Instant) -> Result<&SampleLife, Refusal> {
        in_force(&self.sample, day(now), |entry| &entry.basis).ok_or_else(|| silent("sample"))
    }

    /// The limits between blood bank and bedside at `now`.
    pub(crate) fn bedside(&self, now: Instant) -> Result<&Bedside, Refusal> {
        in_force(&self.bedside, day(now), |entry| &entry.basis).ok_or_else(|| silent("bedside"))
    }

    /// When a unit counts as expiring soon at `now`.
    pub(crate) fn expiring_hours(&self, now: Instant) -> Result<i64, Refusal> {
        let entry = in_force(&self.stock, day(now), |entry| &entry.basis).ok_or_else(|| silent("stock"))?;
        Ok(entry.expiring_hours)
    }

    /// When a unit of `class` may come back at `now`.
    pub(crate) fn returning(&self, class: ComponentClass, now: Instant) -> Result<&ReturnLimit, Refusal> {
        let versions = self.r#return.iter().filter(|entry| entry.class == class);
        in_force(versions, day(now), |entry| &entry.basis).ok_or_else(|| silent("return"))
    }

    /// The kinds of reactions at `now`.
    pub(crate) fn reactions(&self, now: Instant) -> impl Iterator<Item = &Code> {
        begun(&self.reaction, now)
    }

    /// The causes of discards at `now`.
    pub(crate) fn discards(&self, now: Instant) -> impl Iterator<Item = &Code> {
        begun(&self.discard, now)
    }
}

fn begun(codes: &[Code], now: Instant) -> impl Iterator<Item = &Code> {
    let today = day(now);
    codes.iter().filter(move |code| code.basis.effective_from <= today)
}

fn day(now: Instant) -> Day {
    now.day_in(&zone::china())
}

fn silent(entry: &str) -> Refusal {
    let reason = say!("规则库没有 {entry} 的现行规则", "the rulebook has no rule for {entry} in force");
    Refusal::new("transfuse.no-policy", reason)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use vena_kernel::rulebook;

    use super::*;

    #[test]
    fn the_page_answers_every_question_and_names_each_code_once() {
        let (book, now): (_, Instant) = (Policy::book(), "2026-02-11T00:00:00Z".parse().expect("an instant"));
        assert!(book.sample(now).is_ok_and(|sample| sample.hours > 0 && sample.match_hours > 0));
        assert!(book.bedside(now).is_ok_and(|limits| limits.confirm_minutes > 0 && limits.crossmatch_minutes > 0));
        assert!(book.expiring_hours(now).is_ok_and(|hours| hours > 0));
        for product in rulebook::products().iter() {
            assert!(book.returning(product.class, now).is_ok(), "{}", product.code);
        }
        for codes in [book.reactions(now).collect::<Vec<_>>(), book.discards(now).collect()] {
            let different: BTreeSet<_> = codes.iter().map(|code| &code.code).collect();
            assert!(different.len() == codes.len() && codes.len() > 5);
        }
    }

    #[test]
    fn before_the_first_entry_the_book_is_silent() {
        let long_ago: Instant = "1999-01-01T00:00:00Z".parse().expect("an instant");
        assert_eq!(Policy::book().sample(long_ago).expect_err("nothing").rule, "transfuse.no-policy");
        assert_eq!(Policy::book().reactions(long_ago).count(), 0);
    }
}
