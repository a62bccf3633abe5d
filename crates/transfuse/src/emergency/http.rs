//! The physician's signature, and the crossmatch that follows.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use vena_kernel::{
    clock::Instant,
    id::{MatchId, UserId},
    refusal::Refusal,
    say,
    unit_state::{Fact, HoldKind},
};
use vena_platform::{
    auth::{Allowed, Answer},
    fault::Fault,
    http::{Body, Path},
};

use super::{MatchCrossmatch, MatchSign, db, rules};
use crate::{
    digest::digest,
    event,
    matches::{
        view::{self, Match},
        words::LaterResult,
    },
    samples,
};

/// The signature needs nothing but the physician's own sign-in.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct EmergencySignature {}

/// What a physician signs; its digest goes into the ledger.
#[derive(Serialize)]
struct Signed<'a> {
    match_id: MatchId,
    unit: String,
    record_no: &'a str,
    reason: &'a str,
    physician: UserId,
    at: Instant,
}

/// The crossmatch that follows an emergency.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct LaterCrossmatch {
    /// What it came out as.
    #[garde(skip)]
    result: LaterResult,
    /// On which sample.
    #[garde(skip)]
    sample_id: Uuid,
}

#[utoipa::path(post, path = "/api/transfuse/matches/{id}/sign-emergency", tag = "transfuse",
    operation_id = "transfuse.match.sign_emergency", params(("id" = MatchId, Path)),
    request_body = EmergencySignature, responses((status = 200, body = Match)))]
pub(super) async fn sign(
    auth: Allowed<MatchSign>,
    Path(id): Path<MatchId>,
    Body(EmergencySignature {}): Body<EmergencySignature>,
) -> Result<Answer<Match>, Fault> {
    let mut tx = auth.write().await?;
    let row = view::locked(&mut tx, &auth.scope, id).await?;
    rules::may_sign(&view::standing(&row, &auth.scope, tx.now()))?;
    let signed = Signed {
        match_id: id,
        unit: row.unit.label(),
        record_no: &row.record_no,
        reason: row.emergency_reason.as_deref().unwrap_or_default(),
        physician: auth.scope.user,
        at: tx.now(),
    };
    let signature = digest(&signed)?;
    db::sign(&mut tx, &auth.scope, id, &signature).await?;
    let shown = view::changed(&mut tx, &auth.scope, id).await?;
    tx.ok(shown).await
}

#[utoipa::path(post, path = "/api/transfuse/matches/{id}/crossmatch", tag = "transfuse",
    operation_id = "transfuse.match.crossmatch", params(("id" = MatchId, Path)), request_body = LaterCrossmatch,
    responses((status = 200, body = Match)))]
pub(super) async fn crossmatch(
    auth: Allowed<MatchCrossmatch>,
    Path(id): Path<MatchId>,
    Body(later): Body<LaterCrossmatch>,
) -> Result<Answer<Match>, Fault> {
    let mut tx = auth.write().await?;
    let row = view::locked(&mut tx, &auth.scope, id).await?;
    rules::may_crossmatch(&view::standing(&row, &auth.scope, tx.now()))?;
    let sample = samples::view::row_or_404(&mut tx, &auth.scope, later.sample_id).await?;
    if sample.patient_id != row.patient_id {
        let reason = say!("标本不是该患者的", "the sample is another patient's");
        return Err(Refusal::new("sample.of-patient", reason).into());
    }
    if later.result == LaterResult::Incompatible {
        let mut held = event(&tx, &auth.scope, row.unit.unit_id, Fact::Held { hold: HoldKind::PatientReport });
        held.reason = Some("补做交叉配血不合".to_owned());
        vena_ledger::append_all_or_refuse(&mut tx, &[held]).await?;
    }
    db::crossmatch(&mut tx, &auth.scope, id, later.result, later.sample_id).await?;
    let shown = view::changed(&mut tx, &auth.scope, id).await?;
    tx.ok(shown).await
}
