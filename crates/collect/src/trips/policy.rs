//! The rulebook's page on trips: `rulebook/cn/trips.toml`.

use std::sync::LazyLock;

use serde::Deserialize;
use vena_kernel::{
    clock::Day,
    refusal::Refusal,
    rulebook::{Basis, in_force},
    say,
};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Page {
    trip: Vec<Policy>,
}

/// Limits of trips.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Policy {
    /// How old a package may be when the needle goes in, hours.
    pub(crate) package_hours_max: i64,
    /// Most numbers of one trip.
    pub(crate) numbers_max: u32,
    /// Most entries of one portion.
    pub(crate) portion_max: usize,
    /// Most documents in the table of a package.
    pub(crate) standing_rows_max: usize,
    basis: Basis,
}

/// The limits in force on `day`. Refuses by `trip.no-version`.
pub(crate) fn policy(day: Day) -> Result<&'static Policy, Refusal> {
    static PAGE: LazyLock<Page> = LazyLock::new(|| {
        toml::from_str(include_str!("../../../../rulebook/cn/trips.toml"))
            .unwrap_or_else(|error| panic!("rulebook/cn/trips.toml is damaged: {error}"))
    });
    in_force(&PAGE.trip, day, |entry| &entry.basis).ok_or_else(|| {
        let reason = say!("规则库中没有 {day} 生效的外采规则", "the rulebook has no rules of trips in force on {day}");
        Refusal::new("trip.no-version", reason)
    })
}
