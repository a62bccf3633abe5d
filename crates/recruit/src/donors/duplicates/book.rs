//! The rulebook's page on duplicates: `rulebook/cn/duplicates.toml`.

use std::sync::LazyLock;

use serde::Deserialize;
use vena_kernel::{
    clock::Day,
    rulebook::{Basis, in_force},
    text::Text,
};

/// The entries of the page, all versions.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Book {
    threshold: Vec<Threshold>,
    weight: Vec<Weight>,
}

/// From how many points on somebody has to look.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Threshold {
    /// The desk is asked before a file is opened.
    pub(super) ask: i32,
    /// Both files stand on the list for review.
    pub(super) review: i32,
    basis: Basis,
}

/// What something in common counts.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Weight {
    code: String,
    pub(super) points: i32,
    pub(super) name: Text,
    basis: Basis,
}

impl Book {
    /// The page, read once.
    ///
    /// # Panics
    /// Only if the compiled-in file is damaged, which the tests of this module would have shown.
    pub(super) fn get() -> &'static Self {
        static BOOK: LazyLock<Book> = LazyLock::new(|| {
            toml::from_str(include_str!("../../../../../rulebook/cn/duplicates.toml"))
                .unwrap_or_else(|error| panic!("rulebook/cn/duplicates.toml is damaged: {error}"))
        });
        &BOOK
    }

    /// The thresholds in force on `day`.
    pub(super) fn threshold(&self, day: Day) -> Option<&Threshold> {
        in_force(&self.threshold, day, |entry| &entry.basis)
    }

    /// The weight of `code` in force on `day`.
    pub(super) fn weight(&self, code: &str, day: Day) -> Option<&Weight> {
        in_force(self.weight.iter().filter(|weight| weight.code == code), day, |entry| &entry.basis)
    }
}
