//! How a booking is shown: the donor masked, with what may be done now.

use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;
use vena_contracts::booking::{BookingState, DueBooking};
use vena_kernel::{
    clock::{Day, Instant},
    eligibility::DonationKind,
    id::{BookingId, DonationId, DonorId},
    masking::mask_name,
    text::Text,
};
use vena_platform::auth::{Can, Permission, Scope};

use super::{
    BookingArrive, BookingCancel, BookingRebook, code,
    db::BookingRow,
    rules::{self, By, state_title},
};
use crate::{
    sites::{Spot, book::BookingBook, calendar::Offered, kind_of, kind_title},
    today,
};

/// The state of a row's word.
pub(crate) fn state_of(word: &str) -> BookingState {
    match word {
        "offered" => BookingState::Offered,
        "booked" => BookingState::Booked,
        "arrived" => BookingState::Arrived,
        "fulfilled" => BookingState::Fulfilled,
        "missed" => BookingState::Missed,
        "moved" => BookingState::Moved,
        _ => BookingState::Cancelled,
    }
}

/// The kind of a row.
pub(crate) fn kind(row: &BookingRow) -> DonationKind {
    kind_of(&row.kind).unwrap_or(DonationKind::WholeBlood)
}

/// A booking as the door sees it.
pub(crate) fn due(row: &BookingRow) -> DueBooking {
    DueBooking {
        booking_id: row.booking_id,
        code: row.code.clone(),
        donor_id: row.donor_id,
        site_id: row.site_id,
        kind: kind(row),
        starts_at: row.starts_at,
        ends_at: row.ends_at,
        state: state_of(&row.state),
    }
}

/// What is possible with a booking now.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BookingCan {
    /// Exchange it.
    rebook: Can,
    /// Give it back.
    cancel: Can,
    /// Note that the donor is there.
    arrive: Can,
}

/// A booking.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Booking {
    /// Identity.
    pub(crate) booking_id: BookingId,
    /// What the donor shows.
    code: String,
    /// The same as its picture says it.
    code_picture: String,
    /// Where.
    site: Spot,
    /// Which day.
    day: Day,
    /// What shall be given.
    kind: DonationKind,
    /// The same for people.
    kind_title: Text,
    /// When it begins.
    starts_at: Instant,
    /// When it ends.
    ends_at: Instant,
    /// Which machine.
    machine: Option<String>,
    /// Who comes.
    donor_id: Option<DonorId>,
    /// Name, masked.
    donor_name_masked: Option<String>,
    /// The group that reserved it.
    group_id: Option<Uuid>,
    /// Its name.
    group: Option<String>,
    /// `offered`, `booked`, `arrived`, `fulfilled`, `missed`, `cancelled`, `moved`.
    state: String,
    /// The same for people.
    state_title: Text,
    /// Since when.
    state_at: Instant,
    /// `staff`, `donor`, `waiting`, `group`.
    source: String,
    /// Until when an offered place waits for its answer.
    offer_until: Option<Instant>,
    /// When the donor said to come.
    confirmed_at: Option<Instant>,
    /// The chance that the donor comes, as the model sees it.
    expected_show: Option<f64>,
    /// Never gave before, as far as is known.
    first_time: bool,
    /// When it was booked.
    booked_at: Instant,
    /// Why it ended.
    ended_reason: Option<String>,
    /// The booking that came in its place.
    replaced_by: Option<BookingId>,
    /// The donation that came of it.
    donation_id: Option<DonationId>,
    /// What is possible now.
    can: BookingCan,
}

impl Booking {
    /// The booking as `scope` may see and change it at `now`; `by` whom.
    pub(crate) fn of(row: BookingRow, scope: &Scope, now: Instant, by: By) -> Self {
        let state = state_of(&row.state);
        let give_back = |permission: &str| {
            let limits = BookingBook::get().limits(today::day(now));
            let decision = limits.and_then(|limits| rules::may_give_back(limits, now, state, row.starts_at, by));
            if by == By::Donor { Can::from(decision) } else { Can::by(scope, permission, decision) }
        };
        let can = BookingCan {
            rebook: give_back(BookingRebook::INFO.name),
            cancel: give_back(BookingCancel::INFO.name),
            arrive: Can::by(scope, BookingArrive::INFO.name, rules::may_arrive(state, row.day, today::day(now))),
        };
        let kind = kind(&row);
        Self {
            code_picture: code::picture(&row.code),
            booking_id: row.booking_id,
            code: row.code,
            site: Spot { site_id: row.site_id, name: Text::new(row.site_name, row.site_name_en) },
            day: row.day,
            kind,
            kind_title: kind_title(kind),
            starts_at: row.starts_at,
            ends_at: row.ends_at,
            machine: row.machine_name,
            donor_id: row.donor_id,
            donor_name_masked: row.donor_name.as_deref().map(mask_name),
            group_id: row.group_id,
            group: row.group_name,
            state: row.state,
            state_title: state_title(state),
            state_at: row.state_at,
            source: row.source,
            offer_until: row.offer_until,
            confirmed_at: row.confirmed_at,
            expected_show: row.expected_show,
            first_time: row.first_time,
            booked_at: row.booked_at,
            ended_reason: row.ended_reason,
            replaced_by: row.replaced_by,
            donation_id: row.donation_id,
            can,
        }
    }
}

/// Places that begin together.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FreeSlot {
    /// When.
    starts_at: Instant,
    /// How long one takes.
    minutes: i32,
    /// How many donors can be served.
    capacity: i32,
    /// How many of them are promised to bookings.
    promised: i32,
    /// How many have one.
    booked: i32,
    /// How many are left.
    left: i32,
}

/// The places of one day.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DaySlots {
    /// The day.
    pub(crate) day: Day,
    /// Its places, by time.
    pub(crate) slots: Vec<FreeSlot>,
}

impl DaySlots {
    pub(crate) fn of(day: Day, places: &[Offered]) -> Self {
        let slots = places
            .iter()
            .map(|place| FreeSlot {
                starts_at: place.starts_at,
                minutes: place.slot.minutes,
                capacity: place.slot.capacity,
                promised: place.slot.promised,
                booked: i32::try_from(place.seats.len()).unwrap_or(i32::MAX),
                left: place.left(),
            })
            .collect();
        Self { day, slots }
    }
}
