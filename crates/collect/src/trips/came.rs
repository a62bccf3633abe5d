//! The booking that brought a person to the vehicle.

use vena_kernel::id::{DonationId, DonorId};
use vena_platform::{auth::Scope, db::Tx, fault::Fault};

use super::settle::Settling;

/// The booking, in the package or made since, is kept, and fulfilled when a donation was `given`.
pub(super) async fn keep_place(
    tx: &mut Tx,
    scope: &Scope,
    settling: &Settling<'_>,
    (donor, given): (Option<DonorId>, Option<DonationId>),
) -> Result<(), Fault> {
    let bookings = &settling.afield.bookings;
    let place = (settling.trip.site_id, settling.trip.day);
    let booking = match (settling.visit.booking, donor) {
        (Some(booking), _) => Some(booking),
        (None, Some(donor)) => bookings.due_on(tx, scope, donor, place).await?.map(|due| due.booking_id),
        (None, None) => None,
    };
    let Some(booking) = booking else { return Ok(()) };
    bookings.arrived(tx, booking).await?;
    match given {
        Some(donation) => bookings.fulfilled(tx, booking, donation).await,
        None => Ok(()),
    }
}
