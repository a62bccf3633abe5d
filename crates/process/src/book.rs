//! 成分制备步骤: what a product is kept in and becomes, and what may be divided into parts, from
//! `rulebook/cn/component_steps.toml`. Plans, times and balance are the kernel's.

use std::{collections::BTreeSet, sync::LazyLock};

use serde::Deserialize;
use vena_kernel::{
    clock::Day,
    product::{ComponentClass, MediumCode, ProductCode},
    rulebook::{Basis, in_force},
    unit_state::Attribute,
};

/// The steps of the component hall.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Steps {
    step: Vec<Step>,
    pool: Vec<Pool>,
    parts: Vec<Parts>,
}

/// How one product is made.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Step {
    /// What is made.
    product: ProductCode,
    /// In what it may be kept, the usual medium first; empty when there is no choice.
    #[serde(default)]
    pub(crate) media: Vec<MediumCode>,
    /// What the unit is from then on.
    #[serde(default)]
    pub(crate) adds: Vec<Attribute>,
    /// Made of several units in one bag, never by dividing one.
    #[serde(default)]
    pub(crate) pooled: bool,
    basis: Basis,
}

/// How many units are pooled into one product.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Pool {
    /// What is made.
    pub(crate) product: ProductCode,
    /// At least so many units.
    pub(crate) units_min: usize,
    /// At most so many.
    pub(crate) units_max: usize,
    basis: Basis,
}

/// Which classes may be divided into parts of the same product.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Parts {
    /// The classes.
    classes: Vec<ComponentClass>,
    /// Into how many parts at most.
    pub(crate) parts_max: usize,
    basis: Basis,
}

/// The steps, read once.
///
/// # Panics
/// Only if the compiled-in file is damaged, which the tests of this module would have shown.
pub(crate) fn steps() -> &'static Steps {
    static BOOK: LazyLock<Steps> = LazyLock::new(|| {
        toml::from_str(include_str!("../../../rulebook/cn/component_steps.toml"))
            .unwrap_or_else(|error| panic!("rulebook/cn/component_steps.toml is damaged: {error}"))
    });
    &BOOK
}

impl Steps {
    /// How `product` is made, by the rules of `day`; `None` when there is nothing to choose and nothing to note.
    pub(crate) fn step(&self, product: ProductCode, day: Day) -> Option<&Step> {
        in_force(self.step.iter().filter(|step| step.product == product), day, |step| &step.basis)
    }

    /// How `product` is pooled, by the rules of `day`; `None` for one that is not.
    pub(crate) fn pool(&self, product: ProductCode, day: Day) -> Option<&Pool> {
        in_force(self.pool.iter().filter(|pool| pool.product == product), day, |pool| &pool.basis)
    }

    /// What is pooled by the rules of `day`.
    pub(crate) fn pooled(&self, day: Day) -> Vec<&Pool> {
        let products: BTreeSet<ProductCode> = self.pool.iter().map(|pool| pool.product).collect();
        products.into_iter().filter_map(|product| self.pool(product, day)).collect()
    }

    /// The rule by which units of `class` are divided into parts, in force on `day`.
    pub(crate) fn parts(&self, class: ComponentClass, day: Day) -> Option<&Parts> {
        in_force(self.parts.iter().filter(|parts| parts.classes.contains(&class)), day, |parts| &parts.basis)
    }
}

#[cfg(test)]
mod tests {
    use vena_kernel::rulebook;

    use super::*;

    #[test]
    fn steps_make_products_of_the_catalogue_and_keep_them_in_media_that_it_knows() {
        for step in &steps().step {
            let product = rulebook::products().get(step.product).expect("a product of the catalogue");
            for medium in &step.media {
                assert!(product.life.span(Some(*medium)).is_some(), "{} has no life in {medium}", step.product);
            }
        }
    }

    #[test]
    fn what_is_made_by_pooling_says_of_how_many_units_and_nothing_else_does() {
        let day = "2026-02-11".parse().expect("a day");
        for step in &steps().step {
            assert_eq!(steps().pool(step.product, day).is_some(), step.pooled, "{}", step.product);
        }
        for pool in steps().pooled(day) {
            assert!(2 <= pool.units_min && pool.units_min <= pool.units_max, "{}", pool.product);
            let product = rulebook::products().get(pool.product).expect("a product of the catalogue");
            assert!(!product.parents.is_empty(), "{} is made of nothing", pool.product);
        }
    }

    #[test]
    fn what_the_catalogue_keeps_in_several_media_has_a_usual_one() {
        let day = "2026-02-11".parse().expect("a day");
        let of_parts = rulebook::products().iter().filter(|product| !product.parents.is_empty());
        let additive =
            |media: &[MediumCode]| media.iter().any(|m| ["MAP", "SALINE", "GLY-40", "PLT-BAG"].contains(&m.as_str()));
        for product in of_parts.filter(|product| product.life.spans.iter().any(|span| additive(&span.media))) {
            let known = steps().step(product.code, day).is_some_and(|step| !step.media.is_empty());
            assert!(known, "{} has no usual medium", product.code);
        }
    }

    #[test]
    fn rules_do_not_hold_before_they_begin() {
        let [before, first] = ["2019-04-27", "2019-04-28"].map(|day| day.parse().expect("a day"));
        assert!(steps().parts(ComponentClass::RedCells, before).is_none());
        assert!(steps().parts(ComponentClass::RedCells, first).is_some());
        assert!(steps().parts(ComponentClass::WholeBlood, first).is_none(), "whole blood has no parts");
    }
}
