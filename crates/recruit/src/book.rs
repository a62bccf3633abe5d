//! The rulebook's page on deferrals: `rulebook/cn/donors.toml`.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vena_kernel::{
    citizen_id::Sex,
    clock::Day,
    eligibility::DonationKind,
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
    #[serde(rename = "reason")]
    reasons: Vec<Reason>,
    #[serde(rename = "correction")]
    corrections: Vec<CorrectionTimes>,
}

/// Until when a mistake is corrected.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CorrectionTimes {
    /// Days after the entry within which a mistake is said.
    pub(crate) propose_days: i64,
    /// Days after that within which another person confirms it.
    pub(crate) confirm_days: i64,
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

/// The day from which a temporary deferral counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = DeferralStart)]
pub(crate) enum Start {
    /// The day on which it happened.
    Event,
    /// The day on which it was over.
    End,
    /// The day of the cure.
    Cure,
    /// The day of the last dose or vaccination.
    LastDose,
    /// The day of the last contact or stay.
    Contact,
}

/// One reason for a deferral.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = DeferralRule)]
pub(crate) struct Reason {
    /// Code, for example `T02`.
    pub(crate) code: String,
    /// Whether it ends by itself.
    pub(crate) kind: Kind,
    /// What it is.
    pub(crate) name: Text,
    /// The day from which it counts.
    pub(crate) start: Option<Start>,
    /// Entered for this sex only.
    pub(crate) sex: Option<Sex>,
    /// It keeps from these donations only; from everything when empty.
    #[serde(default)]
    pub(crate) kinds: Vec<DonationKind>,
    /// Usual length, days.
    days: Option<i64>,
    /// Usual length, calendar months.
    months: Option<i64>,
    /// Usual length, calendar years.
    years: Option<i64>,
    /// Cases of different length.
    #[serde(default, rename = "case")]
    pub(crate) cases: Vec<Case>,
    /// Shown to nobody without a recorded reason.
    #[serde(default)]
    pub(crate) confidential: bool,
    /// Entered by the laboratory's judgement, never by hand.
    #[serde(default)]
    pub(crate) by_laboratory: bool,
    /// Told to other stations as a hash; permanent ones are unless this says no.
    shared: Option<bool>,
    /// Where this rule comes from.
    pub(crate) basis: Basis,
}

/// One case of a reason.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = DeferralCase)]
pub(crate) struct Case {
    /// Code, for example `malaria`.
    pub(crate) code: String,
    /// What it is.
    pub(crate) name: Text,
    /// The day from which it counts, where another than the reason's.
    pub(crate) start: Option<Start>,
    days: Option<i64>,
    months: Option<i64>,
    years: Option<i64>,
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

    /// The version of `code` in force on `day`. Refuses by `deferral.unknown-code`.
    pub(crate) fn reason(&self, code: &str, day: Day) -> Result<&Reason, Refusal> {
        let versions = self.reasons.iter().filter(|reason| reason.code == code);
        in_force(versions, day, |reason| &reason.basis).ok_or_else(|| {
            let reason = say!("规则库中没有这个暂缓或屏蔽代码", "the rulebook knows no such deferral code");
            Refusal::new("deferral.unknown-code", reason)
        })
    }

    /// Until when mistakes are corrected, as in force on `day`; absent before the first version.
    pub(crate) fn correction(&self, day: Day) -> Option<&CorrectionTimes> {
        in_force(&self.corrections, day, |times| &times.basis)
    }

    /// Every reason in force on `day`, in the order of the rulebook.
    pub(crate) fn reasons(&self, day: Day) -> Vec<&Reason> {
        let current = |reason: &&Reason| self.reason(&reason.code, day).is_ok_and(|found| std::ptr::eq(found, *reason));
        self.reasons.iter().filter(current).collect()
    }

    /// Codes whose deferrals other stations are told of, of whatever version.
    pub(crate) fn shared_codes(&self) -> Vec<&str> {
        self.reasons.iter().filter(|reason| reason.is_shared()).map(|reason| reason.code.as_str()).collect()
    }
}

impl Reason {
    /// Whether other stations are told.
    fn is_shared(&self) -> bool {
        self.shared.unwrap_or(self.kind == Kind::Permanent)
    }

    /// The case of this code. Refuses by `deferral.unknown-case`.
    pub(crate) fn case(&self, code: Option<&str>) -> Result<Option<&Case>, Refusal> {
        let Some(code) = code else { return Ok(None) };
        let found = self.cases.iter().find(|case| case.code == code);
        let known: Vec<&str> = self.cases.iter().map(|case| case.code.as_str()).collect();
        let known = known.join(" / ");
        let reason = say!("该代码没有这种情形，可选：{known}", "this code has no such case; it has: {known}");
        found.map(Some).ok_or_else(|| Refusal::new("deferral.unknown-case", reason))
    }

    /// The last day of a deferral that counts from `from`; `None` when the rulebook gives no usual length. Without a case
    /// the longest counts.
    pub(crate) fn usual_end(&self, case: Option<&Case>, from: Day) -> Option<Day> {
        match case {
            Some(case) => later(from, [case.days, case.months, case.years]),
            None if self.cases.is_empty() => later(from, [self.days, self.months, self.years]),
            None => {
                let ends = self.cases.iter().map(|case| later(from, [case.days, case.months, case.years]));
                ends.reduce(|one, other| one.zip(other).map(|(one, other)| one.max(other))).flatten()
            }
        }
    }
}

/// `from` and a length of days, months and years; `None` without any.
fn later(from: Day, lengths: [Option<i64>; 3]) -> Option<Day> {
    if lengths.iter().all(Option::is_none) {
        return None;
    }
    let [days, months, years] = lengths.map(|count| count.unwrap_or(0));
    let span = jiff::Span::new().try_years(years).ok()?.try_months(months).ok()?.try_days(days).ok()?;
    from.date().checked_add(span).ok().map(Day::from)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use vena_testkit::table::rows;

    use super::*;

    fn day(text: &str) -> Day {
        text.parse().expect("a day")
    }

    fn lasts(table: &str) {
        for row in rows(table).iter().skip(1) {
            let case = (row[1] != "-").then_some(row[1]);
            let end = |reason: &Reason| {
                let case = reason.case(case)?;
                Ok(reason.usual_end(case, day(row[2])).map_or("open".to_owned(), |end| end.to_string()))
            };
            let found = Book::get().reason(row[0], day(row[2])).and_then(end);
            assert_eq!(found.unwrap_or_else(|refusal| refusal.rule), row[3], "{row:?}");
        }
    }

    #[test]
    fn illnesses_and_operations_end_when_their_usual_length_is_over() {
        lasts(
            "
            code | case           | from       | last day
            T01  | -              | 2026-02-10 | 2026-02-13
            T02  | -              | 2026-02-10 | 2026-02-25   -- days
            T03  | -              | 2026-02-10 | 2026-05-10   -- months
            T03  | -              | 2025-11-30 | 2026-02-28   -- a month that is too short ends on its last day
            T03  | -              | 2023-11-30 | 2024-02-29
            T04  | -              | 2025-08-31 | 2026-02-28
            T05  | -              | 2026-02-10 | 2027-02-10
            T06  | -              | 2026-02-26 | 2026-03-01
            T07  | pregnancy      | 2026-02-10 | open
            T07  | miscarriage    | 2026-02-10 | 2026-08-10
            T07  | -              | 2026-02-10 | open         -- without a case the longest
            T08  | -              | 2026-02-10 | 2027-02-10
            T09  | disease        | 2026-02-10 | 2026-02-17
            T09  | surgery        | 2026-02-10 | 2026-05-10
            T10  | -              | 2026-02-10 | 2026-02-17
            T11  | -              | 2026-02-10 | 2026-05-10
            T12  | urinary        | 2026-01-31 | 2026-02-28
            T12  | pyelonephritis | 2026-01-31 | 2026-04-30
            T12  | -              | 2026-01-31 | 2026-04-30
            T13  | local          | 2026-02-10 | 2026-02-17
            T13  | wide           | 2026-02-10 | 2026-02-24
            T14  | -              | 2026-02-10 | 2027-02-10
            T15  | -              | 2026-02-10 | open
            T16  | -              | 2026-02-10 | 2027-02-10
            T17  | dysentery      | 2026-02-10 | 2026-08-10
            T17  | brucellosis    | 2026-02-10 | 2028-02-10
            T17  | malaria        | 2024-02-29 | 2027-02-28
            T17  | -              | 2026-02-10 | 2029-02-10
            T17  | fever          | 2026-02-10 | deferral.unknown-case
            ",
        );
    }

    #[test]
    fn the_others_do_too_and_old_versions_stay() {
        lasts(
            "
            code | case           | from       | last day
            T18  | -              | 2026-02-10 | 2027-02-10
            T19  | -              | 2024-02-29 | 2025-02-28   -- years
            T20  | -              | 2026-02-10 | 2027-02-10
            T21  | -              | 2026-02-10 | 2028-02-10
            T22  | -              | 2026-02-10 | 2026-02-15
            T23  | -              | 2026-02-10 | open
            T24  | -              | 2021-03-29 | 2021-09-29   -- six months by the rule of 2021
            T24  | -              | 2023-01-07 | 2023-07-07
            T24  | -              | 2023-01-08 | 2023-01-15   -- relaxed
            T25  | hemoglobin     | 2026-02-10 | 2026-05-10
            T25  | blood_pressure | 2026-02-10 | 2026-02-10   -- that day
            T25  | alt            | 2026-02-10 | 2026-08-10
            T26  | moderate       | 2026-02-10 | 2026-08-10
            T26  | severe         | 2026-02-10 | open
            T99  | -              | 2026-02-10 | open
            V01  | -              | 2026-02-10 | 2026-02-11
            V02  | -              | 2026-02-10 | 2026-02-24
            V03  | -              | 2026-02-10 | 2026-03-10
            V04  | -              | 2026-02-10 | 2027-02-10
            V05  | -              | 2026-02-10 | 2026-03-10
            V06  | inactivated    | 2026-02-10 | 2026-02-12
            V06  | other          | 2026-02-10 | 2026-02-24
            P13  | -              | 2026-02-10 | open
            TTI  | -              | 2026-02-10 | open
            ALT  | -              | 2026-02-10 | 2026-08-10
            T98  | -              | 2026-02-10 | deferral.unknown-code
            T02  | -              | 2012-06-30 | deferral.unknown-code
            T02  | -              | 2012-07-01 | 2012-07-16
            T24  | -              | 2021-03-28 | deferral.unknown-code
            ",
        );
    }

    #[test]
    fn a_reason_has_at_most_one_length_and_only_a_temporary_one_has_any() {
        let mut seen = BTreeSet::new();
        for reason in &Book::get().reasons {
            let own = [reason.days, reason.months, reason.years];
            let all = reason.cases.iter().map(|case| [case.days, case.months, case.years]).chain([own]);
            for lengths in all {
                let lengths: Vec<i64> = lengths.into_iter().flatten().collect();
                assert!(lengths.len() <= 1 && lengths.iter().all(|length| *length >= 0), "{}", reason.code);
                assert!(reason.kind == Kind::Temporary || lengths.is_empty(), "{} is permanent and ends", reason.code);
            }
            let codes: BTreeSet<&str> = reason.cases.iter().map(|case| case.code.as_str()).collect();
            assert_eq!(codes.len(), reason.cases.len(), "{} has a case twice", reason.code);
            assert!(reason.cases.is_empty() || own.iter().all(Option::is_none), "{} has two lengths", reason.code);
            assert_eq!(reason.start.is_some(), reason.kind == Kind::Temporary, "{} counts from a day", reason.code);
            assert!(!reason.by_laboratory || reason.confidential, "{} tells what the laboratory found", reason.code);
            assert!(seen.insert((&reason.code, reason.basis.effective_from)), "{} twice on one day", reason.code);
        }
    }

    #[test]
    fn every_code_of_the_standards_is_there() {
        let today = day("2026-02-10");
        let numbers = |letter: char, count: usize| (1..=count).map(move |number| format!("{letter}{number:02}"));
        for code in numbers('P', 18).chain(numbers('T', 25)).chain(numbers('V', 6)).chain(["P99".to_owned()]) {
            assert!(Book::get().reason(&code, today).is_ok(), "{code}");
        }
        let aspirin = Book::get().reason("T22", today).expect("in force");
        assert_eq!(aspirin.kinds, [DonationKind::ApheresisPlatelets]);
    }

    #[test]
    fn the_laboratory_has_its_reasons_and_sensitive_ones_are_confidential() {
        let today = day("2026-02-10");
        let reason = |code| Book::get().reason(code, today).expect("in force");
        assert_eq!((reason(REACTIVE).kind, reason(REACTIVE).by_laboratory), (Kind::Permanent, true));
        assert_eq!((reason(REJECTED).kind, reason(REJECTED).by_laboratory), (Kind::Temporary, true));
        assert!(reason(REJECTED).usual_end(None, today).is_some(), "nobody is asked when the laboratory rejects");
        assert!(["P13", "P17", "T20"].into_iter().all(|code| reason(code).confidential));
        assert!(!reason("T02").confidential);
        assert_eq!(Book::get().reasons(today).len() + 1, Book::get().reasons.len(), "T24 has two versions");
        assert!(Book::get().reasons(day("2012-06-30")).is_empty());
        let shared = Book::get().shared_codes();
        assert!(shared.contains(&REACTIVE) && shared.contains(&"P17") && !shared.contains(&"T02"));
    }
}
