//! What other scenes may ask about a donation.

use vena_contracts::{
    Answer,
    collect::{DonationDesk, DonationFacts, MakesWhy, Sibling},
};
use vena_kernel::{collection::chair::Outcome, donation_number::DonationNumber};
use vena_platform::db::Tx;

use crate::{
    donations::{DonationState, db, made},
    readings,
};

/// The desk: reads donations for others.
pub(crate) struct Desk;

impl DonationDesk for Desk {
    fn facts<'a>(&'a self, tx: &'a mut Tx, number: &'a DonationNumber) -> Answer<'a, Option<DonationFacts>> {
        Box::pin(async move {
            let Some(record) = db::facts(tx, *number).await? else { return Ok(None) };
            let machine_seconds = readings::machine_seconds(tx, record.donation_id).await?;
            let outcome = made(&record);
            let why = |outcome: &Outcome| {
                let (reason, clause) = (outcome.reason.clone()?, outcome.basis.source.clone());
                Some(MakesWhy { reason, clause })
            };
            Ok(Some(DonationFacts {
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
            }))
        })
    }

    fn siblings<'a>(&'a self, tx: &'a mut Tx, number: &'a DonationNumber) -> Answer<'a, Vec<Sibling>> {
        Box::pin(async move {
            let found = db::siblings(tx, *number).await?;
            Ok(found.into_iter().map(|(donation_number, ended_at)| Sibling { donation_number, ended_at }).collect())
        })
    }
}
