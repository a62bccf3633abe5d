//! Events that go to a whole family: what a test says of a donation is true of everything made from it.

pub(crate) mod db;

use std::collections::BTreeSet;

use vena_kernel::{donation_number::DonationNumber, id::UnitId, unit_state::UnitEvent};
use vena_platform::{db::Tx, fault::Fault};

use crate::{
    append::{BATCH_EVENTS_MAX, Outcome, append},
    read::{UnitRecord, units},
};

/// Where a family begins; it holds everything that was made from there: parts, modified units, pools.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Family {
    /// All units of a donation.
    Donation(DonationNumber),
    /// One unit.
    Unit(UnitId),
}

/// The outcome of one event of a family.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relative {
    /// To which unit.
    pub unit: UnitId,
    /// What became of it.
    pub outcome: Outcome,
}

/// Appends to every unit of a family the event that `event` makes for it; `None` leaves a unit out. Every member is
/// locked before the first event is made, so no child can be born unnoticed in between.
///
/// Event ids should follow from the cause and the unit (for example a UUIDv5), so that telling the cause twice is harmless.
///
/// # Errors
/// As [`append`]. A refused event is an outcome; the caller decides whether it matters.
pub async fn append_to_family(
    tx: &mut Tx,
    family: Family,
    event: impl FnMut(&UnitRecord) -> Option<UnitEvent>,
) -> Result<Vec<Relative>, Fault> {
    append_to_families(tx, &[family], event).await
}

/// The same for several families at once: a unit that belongs to two of them is asked about once.
///
/// # Errors
/// As [`append_to_family`].
pub async fn append_to_families(
    tx: &mut Tx,
    families: &[Family],
    mut event: impl FnMut(&UnitRecord) -> Option<UnitEvent>,
) -> Result<Vec<Relative>, Fault> {
    let members = locked(tx, families).await?;
    let mut relatives = Vec::new();
    for page in members.chunks(BATCH_EVENTS_MAX / 4) {
        let events: Vec<UnitEvent> = units(tx, page).await?.iter().filter_map(&mut event).collect();
        let outcomes = append(tx, &events).await?;
        relatives.extend(events.iter().zip(outcomes).map(|(event, outcome)| Relative { unit: event.unit, outcome }));
    }
    Ok(relatives)
}

/// All members, locked. A unit is born only while its parent is locked, so when a second look finds nobody new, the
/// family is complete and stays so until this transaction ends.
async fn locked(tx: &mut Tx, families: &[Family]) -> Result<Vec<UnitId>, Fault> {
    let mut known = BTreeSet::new();
    loop {
        let found: BTreeSet<UnitId> = members_of_all(tx, families).await?.into_iter().collect();
        let new: Vec<UnitId> = found.difference(&known).copied().collect();
        if new.is_empty() {
            return Ok(known.into_iter().collect());
        }
        db::lock(tx, &new).await?;
        known.extend(new);
    }
}

/// The units of a family: its roots and everything made from them.
pub async fn members(tx: &mut Tx, family: Family) -> Result<Vec<UnitId>, Fault> {
    members_of_all(tx, &[family]).await
}

/// The units of several families, each once, in the order of their ids.
pub async fn members_of_all(tx: &mut Tx, families: &[Family]) -> Result<Vec<UnitId>, Fault> {
    let (mut roots, mut numbers) = (Vec::new(), Vec::new());
    for family in families {
        match family {
            Family::Unit(unit) => roots.push(*unit),
            Family::Donation(number) => numbers.push(*number),
        }
    }
    roots.extend(db::units_of_donations(tx, &numbers).await?);
    let mut all = roots.clone();
    all.extend(db::descendants(tx, &roots).await?);
    all.sort_unstable();
    all.dedup();
    Ok(all)
}

/// Everything that was made from these units, however far down; not the units themselves.
pub async fn descendants(tx: &mut Tx, of: &[UnitId]) -> Result<Vec<UnitId>, Fault> {
    db::descendants(tx, of).await
}

/// Everything that these units were made from, however far up; not the units themselves.
pub async fn ancestors(tx: &mut Tx, of: &[UnitId]) -> Result<Vec<UnitId>, Fault> {
    db::ancestors(tx, of).await
}
