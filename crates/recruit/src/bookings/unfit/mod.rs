//! Bookings whose donor may not give on the day after all: a deferral, a needle or a donation elsewhere came after the booking.
//! They are given back by the clock, the donor is told in words that say no reason, and the place goes to the next.

mod db;

use vena_contracts::care::DonorMessages;
use vena_kernel::id::BookingId;
use vena_platform::{app::App, fault::Fault};

use super::{
    act::{self, Desk},
    db::{Ending, end},
    rules::By,
    tell::{tell, unfit_words},
    view::kind,
};
use crate::waiting;

/// What changes without leaving a trace here, such as an exclusion shared by another station, is found so much later, seconds.
const AGAIN_AFTER: i64 = 6 * 3600;

/// Looks at the bookings to come whose file changed, and at those not looked at for long; each in a transaction of its own.
pub(super) async fn look(app: &App, messages: &dyn DonorMessages) -> Result<(), Fault> {
    let mut tx = app.db.begin_read().await?;
    let before = tx.now().plus_seconds(-AGAIN_AFTER);
    let ids = db::to_judge(&mut tx, before).await?;
    drop(tx);
    for id in ids {
        judge(app, messages, id).await?;
    }
    Ok(())
}

async fn judge(app: &App, messages: &dyn DonorMessages, id: BookingId) -> Result<(), Fault> {
    let mut tx = app.db.begin().await?;
    let Some((org, site)) = db::hold(&mut tx, id).await? else { return Ok(()) };
    let scope = waiting::system(org, site);
    let desk = Desk { scope: &scope, vault: &app.vault, messages, by: By::Staff };
    let booking = act::found(&mut tx, &scope, id).await?;
    let Some(donor) = booking.donor_id else { return Ok(()) };
    match act::may_donate(&mut tx, &desk, donor, (kind(&booking), booking.day)).await {
        Ok(()) => db::judged(&mut tx, id).await?,
        Err(Fault::Problem(_)) => {
            let ending =
                Ending { state: "cancelled", by: "file", reason: Some("当日不宜献血"), replaced_by: None };
            end(&mut tx, id, &ending).await?;
            if booking.state == "offered" {
                waiting::declined(&mut tx, id).await?;
            }
            act::freed(&mut tx, booking.site_id, booking.day).await?;
            tell(&mut tx, messages, &booking, ("booking_cancelled", unfit_words(&booking))).await?;
            tx.announce("bookings", Some(org)).await?;
        }
        Err(fault) => return Err(fault),
    }
    tx.commit().await
}
