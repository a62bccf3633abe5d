//! The rulebook's page on stock: `rulebook/cn/stock.toml`.

use std::sync::LazyLock;

use serde::Deserialize;
use vena_kernel::{
    abo::Rhd,
    clock::Day,
    product::ComponentClass,
    rulebook::{Basis, in_force},
    text::Text,
};

/// All versions of the page.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Book {
    policy: Vec<Policy>,
}

/// One version.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Policy {
    /// Days of use that a stock should cover.
    pub(super) days: i64,
    /// The days whose use is the measure.
    pub(super) window_days: i64,
    /// Bags dispensed in the window from which on days of cover say something.
    pub(super) minimum_bags: i64,
    /// Hours to the end of a unit's life within which it is pointed out.
    pub(super) expiring_hours: i64,
    /// Hours without a record after which a place counts as not reporting.
    pub(super) reporting_hours: i64,
    /// On what it rests, for people.
    pub(super) source: Text,
    #[serde(rename = "class")]
    pub(super) classes: Vec<ClassPolicy>,
    pub(super) basis: Basis,
}

/// What is asked of one component class.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ClassPolicy {
    pub(super) class: ComponentClass,
    /// Made when asked for, so that an empty stock means nothing.
    #[serde(default)]
    pub(super) on_demand: bool,
    days: Option<Steps<f64>>,
    city: Option<ByRhd>,
    hospital: Option<ByRhd>,
}

/// Bags by RhD: negative blood is rare, and little of it is kept.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
struct ByRhd {
    positive: Steps<i64>,
    negative: Steps<i64>,
}

/// From how much on a stock is good, to be noticed, a warning; below is a danger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Steps<T> {
    pub(super) good: T,
    pub(super) notice: T,
    pub(super) warning: T,
}

/// Whose stock is judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Whose {
    /// Everybody's.
    City,
    /// One hospital's.
    Hospital,
}

impl Policy {
    /// The version in force on `day`; before the first one begins, the first.
    ///
    /// # Panics
    /// Only if the compiled-in file is damaged, which the tests of this module would have shown.
    pub(super) fn on(day: Day) -> &'static Self {
        static BOOK: LazyLock<Book> = LazyLock::new(|| {
            toml::from_str(include_str!("../../../../rulebook/cn/stock.toml"))
                .unwrap_or_else(|error| panic!("rulebook/cn/stock.toml is damaged: {error}"))
        });
        in_force(&BOOK.policy, day, |policy| &policy.basis).unwrap_or(&BOOK.policy[0])
    }
}

impl ClassPolicy {
    /// Days of cover; `None` for a class made on demand.
    pub(super) fn days(&self) -> Option<Steps<f64>> {
        self.days.filter(|_| !self.on_demand)
    }

    /// Bags of one group; `None` for a class made on demand.
    pub(super) fn bags(&self, whose: Whose, rhd: Rhd) -> Option<Steps<i64>> {
        let by_rhd = match whose {
            Whose::City => self.city,
            Whose::Hospital => self.hospital,
        };
        by_rhd.filter(|_| !self.on_demand).map(|steps| match rhd {
            Rhd::Positive => steps.positive,
            Rhd::Negative => steps.negative,
        })
    }
}
