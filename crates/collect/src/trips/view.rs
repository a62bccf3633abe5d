//! How a trip is shown.

use serde::Serialize;
use utoipa::ToSchema;
use vena_kernel::{
    clock::{Day, Instant},
    id::{SiteId, TripId, UserId},
};
use vena_platform::{
    auth::Scope,
    db::Tx,
    fault::{Fault, Problem},
};
use vena_trip::package::Duty;

use super::db::{self, TripRecord};

/// A trip in a list, with what has come back so far.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct TripRow {
    /// Identity.
    pub(super) trip_id: TripId,
    /// The vehicle.
    site_id: SiteId,
    /// Its name.
    site_name: String,
    /// The day.
    day: Day,
    /// How many donors are expected.
    expected: i32,
    /// When the last package was made; nothing was taken along before.
    package_made_at: Option<Instant>,
    /// Its size.
    package_bytes: Option<i32>,
    /// When the vehicle was last heard.
    last_contact_at: Option<Instant>,
    /// How many entries then still waited on the vehicle.
    waiting: i32,
    /// How far its clock was off, milliseconds, positive when slow.
    clock_off_ms: Option<i64>,
    /// Entries that came back, without a gap.
    entries: i64,
    /// From which entry on the chain does not hold.
    broken_from: Option<i64>,
    /// Numbers taken along.
    numbers: i64,
    /// Numbers that carry a donation.
    numbers_used: i64,
    /// Numbers that are void.
    numbers_void: i64,
    /// The first number.
    first_number: Option<String>,
    /// The last number.
    last_number: Option<String>,
    /// People who are settled.
    visits: i64,
    /// Donations.
    collected: i64,
    /// Sample tubes of them.
    tubes: i64,
    /// Refused.
    refused: i64,
    /// Needles in vain.
    failed: i64,
    /// Left before the needle.
    gone: i64,
    /// Cases that wait for a person.
    cases_open: i64,
    /// When the crew closed the day.
    vehicle_closed_at: Option<Instant>,
    /// When the trip was closed here.
    closed_at: Option<Instant>,
}

/// One of the crew.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct TripMember {
    /// The account.
    user_id: UserId,
    /// Name.
    name: String,
    /// What they do.
    duty: Duty,
    /// Whether their PIN is set: without it they cannot sign in on the vehicle.
    pin_set: bool,
}

/// A trip.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Trip {
    #[serde(flatten)]
    row: TripRow,
    /// Who goes along.
    crew: Vec<TripMember>,
    /// The station's public key, hexadecimal: the vehicle takes packages of this key only.
    station_key: Option<String>,
}

impl From<TripRecord> for TripRow {
    fn from(record: TripRecord) -> Self {
        Self {
            trip_id: record.trip_id,
            site_id: record.site_id,
            site_name: record.site_name,
            day: record.day,
            expected: record.expected,
            package_made_at: record.package_made_at,
            package_bytes: record.package_bytes,
            last_contact_at: record.last_contact_at,
            waiting: record.waiting,
            clock_off_ms: record.clock_off_ms,
            entries: record.counter,
            broken_from: record.broken_from,
            numbers: record.numbers,
            numbers_used: record.numbers_used,
            numbers_void: record.numbers_void,
            first_number: record.first_number,
            last_number: record.last_number,
            visits: record.visits,
            collected: record.ended,
            tubes: record.tubes,
            refused: record.refused,
            failed: record.failed,
            gone: record.gone,
            cases_open: record.cases_open,
            vehicle_closed_at: record.vehicle_closed_at,
            closed_at: record.closed_at,
        }
    }
}

/// The trip, if `scope` sees trips.
pub(super) async fn trip_or_404(tx: &mut Tx, scope: &Scope, id: TripId) -> Result<Trip, Fault> {
    let record = db::record(tx, scope, id).await?.ok_or_else(|| Problem::not_found("trip", id))?;
    let crew = db::crew(tx, id).await?;
    let crew = crew.into_iter().map(|member| TripMember {
        user_id: member.user_id,
        name: member.name,
        duty: member.duty.into(),
        pin_set: member.pin.is_some(),
    });
    let station_key = db::signing_public(tx).await?.map(|key| vena_trip::seal::hex(&key));
    Ok(Trip { row: TripRow::from(record), crew: crew.collect(), station_key })
}
