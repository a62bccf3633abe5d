//! The rulebook's page on hand-over boxes: `rulebook/cn/sessions.toml`.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vena_kernel::{
    clock::Day,
    refusal::Refusal,
    rulebook::{Basis, in_force},
    say,
    text::Text,
};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Page {
    mode: Vec<Mode>,
    record: Vec<RecordRule>,
    missing: Vec<MissingRule>,
}

/// What a logger's record has to be.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RecordRule {
    /// Longer outside the allowed temperatures is an excursion, minutes.
    pub(super) out_minutes: i64,
    /// Longer without a reading is explained, minutes.
    pub(super) gap_minutes: i64,
    basis: Basis,
}

/// Bags that were not in their boxes.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MissingRule {
    /// Until it is found or its loss is signed, hours.
    pub(super) hours: i64,
    basis: Basis,
}

/// How a box keeps its contents.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = BoxMode)]
pub(super) struct Mode {
    /// Stable name.
    pub(super) code: String,
    /// What people call it.
    pub(super) name: Text,
    /// Coldest allowed, °C.
    pub(super) min_c: f64,
    /// Warmest allowed, °C.
    pub(super) max_c: f64,
    /// From the oldest needle out to the arrival, hours.
    pub(super) hours_max: i64,
    /// Where this entry comes from.
    pub(super) basis: Basis,
}

static PAGE: LazyLock<Page> = LazyLock::new(|| {
    toml::from_str(include_str!("../../../../rulebook/cn/sessions.toml"))
        .unwrap_or_else(|error| panic!("rulebook/cn/sessions.toml is damaged: {error}"))
});

/// The mode `code` in force on `day`. Refuses by `box.mode`.
pub(super) fn mode(code: &str, day: Day) -> Result<&'static Mode, Refusal> {
    in_force(PAGE.mode.iter().filter(|mode| mode.code == code), day, |mode| &mode.basis).ok_or_else(|| {
        let known = modes(day).iter().map(|mode| mode.code.as_str()).collect::<Vec<_>>().join(" / ");
        Refusal::new("box.mode", say!("保存方式应为 {known}", "a box keeps its contents {known}"))
    })
}

/// What a record has to be on `day`. Refuses by `box.no-rule`.
pub(super) fn record(day: Day) -> Result<&'static RecordRule, Refusal> {
    in_force(&PAGE.record, day, |rule| &rule.basis).ok_or_else(|| none(day))
}

/// Until when a missing bag is found on `day`. Refuses by `box.no-rule`.
pub(super) fn missing(day: Day) -> Result<&'static MissingRule, Refusal> {
    in_force(&PAGE.missing, day, |rule| &rule.basis).ok_or_else(|| none(day))
}

fn none(day: Day) -> Refusal {
    let reason =
        say!("规则库中没有 {day} 生效的交接箱规则", "the rulebook has no rules of hand-over boxes in force on {day}");
    Refusal::new("box.no-rule", reason)
}

/// Every mode in force on `day`.
pub(super) fn modes(day: Day) -> Vec<&'static Mode> {
    let newest = |mode: &&Mode| {
        let versions = PAGE.mode.iter().filter(|other| other.code == mode.code);
        in_force(versions, day, |entry| &entry.basis).is_some_and(|found| std::ptr::eq(found, *mode))
    };
    PAGE.mode.iter().filter(newest).collect()
}
