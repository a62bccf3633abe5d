//! What recruit hears: a donation was given, a needle was in for nothing, and what the laboratory's judgement means for
//! its donor.
//!
//! Donation and judgement may be heard in either order; what follows from both follows when the second is there.

mod db;

use vena_contracts::{
    collect::{DonationCompleted, DonationFailed, DonorReacted},
    lab::{DonationJudged, Verdict},
};
use vena_platform::{db::Tx, fault::Fault, outbox::Subscription};

use crate::{
    book::{Book, REACTIVE, REJECTED},
    deferrals, permits, today,
};

pub(crate) fn subscriptions() -> Vec<Subscription> {
    vec![
        Subscription::new::<DonationCompleted>("recruit.note_donation", |tx, event, _| Box::pin(completed(tx, event))),
        Subscription::new::<DonationFailed>("recruit.note_needle", |tx, event, _| Box::pin(failed(tx, event))),
        Subscription::new::<DonorReacted>("recruit.note_reaction", |tx, event, _| Box::pin(reacted(tx, event))),
        Subscription::new::<DonationJudged>("recruit.defer_donor", |tx, event, _| Box::pin(judged(tx, event))),
    ]
}

async fn completed(tx: &mut Tx, event: DonationCompleted) -> Result<(), Fault> {
    db::note_donation(tx, &event).await?;
    let needle = (event.kind, today::day(event.ended_at));
    permits::use_up(tx, event.donor_id, event.donation_id, needle).await?;
    defer(tx, &event.donation_number).await?;
    tx.announce("donors", None).await
}

async fn failed(tx: &mut Tx, event: DonationFailed) -> Result<(), Fault> {
    db::note_needle(tx, &event).await?;
    let needle = (event.kind, today::day(event.needle_at));
    permits::use_up(tx, event.donor_id, event.donation_id, needle).await?;
    tx.announce("donors", None).await
}

async fn reacted(tx: &mut Tx, event: DonorReacted) -> Result<(), Fault> {
    if event.counts {
        db::note_reaction(tx, &event).await?;
        tx.announce("donors", None).await?;
    }
    Ok(())
}

async fn judged(tx: &mut Tx, event: DonationJudged) -> Result<(), Fault> {
    if event.verdict != Verdict::Rejected {
        return Ok(());
    }
    let code = if event.reactive { REACTIVE } else { REJECTED };
    db::note_judgement(tx, &event.donation_number, code).await?;
    defer(tx, &event.donation_number).await?;
    tx.announce("donors", None).await
}

/// Enters the deferral once donor and judgement of a donation are both known.
async fn defer(tx: &mut Tx, number: &vena_kernel::donation_number::DonationNumber) -> Result<(), Fault> {
    let Some((donor, code, judged_at)) = db::judged_donor(tx, number).await? else { return Ok(()) };
    let day = today::day(judged_at);
    let reason = Book::get().reason(&code, day)?;
    deferrals::insert_by_laboratory(tx, donor, *number, reason, reason.usual_end(None, day)).await
}
