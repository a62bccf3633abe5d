//! What care hears: whose donation it was, and that its blood was used. The two may be heard in either order; the
//! message is made when the second is there.

use std::collections::BTreeSet;

use vena_contracts::{
    care::{DonorMessages, Message, Purpose, Sent},
    collect::DonationCompleted,
    transfuse::UnitTransfused,
};
use vena_kernel::donation_number::DonationNumber;
use vena_platform::{db::Tx, fault::Fault, outbox::Subscription};

use crate::{
    after::{self, Desks, day},
    messages::{db, kinds, rules},
};

pub(crate) fn subscriptions(desks: &Desks) -> Vec<Subscription> {
    let (of_given, of_used) = (desks.clone(), desks.messages.clone());
    vec![
        Subscription::new::<DonationCompleted>("care.note_donor", move |tx, event, _| {
            let desks = of_given.clone();
            Box::pin(async move { given(tx, &desks, &event).await })
        }),
        Subscription::new::<UnitTransfused>("care.thank_donor", move |tx, event, _| {
            let desk = of_used.clone();
            Box::pin(async move { used(tx, desk.as_ref(), &event).await })
        }),
    ]
}

/// Thanks for what was given, and tells that it was used when that was heard before.
async fn given(tx: &mut Tx, desks: &Desks, event: &DonationCompleted) -> Result<(), Fault> {
    let on = day(event.ended_at);
    if db::note_given(tx, event.donation_number, (event.donor_id, on), event.news_unwanted).await? {
        after::completed(tx, desks, event).await?;
    }
    tell(tx, desks.messages.as_ref(), event.donation_number).await
}

async fn used(tx: &mut Tx, desk: &dyn DonorMessages, event: &UnitTransfused) -> Result<(), Fault> {
    let numbers = sources(tx, event).await?;
    db::note_used(tx, &numbers, event.ended_at).await?;
    for number in numbers {
        tell(tx, desk, number).await?;
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
async fn tell(tx: &mut Tx, desk: &dyn DonorMessages, number: DonationNumber) -> Result<(), Fault> {
    let Some(donation) = db::untold(tx, number).await? else { return Ok(()) };
    let message = Message {
        donor: donation.donor_id,
        kind: kinds::BLOOD_USED,
        about: number.to_string(),
        text: rules::blood_used(donation.given_on),
        not_before: None,
        not_after: None,
        purpose: Purpose::Service,
    };
    match desk.send(tx, message).await? {
        Sent::Queued(id) | Sent::Withheld(id, _) | Sent::Before(id) => db::is_of_donation(tx, id, number).await,
    }
}
