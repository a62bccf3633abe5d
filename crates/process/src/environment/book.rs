//! 环境监测: where what is measured, how often and within which limits, from `rulebook/cn/environment.toml`.

use std::sync::LazyLock;

use serde::Deserialize;
use vena_kernel::{
    clock::Day,
    rulebook::{Basis, in_force},
    text::Text,
};

/// The rules of monitoring.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct EnvironmentBook {
    class: Vec<Class>,
    kind: Vec<Kind>,
    rule: Vec<Rule>,
}

/// A place by how clean it has to be.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Class {
    pub(super) code: String,
    pub(super) title: Text,
    basis: Basis,
}

/// What is measured.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Kind {
    pub(super) code: String,
    pub(super) title: Text,
    /// In what.
    pub(super) unit: String,
    /// It is a dish, on which something has to grow; none where an instrument is read.
    pub(super) grown: Option<Grown>,
    basis: Basis,
}

/// When a dish may be read, counted from when it was taken in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Grown {
    /// Not before so many hours.
    pub(super) incubation_hours: i64,
    /// Not after so many hours.
    pub(super) read_within_hours: i64,
}

/// How a kind is measured in a class.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Rule {
    class: String,
    kind: String,
    /// Every so many days.
    pub(super) every_days: i64,
    /// So many days later it counts as missed.
    pub(super) grace_days: i64,
    /// Again within so many days after a value that was not good.
    pub(super) repeat_days: i64,
    /// Minutes for which a dish stands open at least.
    pub(super) exposure_min: Option<i64>,
    /// Minutes for which it stands open at most.
    pub(super) exposure_max: Option<i64>,
    /// Above it a value is marked.
    pub(super) alert: Option<f64>,
    /// Below it a deviation opens.
    pub(super) minimum: Option<f64>,
    /// Above it a deviation opens.
    pub(super) maximum: Option<f64>,
    /// Where it comes from.
    pub(super) basis: Basis,
}

/// The rules, read once.
///
/// # Panics
/// Only if the compiled-in file is damaged, which the tests of this module would have shown.
pub(super) fn environment() -> &'static EnvironmentBook {
    static BOOK: LazyLock<EnvironmentBook> = LazyLock::new(|| {
        toml::from_str(include_str!("../../../../rulebook/cn/environment.toml"))
            .unwrap_or_else(|error| panic!("rulebook/cn/environment.toml is damaged: {error}"))
    });
    &BOOK
}

impl EnvironmentBook {
    /// A class by its code, by the rules of `day`.
    pub(super) fn class(&self, code: &str, day: Day) -> Option<&Class> {
        in_force(self.class.iter().filter(|one| one.code == code), day, |class| &class.basis)
    }

    /// What is measured, by its code and the rules of `day`.
    pub(super) fn kind(&self, code: &str, day: Day) -> Option<&Kind> {
        in_force(self.kind.iter().filter(|one| one.code == code), day, |kind| &kind.basis)
    }

    /// How a kind is measured in a class, by the rules of `day`.
    pub(super) fn rule(&self, class: &str, kind: &str, day: Day) -> Option<&Rule> {
        in_force(self.rule.iter().filter(|one| one.class == class && one.kind == kind), day, |rule| &rule.basis)
    }

    /// Everything that is measured somewhere, by the rules of `day`.
    pub(super) fn all(&self, day: Day) -> impl Iterator<Item = (&Class, &Kind, &Rule)> {
        let pairs = self.class.iter().flat_map(|class| self.kind.iter().map(move |kind| (class, kind)));
        pairs.filter_map(move |(class, kind)| Some((class, kind, self.rule(&class.code, &kind.code, day)?)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_is_of_a_known_class_and_kind_and_has_limits_that_leave_room() {
        let book = environment();
        for rule in &book.rule {
            let day = rule.basis.effective_from;
            let (class, kind) = (book.class(&rule.class, day), book.kind(&rule.kind, day));
            assert!(class.is_some() && kind.is_some(), "{} {}", rule.class, rule.kind);
            assert!(rule.maximum.is_some() || rule.minimum.is_some(), "{} {} has no limit", rule.class, rule.kind);
            assert!(rule.alert.zip(rule.maximum).is_none_or(|(alert, maximum)| alert < maximum));
            assert!(rule.minimum.zip(rule.maximum).is_none_or(|(minimum, maximum)| minimum < maximum));
            assert!(rule.every_days >= 1 && rule.grace_days >= 0 && rule.repeat_days <= rule.every_days);
            let exposed = rule.exposure_min.zip(rule.exposure_max);
            assert!(exposed.is_none_or(|(least, most)| 0 < least && least < most));
            assert_eq!(rule.exposure_min.is_some(), rule.exposure_max.is_some());
            let grown = kind.and_then(|kind| kind.grown);
            assert!(grown.is_some() || exposed.is_none(), "{} is read on the spot", rule.kind);
            assert!(grown.is_none_or(|grown| grown.incubation_hours < grown.read_within_hours));
        }
    }

    #[test]
    fn rules_do_not_hold_before_they_begin() {
        let [before, first] = ["2019-04-27", "2019-04-28"].map(|day| day.parse().expect("a day"));
        let of = |day| environment().rule("storage", "settle", day).is_some();
        assert_eq!([of(before), of(first)], [false, true]);
        assert!(environment().all(first).count() > environment().all(before).count());
    }
}
