//! What the laboratory hears: a donation was completed, its tubes are on their way.

use vena_contracts::collect::DonationCompleted;
use vena_platform::{db::Tx, fault::Fault, outbox::Subscription};

use crate::donations::db;

/// Puts every completed donation on the worklist.
pub(crate) fn receive_samples() -> Subscription {
    Subscription::new::<DonationCompleted>("lab.receive_samples", |tx, event, _| Box::pin(receive(tx, event)))
}

async fn receive(tx: &mut Tx, event: DonationCompleted) -> Result<(), Fault> {
    if db::receive(tx, event.donation_number, event.donor_id, event.ended_at).await? {
        tx.announce("results", None).await?;
    }
    Ok(())
}
