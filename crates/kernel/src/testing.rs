//! The mandatory tests of a donation, as the rulebook names them. 血液检测项目

use serde::{Deserialize, Serialize};

use crate::{
    clock::Day,
    rulebook::{Basis, in_force},
    text::Text,
};

/// All markers, with all their versions.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Testing {
    #[serde(rename = "marker")]
    markers: Vec<Marker>,
}

/// What a marker's result looks like and how it is judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum MarkerKind {
    /// ABO group of the cells.
    AboForward,
    /// ABO group of the serum.
    AboReverse,
    /// RhD typing.
    Rhd,
    /// Confirmation of a negative RhD typing; needed only then.
    WeakD,
    /// A number with an upper limit.
    Limit,
    /// Reactive or non-reactive.
    Infectious,
}

/// One mandatory test.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Marker {
    /// Code, for example `hbsag`.
    pub code: String,
    /// What is tested.
    pub name: Text,
    /// How it is judged.
    pub kind: MarkerKind,
    /// Independent first runs.
    pub rounds: i16,
    /// Whether the reagents of the rounds come from different makers.
    #[serde(default)]
    pub distinct_makers: bool,
    /// Runs that decide a round whose first run was reactive; 0 when the first run decides.
    #[serde(default)]
    pub repeats: i16,
    /// Only a reactive pool is resolved by repeats; a reactive single run is final.
    #[serde(default)]
    pub repeat_only_pooled: bool,
    /// The highest number that is still in order.
    pub number_max: Option<f64>,
    /// The unit of the number.
    pub unit: Option<String>,
    /// The clause that asks for it.
    pub clause: String,
    /// Where it comes from.
    pub basis: Basis,
}

impl Testing {
    /// Every entry, in the order of the rulebook.
    pub fn iter(&self) -> impl Iterator<Item = &Marker> {
        self.markers.iter()
    }

    /// The markers in force on `day`, each in its version, in the order of the rulebook.
    pub fn on(&self, day: Day) -> Vec<&Marker> {
        self.markers
            .iter()
            .filter(|marker| {
                let versions = self.markers.iter().filter(|other| other.code == marker.code);
                in_force(versions, day, |other| &other.basis).is_some_and(|current| std::ptr::eq(current, *marker))
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::rulebook;

    fn day(text: &str) -> Day {
        text.parse().expect("a day")
    }

    #[test]
    fn nucleic_acids_became_mandatory_later() {
        let codes = |on: &str| rulebook::testing().on(day(on)).iter().map(|marker| marker.code.clone()).collect::<Vec<_>>();
        assert!(!codes("2015-12-30").contains(&"nat".to_owned()));
        assert!(codes("2015-12-31").contains(&"nat".to_owned()));
        assert!(codes("2012-06-30").is_empty());
    }

    #[test]
    fn each_marker_is_whole() {
        let mut seen = BTreeSet::new();
        for marker in rulebook::testing().iter() {
            assert!(seen.insert((&marker.code, marker.basis.effective_from)), "{} twice on one day", marker.code);
            assert_eq!(marker.kind == MarkerKind::Limit, marker.number_max.is_some(), "{}", marker.code);
            assert!(marker.rounds >= 1 && marker.repeats >= 0, "{}", marker.code);
            assert!(marker.kind == MarkerKind::Infectious || marker.repeats == 0, "{}", marker.code);
            assert!(!marker.distinct_makers || marker.rounds > 1, "{}", marker.code);
        }
    }

    #[test]
    fn there_is_one_marker_for_each_question_about_the_group() {
        let today = rulebook::testing().on(day("2026-02-10"));
        for kind in [MarkerKind::AboForward, MarkerKind::AboReverse, MarkerKind::Rhd, MarkerKind::WeakD] {
            assert_eq!(today.iter().filter(|marker| marker.kind == kind).count(), 1, "{kind:?}");
        }
    }
}
