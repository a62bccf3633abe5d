//! Quantities that must never be added to each other: millilitres, 单位 (U) and 治疗量 (therapeutic doses).
//!
//! There is no conversion here. 1 U of red cells is what comes from 200 mL of whole blood, so only a product's own rule
//! in the rulebook says how many units a bag counts.

mod hundredths;

use std::{fmt, iter::Sum, ops::Add};

use serde::{Deserialize, Serialize};

pub use hundredths::{Doses, Units};

use crate::wire;

/// A volume in whole millilitres.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(try_from = "i32", into = "i32")]
pub struct VolumeMl(i32);

impl TryFrom<i32> for VolumeMl {
    type Error = &'static str;

    fn try_from(ml: i32) -> Result<Self, Self::Error> {
        Self::new(ml).ok_or("a volume lies between 0 and 100000 mL")
    }
}

impl From<VolumeMl> for i32 {
    fn from(volume: VolumeMl) -> Self {
        volume.0
    }
}

impl VolumeMl {
    /// The largest volume that anything in a blood service holds: 100 L.
    pub const MAX: Self = Self(100_000);

    /// `ml` millilitres; `None` when negative or above [`VolumeMl::MAX`].
    pub const fn new(ml: i32) -> Option<Self> {
        if ml >= 0 && ml <= Self::MAX.0 { Some(Self(ml)) } else { None }
    }

    /// Millilitres.
    pub const fn ml(self) -> i32 {
        self.0
    }
}

impl Add for VolumeMl {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl Sum for VolumeMl {
    fn sum<I: Iterator<Item = Self>>(volumes: I) -> Self {
        volumes.fold(Self(0), Add::add)
    }
}

impl fmt::Display for VolumeMl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} mL", self.0)
    }
}

wire::number_in_database!(VolumeMl, i32);
wire::number_in_document!(VolumeMl, "mL");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_volume_is_neither_negative_nor_boundless() {
        let allowed = [-1, 0, 100_000, 100_001].map(|ml| VolumeMl::new(ml).is_some());
        assert_eq!(allowed, [false, true, true, false]);
        assert!(serde_json::from_str::<VolumeMl>("-1").is_err());
    }

    #[test]
    fn volumes_add_up() {
        let sum: VolumeMl = [200, 170, 130].into_iter().filter_map(VolumeMl::new).sum();
        assert_eq!(sum.to_string(), "500 mL");
    }
}
