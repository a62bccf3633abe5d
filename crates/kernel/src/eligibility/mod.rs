//! Who may give, how much and how often: dated look-ups in `rulebook/cn/eligibility.toml`. 献血者条件
//!
//! [`judge`] is the one place that decides from when on a donor may give: phone, desk, kiosk, chair and a vehicle without a
//! network call it. What is measured at the chair is judged beside the chair, by the limits of the same page.

mod history;
mod interval;
mod judge;
mod limit;
#[cfg(test)]
mod tests;
mod verdict;

use serde::{Deserialize, Serialize};

pub use history::{Block, Deferral, History, Needle, NeedleOutcome, Permit, PermitKind};
pub use interval::Interval;
pub use judge::{judge, judge_all};
pub use limit::Limit;
pub use verdict::{Line, Verdict};

use crate::{
    citizen_id::Sex,
    clock::Day,
    rulebook::{Basis, in_force},
    say,
    text::Text,
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
    #[serde(rename = "volume_cap")]
    volume_caps: Vec<VolumeCap>,
    #[serde(rename = "repeat_donor")]
    repeat_donors: Vec<RepeatDonor>,
    #[serde(rename = "failed_needle")]
    failed_needles: Vec<FailedNeedle>,
    #[serde(rename = "clause")]
    clauses: Vec<Clause>,
    #[serde(rename = "permit")]
    permits: Vec<PermitRule>,
}

/// What is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "sqlx", derive(sqlx::Type), sqlx(type_name = "text", rename_all = "snake_case"))]
#[serde(rename_all = "snake_case")]
pub enum DonationKind {
    /// 全血
    WholeBlood,
    /// 单采血小板
    ApheresisPlatelets,
    /// 单采血浆
    ApheresisPlasma,
}

impl DonationKind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::WholeBlood, Self::ApheresisPlatelets, Self::ApheresisPlasma];

    /// Its name for people.
    pub fn name(self) -> Text {
        match self {
            Self::WholeBlood => say!("全血", "whole blood"),
            Self::ApheresisPlatelets => say!("单采血小板", "apheresis platelets"),
            Self::ApheresisPlasma => say!("单采血浆", "apheresis plasma"),
        }
    }
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

/// How much one may give in a year by apheresis.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct VolumeCap {
    /// What counts together.
    pub kinds: Vec<DonationKind>,
    /// The most in the window, mL.
    pub volume_ml: i32,
    /// Length of the window before the donation, days.
    pub window_days: i32,
    /// Where this rule comes from.
    pub basis: Basis,
}

/// Who is a repeat donor, who may give until a higher age.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct RepeatDonor {
    /// Fewest donations, all without a reaction.
    pub donations_min: i64,
    /// The donor's own request is kept as a paper of its own, and a physician permits it; otherwise the consent signed
    /// before each donation is that request.
    pub request_on_paper: bool,
    /// Where this rule comes from.
    pub basis: Basis,
}

/// What a needle in vain counts for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct FailedNeedle {
    /// The interval to the next donation begins with it.
    pub interval: bool,
    /// It counts against the limits of a year.
    pub year_cap: bool,
    /// Where this rule comes from.
    pub basis: Basis,
}

/// The ground of a refusal that has no number of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Clause {
    /// `deferred` or `blocked_elsewhere`.
    pub code: String,
    /// What it says.
    pub name: Text,
    /// Where this rule comes from.
    pub basis: Basis,
}

/// How long a special permission lasts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PermitRule {
    /// What it permits.
    pub permits: PermitKind,
    /// The most days from the first to the last on which it may be used, both counted.
    pub days_max: i32,
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

    /// How much of what `kind` counts with may be given in a year.
    pub fn volume_cap(&self, kind: DonationKind) -> Option<&'a VolumeCap> {
        in_force(self.rules.volume_caps.iter().filter(|rule| rule.kinds.contains(&kind)), self.day, |rule| &rule.basis)
    }

    /// Who is a repeat donor.
    pub fn repeat_donor(&self) -> Option<&'a RepeatDonor> {
        in_force(&self.rules.repeat_donors, self.day, |rule| &rule.basis)
    }

    /// What a needle in vain counts for.
    pub fn failed_needle(&self) -> Option<&'a FailedNeedle> {
        in_force(&self.rules.failed_needles, self.day, |rule| &rule.basis)
    }

    /// The ground of refusals of `code`.
    pub fn clause(&self, code: &str) -> Option<&'a Clause> {
        in_force(self.rules.clauses.iter().filter(|clause| clause.code == code), self.day, |clause| &clause.basis)
    }

    /// Every interval in force.
    pub fn intervals(&self) -> Vec<&'a Interval> {
        let pairs = DonationKind::ALL.iter().flat_map(|last| DonationKind::ALL.map(|next| (*last, next)));
        pairs.filter_map(|(previous, next)| self.interval(previous, next)).collect()
    }

    /// How long a permission of this kind lasts.
    pub fn permit(&self, permits: PermitKind) -> Option<&'a PermitRule> {
        in_force(self.rules.permits.iter().filter(|rule| rule.permits == permits), self.day, |rule| &rule.basis)
    }

    /// Every volume, limit of a year, permission and clause in force, for whoever shows the rules.
    pub fn shown(&self) -> Shown<'a> {
        let each = DonationKind::ALL.into_iter();
        let mut volume_caps: Vec<&VolumeCap> = each.clone().filter_map(|kind| self.volume_cap(kind)).collect();
        volume_caps.dedup_by(|one, other| std::ptr::eq(*one, *other));
        Shown {
            volumes: each.clone().filter_map(|kind| self.volumes(kind)).collect(),
            year_caps: each.filter_map(|kind| self.year_cap(kind)).collect(),
            volume_caps,
            permits: [PermitKind::Interval, PermitKind::Age].into_iter().filter_map(|kind| self.permit(kind)).collect(),
            clauses: ["deferred", "blocked_elsewhere"].into_iter().filter_map(|code| self.clause(code)).collect(),
        }
    }
}

/// The rules in force of the shorter pages.
#[derive(Debug)]
pub struct Shown<'a> {
    /// Volumes that may be given.
    pub volumes: Vec<&'a VolumeChoice>,
    /// How often in a year.
    pub year_caps: Vec<&'a YearCap>,
    /// How much in a year.
    pub volume_caps: Vec<&'a VolumeCap>,
    /// Special permissions.
    pub permits: Vec<&'a PermitRule>,
    /// Grounds without a number of their own.
    pub clauses: Vec<&'a Clause>,
}
