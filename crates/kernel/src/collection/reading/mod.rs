//! What instruments at a collection site report: kinds, values, and how a reading travels from the site to the server.
//! 设备读数
//!
//! The site's agent, a vehicle without a network and the server share these words and judge by [`marks`] alike.

mod judging;
mod page;
#[cfg(test)]
mod tests;

use std::{collections::BTreeMap, fmt, str::FromStr};

use serde::{Deserialize, Serialize};

pub use judging::{Facts, Known, Mark, marks, moment, well_formed};
pub use page::{Limits, ReadingPage, ValuePage, kind, limits};

use crate::{clock::Instant, id::ReadingId};

/// Kinds of instrument whose readings the server keeps. What shows who a person is (a card reader, a scanner) is no such
/// kind: it goes to the browser beside it and nowhere else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "sqlx", derive(sqlx::Type), sqlx(type_name = "text", rename_all = "snake_case"))]
#[serde(rename_all = "snake_case")]
pub enum ReadingKind {
    /// 测温门
    TemperatureGate,
    /// 血压计
    BloodPressure,
    /// 体重秤
    ScaleWeight,
    /// 血红蛋白仪
    Hemoglobin,
    /// 干式生化仪: ALT
    Chemistry,
    /// 血细胞分析仪: platelets, haematocrit
    Hematology,
    /// 血型初筛仪
    BloodGroup,
    /// 采血混匀秤
    Mixer,
    /// 单采机
    Apheresis,
}

impl ReadingKind {
    /// Every kind, in the order in which a donor meets them.
    pub const ALL: [Self; 9] = [
        Self::TemperatureGate,
        Self::BloodPressure,
        Self::ScaleWeight,
        Self::Hemoglobin,
        Self::Chemistry,
        Self::Hematology,
        Self::BloodGroup,
        Self::Mixer,
        Self::Apheresis,
    ];

    /// Its word, as it travels.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::TemperatureGate => "temperature_gate",
            Self::BloodPressure => "blood_pressure",
            Self::ScaleWeight => "scale_weight",
            Self::Hemoglobin => "hemoglobin",
            Self::Chemistry => "chemistry",
            Self::Hematology => "hematology",
            Self::BloodGroup => "blood_group",
            Self::Mixer => "mixer",
            Self::Apheresis => "apheresis",
        }
    }
}

impl fmt::Display for ReadingKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for ReadingKind {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let found = Self::ALL.into_iter().find(|kind| kind.as_str() == text);
        found.ok_or_else(|| format!("no kind of reading: {}", text.chars().take(40).collect::<String>()))
    }
}

/// One value of a reading.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema))]
#[serde(untagged)]
pub enum ReadingValue {
    /// Yes or no.
    Flag(bool),
    /// A number, in the unit that its name ends with.
    Number(f64),
    /// A word.
    Text(String),
    /// A curve: seconds since the beginning and the value then.
    Points(Vec<[f64; 2]>),
}

impl ReadingValue {
    /// The number, if it is one.
    pub fn number(&self) -> Option<f64> {
        match self {
            Self::Number(number) => Some(*number),
            _ => None,
        }
    }

    /// The word, if it is one.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }
}

impl From<f64> for ReadingValue {
    fn from(number: f64) -> Self {
        Self::Number(number)
    }
}

impl From<bool> for ReadingValue {
    fn from(flag: bool) -> Self {
        Self::Flag(flag)
    }
}

impl From<&str> for ReadingValue {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

/// The values of a reading by name; the name ends with the unit.
pub type ReadingValues = BTreeMap<String, ReadingValue>;

/// A reading on its way to the server.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "garde", derive(garde::Validate), garde(allow_unvalidated))]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ReadingSent {
    /// Chosen by whoever reports it, so that the same reading twice is one; chosen by the server when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reading_id: Option<ReadingId>,
    /// Serial number of the instrument, as it says itself or as its agent was told.
    pub device: String,
    /// What it is.
    pub kind: ReadingKind,
    /// When it was measured, by the clock of the server as far as the agent knows it.
    pub at: Instant,
    /// When it was measured, by the clock of whoever reports it, untouched.
    pub clock_at: Instant,
    /// Whether `at` rests on a comparison of the two clocks; otherwise it equals `clock_at`.
    #[serde(default)]
    pub clock_compared: bool,
    /// What was measured.
    #[cfg_attr(feature = "utoipa", schema(value_type = BTreeMap<String, ReadingValue>))]
    pub values: ReadingValues,
    /// What was scanned at the instrument, a donation number as a rule.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<String>,
}
