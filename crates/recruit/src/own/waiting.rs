//! Waiting for a place that is full, and taking the one that is offered.

use axum::{Extension, Json};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;
use vena_kernel::{
    clock::Day,
    eligibility::DonationKind,
    id::{BookingId, SiteId},
};
use vena_platform::{
    auth::{Answer, AsDonor},
    fault::{Fault, Problem},
    http::{Body, Path},
};

use super::{OwnAccept, OwnWait, OwnWaiting, OwnWaitingLeave, bookings, files, places::OwnBooking};
use crate::{
    Messages,
    bookings::{act::Desk, rules::By},
    waiting::{act, db, http::Waiting},
};

/// A wish for a place.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct OwnWaitingNew {
    /// Where.
    #[garde(skip)]
    site_id: SiteId,
    /// What shall be given.
    #[garde(skip)]
    kind: DonationKind,
    /// First day that suits.
    #[garde(skip)]
    from: Day,
    /// Last day that suits.
    #[garde(skip)]
    until: Day,
}

/// Where the donor waits for a place.
#[utoipa::path(get, path = "/api/recruit/own/waiting", tag = "recruit", operation_id = "recruit.own.waiting",
    responses((status = 200, body = Vec<Waiting>), (status = 401)))]
pub(super) async fn list(auth: AsDonor<OwnWaiting>) -> Result<Json<Vec<Waiting>>, Fault> {
    let mut tx = auth.read().await?;
    let all = files(&mut tx, auth.donor).await?;
    let rows = db::list(&mut tx, &auth.scope, None, Some(&all)).await?;
    Ok(Json(rows.into_iter().map(Waiting::of).collect()))
}

/// Waits for a place; whoever gives one back, the next in the row is offered it for a while.
#[utoipa::path(post, path = "/api/recruit/own/waiting", tag = "recruit", operation_id = "recruit.own.wait",
    request_body = OwnWaitingNew, responses((status = 201, body = Vec<Waiting>), (status = 401), (status = 409)))]
pub(super) async fn join(
    auth: AsDonor<OwnWait>,
    Extension(messages): Messages,
    Body(new): Body<OwnWaitingNew>,
) -> Result<Answer<Vec<Waiting>>, Fault> {
    let mut tx = auth.write().await?;
    let desk = Desk { scope: &auth.scope, vault: &auth.app.vault, messages: messages.as_ref(), by: By::Donor };
    act::join(&mut tx, &desk, auth.donor, (new.site_id, new.kind), (new.from, new.until)).await?;
    let all = files(&mut tx, auth.donor).await?;
    let rows = db::list(&mut tx, &auth.scope, None, Some(&all)).await?;
    tx.created(rows.into_iter().map(Waiting::of).collect()).await
}

/// Waits no longer.
#[utoipa::path(post, path = "/api/recruit/own/waiting/{id}/leave", tag = "recruit",
    operation_id = "recruit.own.waiting_leave", params(("id" = Uuid, Path)),
    responses((status = 200, body = Vec<Waiting>), (status = 401), (status = 404), (status = 409)))]
pub(super) async fn leave(auth: AsDonor<OwnWaitingLeave>, Path(id): Path<Uuid>) -> Result<Answer<Vec<Waiting>>, Fault> {
    let mut tx = auth.write().await?;
    let all = files(&mut tx, auth.donor).await?;
    let mine = db::list(&mut tx, &auth.scope, None, Some(&all)).await?;
    if !mine.iter().any(|row| row.waiting_id == id) {
        return Err(Problem::not_found("waiting", id).into());
    }
    act::leave(&mut tx, &auth.scope, id).await?;
    let rows = db::list(&mut tx, &auth.scope, None, Some(&all)).await?;
    tx.ok(rows.into_iter().map(Waiting::of).collect()).await
}

/// Takes the place that was offered; an earlier booking is given back for it.
#[utoipa::path(post, path = "/api/recruit/own/bookings/{id}/accept", tag = "recruit", operation_id = "recruit.own.accept",
    params(("id" = BookingId, Path)),
    responses((status = 200, body = OwnBooking), (status = 401), (status = 404), (status = 409)))]
pub(super) async fn accept(
    auth: AsDonor<OwnAccept>,
    Extension(messages): Messages,
    Path(id): Path<BookingId>,
) -> Result<Answer<OwnBooking>, Fault> {
    let mut tx = auth.write().await?;
    bookings::own(&mut tx, &auth.scope, auth.donor, id).await?;
    let desk = Desk { scope: &auth.scope, vault: &auth.app.vault, messages: messages.as_ref(), by: By::Donor };
    let row = act::accept(&mut tx, &desk, id).await?;
    let booking = OwnBooking::one(&mut tx, &auth.scope, row).await?;
    tx.ok(booking).await
}
