//! The rulebook's page on keys: `rulebook/cn/signatures.toml`.

use std::sync::LazyLock;

use serde::Deserialize;
use vena_kernel::{
    clock::Day,
    rulebook::{Basis, in_force},
};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Page {
    key: Vec<KeyPolicy>,
}

/// What is asked of keys and certificates.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct KeyPolicy {
    /// How long a certificate is good, days.
    pub(crate) good_days: i64,
    /// Days before its end at which its owner is told.
    pub(crate) warn_days: i64,
    /// Shortest PIN, characters.
    pub(crate) pin_characters_min: usize,
    /// After so many wrong PINs in a row the key is locked for good.
    pub(crate) pin_tries: i32,
    basis: Basis,
}

/// What is asked on `day`; the oldest entry before any has begun.
///
/// # Panics
/// Only if the compiled-in file is damaged or empty, which the tests of this module would have shown.
pub(crate) fn keys(day: Day) -> &'static KeyPolicy {
    static PAGE: LazyLock<Page> = LazyLock::new(|| {
        toml::from_str(include_str!("../../../rulebook/cn/signatures.toml"))
            .unwrap_or_else(|error| panic!("rulebook/cn/signatures.toml is damaged: {error}"))
    });
    in_force(&PAGE.key, day, |entry| &entry.basis)
        .or(PAGE.key.first())
        .unwrap_or_else(|| panic!("rulebook/cn/signatures.toml is empty"))
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_page_says_something_sensible_for_every_day() {
        for day in ["1990-01-01", "2026-11-22"] {
            let policy = super::keys(day.parse().expect("a day"));
            assert!(policy.good_days > policy.warn_days && policy.warn_days > 0, "{day}");
            assert!(policy.pin_characters_min >= 6 && policy.pin_tries > 0, "{day}");
        }
    }
}
