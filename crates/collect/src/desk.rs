//! What other scenes may ask about a donation.

use vena_contracts::{
    Answer,
    collect::{DonationDesk, DonationFacts, Sibling},
};
use vena_kernel::donation_number::DonationNumber;
use vena_platform::db::Tx;

use crate::donations::{DonationState, db, made};

/// The desk: reads donations for others.
pub(crate) struct Desk;

impl DonationDesk for Desk {
    fn facts<'a>(&'a self, tx: &'a mut Tx, number: &'a DonationNumber) -> Answer<'a, Option<DonationFacts>> {
        Box::pin(async move {
            let record = db::facts(tx, *number).await?;
            Ok(record.map(|record| DonationFacts {
                donation_id: record.donation_id,
                donor_id: record.donor_id,
                kind: record.kind,
                nominal_ml: record.nominal_ml,
                makes: made(&record).map(|outcome| outcome.makes),
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
