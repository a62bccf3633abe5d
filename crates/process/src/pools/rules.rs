//! What may be pooled into one bag, and what comes out: product, medium, expiry, shares. Pure.
//!
//! Source: 血站技术操作规程（2019版）, components; `rulebook/cn/component_steps.toml` has the numbers.

use std::collections::BTreeSet;

use vena_contracts::lab::Verdict;
use vena_kernel::{
    abo::BloodGroup,
    clock::{Day, Instant},
    id::UnitId,
    preparation::{ChildVolume, Preparation},
    product::{ExpiryFacts, MediumCode, Product, ProductCode, Products, Source, VolumeFacts, expiry},
    quantity::VolumeMl,
    refusal::Refusal,
    rulebook, say,
    unit_state::{Attribute, Facts},
    zone,
};

use crate::book::{Pool, Step, Steps, steps};

/// A unit that shall go into the pool.
#[derive(Debug)]
pub(crate) struct Member<'a> {
    pub(crate) unit: UnitId,
    pub(crate) facts: &'a Facts,
    /// Somebody or something holds it.
    pub(crate) held: bool,
    /// What the laboratory says of everything behind it.
    pub(crate) verdict: Verdict,
}

/// What somebody wants to make.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wanted {
    pub(crate) product: ProductCode,
    /// What the bag holds, mL.
    pub(crate) volume_ml: u32,
    /// Recorded as lost, mL.
    pub(crate) loss_ml: u32,
    pub(crate) medium: Option<MediumCode>,
}

/// A pool that may be made. What each unit gave and lost balances to the millilitre.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Made {
    pub(crate) group: BloodGroup,
    pub(crate) medium: Option<MediumCode>,
    /// The earliest of its units.
    pub(crate) collected_at: Instant,
    pub(crate) expires_at: Instant,
    /// What all of them are.
    pub(crate) attributes: BTreeSet<Attribute>,
    /// How much of each unit is in the bag, mL, in the order of the members.
    pub(crate) shares: Vec<u32>,
    /// Weighed more than there was, within the tolerance, mL.
    pub(crate) surplus_ml: u32,
    /// Lost, with what the tolerance allows to be missing, mL.
    pub(crate) loss_ml: u32,
}

/// What decides whether units may be pooled.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bench<'a> {
    pub(crate) rules: &'a Preparation,
    pub(crate) steps: &'a Steps,
    pub(crate) products: &'a Products,
    /// When it is done.
    pub(crate) at: Instant,
}

impl Bench<'static> {
    /// The bench by the rulebook of this country, at `at`.
    pub(crate) fn usual(at: Instant) -> Self {
        Self { rules: rulebook::preparation(), steps: steps(), products: rulebook::products(), at }
    }
}

impl<'a> Bench<'a> {
    fn day(&self) -> Day {
        self.at.day_in(&zone::china())
    }

    fn product(&self, code: ProductCode) -> Result<&'a Product, Refusal> {
        self.products.in_force(code, self.day()).map_or_else(|| self.products.named(code), Ok)
    }

    fn step(&self, code: ProductCode) -> Option<&'a Step> {
        self.steps.step(code, self.day())
    }

    /// How a product is pooled. Refuses by `pool.product` one that is not made so.
    pub(crate) fn pool(&self, code: ProductCode) -> Result<(&'a Product, &'a Pool), Refusal> {
        let product = self.product(code)?;
        let (zh, en) = (&product.name.zh, &product.name.en);
        let pool = self.steps.pool(code, self.day()).ok_or_else(|| {
            Refusal::new("pool.product", say!("{zh}不是汇集而成的品种", "{en} is not made by pooling"))
        })?;
        Ok((product, pool))
    }

    /// What comes of pooling `members`, or the first rule that refuses it.
    pub(crate) fn make(&self, members: &[Member<'_>], wanted: &Wanted) -> Result<Made, Refusal> {
        let (product, pool) = self.pool(wanted.product)?;
        check_count(pool, members.len())?;
        check_twice(members)?;
        for member in members {
            check_parent(product, member)?;
        }
        let groups = members.iter().map(group_of).collect::<Result<Vec<_>, _>>()?;
        let group = one_group(members, &groups)?;
        let medium = self.medium(product, wanted.medium)?;
        let had: Vec<u32> = members.iter().map(|member| member.facts.volume_ml).collect();
        self.check_volumes(product, &had, wanted, medium)?;
        let (total, got) = (had.iter().sum::<u32>(), wanted.volume_ml + wanted.loss_ml);
        let collected_at = members.iter().map(|member| member.facts.collected_at).min().unwrap_or(self.at);
        Ok(Made {
            group,
            medium,
            collected_at,
            expires_at: self.expiry(product, medium, collected_at, members)?,
            attributes: self.attributes(wanted.product, members),
            shares: shares(&had, wanted.volume_ml),
            surplus_ml: got.saturating_sub(total),
            loss_ml: wanted.loss_ml + total.saturating_sub(got),
        })
    }

    /// Whether this unit may go into a pool of `product` at all, apart from the others.
    pub(crate) fn may_join(&self, product: ProductCode, member: &Member<'_>) -> Result<BloodGroup, Refusal> {
        check_parent(self.pool(product)?.0, member)?;
        group_of(member)
    }

    fn medium(&self, product: &Product, asked: Option<MediumCode>) -> Result<Option<MediumCode>, Refusal> {
        let media = self.step(product.code).map(|step| step.media.as_slice()).unwrap_or_default();
        match asked {
            None => Ok(media.first().copied()),
            Some(medium) if media.contains(&medium) => Ok(Some(medium)),
            Some(medium) => {
                let (zh, en) = (&product.name.zh, &product.name.en);
                let reason = say!("{zh}不保存在 {medium} 中", "{en} is not kept in {medium}");
                Err(Refusal::new("preparation.medium", reason))
            }
        }
    }

    /// What is weighed balances with what went in, and is a volume that the product may have.
    fn check_volumes(
        &self,
        product: &Product,
        had: &[u32],
        wanted: &Wanted,
        medium: Option<MediumCode>,
    ) -> Result<(), Refusal> {
        let actual = volume(wanted.volume_ml);
        let child = ChildVolume { volume: actual, additive: volume(0) };
        self.rules.mass_balance.check(volume(had.iter().sum()), &[child], volume(wanted.loss_ml))?;
        product.volume.check(&VolumeFacts { actual, labelled: Some(actual), whole_blood: None, medium })
    }

    /// By the rulebook, bound by the earliest of its units.
    fn expiry(
        &self,
        product: &Product,
        medium: Option<MediumCode>,
        collected_at: Instant,
        members: &[Member<'_>],
    ) -> Result<Instant, Refusal> {
        let source = |member: &Member<'_>| {
            let expires_at = member.facts.expires_at?;
            Some(Source { product: member.facts.product, expires_at })
        };
        let sources: Vec<Source> = members.iter().filter_map(source).collect();
        expiry(product, &ExpiryFacts { collected_at, prepared_at: self.at, medium, sources: &sources })
    }

    /// A pool is only what every unit in it is, and what the step makes of it.
    fn attributes(&self, product: ProductCode, members: &[Member<'_>]) -> BTreeSet<Attribute> {
        let mut all = members.iter().map(|member| member.facts.attributes.clone());
        let first = all.next().unwrap_or_default();
        let shared: BTreeSet<Attribute> = all.fold(first, |shared, own| &shared & &own);
        shared.into_iter().chain(self.step(product).iter().flat_map(|step| step.adds.iter().copied())).collect()
    }
}

/// A volume that no bag has becomes the largest, which every rule refuses.
fn volume(ml: u32) -> VolumeMl {
    i32::try_from(ml).ok().and_then(VolumeMl::new).unwrap_or(VolumeMl::MAX)
}

fn check_count(pool: &Pool, count: usize) -> Result<(), Refusal> {
    let (least, most) = (pool.units_min, pool.units_max);
    if (least..=most).contains(&count) {
        return Ok(());
    }
    let reason = say!("汇集 {count} 袋；应为 {least}–{most} 袋", "{count} units; a pool is made of {least} to {most}");
    Err(Refusal::new("pool.count", reason))
}

fn check_twice(members: &[Member<'_>]) -> Result<(), Refusal> {
    let mut seen = BTreeSet::new();
    match members.iter().find(|member| !seen.insert(member.unit)) {
        None => Ok(()),
        Some(twice) => {
            let label = twice.facts.label();
            Err(Refusal::new("pool.twice", say!("{label} 扫描了两次", "{label} was scanned twice")))
        }
    }
}

/// Of the right product, and nobody holds it: what is held would hold the whole pool.
fn check_parent(product: &Product, member: &Member<'_>) -> Result<(), Refusal> {
    let (label, zh, en) = (member.facts.label(), &product.name.zh, &product.name.en);
    if !product.parents.contains(&member.facts.product) {
        return Err(Refusal::new("pool.product", say!("{label} 不能汇集为{zh}", "{en} is not pooled of {label}")));
    }
    if member.held {
        return Err(Refusal::new("pool.held", say!("{label} 已锁定，不能汇集", "{label} is held and is not pooled")));
    }
    Ok(())
}

/// The group by which a unit is pooled: its donation's report is issued and in order, and says what the record says.
///
/// Refuses by `pool.rejected`, `pool.untested` and `pool.group`.
fn group_of(member: &Member<'_>) -> Result<BloodGroup, Refusal> {
    let label = member.facts.label();
    match &member.verdict {
        Verdict::Rejected => {
            Err(Refusal::new("pool.rejected", say!("{label} 检验不合格", "{label} is rejected by the laboratory")))
        }
        Verdict::Incomplete { missing } => {
            let list = |of: fn(&vena_kernel::text::Text) -> &str| missing.iter().map(of).collect::<Vec<_>>().join(", ");
            let (zh, en) = (list(|text| &text.zh), list(|text| &text.en));
            let reason = say!("{label} 检验未完成：{zh}", "the tests of {label} are not complete: {en}");
            Err(Refusal::new("pool.untested", reason))
        }
        Verdict::Qualified { group, .. } => match member.facts.group.filter(|own| own != group) {
            None => Ok(*group),
            Some(own) => {
                let reason = say!(
                    "{label} 记录为 {own}，检验为 {group}",
                    "{label} is {own} on record, {group} by the laboratory"
                );
                Err(Refusal::new("pool.group", reason))
            }
        },
    }
}

fn one_group(members: &[Member<'_>], groups: &[BloodGroup]) -> Result<BloodGroup, Refusal> {
    let first = *groups.first().ok_or_else(|| Refusal::new("pool.count", say!("没有血袋", "there is no unit")))?;
    match members.iter().zip(groups).find(|(_, group)| **group != first) {
        None => Ok(first),
        Some((other, group)) => {
            let label = other.facts.label();
            let reason = say!(
                "{label} 是 {group}，其余是 {first}：只汇集同型",
                "{label} is {group}, the others are {first}: only one group is pooled"
            );
            Err(Refusal::new("pool.group", reason))
        }
    }
}

/// How much of each unit is in a bag of `volume_ml`: in proportion, whole millilitres that add up, never more of a unit than
/// it had unless more was weighed than all had.
pub(crate) fn shares(had: &[u32], volume_ml: u32) -> Vec<u32> {
    let total: u64 = had.iter().map(|ml| u64::from(*ml)).sum::<u64>().max(1);
    let exact = |ml: u32| u64::from(ml) * u64::from(volume_ml);
    #[allow(clippy::cast_possible_truncation, reason = "no more than the volume of the bag")]
    let mut shares: Vec<u32> = had.iter().map(|ml| (exact(*ml) / total) as u32).collect();
    let left = volume_ml.saturating_sub(shares.iter().sum());
    let mut order: Vec<usize> = (0..had.len()).collect();
    order.sort_by_key(|index| (std::cmp::Reverse(exact(had[*index]) % total), *index));
    for index in order.into_iter().take(left as usize) {
        shares[index] += 1;
    }
    shares
}
