//! The rulebook's page on donors' files: `rulebook/cn/donors.toml`.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vena_kernel::{
    clock::Day,
    refusal::Refusal,
    rulebook::{Basis, in_force},
    say,
    text::Text,
};

/// The deferral that a reactive result asks for.
pub(crate) const REACTIVE: &str = "TTI";
/// The deferral that another rejected result asks for.
pub(crate) const REJECTED: &str = "ALT";

/// The entries of the page, all versions.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Book {
    repeat_donor: Vec<RepeatDonor>,
    #[serde(rename = "reason")]
    reasons: Vec<Reason>,
}

/// Who is a repeat donor.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RepeatDonor {
    donations_min: i64,
    basis: Basis,
}

/// Whether a deferral ends by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema, sqlx::Type)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
#[schema(as = DeferralKind)]
pub(crate) enum Kind {
    /// 不能献血（屏蔽）
    Permanent,
    /// 暂不能献血
    Temporary,
}

/// One reason for a deferral.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Reason {
    /// Code, for example `T02`.
    pub(crate) code: String,
    /// Whether it ends by itself.
    pub(crate) kind: Kind,
    /// What it is.
    pub(crate) name: Text,
    /// Usual length, days.
    days: Option<i64>,
    /// Usual length, calendar months.
    months: Option<i64>,
    /// Usual length, calendar years.
    years: Option<i64>,
    /// Shown to nobody without a recorded reason.
    #[serde(default)]
    pub(crate) confidential: bool,
    /// Entered by the laboratory's judgement, never by hand.
    #[serde(default)]
    pub(crate) by_laboratory: bool,
    basis: Basis,
}

impl Book {
    /// The page, read once.
    ///
    /// # Panics
    /// Only if the compiled-in file is damaged, which the tests of this module would have shown.
    pub(crate) fn get() -> &'static Self {
        static BOOK: LazyLock<Book> = LazyLock::new(|| {
            toml::from_str(include_str!("../../../rulebook/cn/donors.toml"))
                .unwrap_or_else(|error| panic!("rulebook/cn/donors.toml is damaged: {error}"))
        });
        &BOOK
    }

    /// How many donations make a repeat donor on `day`; `None` when the rulebook says nothing for that day.
    pub(crate) fn repeat_donations_min(&self, day: Day) -> Option<i64> {
        in_force(&self.repeat_donor, day, |entry| &entry.basis).map(|entry| entry.donations_min)
    }

    /// The version of `code` in force on `day`. Refuses by `deferral.unknown-code`.
    pub(crate) fn reason(&self, code: &str, day: Day) -> Result<&Reason, Refusal> {
        let versions = self.reasons.iter().filter(|reason| reason.code == code);
        in_force(versions, day, |reason| &reason.basis).ok_or_else(|| {
            let reason = say!("规则库中没有这个暂缓或屏蔽代码", "the rulebook knows no such deferral code");
            Refusal::new("deferral.unknown-code", reason)
        })
    }

    /// Every reason in force on `day`, in the order of the rulebook.
    pub(crate) fn reasons(&self, day: Day) -> Vec<&Reason> {
        let current = |reason: &&Reason| self.reason(&reason.code, day).is_ok_and(|found| std::ptr::eq(found, *reason));
        self.reasons.iter().filter(current).collect()
    }
}

impl Reason {
    /// The last day of a deferral that begins on `from`; `None` when the rulebook gives no usual length.
    pub(crate) fn usual_end(&self, from: Day) -> Option<Day> {
        let [days, months, years] = [self.days, self.months, self.years].map(|count| count.unwrap_or(0));
        if (days, months, years) == (0, 0, 0) {
            return None;
        }
        let span = jiff::Span::new().try_years(years).ok()?.try_months(months).ok()?.try_days(days).ok()?;
        from.date().checked_add(span).ok().map(Day::from)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use vena_testkit::table::rows;

    use super::*;

    fn day(text: &str) -> Day {
        text.parse().expect("a day")
    }

    #[test]
    fn a_deferral_ends_when_its_usual_length_is_over() {
        let table = "
            code | from       | last day
            T02  | 2026-02-10 | 2026-02-25   -- days
            T03  | 2026-02-10 | 2026-05-10   -- months
            T03  | 2025-11-30 | 2026-02-28   -- a month that is too short ends on its last day
            T19  | 2026-02-10 | 2027-02-10   -- years
            T19  | 2024-02-29 | 2025-02-28
            T15  | 2026-02-10 | open
            P13  | 2026-02-10 | open
            TTI  | 2026-02-10 | open
            ALT  | 2026-02-10 | 2026-08-10
            T99  | 2026-02-10 | deferral.unknown-code
            T02  | 2012-06-30 | deferral.unknown-code
            T02  | 2012-07-01 | 2012-07-16
        ";
        for row in rows(table).iter().skip(1) {
            let found = match Book::get().reason(row[0], day(row[1])) {
                Ok(reason) => reason.usual_end(day(row[1])).map_or("open".to_owned(), |end| end.to_string()),
                Err(refusal) => refusal.rule,
            };
            assert_eq!(found, row[2], "{row:?}");
        }
    }

    #[test]
    fn a_reason_has_at_most_one_length_and_only_a_temporary_one_has_any() {
        let mut seen = BTreeSet::new();
        for reason in &Book::get().reasons {
            let lengths: Vec<i64> = [reason.days, reason.months, reason.years].into_iter().flatten().collect();
            assert!(lengths.len() <= 1 && lengths.iter().all(|length| *length > 0), "{}", reason.code);
            assert!(reason.kind == Kind::Temporary || lengths.is_empty(), "{} is permanent and ends", reason.code);
            assert!(!reason.by_laboratory || reason.confidential, "{} tells what the laboratory found", reason.code);
            assert!(seen.insert((&reason.code, reason.basis.effective_from)), "{} twice on one day", reason.code);
        }
    }

    #[test]
    fn the_laboratory_has_its_reasons_and_sensitive_ones_are_confidential() {
        let today = day("2026-02-10");
        let reason = |code| Book::get().reason(code, today).expect("in force");
        assert_eq!((reason(REACTIVE).kind, reason(REACTIVE).by_laboratory), (Kind::Permanent, true));
        assert_eq!((reason(REJECTED).kind, reason(REJECTED).by_laboratory), (Kind::Temporary, true));
        assert!(reason(REJECTED).usual_end(today).is_some(), "nobody is asked when the laboratory rejects");
        assert!(["P13", "P17", "T20"].into_iter().all(|code| reason(code).confidential));
        assert!(!reason("T02").confidential);
        assert_eq!(Book::get().reasons(today).len(), Book::get().reasons.len());
        assert!(Book::get().reasons(day("2012-06-30")).is_empty());
        assert_eq!(
            (Book::get().repeat_donations_min(today), Book::get().repeat_donations_min(day("2012-06-30"))),
            (Some(2), None)
        );
    }
}
