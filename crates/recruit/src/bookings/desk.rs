//! What the door may ask and tell about bookings.

use vena_contracts::{
    Answer,
    booking::{BookingDesk, DayList, DueBooking},
};
use vena_kernel::{
    clock::Day,
    id::{BookingId, DonationId, DonorId, SiteId},
};
use vena_platform::{auth::Scope, db::Tx, vault::Vault};

use super::{along, code, db, view::due};
use crate::today;

/// The desk of bookings.
pub(crate) struct Bookings {
    vault: Vault,
}

impl Bookings {
    pub(crate) fn new(vault: Vault) -> Self {
        Self { vault }
    }
}

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

    fn due_on<'a>(
        &'a self,
        tx: &'a mut Tx,
        scope: &'a Scope,
        donor: DonorId,
        place: (SiteId, Day),
    ) -> Answer<'a, Option<DueBooking>> {
        Box::pin(async move {
            let files = db::same_person(tx, donor).await?;
            Ok(along::db::due_on(tx, scope, &files, place).await?.as_ref().map(due))
        })
    }

    fn take_along<'a>(
        &'a self,
        tx: &'a mut Tx,
        scope: &'a Scope,
        place: (SiteId, Day),
        key: &'a [u8; 32],
    ) -> Answer<'a, DayList> {
        Box::pin(along::list(tx, scope, &self.vault, place, key))
    }

    fn back<'a>(&'a self, tx: &'a mut Tx, place: (SiteId, Day)) -> Answer<'a, ()> {
        Box::pin(along::db::back(tx, place))
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
