//! Who may give, how much and how often: dated look-ups in `rulebook/cn/eligibility.toml`. 献血者条件
//!
//! Nothing is decided here; whoever decides asks for the rules in force on the day of the donation.

mod interval;
mod limit;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

pub use interval::Interval;
pub use limit::Limit;

use crate::{
    citizen_id::Sex,
    clock::Day,
    rulebook::{Basis, in_force},
};

/// The eligibility rules of one country, all versions.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Eligibility {
    #[serde(rename = "age")]
    ages: Vec<AgeRule>,
    #[serde(rename = "limit")]
    limits: Vec<Limit>,
    #[serde(rename = "volume")]
    volumes: Vec<VolumeChoice>,
    #[serde(rename = "interval")]
    intervals: Vec<Interval>,
    #[serde(rename = "year_cap")]
    year_caps: Vec<YearCap>,
}

/// What is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum DonationKind {
    /// 全血
    WholeBlood,
    /// 单采血小板
    ApheresisPlatelets,
    /// 单采血浆
    ApheresisPlasma,
}

/// Between which ages one may give.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AgeRule {
    /// Youngest age, whole years.
    pub min_years: i16,
    /// Oldest age, whole years.
    pub max_years: i16,
    /// Oldest age of a repeat donor without reactions who asks to give.
    pub repeat_max_years: i16,
    /// Where this rule comes from.
    pub basis: Basis,
}

/// The volumes that may be given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct VolumeChoice {
    /// What is given.
    pub kind: DonationKind,
    /// The volumes, mL, without samples and anticoagulant.
    pub allowed_ml: Vec<i32>,
    /// Where this rule comes from.
    pub basis: Basis,
}

/// How often one may give in a year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct YearCap {
    /// What is given.
    pub kind: DonationKind,
    /// Most donations in the window.
    pub donations: u32,
    /// Length of the window before the donation, days.
    pub window_days: i32,
    /// Where this rule comes from.
    pub basis: Basis,
}

/// The rules in force on one day.
#[derive(Debug, Clone, Copy)]
pub struct EligibilityOn<'a> {
    rules: &'a Eligibility,
    day: Day,
}

impl Eligibility {
    /// The rules in force on `day`.
    pub fn effective_on(&self, day: Day) -> EligibilityOn<'_> {
        EligibilityOn { rules: self, day }
    }
}

impl<'a> EligibilityOn<'a> {
    /// The ages.
    pub fn age(&self) -> Option<&'a AgeRule> {
        in_force(&self.rules.ages, self.day, |rule| &rule.basis)
    }

    /// The limit `code` (`weight`, `systolic`, `hemoglobin` …) for a donor of `sex`.
    pub fn limit(&self, code: &str, sex: Sex) -> Option<&'a Limit> {
        let fitting = self.rules.limits.iter().filter(|limit| limit.code == code && limit.sex.is_none_or(|s| s == sex));
        in_force(fitting, self.day, |limit| &limit.basis)
    }

    /// Every limit in force, each code once for each sex that it distinguishes.
    pub fn limits(&self) -> Vec<&'a Limit> {
        // A later version may stop or begin to distinguish the sexes; the one before is then in force for nobody.
        let current = |limit: &&Limit| {
            let of = |sex: &Sex| self.limit(&limit.code, *sex).is_some_and(|found| std::ptr::eq(found, *limit));
            [Sex::Male, Sex::Female].iter().any(of)
        };
        self.rules.limits.iter().filter(current).collect()
    }

    /// The volumes, mL, that may be given of `kind`.
    pub fn volumes(&self, kind: DonationKind) -> Option<&'a VolumeChoice> {
        in_force(self.rules.volumes.iter().filter(|rule| rule.kind == kind), self.day, |rule| &rule.basis)
    }

    /// The interval between a donation of `previous` and the next of `next`.
    pub fn interval(&self, previous: DonationKind, next: DonationKind) -> Option<&'a Interval> {
        let fitting = self.rules.intervals.iter().filter(|rule| (rule.previous, rule.next) == (previous, next));
        in_force(fitting, self.day, |rule| &rule.basis)
    }

    /// How often `kind` may be given in a year.
    pub fn year_cap(&self, kind: DonationKind) -> Option<&'a YearCap> {
        in_force(self.rules.year_caps.iter().filter(|rule| rule.kind == kind), self.day, |rule| &rule.basis)
    }
}
