//! 成分质控: what is measured, how often and within which limits, from `rulebook/cn/quality.toml`.

use std::sync::LazyLock;

use serde::Deserialize;
use vena_kernel::{
    clock::Day,
    control_chart::ChartRule,
    product::ProductCode,
    rulebook::{Basis, in_force},
    text::Text,
};

/// The rules of quality control.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct QualityBook {
    sampling: Vec<Sampling>,
    chart: Vec<ChartRule>,
    indicator: Vec<Indicator>,
    deviation: Vec<CaseRule>,
}

/// How long a deviation may stay open.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CaseRule {
    /// So many days.
    pub(crate) close_days: i64,
    basis: Basis,
}

/// How many units of a product are sampled in a month.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Sampling {
    /// At least so many.
    pub(crate) units_min: u32,
    /// Of every thousand that were made.
    pub(crate) permille: u32,
    basis: Basis,
}

/// Something that is measured of a sampled unit.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Indicator {
    products: Vec<ProductCode>,
    /// Code, unique within a product.
    pub(crate) code: String,
    /// Its name.
    pub(crate) name: Text,
    /// In what it is measured.
    pub(crate) unit: String,
    /// Not less than this.
    pub(crate) minimum: Option<Limit>,
    /// Not more than this.
    pub(crate) maximum: Option<Limit>,
    /// A value equal to a limit is outside.
    #[serde(default)]
    pub(crate) open: bool,
    /// Permille of the results of a month that have to be inside.
    pub(crate) share: u32,
    /// Where it comes from.
    pub(crate) basis: Basis,
}

/// A limit of an indicator.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(untagged, deny_unknown_fields)]
pub(crate) enum Limit {
    /// The same for every unit.
    Fixed(f64),
    /// By what was drawn from the donor.
    BySize {
        /// From 200 mL.
        of_200: f64,
        /// From 300 mL.
        of_300: f64,
        /// From 400 mL.
        of_400: f64,
    },
    /// For each unit that was pooled.
    Pooled {
        /// This much.
        per_pooled: f64,
    },
}

/// The rules, read once.
///
/// # Panics
/// Only if the compiled-in file is damaged, which the tests of this module would have shown.
pub(crate) fn quality() -> &'static QualityBook {
    static BOOK: LazyLock<QualityBook> = LazyLock::new(|| {
        toml::from_str(include_str!("../../../../rulebook/cn/quality.toml"))
            .unwrap_or_else(|error| panic!("rulebook/cn/quality.toml is damaged: {error}"))
    });
    &BOOK
}

impl QualityBook {
    /// How many units are sampled, by the rules of `day`.
    pub(crate) fn sampling(&self, day: Day) -> Option<&Sampling> {
        in_force(&self.sampling, day, |rule| &rule.basis)
    }

    /// How long a deviation may stay open, by the rules of `day`.
    pub(crate) fn deviation(&self, day: Day) -> Option<&CaseRule> {
        in_force(&self.deviation, day, |rule| &rule.basis)
    }

    /// How charts are drawn and judged, by the rules of `day`.
    pub(crate) fn chart(&self, day: Day) -> Option<&ChartRule> {
        in_force(&self.chart, day, |rule| &rule.basis)
    }

    /// What is measured of a product, by the rules of `day`.
    pub(crate) fn indicators(&self, product: ProductCode, day: Day) -> Vec<&Indicator> {
        let mut codes: Vec<&str> = self.of(product).map(|indicator| indicator.code.as_str()).collect();
        codes.sort_unstable();
        codes.dedup();
        codes.into_iter().filter_map(|code| self.indicator(product, code, day)).collect()
    }

    /// One indicator of a product, by the rules of `day`.
    pub(crate) fn indicator(&self, product: ProductCode, code: &str, day: Day) -> Option<&Indicator> {
        in_force(self.of(product).filter(|indicator| indicator.code == code), day, |indicator| &indicator.basis)
    }

    /// Every product of which something is measured.
    pub(crate) fn products(&self) -> Vec<ProductCode> {
        let mut products = Vec::new();
        for product in self.indicator.iter().flat_map(|indicator| &indicator.products) {
            if !products.contains(product) {
                products.push(*product);
            }
        }
        products
    }

    fn of(&self, product: ProductCode) -> impl Iterator<Item = &Indicator> {
        self.indicator.iter().filter(move |indicator| indicator.products.contains(&product))
    }
}

#[cfg(test)]
mod tests {
    use vena_kernel::rulebook;

    use super::*;

    #[test]
    fn indicators_are_of_products_of_the_catalogue_and_have_a_limit() {
        for indicator in &quality().indicator {
            assert!(indicator.minimum.is_some() || indicator.maximum.is_some(), "{} has no limit", indicator.code);
            assert!((1..=1000).contains(&indicator.share), "{} has no share", indicator.code);
            for product in &indicator.products {
                assert!(rulebook::products().get(*product).is_some(), "{product} is not in the catalogue");
            }
        }
    }

    #[test]
    fn rules_do_not_hold_before_they_begin() {
        let [before, first] = ["2013-05-31", "2013-06-01"].map(|day| day.parse().expect("a day"));
        let cells = "RBC-S".parse().expect("a product");
        assert!(quality().sampling(before).is_none() && quality().indicators(cells, before).is_empty());
        assert!(quality().sampling(first).is_some() && quality().indicators(cells, first).len() == 4);
    }
}
