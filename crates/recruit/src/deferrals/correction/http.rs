//! Routes of corrections.

use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;
use vena_kernel::id::DonorId;
use vena_platform::{
    auth::{Allowed, Answer},
    fault::Fault,
    http::{Body, Path},
};

use super::{
    super::{DeferralConfirm, DeferralCorrect, db as deferrals, http::locked},
    Mistake, db, open, proposing, rules,
};
use crate::{
    book::Book,
    donors::{Donor, donor_or_404},
    today,
};

/// A deferral was entered by mistake.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct DeferralCorrectionNew {
    /// What was wrong.
    #[garde(skip)]
    mistake: Mistake,
    /// How it came about.
    #[garde(length(chars, min = 2, max = 200))]
    reason: String,
}

/// Whether it was a mistake.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct DeferralCorrectionDecision {
    /// It was; the deferral ends. It stands otherwise.
    #[garde(skip)]
    confirm: bool,
    /// What was compared.
    #[garde(length(chars, min = 2, max = 200))]
    reason: String,
}

/// Says that a deferral was entered by mistake. It stands until another person with a medical role has confirmed it.
#[utoipa::path(post, path = "/api/recruit/donors/{id}/deferrals/{deferral_id}/correct", tag = "recruit",
    operation_id = "recruit.deferral.correct", params(("id" = DonorId, Path), ("deferral_id" = Uuid, Path)),
    request_body = DeferralCorrectionNew, responses((status = 200, body = Donor)))]
pub(crate) async fn propose(
    auth: Allowed<DeferralCorrect>,
    Path((id, deferral)): Path<(DonorId, Uuid)>,
    Body(new): Body<DeferralCorrectionNew>,
) -> Result<Answer<Donor>, Fault> {
    let mut tx = auth.write().await?;
    let found = locked(&mut tx, &auth.scope, (id, deferral)).await?;
    let day = today::day(tx.now());
    let all = deferrals::of_donor(&mut tx, &auth.scope, id).await?;
    let known = db::of_donor(&mut tx, &auth.scope, id).await?;
    proposing(&found, &all, open(&known, deferral, day), day, Some(new.mistake))?;
    tx.because(&new.reason);
    let days = Book::get().correction(day).map_or(0, |times| times.confirm_days);
    let last = rules::after(day, days).unwrap_or(day);
    db::insert(&mut tx, &auth.scope, (deferral, new.mistake, last), &new.reason).await?;
    tx.announce("donors", Some(auth.scope.org)).await?;
    let donor = donor_or_404(&mut tx, &auth.scope, &auth.app.vault, id).await?;
    tx.ok(donor).await
}

/// Decides whether a deferral was a mistake. Confirmed it ends at once; the entry stays in the history.
#[utoipa::path(post, path = "/api/recruit/donors/{id}/deferrals/{deferral_id}/decide-correction", tag = "recruit",
    operation_id = "recruit.deferral.decide_correction", params(("id" = DonorId, Path), ("deferral_id" = Uuid, Path)),
    request_body = DeferralCorrectionDecision, responses((status = 200, body = Donor)))]
pub(crate) async fn decide(
    auth: Allowed<DeferralConfirm>,
    Path((id, deferral)): Path<(DonorId, Uuid)>,
    Body(decision): Body<DeferralCorrectionDecision>,
) -> Result<Answer<Donor>, Fault> {
    let mut tx = auth.write().await?;
    let found = locked(&mut tx, &auth.scope, (id, deferral)).await?;
    let day = today::day(tx.now());
    let known = db::of_donor(&mut tx, &auth.scope, id).await?;
    let waits = open(&known, deferral, day);
    rules::may_decide(&found.standing(day), waits.map(|one| one.proposed_by), auth.scope.user)?;
    tx.because(&decision.reason);
    if let Some(one) = waits {
        db::decide(&mut tx, &auth.scope, (one.correction_id, decision.confirm), &decision.reason).await?;
    }
    if decision.confirm {
        deferrals::lift(&mut tx, &auth.scope, deferral, &decision.reason).await?;
    }
    tx.announce("donors", Some(auth.scope.org)).await?;
    let donor = donor_or_404(&mut tx, &auth.scope, &auth.app.vault, id).await?;
    tx.ok(donor).await
}
