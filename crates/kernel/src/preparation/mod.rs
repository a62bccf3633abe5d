//! What a donation may be divided into and whether its volume balances, from `rulebook/cn/preparation.toml`. 成分制备

mod balance;
#[cfg(test)]
mod tests;

use serde::Deserialize;

pub use balance::{ChildVolume, MassBalance, mass_balance};

use crate::{
    clock::Instant,
    product::{ComponentClass, ProductCode},
    quantity::VolumeMl,
    refusal::Refusal,
    rulebook::Basis,
    say,
};

/// The preparation rules of one country.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Preparation {
    /// How volumes must balance.
    pub mass_balance: MassBalance,
    #[serde(rename = "plan")]
    plans: Vec<Plan>,
    #[serde(rename = "deadline")]
    deadlines: Vec<Deadline>,
    #[serde(rename = "slow_collection")]
    slow_collections: Vec<SlowCollection>,
    #[serde(rename = "density")]
    densities: Vec<Density>,
}

/// Into what a product may be divided.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// The product that is divided.
    pub from: ProductCode,
    /// The donations that the plan covers, nominal mL of whole blood.
    pub whole_blood_ml: Vec<i32>,
    /// How far the drawn volume may be from the nominal one, percent.
    pub collection_tolerance_percent: i32,
    /// Lists of products; at most one of each list comes from one donation.
    pub choices: Vec<Vec<ProductCode>>,
    /// Where this plan comes from.
    pub basis: Basis,
}

/// Until when a product may be begun.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Deadline {
    /// The products.
    pub products: Vec<ProductCode>,
    /// Latest start, hours after collection.
    pub hours: i64,
    /// Better start, hours after collection.
    pub recommended_hours: Option<i64>,
    /// Where this entry comes from.
    pub basis: Basis,
}

/// What a slow donation must not become.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SlowCollection {
    /// The products.
    pub products: Vec<ProductCode>,
    /// The longest donation for each volume.
    pub limits: Vec<SlowLimit>,
    /// Where this entry comes from.
    pub basis: Basis,
}

/// The longest donation of one volume.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SlowLimit {
    /// Nominal whole blood, mL.
    pub whole_blood_ml: i32,
    /// Longest donation, minutes.
    pub minutes: i64,
}

/// Density of a class of components.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Density {
    /// The classes.
    pub classes: Vec<ComponentClass>,
    /// Milligrams per millilitre.
    pub mg_per_ml: i64,
    /// Where this entry comes from.
    pub basis: Basis,
}

impl Preparation {
    /// Every plan.
    pub fn plans(&self) -> &[Plan] {
        &self.plans
    }

    /// The plan for dividing `from` of a donation of `whole_blood` nominal volume, or a refusal by `preparation.plan`.
    pub fn plan(&self, from: ProductCode, whole_blood: VolumeMl) -> Result<&Plan, Refusal> {
        let covers = |plan: &&Plan| plan.from == from && plan.whole_blood_ml.contains(&whole_blood.ml());
        self.plans.iter().find(covers).ok_or_else(|| {
            Refusal::new(
                "preparation.plan",
                say!(
                    "规则库没有 {whole_blood} {from} 的制备方案",
                    "the rulebook has no plan for dividing {from} of {whole_blood}"
                ),
            )
        })
    }

    /// The nominal size of a donation of which `drawn` was collected; `None` when it is near none of any plan.
    pub fn nominal(&self, drawn: VolumeMl) -> Option<VolumeMl> {
        let sizes = self.plans.iter().flat_map(|plan| plan.whole_blood_ml.iter().map(move |ml| (plan, *ml)));
        sizes
            .filter_map(|(plan, ml)| Some((plan, VolumeMl::new(ml)?)))
            .find_map(|(plan, nominal)| plan.collected_volume_fits(nominal, drawn).then_some(nominal))
    }

    /// Until when `product` may be begun; `None` when it has no deadline.
    pub fn deadline(&self, product: ProductCode) -> Option<&Deadline> {
        self.deadlines.iter().find(|deadline| deadline.products.contains(&product))
    }

    /// Refuses by `preparation.too-late` a product that is begun later after collection than the rulebook allows.
    pub fn in_time(&self, product: ProductCode, collected_at: Instant, begun_at: Instant) -> Result<(), Refusal> {
        let Some(deadline) = self.deadlines.iter().find(|deadline| deadline.products.contains(&product)) else {
            return Ok(());
        };
        let hours = deadline.hours;
        if begun_at.seconds_since(collected_at) <= hours * 3600 {
            return Ok(());
        }
        Err(Refusal::new(
            "preparation.too-late",
            say!(
                "采集已超过 {hours} 小时，不能再制备 {product}",
                "more than {hours} hours after collection: too late to make {product}"
            ),
        ))
    }

    /// Refuses by `preparation.slow-collection` a product from a donation that ran longer than the rulebook allows.
    pub fn collection_allows(&self, product: ProductCode, whole_blood: VolumeMl, seconds: i64) -> Result<(), Refusal> {
        let rule = self.slow_collections.iter().find(|rule| rule.products.contains(&product));
        let limit = rule.and_then(|rule| rule.limits.iter().find(|limit| limit.whole_blood_ml == whole_blood.ml()));
        let Some(SlowLimit { minutes, .. }) = limit else { return Ok(()) };
        if seconds <= minutes * 60 {
            return Ok(());
        }
        Err(Refusal::new(
            "preparation.slow-collection",
            say!(
                "{whole_blood} 采集超过 {minutes} 分钟，不能制备 {product}",
                "a donation of {whole_blood} that took more than {minutes} minutes must not become {product}"
            ),
        ))
    }

    /// After how many minutes a donation of `whole_blood` may not become which products any more, with the clause.
    pub fn slow_limits(&self, whole_blood: VolumeMl) -> Vec<(i64, &[ProductCode], &Basis)> {
        let of = |rule: &'_ SlowLimit| rule.whole_blood_ml == whole_blood.ml();
        let found = self.slow_collections.iter().filter_map(|rule| {
            let limit = rule.limits.iter().find(|limit| of(limit))?;
            Some((limit.minutes, rule.products.as_slice(), &rule.basis))
        });
        found.collect()
    }

    /// The volume of `grams` net mass of `class`, rounded to the nearest millilitre; `None` outside what a bag can hold.
    pub fn volume_of(&self, class: ComponentClass, grams: i32) -> Option<VolumeMl> {
        let density = self.densities.iter().find(|density| density.classes.contains(&class))?.mg_per_ml;
        let ml = (i64::from(grams) * 1000 + density / 2).div_euclid(density);
        VolumeMl::new(i32::try_from(ml).ok()?)
    }
}

impl Plan {
    /// Whether `products` may together come from one donation.
    ///
    /// Refuses by `preparation.product` a product that the plan does not hold and by `preparation.twice` two of one list.
    pub fn check(&self, products: &[ProductCode]) -> Result<(), Refusal> {
        let mut taken: Vec<(usize, ProductCode)> = Vec::new();
        for &product in products {
            let choice = self
                .choices
                .iter()
                .position(|choice| choice.contains(&product))
                .ok_or_else(|| self.not_of_plan(product))?;
            if let Some(&(_, other)) = taken.iter().find(|(index, _)| *index == choice) {
                return Err(self.twice(other, product));
            }
            taken.push((choice, product));
        }
        Ok(())
    }

    /// Whether the drawn volume is near enough to the nominal one.
    pub fn collected_volume_fits(&self, nominal: VolumeMl, drawn: VolumeMl) -> bool {
        (drawn.ml() - nominal.ml()).abs() * 100 <= nominal.ml() * self.collection_tolerance_percent
    }

    fn not_of_plan(&self, product: ProductCode) -> Refusal {
        let from = self.from;
        Refusal::new("preparation.product", say!("{from} 不能制备 {product}", "{product} is not made from {from}"))
    }

    fn twice(&self, one: ProductCode, other: ProductCode) -> Refusal {
        let from = self.from;
        Refusal::new(
            "preparation.twice",
            say!("同一份 {from} 不能既制备 {one} 又制备 {other}", "one {from} cannot become both {one} and {other}"),
        )
    }
}
