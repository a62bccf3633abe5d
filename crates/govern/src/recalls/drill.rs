//! An exercise on the command line: what a look-back of one donor would reach, and whether a walk of its own finds the same.

use std::collections::BTreeMap;

use vena_contracts::collect::DonationDesk;
use vena_kernel::{donation_number::DonationNumber, id::UnitId};
use vena_platform::{
    db::Tx,
    fault::{Fault, Problem},
};

use super::{db, open::found, reach::Reached};

/// What an exercise has found.
#[derive(Debug)]
pub struct Drill {
    /// The donation that it began with.
    pub number: DonationNumber,
    /// All donations of its donor.
    pub donations: usize,
    /// Their units, by how far they have come.
    pub lives: BTreeMap<&'static str, usize>,
    /// Units that only one of the two ways has found; there should be none.
    pub differences: Vec<UnitId>,
}

/// Looks back from `number`, or from the donation whose units are spread widest. Nothing is held and nothing is kept.
///
/// # Errors
/// A problem when there is no unit at all, or no such donation.
pub async fn drill(tx: &mut Tx, donations: &dyn DonationDesk, number: Option<DonationNumber>) -> Result<Drill, Fault> {
    let number = match number {
        Some(number) => number,
        None => db::widest(tx).await?.ok_or_else(|| Problem::not_found("donation", "*"))?,
    };
    let mut reached = Reached::from([(number, true)]);
    reached.extend(donations.siblings(tx, &number).await?.into_iter().map(|other| (other.donation_number, false)));
    let found = found(tx, &reached).await?;
    let numbers: Vec<DonationNumber> = reached.keys().copied().collect();
    let walked = db::walked(tx, &numbers).await?;
    let mut lives = BTreeMap::new();
    for unit in &found {
        *lives.entry(unit.life.word()).or_insert(0) += 1;
    }
    let known: std::collections::BTreeSet<UnitId> = found.iter().map(|unit| unit.unit).collect();
    let other: std::collections::BTreeSet<UnitId> = walked.into_iter().collect();
    let differences = known.symmetric_difference(&other).copied().collect();
    Ok(Drill { number, donations: reached.len(), lives, differences })
}
