//! Opening a donation for a step, and ending one from which nothing was collected.

use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use vena_contracts::collect::DonationFailed;
use vena_kernel::{clock::Instant, id::DonationId};
use vena_platform::{
    auth::{Allowed, Answer, Scope},
    db::Tx,
    fault::Fault,
    http::{Body, Path},
};

use super::{
    DonationCancel, db,
    db::DonationRecord,
    rules,
    view::{Donation, donation_or_404, record_or_404},
};
use crate::chair;

/// Why nothing is collected.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct DonationCancellation {
    /// For the record.
    #[garde(length(chars, min = 2, max = 200))]
    reason: String,
    /// When; now when absent. Not before the step before it.
    #[garde(skip)]
    at: Option<Instant>,
}

/// Locks the donation and reads it.
pub(crate) async fn opened(tx: &mut Tx, scope: &Scope, id: DonationId) -> Result<DonationRecord, Fault> {
    record_or_404(tx, scope, id).await?;
    db::lock(tx, id).await?;
    record_or_404(tx, scope, id).await
}

/// Ends a donation from which nothing was collected and in which no needle is. Its number, if bound, stays used; the interval is
/// counted from the last needle in vain, if there was one.
#[utoipa::path(post, path = "/api/collect/donations/{id}/cancel", tag = "collect",
    operation_id = "collect.donation.cancel", params(("id" = DonationId, Path)), request_body = DonationCancellation,
    responses((status = 200, body = Donation)))]
pub(super) async fn cancel(
    auth: Allowed<DonationCancel>,
    Path(id): Path<DonationId>,
    Body(asked): Body<DonationCancellation>,
) -> Result<Answer<Donation>, Fault> {
    let mut tx = auth.write().await?;
    let record = opened(&mut tx, &auth.scope, id).await?;
    rules::may_cancel(record.state)?;
    let at = asked.at.unwrap_or(tx.now());
    chair::in_turn(&mut tx, &record, at).await?;
    tx.because(&asked.reason);
    call_off(&mut tx, &auth.scope, &record, (&asked.reason, at)).await?;
    let donation = donation_or_404(&mut tx, &auth.scope, id).await?;
    tx.ok(donation).await
}

/// Ends a donation before its needle, or between two of them: its number is spent, a needle in vain still counts.
pub(crate) async fn call_off(
    tx: &mut Tx,
    scope: &Scope,
    record: &DonationRecord,
    (reason, at): (&str, Instant),
) -> Result<(), Fault> {
    let id = record.donation_id;
    db::cancel(tx, scope, id, reason, at).await?;
    if let Some(number) = record.donation_number {
        chair::db::spend_number(tx, number, reason).await?;
    }
    chair::db::step(tx, scope, id, ("cancelled", at), json!({ "reason": reason })).await?;
    if let Some(needle_at) = record.needle_at {
        tx.tell(&DonationFailed { donation_id: id, donor_id: record.donor_id, kind: record.kind, needle_at }).await?;
    }
    tx.announce("donations", Some(scope.org)).await
}
