//! Reading trips, the code, and the end of a trip.

use axum::{Extension, Json};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use vena_kernel::id::{SiteId, TripId};
use vena_platform::{
    auth::{Allowed, Answer},
    fault::{Fault, Problem},
    http::{Body, Page, Path, Query, cursor},
};

use super::{
    Neighbours, TripClose, TripCode, TripList, TripView, db, keys, rules,
    view::{Trip, TripRow, trip_or_404},
};

/// Which page of which trips.
#[derive(Debug, Deserialize, IntoParams, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct TripQuery {
    /// Of this vehicle.
    #[garde(skip)]
    site_id: Option<SiteId>,
    /// Not closed yet.
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

/// Why something is looked at.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct TripCodeReason {
    /// For the record.
    #[garde(length(chars, min = 2, max = 200))]
    reason: String,
}

/// The code of a trip. It travels on paper, never with the machine.
#[derive(Serialize, ToSchema)]
pub(super) struct TripCodeShown {
    /// The code.
    code: String,
    /// The station's public key, hexadecimal, to be entered on a new vehicle once.
    station_key: String,
}

/// Trips, latest first.
#[utoipa::path(get, path = "/api/collect/trips", tag = "collect", operation_id = "collect.trip.list", params(TripQuery),
    responses((status = 200, body = Page<TripRow>)))]
pub(super) async fn list(
    auth: Allowed<TripList>,
    Query(query): Query<TripQuery>,
) -> Result<Json<Page<TripRow>>, Fault> {
    let limit = query.limit.unwrap_or(50);
    let after: Option<TripId> = cursor(query.cursor.as_deref())?;
    let mut tx = auth.read().await?;
    let records = db::list(&mut tx, &auth.scope, (query.site_id, query.open), after, limit + 1).await?;
    let rows = records.into_iter().map(TripRow::from).collect();
    Ok(Json(Page::cut(rows, limit, tx.now(), |row: &TripRow| row.trip_id.to_string())))
}

/// A trip with its crew and what has come back.
#[utoipa::path(get, path = "/api/collect/trips/{id}", tag = "collect", operation_id = "collect.trip.view",
    params(("id" = TripId, Path)), responses((status = 200, body = Trip)))]
pub(super) async fn view(auth: Allowed<TripView>, Path(id): Path<TripId>) -> Result<Json<Trip>, Fault> {
    let mut tx = auth.read().await?;
    Ok(Json(trip_or_404(&mut tx, &auth.scope, id).await?))
}

/// The code that opens the package. The looking is recorded.
#[utoipa::path(post, path = "/api/collect/trips/{id}/code", tag = "collect", operation_id = "collect.trip.view_code",
    params(("id" = TripId, Path)), request_body = TripCodeReason, responses((status = 200, body = TripCodeShown)))]
pub(super) async fn view_code(
    auth: Allowed<TripCode>,
    Path(id): Path<TripId>,
    Body(why): Body<TripCodeReason>,
) -> Result<Json<TripCodeShown>, Fault> {
    let mut tx = auth.app.db.begin().await?;
    let trip = db::trip(&mut tx, &auth.scope, id).await?.ok_or_else(|| Problem::not_found("trip", id))?;
    auth.note_view(&why.reason).await?;
    let (_, public) = keys::signing(&mut tx, &auth.app.vault).await?;
    tx.commit().await?;
    Ok(Json(TripCodeShown {
        code: auth.app.vault.open(&trip.code_sealed)?,
        station_key: vena_trip::seal::hex(&public),
    }))
}

/// Closes a trip once everything has come back. Numbers that were not used are void from now on.
#[utoipa::path(post, path = "/api/collect/trips/{id}/close", tag = "collect", operation_id = "collect.trip.close",
    params(("id" = TripId, Path)), responses((status = 200, body = Trip)))]
pub(super) async fn close(
    auth: Allowed<TripClose>,
    Extension(afield): Neighbours,
    Path(id): Path<TripId>,
) -> Result<Answer<Trip>, Fault> {
    let mut tx = auth.write().await?;
    let trip = db::lock(&mut tx, &auth.scope, id).await?.ok_or_else(|| Problem::not_found("trip", id))?;
    let settled = db::settled(&mut tx, id).await?;
    let journal = super::replay::journal(&mut tx, &auth.scope, &auth.app.vault, &trip).await?;
    let open = journal.journal.visits.keys().filter(|visit| !settled.contains_key(visit)).count();
    rules::may_close(&rules::Ending {
        taken_out: trip.package_made_at.is_some(),
        closed: trip.closed_at.is_some(),
        vehicle_closed: trip.vehicle_closed_at.is_some(),
        waiting: trip.waiting,
        open,
    })?;
    db::close(&mut tx, &auth.scope, id).await?;
    afield.bookings.back(&mut tx, (trip.site_id, trip.day)).await?;
    tx.announce("trips", Some(auth.scope.org)).await?;
    let trip = trip_or_404(&mut tx, &auth.scope, id).await?;
    tx.ok(trip).await
}
