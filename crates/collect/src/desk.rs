//! What other scenes may ask about a donation.

use std::collections::HashMap;

use vena_contracts::{
    Answer,
    collect::{DonationDesk, DonationFacts, MakesWhy, Sibling},
};
use vena_kernel::{collection::chair::Outcome, donation_number::DonationNumber, id::DonationId};
use vena_platform::{db::Tx, fault::Fault};

use crate::{
    donations::{DonationRecord, DonationState, db, made},
    readings,
};

async fn all(tx: &mut Tx, numbers: &[DonationNumber]) -> Result<HashMap<DonationNumber, DonationFacts>, Fault> {
    let records = db::facts(tx, numbers).await?;
    let ids: Vec<DonationId> = records.iter().map(|record| record.donation_id).collect();
    let seconds = readings::machine_seconds(tx, &ids).await?;
    let shown = |record: &DonationRecord| {
        let machine_seconds = seconds.get(&record.donation_id).copied();
        Some((record.donation_number?, facts(record, machine_seconds)))
    };
    Ok(records.iter().filter_map(shown).collect())
}

fn facts(record: &DonationRecord, machine_seconds: Option<i64>) -> DonationFacts {
    let outcome = made(record);
    let why = |outcome: &Outcome| {
        let (reason, clause) = (outcome.reason.clone()?, outcome.basis.source.clone());
        Some(MakesWhy { reason, clause })
    };
    DonationFacts {
        makes_why: outcome.as_ref().and_then(why),
        machine_seconds,
        donation_id: record.donation_id,
        donor_id: record.donor_id,
        kind: record.kind,
        nominal_ml: record.nominal_ml,
        makes: outcome.map(|outcome| outcome.makes),
        started_at: record.started_at,
        ended_at: record.ended_at,
        volume_ml: record.collected_ml,
        bound: matches!(record.state, DonationState::Bound | DonationState::Started | DonationState::Completed),
        self_excluded: record.self_excluded,
    }
}

/// The desk: reads donations for others.
pub(crate) struct Desk;

impl DonationDesk for Desk {
    fn facts<'a>(&'a self, tx: &'a mut Tx, number: &'a DonationNumber) -> Answer<'a, Option<DonationFacts>> {
        Box::pin(async move { Ok(all(tx, std::slice::from_ref(number)).await?.remove(number)) })
    }

    fn all_facts<'a>(
        &'a self,
        tx: &'a mut Tx,
        numbers: &'a [DonationNumber],
    ) -> Answer<'a, HashMap<DonationNumber, DonationFacts>> {
        Box::pin(all(tx, numbers))
    }

    fn siblings<'a>(&'a self, tx: &'a mut Tx, number: &'a DonationNumber) -> Answer<'a, Vec<Sibling>> {
        Box::pin(async move {
            let found = db::siblings(tx, *number).await?;
            Ok(found.into_iter().map(|(donation_number, ended_at)| Sibling { donation_number, ended_at }).collect())
        })
    }
}
