//! How the volume of a bag is judged.

use serde::{Deserialize, Serialize};

use super::MediumCode;
use crate::{quantity::VolumeMl, refusal::Refusal, say};

/// The volume rule of a product.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema), schema(as = ProductVolumeRule))]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum VolumeRule {
    /// The label's volume ± a tolerance.
    Labelled {
        /// Tolerance, percent of the label.
        tolerance_percent: i32,
        /// Volumes that labels usually show, mL.
        #[serde(default)]
        usual_ml: Vec<i32>,
    },
    /// A nominal volume by the whole blood it came from ± a tolerance.
    Nominal {
        /// Tolerance, percent of the nominal volume.
        tolerance_percent: i32,
        /// The nominal volumes.
        by_whole_blood: Vec<Nominal>,
    },
    /// Lowest and highest volume.
    Range {
        /// The ranges.
        ranges: Vec<VolumeRange>,
    },
}

/// A nominal volume.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema), schema(as = ProductNominalVolume))]
#[serde(deny_unknown_fields)]
pub struct Nominal {
    /// The whole blood it came from, mL.
    pub whole_blood_ml: i32,
    /// The volume, mL.
    pub ml: i32,
}

/// A lowest and a highest volume; both are allowed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema), schema(as = ProductVolumeRange))]
#[serde(deny_unknown_fields)]
pub struct VolumeRange {
    /// For units from this much whole blood, mL; absent for all.
    pub whole_blood_ml: Option<i32>,
    /// For units in these media; empty for all.
    #[serde(default)]
    pub media: Vec<MediumCode>,
    /// Lowest volume, mL.
    pub min_ml: i32,
    /// Highest volume, mL.
    pub max_ml: i32,
}

/// What is known of a bag whose volume is judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VolumeFacts {
    /// Its measured volume.
    pub actual: VolumeMl,
    /// The volume on its label.
    pub labelled: Option<VolumeMl>,
    /// The whole blood it came from: 200, 300 or 400 mL.
    pub whole_blood: Option<VolumeMl>,
    /// What it is kept in.
    pub medium: Option<MediumCode>,
}

impl VolumeRule {
    /// Refuses by `volume.out-of-range`, and by `volume.unknown` when the fact that decides is missing.
    pub fn check(&self, facts: &VolumeFacts) -> Result<(), Refusal> {
        let allowed = self.allowed(facts).ok_or_else(missing)?;
        let actual = facts.actual.ml();
        if allowed.iter().any(|&(min, max)| min <= actual && actual <= max) {
            Ok(())
        } else {
            Err(outside(actual, &allowed))
        }
    }

    /// The allowed volumes in mL, lowest and highest included. `None` when the fact that decides is missing.
    fn allowed(&self, facts: &VolumeFacts) -> Option<Vec<(i32, i32)>> {
        let whole_blood = facts.whole_blood.map(VolumeMl::ml);
        match self {
            Self::Labelled { tolerance_percent, .. } => {
                facts.labelled.map(|label| vec![around(label.ml(), *tolerance_percent)])
            }
            Self::Nominal { tolerance_percent, by_whole_blood } => by_whole_blood
                .iter()
                .find(|nominal| Some(nominal.whole_blood_ml) == whole_blood)
                .map(|nominal| vec![around(nominal.ml, *tolerance_percent)]),
            Self::Range { ranges } => {
                let fitting: Vec<_> =
                    ranges.iter().filter(|range| range.fits(facts)).map(|range| (range.min_ml, range.max_ml)).collect();
                (!fitting.is_empty()).then_some(fitting)
            }
        }
    }
}

impl VolumeRange {
    /// An unknown medium fits every range; unknown whole blood fits none that names it.
    fn fits(&self, facts: &VolumeFacts) -> bool {
        let whole_blood = self.whole_blood_ml.is_none_or(|ml| facts.whole_blood.is_some_and(|known| known.ml() == ml));
        whole_blood && (self.media.is_empty() || facts.medium.is_none_or(|medium| self.media.contains(&medium)))
    }
}

/// The whole millilitres within `percent` of `ml`: rounded inwards, so that nothing outside the tolerance passes.
fn around(ml: i32, percent: i32) -> (i32, i32) {
    ((ml * (100 - percent) + 99) / 100, ml * (100 + percent) / 100)
}

fn missing() -> Refusal {
    Refusal::new(
        "volume.unknown",
        say!(
            "缺少判定血量所需的信息：标示量，或 200/300/400 mL 原血量",
            "what decides the volume is missing: the labelled volume, or whole blood of 200, 300 or 400 mL"
        ),
    )
}

fn outside(actual: i32, allowed: &[(i32, i32)]) -> Refusal {
    let allowed = allowed.iter().map(|(min, max)| format!("{min}–{max}")).collect::<Vec<_>>().join(" / ");
    Refusal::new(
        "volume.out-of-range",
        say!("血量 {actual} mL 不在允许范围 {allowed} mL 内", "{actual} mL is outside the allowed {allowed} mL"),
    )
}
