//! The rulebook's page on allocation: `rulebook/cn/allocation.toml`.

use std::sync::LazyLock;

use serde::Deserialize;
use vena_kernel::{
    clock::Day,
    product::ComponentClass,
    rulebook::{Basis, in_force},
};

use crate::orders::Urgency;

/// The entries of the page, all versions.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Policy {
    remaining: Vec<Remaining>,
    promise: Vec<Term>,
}

/// What must remain of a unit's life when the order is needed.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Remaining {
    class: ComponentClass,
    hours: i64,
    emergency_hours: i64,
    basis: Basis,
}

/// How long a unit stays set aside.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Term {
    urgency: Urgency,
    minutes: i64,
    basis: Basis,
}

impl Policy {
    /// The page, read once.
    ///
    /// # Panics
    /// Only if the compiled-in file is damaged, which the tests of this module would have shown.
    pub(crate) fn book() -> &'static Self {
        static BOOK: LazyLock<Policy> = LazyLock::new(|| {
            toml::from_str(include_str!("../../../rulebook/cn/allocation.toml"))
                .unwrap_or_else(|error| panic!("rulebook/cn/allocation.toml is damaged: {error}"))
        });
        &BOOK
    }

    /// Hours that must remain of a unit of `class`; `None` when the rulebook says nothing for that day.
    pub(crate) fn remaining_hours(&self, class: ComponentClass, urgency: Urgency, day: Day) -> Option<i64> {
        let versions = self.remaining.iter().filter(|entry| entry.class == class);
        let entry = in_force(versions, day, |entry| &entry.basis)?;
        Some(if urgency == Urgency::Emergency { entry.emergency_hours } else { entry.hours })
    }

    /// Minutes for which a unit stays set aside; `None` when the rulebook says nothing for that day.
    pub(crate) fn promise_minutes(&self, urgency: Urgency, day: Day) -> Option<i64> {
        let versions = self.promise.iter().filter(|entry| entry.urgency == urgency);
        in_force(versions, day, |entry| &entry.basis).map(|entry| entry.minutes)
    }
}

#[cfg(test)]
mod tests {
    use vena_kernel::rulebook;

    use super::*;

    #[test]
    fn every_class_of_the_products_and_every_urgency_has_an_entry() {
        let day: Day = "2026-02-11".parse().expect("a day");
        for urgency in Urgency::ALL {
            assert!(Policy::book().promise_minutes(urgency, day).is_some_and(|minutes| minutes > 0), "{urgency:?}");
            for product in rulebook::products().iter() {
                let hours = Policy::book().remaining_hours(product.class, urgency, day);
                assert!(hours.is_some_and(|hours| hours > 0), "{} {urgency:?}", product.code);
            }
        }
    }

    #[test]
    fn the_latest_version_that_has_begun_is_in_force() {
        let book: Policy = toml::from_str(
            r#"
            promise = []
            [[remaining]]
            class = "plasma"
            hours = 10
            emergency_hours = 1
            basis = { source = "old", effective_from = "2020-01-01", confidence = "low" }
            [[remaining]]
            class = "plasma"
            hours = 20
            emergency_hours = 2
            basis = { source = "new", effective_from = "2026-03-01", confidence = "low" }
            "#,
        )
        .expect("a page");
        let hours =
            |day: &str, urgency| book.remaining_hours(ComponentClass::Plasma, urgency, day.parse().expect("a day"));
        assert_eq!(hours("2019-12-31", Urgency::Routine), None);
        assert_eq!(hours("2026-02-28", Urgency::Urgent), Some(10));
        assert_eq!(hours("2026-03-01", Urgency::Routine), Some(20));
        assert_eq!(hours("2026-03-01", Urgency::Emergency), Some(2));
    }
}
