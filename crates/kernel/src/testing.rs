//! What must be tested before a donation may be released: dated look-ups in `rulebook/cn/testing.toml`. 血液检测

use jiff::ToSpan;
use serde::{Deserialize, Serialize};

use crate::{
    clock::Day,
    rulebook::{Basis, in_force},
    text::Text,
};

/// The testing rules of one country, all versions.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Testing {
    #[serde(rename = "marker")]
    markers: Vec<Marker>,
    serology: Vec<SerologyRule>,
    nucleic_acid: Vec<NucleicAcidRule>,
    look_back: Vec<LookBackRule>,
    lot_check: Vec<LotCheckRule>,
    control_chart: Vec<ControlChartRule>,
}

/// One thing that is tested. 检测项目
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Marker {
    /// Code, for example `HBSAG`.
    pub code: String,
    /// 名称
    pub name: Text,
    /// How its result looks.
    pub kind: MarkerKind,
    /// The agent that it finds, where several markers find one.
    pub agent: Option<String>,
    /// Whether no donation is released without it.
    pub mandatory: bool,
    /// How many independent results are required.
    pub rounds: u32,
    /// Whether the reagents of the rounds come from different makers.
    #[serde(default)]
    pub distinct_maker: bool,
    /// Unit of a measured value.
    pub unit: Option<String>,
    /// Highest accepted value of a measured quantity.
    pub max: Option<f64>,
    /// Where this rule comes from.
    pub basis: Basis,
}

/// How the result of a marker looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum MarkerKind {
    /// Reactive or not, by serology.
    Serology,
    /// Reactive or not, by nucleic acid, alone or in a pool.
    NucleicAcid,
    /// A value.
    Measured,
    /// A blood group.
    Group,
}

/// How serology results are handled.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SerologyRule {
    /// S/CO from here to 1.0 is repeated like a reactive result.
    pub gray_zone_from: f64,
    /// How many repeats follow an initially reactive result.
    pub repeats_after_reactive: u32,
    /// Where this rule comes from.
    pub basis: Basis,
}

/// How nucleic acid results are handled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NucleicAcidRule {
    /// Allowed numbers of donations in one pool; 1 is single testing.
    pub pool_sizes: Vec<u32>,
    /// How often the members are repeated when the pool is reactive and none of them is.
    pub repeats_after_unresolved_pool: u32,
    /// Where this rule comes from.
    pub basis: Basis,
}

/// When a new lot of reagents may be used. 批间比对
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct LotCheckRule {
    /// Fewest samples that are tested with both lots.
    pub samples_min: i32,
    /// How many of a hundred have to come out alike.
    pub agree_percent_min: i32,
    /// Where this rule comes from.
    pub basis: Basis,
}

/// How a chart of a control is judged. 质控图
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ControlChartRule {
    /// How many valid runs give mean and standard deviation.
    pub baseline: usize,
    /// The rules, in the order in which they are told.
    pub rules: Vec<ControlRule>,
    /// Where this rule comes from.
    pub basis: Basis,
}

/// A rule over the points of a chart.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ControlRule {
    /// As the field calls it: `1-3s`.
    pub name: String,
    /// What breaks it.
    pub kind: ControlRuleKind,
    /// How many points in a row.
    pub points: usize,
    /// In standard deviations.
    pub sd: f64,
    /// What that means.
    pub verdict: ControlVerdict,
}

/// What breaks a rule of a chart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ControlRuleKind {
    /// All points beyond a limit on the same side of the mean.
    Beyond,
    /// The points lie further apart than the limit.
    Range,
}

/// What a broken rule means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ControlVerdict {
    /// 警告
    Warn,
    /// 失控
    Reject,
}

/// How far back a donor's other donations are looked at when one is reactive. 回溯
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct LookBackRule {
    /// The agent that was found.
    pub agent: String,
    /// Calendar months before the reactive donation.
    pub months: i32,
    /// Days before the donation that preceded it: so long may an infection have been missed.
    pub window_days: i32,
    /// Where this rule comes from.
    pub basis: Basis,
}

impl LookBackRule {
    /// The first day that is looked back at, of a donation given on `reactive_on` and one before it on `previous_on`.
    /// `None` beyond the calendar.
    pub fn first_day(&self, reactive_on: Day, previous_on: Option<Day>) -> Option<Day> {
        let by_months = reactive_on.date().checked_sub(self.months.months()).ok()?;
        let by_window = match previous_on {
            Some(previous) => previous.date().checked_sub(self.window_days.days()).ok()?,
            None => by_months,
        };
        Some(by_months.min(by_window).into())
    }
}

/// The rules in force on one day.
#[derive(Debug, Clone, Copy)]
pub struct TestingOn<'a> {
    rules: &'a Testing,
    day: Day,
}

impl Testing {
    /// The rules in force on `day`.
    pub fn effective_on(&self, day: Day) -> TestingOn<'_> {
        TestingOn { rules: self, day }
    }
}

impl<'a> TestingOn<'a> {
    /// The marker with this code.
    pub fn marker(&self, code: &str) -> Option<&'a Marker> {
        in_force(self.rules.markers.iter().filter(|marker| marker.code == code), self.day, |marker| &marker.basis)
    }

    /// Every marker in force, in the order of the rulebook.
    pub fn markers(&self) -> Vec<&'a Marker> {
        let current = |marker: &&Marker| self.marker(&marker.code).is_some_and(|found| std::ptr::eq(found, *marker));
        self.rules.markers.iter().filter(current).collect()
    }

    /// The markers without which no donation is released.
    pub fn mandatory(&self) -> Vec<&'a Marker> {
        self.markers().into_iter().filter(|marker| marker.mandatory).collect()
    }

    /// How serology results are handled.
    pub fn serology(&self) -> Option<&'a SerologyRule> {
        in_force(&self.rules.serology, self.day, |rule| &rule.basis)
    }

    /// How nucleic acid results are handled.
    pub fn nucleic_acid(&self) -> Option<&'a NucleicAcidRule> {
        in_force(&self.rules.nucleic_acid, self.day, |rule| &rule.basis)
    }

    /// When a new lot of reagents may be used.
    pub fn lot_check(&self) -> Option<&'a LotCheckRule> {
        in_force(&self.rules.lot_check, self.day, |rule| &rule.basis)
    }

    /// How charts of controls are judged.
    pub fn control_chart(&self) -> Option<&'a ControlChartRule> {
        in_force(&self.rules.control_chart, self.day, |rule| &rule.basis)
    }

    /// How far is looked back when `agent` was found.
    pub fn look_back(&self, agent: &str) -> Option<&'a LookBackRule> {
        in_force(self.rules.look_back.iter().filter(|rule| rule.agent == agent), self.day, |rule| &rule.basis)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::{rulebook, table::check};

    fn on(day: &str) -> TestingOn<'static> {
        rulebook::testing().effective_on(day.parse().expect("a day"))
    }

    #[test]
    fn the_mandatory_markers_are_those_of_the_procedure() {
        let rules = on("2026-02-10");
        let codes: Vec<&str> = rules.mandatory().iter().map(|marker| marker.code.as_str()).collect();
        let wanted = "HBSAG ANTI-HCV HIV-AG-AB ANTI-TP HBV-DNA HCV-RNA HIV-RNA ALT ABO-FORWARD ABO-REVERSE RHD";
        assert_eq!(codes, wanted.split(' ').collect::<Vec<_>>());
        assert!(rules.marker("ANTI-HTLV").is_some_and(|marker| !marker.mandatory));
        assert!(rules.marker("nothing").is_none());
    }

    #[test]
    fn nothing_is_in_force_before_the_first_version() {
        assert!(on("2019-04-27").markers().is_empty() && on("2019-04-27").serology().is_none());
        assert!(!on("2019-04-28").markers().is_empty() && on("2019-04-28").nucleic_acid().is_some());
    }

    #[test]
    fn each_marker_is_whole() {
        let mut seen = BTreeSet::new();
        for marker in &rulebook::testing().markers {
            assert!(seen.insert((&marker.code, marker.basis.effective_from)), "{} twice on one day", marker.code);
            assert_eq!(
                marker.kind == MarkerKind::Measured,
                marker.max.is_some() && marker.unit.is_some(),
                "{}",
                marker.code
            );
            let infectious = matches!(marker.kind, MarkerKind::Serology | MarkerKind::NucleicAcid);
            assert_eq!(infectious, marker.agent.is_some(), "{}", marker.code);
            assert!(marker.rounds >= 1 && (!marker.distinct_maker || marker.rounds > 1), "{}", marker.code);
        }
    }

    #[test]
    fn every_agent_that_is_looked_for_is_looked_back_at() {
        for marker in on("2026-02-10").markers() {
            let Some(agent) = &marker.agent else { continue };
            let rule = on("2026-02-10").look_back(agent).unwrap_or_else(|| panic!("{agent} has no look-back"));
            assert!(rule.months > 0 && rule.window_days > 0, "{agent}");
        }
        assert!(on("2019-04-27").look_back("HBV").is_none() && on("2019-04-28").look_back("HBV").is_some());
    }

    #[test]
    fn a_look_back_reaches_over_the_months_and_over_the_window_before_the_donation_before() {
        let day = |text: &str| (text != "-").then(|| text.parse::<Day>().expect("a day"));
        check(
            "
            2025-02-10 | HBV 2026-02-10 -
            2025-02-10 | HBV 2026-02-10 2025-08-10
            2025-02-10 | HBV 2026-02-10 2025-04-11
            2025-02-09 | HBV 2026-02-10 2025-04-10
            2023-03-02 | HBV 2026-02-10 2023-05-01
            2025-02-10 | HIV 2026-02-10 2025-03-12
            2025-02-09 | HIV 2026-02-10 2025-03-11
            2023-02-28 | TP 2024-02-29 -
            ",
            |input| {
                let words: Vec<&str> = input.split(' ').collect();
                let rule = on("2026-02-10").look_back(words[0]).expect("a rule");
                let first = rule.first_day(day(words[1]).expect("a day"), day(words[2]));
                first.expect("in the calendar").to_string()
            },
        );
    }
}
