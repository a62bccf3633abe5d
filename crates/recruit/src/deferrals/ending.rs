//! Routes that change when a deferral ends.

use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;
use vena_kernel::{clock::Day, id::DonorId};
use vena_platform::{
    auth::{Allowed, Answer, Permission, Scope, Write},
    fault::Fault,
    http::{Body, Path},
};

use super::{
    DeferralLift, DeferralMoveEnd, DeferralShorten, db,
    http::{DeferralWhy, locked},
    rules,
};
use crate::{
    donors::{Donor, donor_or_404},
    today,
};

/// Another last day.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct DeferralEndNew {
    /// The new last day.
    #[garde(skip)]
    until: Day,
    /// For the record.
    #[garde(length(chars, min = 2, max = 200))]
    reason: String,
}

/// Moves the last day of a temporary deferral, never before the rulebook's.
#[utoipa::path(post, path = "/api/recruit/donors/{id}/deferrals/{deferral_id}/move-end", tag = "recruit",
    operation_id = "recruit.deferral.move_end", params(("id" = DonorId, Path), ("deferral_id" = Uuid, Path)),
    request_body = DeferralEndNew, responses((status = 200, body = Donor)))]
pub(super) async fn move_end(
    auth: Allowed<DeferralMoveEnd>,
    Path((id, deferral)): Path<(DonorId, Uuid)>,
    Body(new): Body<DeferralEndNew>,
) -> Result<Answer<Donor>, Fault> {
    let physician = auth.scope.may(DeferralShorten::INFO.name);
    let mut tx = auth.write().await?;
    let found = locked(&mut tx, &auth.scope, (id, deferral)).await?;
    let day = today::day(tx.now());
    rules::may_move_end(&found.standing(day), new.until, day, physician)?;
    moved(&mut tx, &auth.scope, &found, &new).await?;
    let donor = donor_or_404(&mut tx, &auth.scope, &auth.app.vault, id).await?;
    tx.ok(donor).await
}

/// Ends a temporary deferral earlier than the rulebook does: a physician's decision, never of who entered it.
#[utoipa::path(post, path = "/api/recruit/donors/{id}/deferrals/{deferral_id}/shorten", tag = "recruit",
    operation_id = "recruit.deferral.shorten", params(("id" = DonorId, Path), ("deferral_id" = Uuid, Path)),
    request_body = DeferralEndNew, responses((status = 200, body = Donor)))]
pub(super) async fn shorten(
    auth: Allowed<DeferralShorten>,
    Path((id, deferral)): Path<(DonorId, Uuid)>,
    Body(new): Body<DeferralEndNew>,
) -> Result<Answer<Donor>, Fault> {
    let mut tx = auth.write().await?;
    let found = locked(&mut tx, &auth.scope, (id, deferral)).await?;
    let day = today::day(tx.now());
    rules::may_shorten(&found.standing(day), new.until, day, auth.scope.user)?;
    moved(&mut tx, &auth.scope, &found, &new).await?;
    let donor = donor_or_404(&mut tx, &auth.scope, &auth.app.vault, id).await?;
    tx.ok(donor).await
}

async fn moved(tx: &mut Write, scope: &Scope, found: &db::DeferralRecord, new: &DeferralEndNew) -> Result<(), Fault> {
    tx.because(&new.reason);
    let before = found.until.unwrap_or(new.until);
    db::move_end(tx, scope, (found.deferral_id, before, new.until), &new.reason).await?;
    tx.announce("donors", Some(scope.org)).await
}

/// Lifts a temporary deferral before its end.
#[utoipa::path(post, path = "/api/recruit/donors/{id}/deferrals/{deferral_id}/lift", tag = "recruit",
    operation_id = "recruit.deferral.lift", params(("id" = DonorId, Path), ("deferral_id" = Uuid, Path)),
    request_body = DeferralWhy, responses((status = 200, body = Donor)))]
pub(super) async fn lift(
    auth: Allowed<DeferralLift>,
    Path((id, deferral)): Path<(DonorId, Uuid)>,
    Body(why): Body<DeferralWhy>,
) -> Result<Answer<Donor>, Fault> {
    let mut tx = auth.write().await?;
    let found = locked(&mut tx, &auth.scope, (id, deferral)).await?;
    let day = today::day(tx.now());
    rules::may_lift(&found.standing(day), auth.scope.user)?;
    tx.because(&why.reason);
    db::lift(&mut tx, &auth.scope, deferral, &why.reason).await?;
    tx.announce("donors", Some(auth.scope.org)).await?;
    let donor = donor_or_404(&mut tx, &auth.scope, &auth.app.vault, id).await?;
    tx.ok(donor).await
}
