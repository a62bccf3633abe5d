//! Routes of the waiting list.

use axum::{Extension, Json};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use vena_kernel::{
    clock::{Day, Instant},
    eligibility::DonationKind,
    id::{BookingId, DonorId, SiteId},
    masking::mask_name,
    text::Text,
};
use vena_platform::{
    auth::{Allowed, Answer},
    fault::{Fault, Problem},
    http::{Body, Path, Query},
};

use super::{WaitingAccept, WaitingCreate, WaitingLeave, WaitingList, act, db};
use crate::{
    Messages,
    bookings::{act::Desk, rules::By, view::Booking},
    sites::{Spot, kind_of, kind_title},
};

/// Somebody who waits for a place.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Waiting {
    /// Identity.
    waiting_id: Uuid,
    /// Who.
    donor_id: DonorId,
    /// Name, masked.
    donor_name_masked: String,
    /// Where.
    site: Spot,
    /// What shall be given.
    kind: DonationKind,
    /// The same for people.
    kind_title: Text,
    /// First day that suits.
    from_day: Day,
    /// Last day that suits.
    until_day: Day,
    /// `waiting` or `offered`.
    state: String,
    /// Since when.
    since: Instant,
    /// The place that is offered.
    booking_id: Option<BookingId>,
    /// How many offers went by.
    offers: i32,
}

impl Waiting {
    pub(crate) fn of(row: db::WaitingRow) -> Self {
        let kind = kind_of(&row.kind).unwrap_or(DonationKind::WholeBlood);
        Self {
            waiting_id: row.waiting_id,
            donor_id: row.donor_id,
            donor_name_masked: mask_name(&row.donor_name),
            site: Spot { site_id: row.site_id, name: Text::new(row.site_name, row.site_name_en) },
            kind,
            kind_title: kind_title(kind),
            from_day: row.from_day,
            until_day: row.until_day,
            state: row.state,
            since: row.since,
            booking_id: row.booking_id,
            offers: row.offers,
        }
    }
}

/// Whose waiting is listed.
#[derive(Debug, Deserialize, IntoParams, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct WaitingQuery {
    /// Where; everywhere when absent.
    #[garde(skip)]
    site_id: Option<SiteId>,
}

/// Somebody who will wait.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct WaitingNew {
    /// Who.
    #[garde(skip)]
    donor_id: DonorId,
    /// Where.
    #[garde(skip)]
    site_id: SiteId,
    /// What shall be given.
    #[garde(skip)]
    kind: DonationKind,
    /// First day that suits.
    #[garde(skip)]
    from_day: Day,
    /// Last day that suits.
    #[garde(skip)]
    until_day: Day,
}

/// The waiting list, first come first.
#[utoipa::path(get, path = "/api/recruit/waiting", tag = "recruit", operation_id = "recruit.waiting.list", params(WaitingQuery),
    responses((status = 200, body = Vec<Waiting>)))]
pub(super) async fn list(
    auth: Allowed<WaitingList>,
    Query(asked): Query<WaitingQuery>,
) -> Result<Json<Vec<Waiting>>, Fault> {
    let mut tx = auth.read().await?;
    let rows = db::list(&mut tx, &auth.scope, asked.site_id, None).await?;
    Ok(Json(rows.into_iter().map(Waiting::of).collect()))
}

/// Puts a donor on the waiting list.
#[utoipa::path(post, path = "/api/recruit/waiting", tag = "recruit", operation_id = "recruit.waiting.create",
    request_body = WaitingNew, responses((status = 201, body = Waiting)))]
pub(super) async fn create(
    auth: Allowed<WaitingCreate>,
    Extension(messages): Messages,
    Body(new): Body<WaitingNew>,
) -> Result<Answer<Waiting>, Fault> {
    let mut tx = auth.write().await?;
    let desk = Desk { scope: &auth.scope, vault: &auth.app.vault, messages: &*messages, by: By::Staff };
    let days = (new.from_day, new.until_day);
    let id = act::join(&mut tx, &desk, new.donor_id, (new.site_id, new.kind), days).await?;
    let rows = db::list(&mut tx, &auth.scope, Some(new.site_id), None).await?;
    let row = rows.into_iter().find(|row| row.waiting_id == id).ok_or_else(|| Problem::not_found("waiting", id))?;
    tx.created(Waiting::of(row)).await
}

/// Takes a donor off the waiting list.
#[utoipa::path(post, path = "/api/recruit/waiting/{id}/leave", tag = "recruit", operation_id = "recruit.waiting.leave",
    params(("id" = Uuid, Path)), responses((status = 200)))]
pub(super) async fn leave(auth: Allowed<WaitingLeave>, Path(id): Path<Uuid>) -> Result<Answer<()>, Fault> {
    let mut tx = auth.write().await?;
    act::leave(&mut tx, &auth.scope, id).await?;
    tx.ok(()).await
}

/// Takes an offered place for the donor.
#[utoipa::path(post, path = "/api/recruit/bookings/{id}/accept", tag = "recruit", operation_id = "recruit.waiting.accept",
    params(("id" = BookingId, Path)), responses((status = 200, body = Booking)))]
pub(super) async fn accept(
    auth: Allowed<WaitingAccept>,
    Extension(messages): Messages,
    Path(id): Path<BookingId>,
) -> Result<Answer<Booking>, Fault> {
    let mut tx = auth.write().await?;
    let desk = Desk { scope: &auth.scope, vault: &auth.app.vault, messages: &*messages, by: By::Staff };
    let row = act::accept(&mut tx, &desk, id).await?;
    let booking = Booking::of(row, &auth.scope, tx.now(), By::Staff);
    tx.ok(booking).await
}
