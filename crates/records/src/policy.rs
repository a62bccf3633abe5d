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
    ceremony: Vec<CeremonyPolicy>,
    release: Vec<ReleasePolicy>,
    picture: Vec<PicturePolicy>,
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
    /// How long the seal of an organisation is good, days.
    pub(crate) seal_good_days: i64,
    basis: Basis,
}

/// How long the question to a key stays open.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CeremonyPolicy {
    /// To register or to sign in, seconds.
    pub(crate) challenge_seconds: i64,
    /// To sign a document, seconds.
    pub(crate) signature_seconds: i64,
    basis: Basis,
}

/// What is signed with keys that can have no copies.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReleasePolicy {
    /// Forms.
    forms: Vec<String>,
    basis: Basis,
}

impl ReleasePolicy {
    /// Whether blood moves on the strength of `form`.
    pub(crate) fn releases(&self, form: &str) -> bool {
        self.forms.iter().any(|known| known == form)
    }
}

/// What the picture of a seal may be.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PicturePolicy {
    /// Largest file, bytes.
    pub(crate) bytes_max: usize,
    /// Shortest side, pixels.
    pub(crate) side_pixels_min: u32,
    /// Longest side, pixels.
    pub(crate) side_pixels_max: u32,
    basis: Basis,
}

static PAGE: LazyLock<Page> = LazyLock::new(|| {
    toml::from_str(include_str!("../../../rulebook/cn/signatures.toml"))
        .unwrap_or_else(|error| panic!("rulebook/cn/signatures.toml is damaged: {error}"))
});

/// What is asked of keys on `day`; the oldest entry before any has begun.
///
/// # Panics
/// Only if the compiled-in file is damaged or empty, which the tests of this module would have shown.
pub(crate) fn keys(day: Day) -> &'static KeyPolicy {
    entry(&PAGE.key, day, |entry| &entry.basis)
}

/// How long questions stay open on `day`.
pub(crate) fn ceremonies(day: Day) -> &'static CeremonyPolicy {
    entry(&PAGE.ceremony, day, |entry| &entry.basis)
}

/// What is signed without copies on `day`.
pub(crate) fn release(day: Day) -> &'static ReleasePolicy {
    entry(&PAGE.release, day, |entry| &entry.basis)
}

/// What pictures may be on `day`.
pub(crate) fn pictures(day: Day) -> &'static PicturePolicy {
    entry(&PAGE.picture, day, |entry| &entry.basis)
}

fn entry<T>(entries: &'static [T], day: Day, basis: fn(&T) -> &Basis) -> &'static T {
    in_force(entries, day, basis)
        .or(entries.first())
        .unwrap_or_else(|| panic!("rulebook/cn/signatures.toml lacks an entry"))
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_page_says_something_sensible_for_every_day() {
        for day in ["1990-01-01", "2026-11-22"] {
            let day = day.parse().expect("a day");
            let policy = super::keys(day);
            assert!(policy.good_days > policy.warn_days && policy.warn_days > 0, "{day}");
            assert!(policy.pin_characters_min >= 6 && policy.pin_tries > 0 && policy.seal_good_days > 0, "{day}");
            let open = super::ceremonies(day);
            assert!(open.challenge_seconds >= 60 && open.signature_seconds >= 60, "{day}");
            let picture = super::pictures(day);
            assert!(picture.side_pixels_min < picture.side_pixels_max && picture.bytes_max > 1000, "{day}");
            assert!(
                super::release(day).releases("transport-slip") && !super::release(day).releases("nothing"),
                "{day}"
            );
        }
    }
}
