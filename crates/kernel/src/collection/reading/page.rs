//! The rulebook's page on instruments: `rulebook/cn/devices.toml`.

use std::sync::LazyLock;

use serde::Deserialize;

use super::ReadingKind;
use crate::{
    clock::Day,
    rulebook::{Basis, in_force},
    text::Text,
};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Page {
    limit: Vec<Limits>,
    kind: Vec<ReadingPage>,
}

/// How readings are taken in.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// A reading that arrives later than this after it was taken is marked, seconds.
    pub late_seconds: i64,
    /// How far the time of a reading may lie after its arrival, seconds.
    pub ahead_seconds: i64,
    /// Most readings of one instrument within one minute.
    pub per_minute_max: i64,
    /// Most instruments of one site that nobody has entered yet.
    pub unknown_max: i64,
    /// After how long without a word from its agent an instrument counts as silent, seconds.
    pub agent_silence_seconds: i64,
    basis: Basis,
}

/// What instruments of one kind report.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReadingPage {
    /// Which kind.
    pub code: ReadingKind,
    /// Its name.
    pub title: Text,
    /// Its readings count only while its calibration is valid.
    pub calibrated: bool,
    /// What it reports.
    #[serde(rename = "value")]
    pub values: Vec<ValuePage>,
    basis: Basis,
}

/// One value that instruments report.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ValuePage {
    /// Its name in a reading.
    pub name: String,
    /// Its name for people.
    pub title: Text,
    /// Its unit.
    #[serde(default)]
    pub unit: String,
    /// Least that can be true.
    pub min: Option<f64>,
    /// Most that can be true.
    pub max: Option<f64>,
    /// A reading without it is not whole.
    #[serde(default)]
    pub needed: bool,
}

static PAGE: LazyLock<Page> = LazyLock::new(|| {
    toml::from_str(include_str!("../../../../../rulebook/cn/devices.toml"))
        .unwrap_or_else(|error| panic!("rulebook/cn/devices.toml is damaged: {error}"))
});

/// How readings are taken in on `day`; by the oldest entry before any has begun.
///
/// # Panics
/// Only if the compiled-in file is damaged or empty, which the tests of this module would have shown.
pub fn limits(day: Day) -> &'static Limits {
    in_force(&PAGE.limit, day, |entry| &entry.basis)
        .or(PAGE.limit.first())
        .unwrap_or_else(|| panic!("rulebook/cn/devices.toml has no limit"))
}

/// What instruments of `kind` report on `day`; by the oldest entry before any has begun.
///
/// # Panics
/// Only if the compiled-in file lacks a kind, which the tests of this module would have shown.
pub fn kind(kind: ReadingKind, day: Day) -> &'static ReadingPage {
    let of_kind = || PAGE.kind.iter().filter(|entry| entry.code == kind);
    in_force(of_kind(), day, |entry| &entry.basis)
        .or(of_kind().next())
        .unwrap_or_else(|| panic!("rulebook/cn/devices.toml has no {kind}"))
}
