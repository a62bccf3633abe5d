//! What the door may ask and tell about bookings.

use vena_contracts::{
    Answer,
    booking::{BookingDesk, DueBooking},
};
use vena_kernel::id::{BookingId, DonationId, DonorId, SiteId};
use vena_platform::{auth::Scope, db::Tx};

use super::{code, db, view::due};
use crate::today;

/// The desk of bookings.
#[derive(Debug)]
pub(crate) struct Bookings;

impl BookingDesk for Bookings {
    fn due<'a>(
        &'a self,
        tx: &'a mut Tx,
        scope: &'a Scope,
        donor: DonorId,
        site: SiteId,
    ) -> Answer<'a, Option<DueBooking>> {
        Box::pin(async move {
            let (files, day) = (db::same_person(tx, donor).await?, today::day(tx.now()));
            Ok(db::due(tx, scope, &files, site, day).await?.as_ref().map(due))
        })
    }

    fn by_code<'a>(&'a self, tx: &'a mut Tx, scope: &'a Scope, typed: &'a str) -> Answer<'a, Option<DueBooking>> {
        Box::pin(async move {
            let Some(code) = code::read(typed) else { return Ok(None) };
            Ok(db::by_code(tx, scope, &code).await?.as_ref().map(due))
        })
    }

    fn arrived<'a>(&'a self, tx: &'a mut Tx, booking: BookingId) -> Answer<'a, ()> {
        Box::pin(async move {
            if db::step(tx, booking, &["booked", "missed"], "arrived").await? {
                tx.announce("bookings", None).await?;
            }
            Ok(())
        })
    }

    fn fulfilled<'a>(&'a self, tx: &'a mut Tx, booking: BookingId, donation: DonationId) -> Answer<'a, ()> {
        Box::pin(async move {
            if db::step(tx, booking, &["booked", "missed", "arrived"], "fulfilled").await? {
                db::donated(tx, booking, donation).await?;
                tx.announce("bookings", None).await?;
            }
            Ok(())
        })
    }
}
