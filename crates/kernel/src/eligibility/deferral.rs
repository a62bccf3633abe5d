//! Reasons for which a donor is deferred, and until when.

use jiff::ToSpan;
use serde::{Deserialize, Serialize};

use crate::{
    clock::Day,
    refusal::Refusal,
    rulebook::{Basis, in_force},
    say,
    text::Text,
};

/// All reasons.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Deferrals {
    #[serde(rename = "reason")]
    reasons: Vec<DeferralReason>,
}

/// Whether a deferral ends by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum DeferralKind {
    /// 不能献血（屏蔽）
    Permanent,
    /// 暂不能献血
    Temporary,
}

/// One reason.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeferralReason {
    /// Code, for example `T02`.
    pub code: String,
    /// Whether it ends by itself.
    pub kind: DeferralKind,
    /// What it is.
    pub name: Text,
    /// Its usual length in days.
    pub days: Option<i32>,
    /// Its usual length in calendar months.
    pub months: Option<i32>,
    /// Its usual length in calendar years.
    pub years: Option<i32>,
    /// The reason is never shown without a recorded reason of the reader.
    #[serde(default)]
    pub confidential: bool,
    /// Entered by the laboratory's judgement, never by hand.
    #[serde(default)]
    pub by_laboratory: bool,
    /// Where it comes from.
    pub basis: Basis,
}

impl Deferrals {
    /// Every entry, in the order of the rulebook; a reason may have several dated versions.
    pub fn iter(&self) -> impl Iterator<Item = &DeferralReason> {
        self.reasons.iter()
    }

    /// The version of `code` in force on `day`. Refuses by `deferral.unknown-code`.
    pub fn on(&self, code: &str, day: Day) -> Result<&DeferralReason, Refusal> {
        let versions = self.reasons.iter().filter(|reason| reason.code == code);
        in_force(versions, day, |reason| &reason.basis).ok_or_else(|| {
            let code = crate::chars::quoted(code, 20);
            Refusal::new(
                "deferral.unknown-code",
                say!("规则库中没有暂缓或屏蔽代码“{code}”", "the rulebook knows no deferral code '{code}'"),
            )
        })
    }
}

impl DeferralReason {
    /// The last day of a deferral that begins on `from`; `None` when the rulebook gives this reason no usual length.
    pub fn usual_end(&self, from: Day) -> Option<Day> {
        let [days, months, years] = [self.days, self.months, self.years].map(|count| count.unwrap_or(0));
        if days == 0 && months == 0 && years == 0 {
            return None;
        }
        from.date().checked_add(years.years().months(months).days(days)).ok().map(Day::from)
    }
}
