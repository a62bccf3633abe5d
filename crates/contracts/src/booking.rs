//! 招 What recruit knows about places that were booked, as far as those at the door may ask and tell.

use vena_kernel::{
    clock::{Day, Instant},
    eligibility::DonationKind,
    id::{BookingId, DonationId, DonorId, SiteId},
};
use vena_platform::{auth::Scope, db::Tx};

use crate::Answer;

/// How far a booking has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BookingState {
    /// A place of the waiting list that the donor has not taken yet.
    Offered,
    /// The place is kept.
    Booked,
    /// The donor is there.
    Arrived,
    /// A donation came of it.
    Fulfilled,
    /// The donor did not come.
    Missed,
    /// Given back, by the donor or by us.
    Cancelled,
    /// Exchanged for another place.
    Moved,
}

/// A booking as the door sees it.
#[derive(Debug, Clone)]
pub struct DueBooking {
    /// The booking.
    pub booking_id: BookingId,
    /// What the donor shows: eight letters and digits, also as a picture.
    pub code: String,
    /// Who comes; nobody yet on a place that a group has reserved.
    pub donor_id: Option<DonorId>,
    /// Where.
    pub site_id: SiteId,
    /// What shall be given.
    pub kind: DonationKind,
    /// When the place begins.
    pub starts_at: Instant,
    /// When it ends.
    pub ends_at: Instant,
    /// How far it has come.
    pub state: BookingState,
}

/// A place of a day as a vehicle takes it along: no name, no document.
#[derive(Debug, Clone)]
pub struct DayPlace {
    /// The booking.
    pub booking_id: BookingId,
    /// What the donor shows.
    pub code: String,
    /// What shall be given.
    pub kind: DonationKind,
    /// When the place begins.
    pub starts_at: Instant,
    /// Name, masked.
    pub name_masked: String,
    /// The group that reserved the place.
    pub group: Option<String>,
    /// The first 16 bytes of the keyed hash of each document of the donor.
    pub keys: Vec<[u8; 16]>,
}

/// Hours at one place on a day.
#[derive(Debug, Clone)]
pub struct DaySession {
    /// Where.
    pub place: String,
    /// From when.
    pub from: Instant,
    /// Until when.
    pub until: Instant,
    /// How many donors are meant to come; 0 when nobody said.
    pub target: i32,
    /// Groups alone, nobody else.
    pub group_only: bool,
}

/// What a vehicle has before it on a day.
#[derive(Debug, Clone, Default)]
pub struct DayList {
    /// Who comes when, by time.
    pub places: Vec<DayPlace>,
    /// Where it stands, by time.
    pub sessions: Vec<DaySession>,
}

/// Questions and news about bookings.
pub trait BookingDesk: Send + Sync {
    /// The booking of `donor` at `site` on the day of `tx.now()`, still to be kept; the earliest when there are two.
    fn due<'a>(
        &'a self,
        tx: &'a mut Tx,
        scope: &'a Scope,
        donor: DonorId,
        site: SiteId,
    ) -> Answer<'a, Option<DueBooking>>;

    /// The booking of `donor` at `site` on `day` that is, or was, to be kept; the earliest when there are two.
    fn due_on<'a>(
        &'a self,
        tx: &'a mut Tx,
        scope: &'a Scope,
        donor: DonorId,
        place: (SiteId, Day),
    ) -> Answer<'a, Option<DueBooking>>;

    /// Everybody who is expected at a site on a day, to be taken along by a vehicle that cannot be reached then. Documents are
    /// hashed with `key` as `vena_trip` does. From now on nobody of that day counts as missed until [`BookingDesk::back`].
    fn take_along<'a>(
        &'a self,
        tx: &'a mut Tx,
        scope: &'a Scope,
        place: (SiteId, Day),
        key: &'a [u8; 32],
    ) -> Answer<'a, DayList>;

    /// The vehicle is back and has told of everybody: who is still expected did not come.
    fn back<'a>(&'a self, tx: &'a mut Tx, place: (SiteId, Day)) -> Answer<'a, ()>;

    /// The booking of a code as typed or scanned, in whatever state and wherever it is; `None` for a code of ours that does not exist
    /// and for every other text.
    fn by_code<'a>(&'a self, tx: &'a mut Tx, scope: &'a Scope, code: &'a str) -> Answer<'a, Option<DueBooking>>;

    /// The donor is there. Told twice, it is true once; a booking that was missed is kept after all.
    fn arrived<'a>(&'a self, tx: &'a mut Tx, booking: BookingId) -> Answer<'a, ()>;

    /// A donation came of it. Told twice, it is true once.
    fn fulfilled<'a>(&'a self, tx: &'a mut Tx, booking: BookingId, donation: DonationId) -> Answer<'a, ()>;
}

/// A door at which nobody has reserved a place.
#[derive(Debug, Clone, Copy)]
pub struct NoBookings;

impl BookingDesk for NoBookings {
    fn due<'a>(&'a self, _: &'a mut Tx, _: &'a Scope, _: DonorId, _: SiteId) -> Answer<'a, Option<DueBooking>> {
        Box::pin(async { Ok(None) })
    }

    fn due_on<'a>(
        &'a self,
        _: &'a mut Tx,
        _: &'a Scope,
        _: DonorId,
        _: (SiteId, Day),
    ) -> Answer<'a, Option<DueBooking>> {
        Box::pin(async { Ok(None) })
    }

    fn take_along<'a>(&'a self, _: &'a mut Tx, _: &'a Scope, _: (SiteId, Day), _: &'a [u8; 32]) -> Answer<'a, DayList> {
        Box::pin(async { Ok(DayList::default()) })
    }

    fn back<'a>(&'a self, _: &'a mut Tx, _: (SiteId, Day)) -> Answer<'a, ()> {
        Box::pin(async { Ok(()) })
    }

    fn by_code<'a>(&'a self, _: &'a mut Tx, _: &'a Scope, _: &'a str) -> Answer<'a, Option<DueBooking>> {
        Box::pin(async { Ok(None) })
    }

    fn arrived<'a>(&'a self, _: &'a mut Tx, _: BookingId) -> Answer<'a, ()> {
        Box::pin(async { Ok(()) })
    }

    fn fulfilled<'a>(&'a self, _: &'a mut Tx, _: BookingId, _: DonationId) -> Answer<'a, ()> {
        Box::pin(async { Ok(()) })
    }
}
