//! Which donations a case concerns.

use std::collections::BTreeMap;

use vena_kernel::{donation_number::DonationNumber, id::UnitId, say};
use vena_ledger::{Family, ancestors, units, units_of_donation};
use vena_platform::{
    auth::Scope,
    db::Tx,
    fault::{Fault, Problem},
};

use super::{
    Tracers,
    about::About,
    rules::{self, DONATIONS_MAX},
};

/// Donations of a case, and whether each was named; the others are of the same donor.
pub(super) type Reached = BTreeMap<DonationNumber, bool>;

const LIMIT: i64 = DONATIONS_MAX as i64 + 1;

/// The donations that `about` concerns.
pub(super) async fn reached(tx: &mut Tx, scope: &Scope, tracers: &Tracers, about: &About) -> Result<Reached, Fault> {
    if let Some(window) = about.window() {
        rules::window(window, tx.now())?;
    }
    let org = scope.org;
    let (named, same_donor) = match about {
        About::Donations { numbers, same_donor } => {
            known(tx, tracers, numbers).await?;
            (numbers.clone(), *same_donor)
        }
        About::Units { units, same_donor } => (sources(tx, units).await?, *same_donor),
        About::Reagent { lot_id } => (tracers.lab.by_reagent(tx, org, *lot_id, LIMIT).await?, false),
        About::Instrument { instrument_id, from, to } => {
            (tracers.lab.by_instrument(tx, org, *instrument_id, (*from, *to), LIMIT).await?, false)
        }
        About::Consumable { item, lot } => (tracers.collect.of_lot(tx, org, item, lot, LIMIT).await?, false),
        About::Site { site_id, from, to } => {
            (tracers.collect.at_site(tx, org, *site_id, (*from, *to), LIMIT).await?, false)
        }
    };
    let mut reached: Reached = named.iter().map(|number| (*number, true)).collect();
    if same_donor {
        for number in &named {
            for sibling in tracers.donations.siblings(tx, number).await? {
                reached.entry(sibling.donation_number).or_insert(false);
            }
        }
    }
    rules::size(reached.len())?;
    Ok(reached)
}

/// Every number is a donation's, or a unit carries it: one that was misread would reach nothing, and nobody would see it.
///
/// Refuses by `recall.unknown`.
async fn known(tx: &mut Tx, tracers: &Tracers, numbers: &[DonationNumber]) -> Result<(), Fault> {
    let donated = tracers.donations.all_facts(tx, numbers).await?;
    for (at, number) in numbers.iter().enumerate().filter(|(_, number)| !donated.contains_key(*number)) {
        if units_of_donation(tx, *number).await?.is_empty() {
            let reason = say!(
                "没有献血或血袋 {number}，请核对编号",
                "there is no donation and no unit {number}: check the number"
            );
            return Err(Problem::invalid(&format!("about.numbers[{at}]"), number, "recall.unknown", reason).into());
        }
    }
    Ok(())
}

/// The numbers of the units that these were made of, and their own.
async fn sources(tx: &mut Tx, of: &[UnitId]) -> Result<Vec<DonationNumber>, Fault> {
    let mut all = of.to_vec();
    all.extend(ancestors(tx, of).await?);
    all.sort_unstable();
    all.dedup();
    let found = units(tx, &all).await?;
    if let Some(stranger) = of.iter().find(|id| !found.iter().any(|unit| unit.unit_id == **id)) {
        return Err(Problem::not_found("unit", stranger).into());
    }
    Ok(found.into_iter().map(|unit| unit.facts.donation_number).collect())
}

/// The families of these donations.
pub(super) fn families(reached: &Reached) -> Vec<Family> {
    reached.keys().copied().map(Family::Donation).collect()
}
