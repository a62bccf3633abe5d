//! Demands about births, volumes and corrections.

use std::collections::BTreeSet;

use super::{Moment, demand};
use crate::{
    refusal::Refusal,
    say,
    unit_state::{event::Fact, facts::Role},
};

/// There is something in the bag.
pub(super) fn volume(m: &Moment<'_>) -> Result<(), Refusal> {
    demand(m.unit.facts.volume_ml > 0, "unit.volume", || {
        let unit = m.label();
        say!("{unit} 的容量必须大于零", "the volume of {unit} has to be more than zero")
    })
}

/// Collected, then prepared, then reported; the expiry lies after the collection.
pub(super) fn times(m: &Moment<'_>) -> Result<(), Refusal> {
    let (facts, unit) = (&m.unit.facts, m.label());
    let made = facts.prepared_at.unwrap_or(facts.collected_at);
    let in_order = facts.collected_at <= made && made <= m.event.at;
    demand(in_order && facts.expires_at.is_none_or(|expires| expires > facts.collected_at), "unit.times", || {
        say!(
            "{unit} 的时间顺序不对：应为采集 ≤ 制备 ≤ 记录，失效晚于采集",
            "the times of {unit} are out of order: collected, prepared, reported; expiry after collection"
        )
    })
}

/// Nothing came before it.
pub(super) fn no_parents(m: &Moment<'_>) -> Result<(), Refusal> {
    demand(m.unit.facts.parents.is_empty(), "unit.parents", || {
        let unit = m.label();
        say!("{unit} 不应有来源单位", "{unit} must not name parents")
    })
}

/// Parents are named once each, several only in a pool, and their shares make up its volume.
pub(super) fn parents_named(m: &Moment<'_>) -> Result<(), Refusal> {
    let (parents, unit) = (&m.unit.facts.parents, m.label());
    let different: BTreeSet<_> = parents.iter().map(|parent| parent.unit).collect();
    let named = !parents.is_empty() && different.len() == parents.len() && !different.contains(&m.event.unit);
    let pooled = parents.len() < 2 || parents.iter().all(|parent| parent.role == Role::Pooled);
    demand(named && pooled, "unit.parents", || {
        say!(
            "{unit} 的来源单位有误：须注明且不重复，多个来源只能是汇集",
            "the parents of {unit} are wrong: name each once; several only in a pool"
        )
    })?;
    let shares: u64 = parents.iter().map(|parent| u64::from(parent.volume_ml)).sum();
    demand(shares == u64::from(m.unit.facts.volume_ml), "unit.mass-balance", || {
        let volume = m.unit.facts.volume_ml;
        say!(
            "{unit} 容量 {volume} mL 与来源之和 {shares} mL 不符",
            "{unit} has {volume} mL but its parents gave {shares} mL"
        )
    })
}

/// What was there and what was added equals children, rest and loss.
pub(super) fn mass_balance(m: &Moment<'_>) -> Result<(), Refusal> {
    let Some(making) = m.event.fact.making() else { return Ok(()) };
    let (unit, had) = (m.label(), u64::from(m.unit.facts.volume_ml));
    let children: u64 = making.children.iter().map(|share| u64::from(share.volume_ml)).sum();
    let different: BTreeSet<_> = making.children.iter().map(|share| share.unit).collect();
    let named = !different.is_empty() && different.len() == making.children.len() && !different.contains(&m.event.unit);
    demand(named && making.children.iter().all(|share| share.volume_ml > 0), "unit.children", || {
        say!("{unit} 的子单位须注明、不重复且容量大于零", "name the children of {unit}, each once, with a volume")
    })?;
    let (had, got) =
        (had + u64::from(making.added_ml), children + u64::from(making.rest_ml) + u64::from(making.loss_ml));
    demand(had == got, "unit.mass-balance", || {
        say!("{unit} 物料不平衡：投入 {had} mL，产出 {got} mL", "{unit} does not balance: {had} mL in, {got} mL out")
    })
}

/// A treatment never lengthens the life.
pub(super) fn expiry_nearer(m: &Moment<'_>) -> Result<(), Refusal> {
    let Fact::Treated { expires_at, .. } = m.event.fact else { return Ok(()) };
    let facts = &m.unit.facts;
    let nearer = expires_at > facts.collected_at && facts.expires_at.is_none_or(|before| expires_at <= before);
    demand(nearer, "unit.expiry-later", || {
        let unit = m.label();
        say!("处理不能延长 {unit} 的有效期", "a treatment cannot lengthen the life of {unit}")
    })
}

/// A correction leaves a volume and times that can be.
pub(super) fn amendment_sane(m: &Moment<'_>) -> Result<(), Refusal> {
    let Fact::Corrected(correction) = &m.event.fact else { return Ok(()) };
    let (right, facts) = (&correction.facts, &m.unit.facts);
    let collected = right.collected_at.unwrap_or(facts.collected_at);
    let expires = right.expires_at.or(facts.expires_at);
    let sane =
        right.volume_ml != Some(0) && collected <= m.event.at && expires.is_none_or(|expires| expires > collected);
    demand(sane, "unit.amendment", || {
        let unit = m.label();
        say!("{unit} 的更正内容不合理：容量或时间", "the correction of {unit} cannot be right: volume or times")
    })
}
