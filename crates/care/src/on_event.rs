//! What care hears: whose donation it was, and that its blood was used. The two may be heard in either order; the
//! message is made when the second is there.

use std::{collections::BTreeSet, sync::Arc};

use serde_json::json;
use vena_contracts::{collect::DonationCompleted, recruit::DonorDesk, transfuse::UnitTransfused};
use vena_kernel::{donation_number::DonationNumber, zone};
use vena_platform::{db::Tx, fault::Fault, outbox::Subscription};

use crate::{
    messages::{db, rules},
    sending::SEND,
};

pub(crate) fn subscriptions(donors: &Arc<dyn DonorDesk>) -> Vec<Subscription> {
    let (of_given, of_used) = (donors.clone(), donors.clone());
    vec![
        Subscription::new::<DonationCompleted>("care.note_donor", move |tx, event, _| {
            let donors = of_given.clone();
            Box::pin(async move { given(tx, donors.as_ref(), &event).await })
        }),
        Subscription::new::<UnitTransfused>("care.thank_donor", move |tx, event, _| {
            let donors = of_used.clone();
            Box::pin(async move { used(tx, donors.as_ref(), &event).await })
        }),
    ]
}

async fn given(tx: &mut Tx, donors: &dyn DonorDesk, event: &DonationCompleted) -> Result<(), Fault> {
    let on = event.ended_at.day_in(&zone::china());
    db::note_given(tx, event.donation_number, event.donor_id, on).await?;
    tell(tx, donors, event.donation_number).await
}

async fn used(tx: &mut Tx, donors: &dyn DonorDesk, event: &UnitTransfused) -> Result<(), Fault> {
    let numbers = sources(tx, event).await?;
    db::note_used(tx, &numbers, event.ended_at).await?;
    for number in numbers {
        tell(tx, donors, number).await?;
    }
    Ok(())
}

/// The donations in a unit: its own, and those of whatever it was pooled from.
async fn sources(tx: &mut Tx, event: &UnitTransfused) -> Result<Vec<DonationNumber>, Fault> {
    let ancestors = vena_ledger::ancestors(tx, &[event.unit_id]).await?;
    let ancestors = vena_ledger::units(tx, &ancestors).await?;
    let numbers = ancestors.into_iter().map(|unit| unit.facts.donation_number);
    let all: BTreeSet<DonationNumber> = numbers.chain([event.donation_number]).collect();
    Ok(all.into_iter().collect())
}

/// Makes the message when donor and use of a donation are both known, once.
async fn tell(tx: &mut Tx, donors: &dyn DonorDesk, number: DonationNumber) -> Result<(), Fault> {
    let Some(donation) = db::untold(tx, number).await? else { return Ok(()) };
    let contact = donors.contact(tx, donation.donor_id).await?;
    let draft = rules::draft(contact.as_ref(), donation.given_on);
    let Some(message) = db::insert(tx, number, donation.donor_id, &draft).await? else { return Ok(()) };
    if draft.reason.is_none() {
        tx.enqueue(SEND, &json!({ "message_id": message })).await?;
    }
    tx.announce("messages", None).await
}
