//! Births and the parents' side of them: which events of a batch belong together, and what a child takes over.

use std::collections::HashMap;

use vena_kernel::{
    id::UnitId,
    refusal::Refusal,
    say,
    unit_state::{Birth, Fact, Inherited, Making, Role, Safety, Unit, UnitEvent},
};

use super::known::{Known, Standing};

/// By which step a fact makes other units.
fn role(fact: &Fact) -> Option<(Role, &Making)> {
    match fact {
        Fact::Divided(making) => Some((Role::Divided, making)),
        Fact::Pooled(making) => Some((Role::Pooled, making)),
        Fact::Modified(making) => Some((Role::Modified, making)),
        _ => None,
    }
}

/// The groups of events that happen together or not at all, by the place of their first event. An event that belongs to
/// no family is a group of its own.
pub(super) fn groups(events: &[UnitEvent]) -> Vec<Vec<usize>> {
    let births: HashMap<UnitId, usize> =
        events.iter().enumerate().filter(|(_, event)| event.fact.birth().is_some()).map(|(i, e)| (e.unit, i)).collect();
    let mut leader: Vec<usize> = (0..events.len()).collect();
    for (index, event) in events.iter().enumerate() {
        let Some((_, making)) = role(&event.fact) else { continue };
        for birth in making.children.iter().filter_map(|share| births.get(&share.unit)) {
            join(&mut leader, index, *birth);
        }
    }
    let mut groups: Vec<Vec<usize>> = vec![Vec::new(); events.len()];
    for index in 0..events.len() {
        groups[lead(&leader, index)].push(index);
    }
    groups.retain(|group| !group.is_empty());
    groups
}

fn lead(leader: &[usize], mut index: usize) -> usize {
    while leader[index] != index {
        index = leader[index];
    }
    index
}

fn join(leader: &mut [usize], one: usize, other: usize) {
    let (one, other) = (lead(leader, one), lead(leader, other));
    leader[one.max(other)] = one.min(other);
}

/// Refuses half a family: each child that a parent names is born in the group, and each parent that a child names says
/// the same step and volume there.
pub(super) fn complete(group: &[&UnitEvent]) -> Result<(), Refusal> {
    let mut shares: Vec<_> = group
        .iter()
        .filter_map(|event| Some((event.unit, role(&event.fact)?)))
        .flat_map(|(parent, (role, making))| {
            making.children.iter().map(move |share| (parent, share.unit, role, share.volume_ml))
        })
        .collect();
    let mut parents: Vec<_> = group
        .iter()
        .filter_map(|event| Some((event.unit, event.fact.birth()?)))
        .flat_map(|(child, birth)| birth.parents.iter().map(move |p| (p.unit, child, p.role, p.volume_ml)))
        .collect();
    shares.sort_unstable();
    parents.sort_unstable();
    if shares == parents {
        return Ok(());
    }
    Err(Refusal::new(
        "ledger.family-incomplete",
        say!(
            "来源与子单位须在同一批中登记，且步骤与容量一致",
            "parents and children are recorded in one batch and agree on step and volumes"
        ),
    ))
}

/// What a newborn takes over: the worst safety and all holds of its parents, the group they share; and `rejected` when
/// another unit of the same donation is. Refuses what cannot come out of these parents.
pub(super) fn inherited(known: &Known, birth: &Birth) -> Result<Inherited, Refusal> {
    let parents: Vec<&Unit> =
        birth.parents.iter().filter_map(|parent| known.units.get(&parent.unit)).map(|s: &Standing| &s.unit).collect();
    let mut safety = parents.iter().map(|parent| parent.state.safety).max();
    if known.rejected.contains(&birth.donation_number) {
        safety = Some(Safety::Rejected);
    }
    let mut holds: Vec<_> = parents.iter().flat_map(|parent| parent.state.holds.iter().cloned()).collect();
    holds.sort_by_key(|hold| hold.hold_id);
    holds.dedup_by_key(|hold| hold.hold_id);
    check_expiry(birth, &parents)?;
    Ok(Inherited { safety, holds, group: shared_group(birth, &parents)? })
}

/// A pool, and a part of the same product, does not outlive its parents. Other products have rules of their own.
fn check_expiry(birth: &Birth, parents: &[&Unit]) -> Result<(), Refusal> {
    let pooled = birth.parents.iter().any(|parent| parent.role == Role::Pooled);
    let bounding = parents.iter().filter(|parent| pooled || parent.facts.product == birth.product);
    let Some(end) = bounding.filter_map(|parent| parent.facts.expires_at).min() else { return Ok(()) };
    if birth.expires_at.is_some_and(|expires| expires <= end) {
        return Ok(());
    }
    let number = birth.donation_number;
    Err(Refusal::new(
        "unit.expiry-later-than-parent",
        say!("{number} 的失效时间不能晚于来源单位（{end}）", "{number} cannot outlive the units it is made of ({end})"),
    ))
}

/// The group of a single parent is the child's; of a pool, the group that all share.
fn shared_group(birth: &Birth, parents: &[&Unit]) -> Result<Option<vena_kernel::abo::BloodGroup>, Refusal> {
    let mut groups: Vec<_> = parents.iter().map(|parent| parent.facts.group).collect();
    groups.dedup();
    let shared = if groups.len() == 1 { groups[0] } else { None };
    match (birth.group, shared) {
        (Some(written), Some(known)) if written != known && parents.len() == 1 => {
            let number = birth.donation_number;
            Err(Refusal::new(
                "unit.group-differs-from-parent",
                say!(
                    "{number} 的血型 {written} 与来源单位 {known} 不同",
                    "the group of {number}, {written}, is not its parent's, {known}"
                ),
            ))
        }
        _ => Ok(shared),
    }
}
