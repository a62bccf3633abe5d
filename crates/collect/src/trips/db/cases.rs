//! Cases of trips.

use sqlx::FromRow;
use vena_kernel::{
    clock::{Day, Instant},
    donation_number::DonationNumber,
    id::{DonationId, EventId, SiteId, TripCaseId, TripId, UnitId, UserId, VisitId},
    text::Text,
};
use vena_platform::{auth::Scope, db::Tx, fault::Fault};

use crate::trips::rules::TripDecision;

/// A new case.
pub(in crate::trips) struct NewCase<'a> {
    pub(in crate::trips) trip: TripId,
    pub(in crate::trips) visit: Option<VisitId>,
    pub(in crate::trips) kind: &'a str,
    pub(in crate::trips) reason: &'a Text,
    pub(in crate::trips) donation: Option<DonationId>,
    pub(in crate::trips) unit: Option<UnitId>,
    pub(in crate::trips) hold: Option<EventId>,
}

impl<'a> NewCase<'a> {
    /// A case of the whole trip.
    pub(in crate::trips) fn of_trip(trip: TripId, kind: &'a str, reason: &'a Text) -> Self {
        Self { trip, visit: None, kind, reason, donation: None, unit: None, hold: None }
    }
}

/// Opens a case, once.
pub(in crate::trips) async fn open_case(tx: &mut Tx, new: &NewCase<'_>) -> Result<(), Fault> {
    let (id, now) = (TripCaseId::from_uuid(tx.new_id()), tx.now());
    sqlx::query(
        "insert into collect.trip_case (case_id, trip_id, visit_id, kind, reason_zh, reason_en, donation_id, unit_id, hold_id,
             opened_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict do nothing",
    )
    .bind(id)
    .bind(new.trip)
    .bind(new.visit)
    .bind(new.kind)
    .bind(&new.reason.zh)
    .bind(&new.reason.en)
    .bind(new.donation)
    .bind(new.unit)
    .bind(new.hold)
    .bind(now)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// A case.
#[derive(Debug, FromRow)]
pub(in crate::trips) struct CaseRecord {
    pub(in crate::trips) case_id: TripCaseId,
    pub(in crate::trips) trip_id: TripId,
    pub(in crate::trips) visit_id: Option<VisitId>,
    pub(in crate::trips) kind: String,
    pub(in crate::trips) reason_zh: String,
    pub(in crate::trips) reason_en: String,
    pub(in crate::trips) donation_id: Option<DonationId>,
    pub(in crate::trips) donation_number: Option<DonationNumber>,
    pub(in crate::trips) unit_id: Option<UnitId>,
    pub(in crate::trips) hold_id: Option<EventId>,
    pub(in crate::trips) site_id: SiteId,
    pub(in crate::trips) site_name: String,
    pub(in crate::trips) day: Day,
    pub(in crate::trips) opened_at: Instant,
    pub(in crate::trips) proposed: Option<TripDecision>,
    pub(in crate::trips) proposed_reason: Option<String>,
    pub(in crate::trips) proposed_number: Option<DonationNumber>,
    pub(in crate::trips) proposed_at: Option<Instant>,
    pub(in crate::trips) proposed_by: Option<UserId>,
    pub(in crate::trips) proposed_by_name: Option<String>,
    pub(in crate::trips) closed_at: Option<Instant>,
    pub(in crate::trips) closed_by_name: Option<String>,
}

/// Which cases.
pub(in crate::trips) struct Wanted {
    pub(in crate::trips) trip: Option<TripId>,
    pub(in crate::trips) open: bool,
    pub(in crate::trips) after: Option<TripCaseId>,
    pub(in crate::trips) limit: i64,
}

/// A page of cases, latest first.
pub(in crate::trips) async fn cases(tx: &mut Tx, scope: &Scope, wanted: &Wanted) -> Result<Vec<CaseRecord>, Fault> {
    Ok(sqlx::query_as(
        "select * from collect.v_trip_case
         where $1::uuid is null and ($2::uuid is null or trip_id = $2) and (not $3 or closed_at is null)
           and ($4::uuid is null
                or (opened_at, case_id) < (select opened_at, case_id from collect.trip_case where case_id = $4))
         order by opened_at desc, case_id desc limit $5",
    )
    .bind(scope.only_org())
    .bind(wanted.trip)
    .bind(wanted.open)
    .bind(wanted.after)
    .bind(wanted.limit)
    .fetch_all(tx.conn())
    .await?)
}

/// A case, if `scope` sees trips.
async fn case(tx: &mut Tx, scope: &Scope, id: TripCaseId) -> Result<Option<CaseRecord>, Fault> {
    Ok(sqlx::query_as("select * from collect.v_trip_case where case_id = $1 and $2::uuid is null")
        .bind(id)
        .bind(scope.only_org())
        .fetch_optional(tx.conn())
        .await?)
}

/// The same; two people who decide wait for each other.
pub(in crate::trips) async fn lock_case(
    tx: &mut Tx,
    scope: &Scope,
    id: TripCaseId,
) -> Result<Option<CaseRecord>, Fault> {
    sqlx::query("select case_id from collect.trip_case where case_id = $1 for update")
        .bind(id)
        .execute(tx.conn())
        .await?;
    case(tx, scope, id).await
}

/// How many cases of a trip are open.
pub(in crate::trips) async fn cases_open(tx: &mut Tx, trip: TripId) -> Result<i64, Fault> {
    Ok(sqlx::query_scalar("select count(*) from collect.trip_case where trip_id = $1 and closed_at is null")
        .bind(trip)
        .fetch_one(tx.conn())
        .await?)
}

/// Whether the unit waits for another case, or another case has decided to keep it held.
pub(in crate::trips) async fn others_open(tx: &mut Tx, unit: UnitId, but: TripCaseId) -> Result<bool, Fault> {
    Ok(sqlx::query_scalar(
        "select exists (select from collect.trip_case where unit_id = $1 and case_id <> $2
             and (closed_at is null or proposed <> 'lift'))",
    )
    .bind(unit)
    .bind(but)
    .fetch_one(tx.conn())
    .await?)
}

/// Keeps a proposal.
pub(in crate::trips) async fn propose(
    tx: &mut Tx,
    scope: &Scope,
    id: TripCaseId,
    (decision, reason, number): (TripDecision, &str, Option<DonationNumber>),
) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query(
        "update collect.trip_case set proposed = $2, proposed_reason = $3, proposed_number = $4, proposed_at = $5,
             proposed_by = $6
         where case_id = $1",
    )
    .bind(id)
    .bind(decision)
    .bind(reason)
    .bind(number)
    .bind(now)
    .bind(scope.user)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Closes a case.
pub(in crate::trips) async fn close_case(tx: &mut Tx, scope: &Scope, id: TripCaseId) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query("update collect.trip_case set closed_at = $2, closed_by = $3 where case_id = $1")
        .bind(id)
        .bind(now)
        .bind(scope.user)
        .execute(tx.conn())
        .await?;
    Ok(())
}
