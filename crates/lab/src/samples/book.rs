//! 标本规则: how tubes travel, which are refused, and how long each is kept, from `rulebook/cn/samples.toml`.

use std::sync::LazyLock;

use serde::Deserialize;
use vena_kernel::{
    clock::Day,
    collection::chair::TubeRole,
    rulebook::{Basis, in_force},
    testing::MarkerKind,
    text::Text,
};

/// The rules of sample tubes.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Samples {
    tube: Vec<TubeLimits>,
    finding: Vec<Finding>,
    keep: Vec<Keep>,
}

/// How a tube travels, and for what it is needed.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct TubeLimits {
    role: TubeRole,
    /// Kinds of markers that are tested from it.
    tests: Vec<MarkerKind>,
    /// From the end of the donation to the receipt.
    pub(crate) hours_max: i64,
    /// On the way, °C.
    pub(crate) min_c: f64,
    /// On the way, °C.
    pub(crate) max_c: f64,
    /// Refused, not only remarked, when it was longer or warmer on its way.
    pub(crate) strict: bool,
    pub(crate) basis: Basis,
}

/// What may be seen of a tube.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Finding {
    /// By which it is recorded.
    pub(crate) code: String,
    /// What people call it.
    pub(crate) title: Text,
    /// Roles for which a tube is refused; for the others it is a remark.
    pub(crate) refused_for: Vec<TubeRole>,
    pub(crate) basis: Basis,
}

/// How long a tube is kept.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Keep {
    role: TubeRole,
    /// After the report was issued.
    pub(crate) days_after_report: i64,
    /// After the last unit of the donation was used or discarded; the blood does not count where absent.
    pub(crate) years_after_use: Option<i32>,
    pub(crate) basis: Basis,
}

/// The rules, read once.
///
/// # Panics
/// Only if the compiled-in file is damaged, which the tests of this module would have shown.
pub(crate) fn samples() -> &'static Samples {
    static BOOK: LazyLock<Samples> = LazyLock::new(|| {
        toml::from_str(include_str!("../../../../rulebook/cn/samples.toml"))
            .unwrap_or_else(|error| panic!("rulebook/cn/samples.toml is damaged: {error}"))
    });
    &BOOK
}

impl Samples {
    /// How a tube travels, by the rules of `day`.
    pub(crate) fn limits(&self, role: TubeRole, day: Day) -> Option<&TubeLimits> {
        in_force(self.tube.iter().filter(|tube| tube.role == role), day, |tube| &tube.basis)
    }

    /// The tube from which markers of a kind are tested, by the rules of `day`.
    pub(crate) fn role_for(&self, kind: MarkerKind, day: Day) -> Option<TubeRole> {
        let tests = |role: &TubeRole| self.limits(*role, day).is_some_and(|tube| tube.tests.contains(&kind));
        TubeRole::ALL.into_iter().find(tests)
    }

    /// Everything that may be seen of a tube, by the rules of `day`.
    pub(crate) fn findings(&self, day: Day) -> Vec<&Finding> {
        let mut codes: Vec<&str> = self.finding.iter().map(|finding| finding.code.as_str()).collect();
        let mut seen = std::collections::HashSet::new();
        codes.retain(|code| seen.insert(*code));
        codes.into_iter().filter_map(|code| self.finding(code, day)).collect()
    }

    /// One of them.
    pub(crate) fn finding(&self, code: &str, day: Day) -> Option<&Finding> {
        in_force(self.finding.iter().filter(|finding| finding.code == code), day, |finding| &finding.basis)
    }

    /// How long a tube is kept, by the rules of `day`.
    pub(crate) fn keep(&self, role: TubeRole, day: Day) -> Option<&Keep> {
        in_force(self.keep.iter().filter(|keep| keep.role == role), day, |keep| &keep.basis)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_role_has_its_limits_and_its_time_and_every_kind_of_test_its_tube() {
        let day = "2026-02-11".parse().expect("a day");
        for role in TubeRole::ALL {
            let limits = samples().limits(role, day).expect("limits");
            assert!(limits.min_c < limits.max_c && limits.hours_max > 0, "{role:?}");
            assert!(samples().keep(role, day).expect("a time").days_after_report > 0, "{role:?}");
        }
        for kind in [MarkerKind::Serology, MarkerKind::NucleicAcid, MarkerKind::Measured, MarkerKind::Group] {
            assert!(samples().role_for(kind, day).is_some(), "{kind:?} is tested from no tube");
        }
        assert!(samples().findings(day).len() >= 5);
    }

    #[test]
    fn rules_do_not_hold_before_they_begin() {
        let [before, first] = ["2019-04-27", "2019-04-28"].map(|day| day.parse().expect("a day"));
        assert!(samples().limits(TubeRole::Nat, before).is_none());
        assert!(samples().limits(TubeRole::Nat, first).is_some());
    }
}
