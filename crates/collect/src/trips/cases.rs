//! What does not agree is decided by people: the hold is lifted by two, blood is discarded, or stays held.

use axum::{Extension, Json};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use vena_kernel::{
    clock::{Day, Instant},
    donation_number::DonationNumber,
    id::{DonationId, SiteId, TripCaseId, TripId, UnitId},
    text::Text,
    unit_state::Fact,
};
use vena_platform::{
    auth::{Allowed, Answer, Can, Permission, Scope},
    db::Tx,
    fault::{Fault, Problem},
    http::{Body, Page, Path, Query, cursor},
};

use super::{
    Afield, Neighbours, TripCaseConfirm, TripCaseList, TripCasePropose,
    db::{self, CaseRecord},
    plan::station_sees,
    replay,
    rules::{self, TripDecision},
    settle::Settling,
    unit,
};
use crate::binding;

/// Which page of which cases.
#[derive(Debug, Deserialize, IntoParams, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct TripCaseQuery {
    /// Of this trip.
    #[garde(skip)]
    trip_id: Option<TripId>,
    /// Not decided yet.
    #[garde(skip)]
    #[serde(default)]
    open: bool,
    /// Where the page begins: `next` of the page before.
    #[garde(length(chars, max = 300))]
    cursor: Option<String>,
    /// How many rows, 50 when absent.
    #[garde(range(min = 1, max = 200))]
    limit: Option<i64>,
}

/// How a case shall end.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct TripCaseProposal {
    /// How.
    #[garde(skip)]
    decision: TripDecision,
    /// Why, for the record.
    #[garde(length(chars, min = 2, max = 500))]
    reason: String,
    /// The number that the blood gets, scanned or typed.
    #[garde(length(chars, max = 100))]
    donation_number: Option<String>,
}

/// Something that a person has to decide.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct TripCase {
    /// Identity.
    case_id: TripCaseId,
    /// The trip.
    trip_id: TripId,
    /// The vehicle.
    site_id: SiteId,
    /// Its name.
    site_name: String,
    /// The day.
    day: Day,
    /// What kind of conflict.
    kind: String,
    /// What it is about.
    reason: Text,
    /// The donation, if one was kept.
    donation_id: Option<DonationId>,
    /// Its number.
    donation_number: Option<DonationNumber>,
    /// The unit that is held.
    unit_id: Option<UnitId>,
    /// Since when.
    opened_at: Instant,
    /// What was proposed.
    proposed: Option<TripDecision>,
    /// Why.
    proposed_reason: Option<String>,
    /// When.
    proposed_at: Option<Instant>,
    /// By whom.
    proposed_by_name: Option<String>,
    /// When it was decided.
    closed_at: Option<Instant>,
    /// By whom.
    closed_by_name: Option<String>,
    /// What the caller may do.
    can: TripCaseCan,
}

/// What may be done with a case.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct TripCaseCan {
    /// Propose.
    propose: Can,
    /// Confirm.
    confirm: Can,
}

fn shown(record: CaseRecord, scope: &Scope) -> TripCase {
    let closed = record.closed_at.is_some();
    let open = rules::may_propose(closed, &record.kind, TripDecision::Keep, false);
    let confirm = rules::may_confirm(closed, record.proposed_by, scope.user);
    TripCase {
        case_id: record.case_id,
        trip_id: record.trip_id,
        site_id: record.site_id,
        site_name: record.site_name,
        day: record.day,
        kind: record.kind,
        reason: Text::new(record.reason_zh, record.reason_en),
        donation_id: record.donation_id,
        donation_number: record.donation_number,
        unit_id: record.unit_id,
        opened_at: record.opened_at,
        proposed: record.proposed,
        proposed_reason: record.proposed_reason,
        proposed_at: record.proposed_at,
        proposed_by_name: record.proposed_by_name,
        closed_at: record.closed_at,
        closed_by_name: record.closed_by_name,
        can: TripCaseCan {
            propose: Can::by(scope, TripCasePropose::INFO.name, open),
            confirm: Can::by(scope, TripCaseConfirm::INFO.name, confirm),
        },
    }
}

/// Cases, latest first.
#[utoipa::path(get, path = "/api/collect/trip-cases", tag = "collect", operation_id = "collect.trip_case.list",
    params(TripCaseQuery), responses((status = 200, body = Page<TripCase>)))]
pub(super) async fn list(
    auth: Allowed<TripCaseList>,
    Query(query): Query<TripCaseQuery>,
) -> Result<Json<Page<TripCase>>, Fault> {
    let limit = query.limit.unwrap_or(50);
    let after: Option<TripCaseId> = cursor(query.cursor.as_deref())?;
    let wanted = db::Wanted { trip: query.trip_id, open: query.open, after, limit: limit + 1 };
    let mut tx = auth.read().await?;
    let records = db::cases(&mut tx, &auth.scope, &wanted).await?;
    let rows = records.into_iter().map(|record| shown(record, &auth.scope)).collect();
    Ok(Json(Page::cut(rows, limit, tx.now(), |row: &TripCase| row.case_id.to_string())))
}

/// Proposes how a case ends. Keeping or discarding is done with that; lifting a hold and a new number wait for a second person.
#[utoipa::path(post, path = "/api/collect/trip-cases/{id}/propose", tag = "collect",
    operation_id = "collect.trip_case.propose", params(("id" = TripCaseId, Path)), request_body = TripCaseProposal,
    responses((status = 200, body = TripCase)))]
pub(super) async fn propose(
    auth: Allowed<TripCasePropose>,
    Path(id): Path<TripCaseId>,
    Body(asked): Body<TripCaseProposal>,
) -> Result<Answer<TripCase>, Fault> {
    station_sees(auth.scope.org_kind)?;
    let mut tx = auth.write().await?;
    tx.because(&asked.reason);
    let record = locked(&mut tx, &auth.scope, id).await?;
    let number = asked.donation_number.as_deref().map(binding::number_of).transpose()?;
    rules::may_propose(record.closed_at.is_some(), &record.kind, asked.decision, number.is_some())?;
    db::propose(&mut tx, &auth.scope, id, (asked.decision, &asked.reason, number)).await?;
    if !asked.decision.needs_second() {
        if asked.decision == TripDecision::Discard {
            discard(&mut tx, &auth.scope, &record, &asked.reason).await?;
        }
        db::close_case(&mut tx, &auth.scope, id).await?;
    }
    tx.announce("trips", Some(auth.scope.org)).await?;
    let case = shown(locked(&mut tx, &auth.scope, id).await?, &auth.scope);
    tx.ok(case).await
}

async fn locked(tx: &mut Tx, scope: &Scope, id: TripCaseId) -> Result<CaseRecord, Fault> {
    db::lock_case(tx, scope, id).await?.ok_or_else(|| Problem::not_found("trip_case", id).into())
}

/// Blood that nobody shall get.
async fn discard(tx: &mut Tx, scope: &Scope, record: &CaseRecord, reason: &str) -> Result<(), Fault> {
    let Some(unit) = record.unit_id else { return Ok(()) };
    let at = tx.now();
    let event = unit::event(tx, scope, (unit, scope.site, at), Fact::Rejected, Some(reason.to_owned()));
    vena_ledger::append_all_or_refuse(tx, &[event]).await?;
    tx.announce("units", Some(scope.org)).await
}

/// Confirms what another person has proposed.
#[utoipa::path(post, path = "/api/collect/trip-cases/{id}/confirm", tag = "collect",
    operation_id = "collect.trip_case.confirm", params(("id" = TripCaseId, Path)),
    responses((status = 200, body = TripCase)))]
pub(super) async fn confirm(
    auth: Allowed<TripCaseConfirm>,
    Extension(afield): Neighbours,
    Path(id): Path<TripCaseId>,
) -> Result<Answer<TripCase>, Fault> {
    station_sees(auth.scope.org_kind)?;
    let mut tx = auth.write().await?;
    let record = locked(&mut tx, &auth.scope, id).await?;
    rules::may_confirm(record.closed_at.is_some(), record.proposed_by, auth.scope.user)?;
    if let Some(reason) = &record.proposed_reason {
        tx.because(reason);
    }
    match record.proposed {
        Some(TripDecision::Renumber) => renumber(&mut tx, (&auth.app, &auth.scope), &afield, &record).await?,
        _ => lift(&mut tx, &auth.scope, &record).await?,
    }
    db::close_case(&mut tx, &auth.scope, id).await?;
    tx.announce("trips", Some(auth.scope.org)).await?;
    let case = shown(locked(&mut tx, &auth.scope, id).await?, &auth.scope);
    tx.ok(case).await
}

/// The hold goes with the last case of the unit.
async fn lift(tx: &mut Tx, scope: &Scope, record: &CaseRecord) -> Result<(), Fault> {
    let (Some(unit), Some(hold_id)) = (record.unit_id, record.hold_id) else { return Ok(()) };
    if db::others_open(tx, unit, record.case_id).await? {
        return Ok(());
    }
    let at = tx.now();
    let mut event =
        unit::event(tx, scope, (unit, scope.site, at), Fact::Lifted { hold_id }, record.proposed_reason.clone());
    event.second = record.proposed_by;
    vena_ledger::append_all_or_refuse(tx, &[event]).await?;
    tx.announce("units", Some(scope.org)).await
}

/// Blood whose number belongs to somebody else is registered with a number of its own.
async fn renumber(
    tx: &mut Tx,
    (app, scope): (&vena_platform::app::App, &Scope),
    afield: &Afield,
    record: &CaseRecord,
) -> Result<(), Fault> {
    let trip = db::lock(tx, scope, record.trip_id).await?.ok_or_else(|| Problem::not_found("trip", record.trip_id))?;
    let number: Option<DonationNumber> = record.proposed_number;
    let folded = replay::journal(tx, scope, &app.vault, &trip).await?;
    let visit = record.visit_id.and_then(|visit| folded.journal.visits.get(&visit));
    let visit = visit.ok_or_else(|| Problem::not_found("visit", record.trip_id))?;
    if let Some(number) = number
        && db::number_used(tx, number).await?
    {
        return Err(super::plan::number_taken(number).into());
    }
    Settling { app, afield, trip: &trip, folded: &folded, visit, number }.run(tx, scope).await
}
