//! What a donor signed on a vehicle: the handwriting, sealed on the way, with the text that was agreed to. For whoever has to
//! prove the consent; every look has a reason and is recorded.

use axum::Json;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vena_kernel::{
    clock::Instant,
    handwriting::Point,
    id::{DonationId, TripId},
};
use vena_platform::{
    auth::Allowed,
    fault::{Fault, Problem},
    http::{Body, Path},
};

use super::{TripSignature, db, replay, settle};
use crate::donations;

/// Why the signature is looked at.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct TripSignatureReason {
    /// For the record.
    #[garde(length(chars, min = 2, max = 200))]
    reason: String,
}

/// The consent of a donor on a vehicle.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct TripSigned {
    /// On which trip.
    trip_id: TripId,
    /// When the answers were signed, by the station's clock.
    at: Option<Instant>,
    /// Version of the text that was read and agreed to.
    consent_version: Option<String>,
    /// The rest of a sample may serve research.
    research: bool,
    /// News of the use of the blood are wanted.
    notice: bool,
    /// The handwriting, stroke by stroke; nothing when nobody wrote.
    strokes: Vec<Vec<Point>>,
}

/// What the donor of a donation on a vehicle has agreed to and signed.
#[utoipa::path(post, path = "/api/collect/donations/{id}/signature", tag = "collect",
    operation_id = "collect.donation.view_signature", params(("id" = DonationId, Path)),
    request_body = TripSignatureReason, responses((status = 200, body = TripSigned), (status = 404)))]
pub(super) async fn signature(
    auth: Allowed<TripSignature>,
    Path(id): Path<DonationId>,
    Body(why): Body<TripSignatureReason>,
) -> Result<Json<TripSigned>, Fault> {
    let (vault, scope) = (&auth.app.vault, &auth.scope);
    let mut tx = auth.app.db.begin().await?;
    donations::record_or_404(&mut tx, scope, id).await?;
    let none = || Problem::not_found("signature", id);
    let (trip, visit) = db::visit_of(&mut tx, id).await?.ok_or_else(none)?;
    let trip = db::trip(&mut tx, scope, trip).await?.ok_or_else(none)?;
    let folded = replay::journal(&mut tx, scope, vault, &trip).await?;
    let visit = folded.journal.visits.get(&visit).ok_or_else(none)?;
    let strokes = match &visit.strokes {
        Some(sealed) => {
            let plain = settle::unsealed(&vault.open_bytes(&trip.secret_sealed)?, &sealed.0)?;
            serde_json::from_slice(&plain).map_err(|_| settle::unreadable())?
        }
        None => Vec::new(),
    };
    auth.note_view(&why.reason).await?;
    tx.commit().await?;
    let consent = visit.consent.as_ref();
    Ok(Json(TripSigned {
        trip_id: trip.trip_id,
        at: visit.answered_at,
        consent_version: consent.map(|given| given.version.clone()),
        research: consent.is_some_and(|given| given.research),
        notice: consent.is_some_and(|given| given.notice),
        strokes,
    }))
}
