//! 库存分级预警: thresholds of the stock, from `rulebook/cn/stock.toml`.

use std::sync::LazyLock;

use serde::Deserialize;
use vena_kernel::{
    abo::Rhd,
    clock::Day,
    product::ComponentClass,
    rulebook::{Basis, in_force},
    text::Text,
};

/// How far a stock reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Reach {
    /// Station and all hospitals.
    City,
    /// One hospital.
    Hospital,
}

/// The rules of the stock.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StockBook {
    cover: Vec<Cover>,
    reporting: Vec<Reporting>,
    grade: Vec<GradeRule>,
}

/// From what the average use is taken.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Cover {
    /// Days.
    pub(super) days: i64,
    /// Fewest bags that say anything.
    pub(super) minimum_bags: i64,
    /// Why these, for people.
    pub(super) words: Text,
    pub(super) basis: Basis,
}

/// When an organisation reports.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Reporting {
    /// Hours.
    pub(super) hours: i64,
    basis: Basis,
}

/// Thresholds of one class.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct GradeRule {
    reach: Reach,
    class: ComponentClass,
    rhd: Rhd,
    /// Days of cover.
    pub(super) days: Steps<f64>,
    /// Bags.
    pub(super) bags: Steps<i64>,
    basis: Basis,
}

/// The lowest value of each grade above danger.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Steps<T> {
    pub(super) good: T,
    pub(super) notice: T,
    pub(super) warning: T,
}

/// The rules, read once.
///
/// # Panics
/// Only if the compiled-in file is damaged, which the tests of this module would have shown.
pub(super) fn book() -> &'static StockBook {
    static BOOK: LazyLock<StockBook> = LazyLock::new(|| {
        toml::from_str(include_str!("../../../../rulebook/cn/stock.toml"))
            .unwrap_or_else(|error| panic!("rulebook/cn/stock.toml is damaged: {error}"))
    });
    &BOOK
}

impl StockBook {
    /// From what the average use is taken on `day`.
    pub(super) fn cover(&self, day: Day) -> Option<&Cover> {
        in_force(&self.cover, day, |cover| &cover.basis)
    }

    /// When an organisation reports, by the rules of `day`.
    pub(super) fn reporting(&self, day: Day) -> Option<&Reporting> {
        in_force(&self.reporting, day, |reporting| &reporting.basis)
    }

    /// The thresholds in force on `day`; `None` for what is not graded.
    pub(super) fn grade(&self, reach: Reach, class: ComponentClass, rhd: Rhd, day: Day) -> Option<&GradeRule> {
        let meant = |rule: &&GradeRule| rule.reach == reach && rule.class == class && rule.rhd == rhd;
        in_force(self.grade.iter().filter(meant), day, |rule| &rule.basis)
    }

    /// The classes that are graded for this reach on `day`, each once.
    pub(super) fn classes(&self, reach: Reach, day: Day) -> Vec<ComponentClass> {
        let begun = self.grade.iter().filter(|rule| rule.reach == reach && rule.basis.effective_from <= day);
        let mut classes: Vec<ComponentClass> = begun.map(|rule| rule.class).collect();
        classes.sort_unstable();
        classes.dedup();
        classes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thresholds_fall_from_good_to_warning_and_are_in_force() {
        for rule in &book().grade {
            assert!(
                rule.days.good > rule.days.notice && rule.days.notice > rule.days.warning && rule.days.warning > 0.0
            );
            assert!(rule.bags.good > rule.bags.notice && rule.bags.notice > rule.bags.warning && rule.bags.warning > 0);
        }
        let [before, first] = ["2025-12-31", "2026-01-01"].map(|day| day.parse().expect("a day"));
        assert!(book().cover(before).is_none() && book().cover(first).is_some());
        assert!(book().reporting(before).is_none() && book().reporting(first).is_some());
        assert!(book().classes(Reach::City, before).is_empty());
        assert_eq!(book().classes(Reach::City, first).len(), 4);
        assert!(book().grade(Reach::City, ComponentClass::Plasma, Rhd::Negative, first).is_none(), "not graded");
    }
}
