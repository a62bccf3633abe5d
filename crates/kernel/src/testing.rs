//! What must be tested before a donation may be released: dated look-ups in `rulebook/cn/testing.toml`. 血液检测

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
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::rulebook;

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
}
