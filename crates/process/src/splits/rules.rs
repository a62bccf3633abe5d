//! What may be made of a unit: product, medium, parts, expiry; `limits` has times and volumes. Pure.

mod division;
mod limits;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use vena_contracts::collect::MakesWhy;
use vena_kernel::{
    clock::{Day, Instant},
    collection::chair::Makes,
    division::Division,
    id::UnitId,
    preparation::Preparation,
    product::{ExpiryFacts, MediumCode, Product, ProductCode, Products, Source, expiry},
    refusal::Refusal,
    say,
    unit_state::{Attribute, Fact, Facts, Making, Role, Share, Unit},
    zone,
};

use crate::{book::Steps, events::Hand};

/// What is known of the donation behind a unit.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Donated<'a> {
    /// Collected volume, mL.
    pub(crate) volume_ml: Option<i32>,
    /// The volume that was agreed: the size of the bag and of its anticoagulant, mL.
    pub(crate) agreed_ml: Option<i32>,
    /// What collect says may be made of it.
    pub(crate) makes: Option<Makes>,
    /// Why not everything.
    pub(crate) why: Option<&'a MakesWhy>,
    /// How long the bag took to fill.
    pub(crate) filling_seconds: Option<i64>,
}

/// A bag that somebody wants to make.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wanted {
    pub(crate) product: ProductCode,
    /// Net volume, additive included.
    pub(crate) volume_ml: u32,
    /// How much of it is additive solution.
    pub(crate) additive_ml: u32,
    pub(crate) medium: Option<MediumCode>,
    pub(crate) division: Option<Division>,
}

/// A bag that will be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Child {
    pub(crate) product: ProductCode,
    pub(crate) division: Division,
    pub(crate) medium: Option<MediumCode>,
    pub(crate) volume_ml: u32,
    pub(crate) expires_at: Instant,
    pub(crate) attributes: BTreeSet<Attribute>,
}

/// A preparation that may be done. What the balance allows to be missing counts as lost, what it allows to be too much
/// as weighed wrongly: parent + added + surplus = children + loss, to the millilitre.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Made {
    pub(crate) children: Vec<Child>,
    pub(crate) role: Role,
    pub(crate) added_ml: u32,
    pub(crate) surplus_ml: u32,
    pub(crate) loss_ml: u32,
}

/// What decides whether a preparation may be done.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bench<'a> {
    pub(crate) rules: &'a Preparation,
    pub(crate) steps: &'a Steps,
    pub(crate) products: &'a Products,
    pub(crate) parent: &'a Facts,
    pub(crate) donated: Donated<'a>,
    /// When it is done.
    pub(crate) at: Instant,
}

/// Whether a preparation of `unit` may begin at all, whatever is made of it: what the ledger would say.
pub(crate) fn may_begin(hand: &Hand, id: UnitId, unit: &Unit) -> Result<(), Refusal> {
    let whole = Share { unit: UnitId::from_uuid(Default::default()), volume_ml: unit.facts.volume_ml };
    let making = Making { children: vec![whole], added_ml: 0, loss_ml: 0, rest_ml: 0 };
    hand.would(id, unit, Fact::Divided(making))
}

impl Bench<'_> {
    /// What comes out of making `wanted` with `loss_ml` recorded as lost, or the first rule that refuses it.
    pub(crate) fn make(&self, wanted: &[Wanted], loss_ml: u32) -> Result<Made, Refusal> {
        let products: Vec<ProductCode> = wanted.iter().map(|bag| bag.product).collect();
        if self.is_whole_blood() {
            self.check_plan(&products)?;
        } else {
            self.one_thing(&products)?;
        }
        self.check_parts(wanted)?;
        let children = self.children(wanted)?;
        self.check_balance(wanted, loss_ml)?;
        // One bag of another product is the same blood changed; parts are at least two.
        let role = if children.len() == 1 { Role::Modified } else { Role::Divided };
        let added_ml = wanted.iter().map(|bag| bag.additive_ml).sum();
        let made: u32 = children.iter().map(|child| child.volume_ml).sum();
        let (had, got) = (self.parent.volume_ml + added_ml, made + loss_ml);
        let (surplus_ml, missing) = (got.saturating_sub(had), had.saturating_sub(got));
        Ok(Made { children, role, added_ml, surplus_ml, loss_ml: loss_ml + missing })
    }

    /// Whether `product` may be made of this parent now, apart from volumes.
    pub(crate) fn may_make(&self, product: &Product) -> Result<(), Refusal> {
        if self.is_whole_blood() {
            self.check_plan(&[product.code])?;
        } else if product.code == self.parent.product {
            return self.parts_max(product).map(drop);
        } else {
            self.one_thing(&[product.code])?;
        }
        self.check_makes(product)?;
        self.check_time(product)?;
        self.check_filling(product)
    }

    /// In what `product`, made of this parent, may be kept; the usual medium first.
    pub(crate) fn media(&self, product: &Product) -> Vec<MediumCode> {
        if product.code == self.parent.product {
            return self.parent.medium.into_iter().collect();
        }
        self.steps.step(product.code, self.day()).map(|step| step.media.clone()).unwrap_or_default()
    }

    /// In what a product of this code may be kept; nothing when the catalogue does not know it.
    pub(crate) fn media_of(&self, code: ProductCode) -> Vec<MediumCode> {
        self.product(code).map(|product| self.media(product)).unwrap_or_default()
    }

    /// A component is divided into parts of itself, or becomes one other product of which it is a parent. Pools are
    /// made of several units, which a split is not.
    fn one_thing(&self, wanted: &[ProductCode]) -> Result<(), Refusal> {
        let own = self.parent.product;
        let Some(other) = wanted.iter().find(|code| **code != own) else { return Ok(()) };
        let product = self.product(*other)?;
        let pooled = self.steps.step(*other, self.day()).is_some_and(|step| step.pooled);
        let may = wanted.len() == 1 && product.parents.contains(&own) && !pooled;
        if may { Ok(()) } else { Err(self.wrong_product(product)) }
    }

    fn wrong_product(&self, product: &Product) -> Refusal {
        let (parent, zh, en) = (self.parent.product, &product.name.zh, &product.name.en);
        Refusal::new("preparation.product", say!("{parent} 不能制备为{zh}", "{en} is not made of {parent}"))
    }

    fn children(&self, wanted: &[Wanted]) -> Result<Vec<Child>, Refusal> {
        let named: Vec<_> = wanted.iter().map(|bag| (bag.product, bag.division)).collect();
        let divisions = division::divisions(self.parent.product, self.parent.division, &named)?;
        wanted.iter().zip(divisions).map(|(bag, division)| self.child(bag, division)).collect()
    }

    fn child(&self, bag: &Wanted, division: Division) -> Result<Child, Refusal> {
        let product = self.product(bag.product)?;
        self.may_make(product)?;
        let medium = self.medium(product, bag.medium)?;
        self.check_volume(product, bag.volume_ml, medium, division)?;
        let expires_at = self.expiry(product, medium)?;
        let mut attributes = self.parent.attributes.clone();
        if product.code != self.parent.product {
            attributes.extend(self.steps.step(product.code, self.day()).iter().flat_map(|step| &step.adds));
        }
        Ok(Child { product: product.code, division, medium, volume_ml: bag.volume_ml, expires_at, attributes })
    }

    fn day(&self) -> Day {
        self.at.day_in(&zone::china())
    }

    fn product(&self, code: ProductCode) -> Result<&Product, Refusal> {
        self.products.in_force(code, self.day()).map_or_else(|| self.products.named(code), Ok)
    }

    fn parts_max(&self, product: &Product) -> Result<usize, Refusal> {
        let rule = self.steps.parts(product.class, self.day());
        rule.map(|rule| rule.parts_max).ok_or_else(|| self.wrong_product(product))
    }

    /// What it is kept in: the medium asked for, else the usual one of the step, else the parent's.
    fn medium(&self, product: &Product, asked: Option<MediumCode>) -> Result<Option<MediumCode>, Refusal> {
        let media = self.media(product);
        match asked {
            None => Ok(media.first().copied().or_else(|| self.kept(product))),
            Some(medium) if media.contains(&medium) => Ok(Some(medium)),
            Some(medium) => {
                let (zh, en) = (&product.name.zh, &product.name.en);
                let reason =
                    say!("此步骤制备的{zh}不保存在 {medium} 中", "{en} made by this step is not kept in {medium}");
                Err(Refusal::new("preparation.medium", reason))
            }
        }
    }

    /// The parent's medium, where the product's life depends on one and knows it.
    fn kept(&self, product: &Product) -> Option<MediumCode> {
        let medium = self.parent.medium?;
        product.life.spans.iter().any(|span| span.media.contains(&medium)).then_some(medium)
    }

    /// A part ends with its whole; another product by the rulebook, bound by its parent where that binds.
    fn expiry(&self, product: &Product, medium: Option<MediumCode>) -> Result<Instant, Refusal> {
        let source = self.parent.expires_at.map(|expires_at| Source { product: self.parent.product, expires_at });
        match source {
            Some(whole) if product.code == self.parent.product => Ok(whole.expires_at),
            _ => {
                let collected_at = self.parent.collected_at;
                let sources = source.as_slice();
                expiry(product, &ExpiryFacts { collected_at, prepared_at: self.at, medium, sources })
            }
        }
    }
}
