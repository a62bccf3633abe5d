//! Fetches what the gate looks at: every kind of fact with one question for all units.

use std::collections::{BTreeSet, HashMap, HashSet};

use vena_kernel::{donation_number::DonationNumber, id::UnitId};
use vena_ledger::{ROWS_MAX, UnitRecord};
use vena_platform::{auth::Scope, db::Tx, fault::Fault};

use super::gate::{Gate, GateFacts};
use crate::{Ports, events::Hand, labels, origins::Origins};

/// The gates of those units of `ids` that exist, in the order of `ids`.
pub(crate) async fn gate_of(tx: &mut Tx, scope: &Scope, ports: &Ports, ids: &[UnitId]) -> Result<Vec<Gate>, Fault> {
    let records = records(tx, ids).await?;
    let looks: HashMap<UnitId, String> = labels::db::appearances(tx, scope, ids).await?.into_iter().collect();
    let printed_again: HashSet<UnitId> = labels::db::unchecked(tx, scope, ids).await?.into_iter().collect();
    let numbers: BTreeSet<DonationNumber> = records.values().map(|record| record.facts.donation_number).collect();
    let numbers: Vec<DonationNumber> = numbers.into_iter().collect();
    let origins = Origins::of(tx, ports, &numbers).await?;
    let hand = Hand::of(scope, tx, None);
    let gate = |id: &UnitId| {
        let record = records.get(id)?;
        let number = &record.facts.donation_number;
        let (donations, verdict) = (origins.donations(number), origins.verdict(number));
        let unit = record.unit();
        let appearance = looks.get(id).map(String::as_str);
        Some(Gate::compute(&GateFacts {
            hand: &hand,
            unit_id: *id,
            unit: &unit,
            donations: &donations,
            verdict: &verdict,
            appearance,
            printed_again: printed_again.contains(id),
        }))
    };
    Ok(ids.iter().filter_map(gate).collect())
}

async fn records(tx: &mut Tx, ids: &[UnitId]) -> Result<HashMap<UnitId, UnitRecord>, Fault> {
    let mut records = HashMap::with_capacity(ids.len());
    for page in ids.chunks(ROWS_MAX as usize) {
        records.extend(vena_ledger::units(tx, page).await?.into_iter().map(|record| (record.unit_id, record)));
    }
    Ok(records)
}
