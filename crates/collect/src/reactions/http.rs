//! Telling a reaction, treating it, following it up, closing it.

use serde::Deserialize;
use utoipa::ToSchema;
use vena_kernel::{
    clock::Instant,
    id::{DonationId, ReactionId},
    say,
};
use vena_platform::{
    auth::{Allowed, Answer, Scope},
    db::Tx,
    fault::{Fault, Problem},
    http::{Body, Path},
};

use super::{
    ReactionClose, ReactionCreate, ReactionNote, ReactionOver,
    db::{self, NewReaction, NoteKind, Phase, ReactionRecord, Way},
    keep_told, rules,
    view::{Reaction, reaction_or_404, record_or_404, standing},
};
use crate::donations::{DonationRecord, Severity, opened, rules::not_ahead};

/// A reaction of a donor.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = DonorReactionNew)]
pub(super) struct ReactionNew {
    /// What it was, as the rulebook names it.
    #[garde(length(chars, min = 1, max = 40))]
    kind: String,
    /// How bad it was.
    #[garde(skip)]
    severity: Severity,
    /// When it began; now when absent.
    #[garde(skip)]
    onset_at: Option<Instant>,
    /// Before, during or after the donation.
    #[garde(skip)]
    phase: Phase,
    /// What was seen.
    #[garde(length(chars, min = 2, max = 1000))]
    seen: String,
    /// What was done.
    #[garde(length(chars, max = 1000))]
    #[serde(default)]
    measures: String,
    /// When it was over, if it is.
    #[garde(skip)]
    over_at: Option<Instant>,
    /// How it became known; seen when absent.
    #[garde(skip)]
    #[serde(default)]
    way: Way,
}

/// Treatment, vital signs or a call.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = DonorReactionNoteNew)]
pub(super) struct NoteNew {
    /// What it is about.
    #[garde(skip)]
    kind: NoteKind,
    /// In words.
    #[garde(length(chars, max = 1000))]
    #[serde(default)]
    text: String,
    /// Systolic blood pressure, mmHg.
    #[garde(range(min = 1, max = 400))]
    systolic_mmhg: Option<i32>,
    /// Diastolic blood pressure, mmHg.
    #[garde(range(min = 1, max = 400))]
    diastolic_mmhg: Option<i32>,
    /// Pulse, beats per minute.
    #[garde(range(min = 1, max = 400))]
    pulse_per_min: Option<i32>,
}

/// When it was over.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = DonorReactionEnd)]
pub(super) struct End {
    /// Now when absent.
    #[garde(skip)]
    at: Option<Instant>,
}

/// How it ended.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = DonorReactionOutcome)]
pub(super) struct Outcome {
    /// In words.
    #[garde(length(chars, min = 2, max = 500))]
    outcome: String,
}

/// Records a reaction of a donor.
#[utoipa::path(post, path = "/api/collect/donations/{id}/reactions", tag = "collect",
    operation_id = "collect.reaction.create", params(("id" = DonationId, Path)), request_body = ReactionNew,
    responses((status = 201, body = Reaction)))]
pub(super) async fn create(
    auth: Allowed<ReactionCreate>,
    Path(id): Path<DonationId>,
    Body(new): Body<ReactionNew>,
) -> Result<Answer<Reaction>, Fault> {
    let mut tx = auth.write().await?;
    let record = opened(&mut tx, &auth.scope, id).await?;
    let onset_at = new.onset_at.unwrap_or(tx.now());
    not_ahead(onset_at, tx.now())?;
    rules::fits(new.phase, onset_at, times(&record))?;
    if let Some(over_at) = new.over_at {
        rules::may_end(onset_at, over_at, tx.now())?;
    }
    let told = NewReaction {
        kind: &new.kind,
        severity: new.severity,
        onset_at,
        phase: new.phase,
        seen: &new.seen,
        measures: &new.measures,
        over_at: new.over_at,
    };
    let reaction = keep_told(&mut tx, &auth.scope, &record, told, new.way).await?;
    tx.announce("donations", Some(auth.scope.org)).await?;
    let shown = reaction_or_404(&mut tx, &auth.scope, reaction).await?;
    tx.created(shown).await
}

/// When the needle went in and came out.
fn times(record: &DonationRecord) -> [Option<Instant>; 2] {
    [record.needle_at.or(record.started_at), record.ended_at]
}

pub(super) async fn locked(tx: &mut Tx, scope: &Scope, id: ReactionId) -> Result<ReactionRecord, Fault> {
    record_or_404(tx, scope, id).await?;
    db::lock(tx, id).await?;
    record_or_404(tx, scope, id).await
}

/// Writes treatment, vital signs or a call.
#[utoipa::path(post, path = "/api/collect/reactions/{id}/notes", tag = "collect", operation_id = "collect.reaction.note",
    params(("id" = ReactionId, Path)), request_body = NoteNew, responses((status = 200, body = Reaction)))]
pub(super) async fn note(
    auth: Allowed<ReactionNote>,
    Path(id): Path<ReactionId>,
    Body(new): Body<NoteNew>,
) -> Result<Answer<Reaction>, Fault> {
    if matches!(new.kind, NoteKind::Grade | NoteKind::Deferral) {
        let detail = say!("分级和暂缓有各自的操作", "grades and deferrals have steps of their own");
        return Err(Problem::invalid("kind", "", "reaction.note-kind", detail).into());
    }
    let vitals = [new.systolic_mmhg, new.diastolic_mmhg, new.pulse_per_min];
    if new.text.trim().is_empty() && vitals.iter().all(Option::is_none) {
        let detail = say!("请填写内容或生命体征", "write something, or vital signs");
        return Err(Problem::invalid("text", "", "reaction.empty-note", detail).into());
    }
    let mut tx = auth.write().await?;
    let record = locked(&mut tx, &auth.scope, id).await?;
    rules::open(standing(&record))?;
    db::note(&mut tx, &auth.scope, id, (new.kind, new.text.trim()), vitals).await?;
    tx.announce("reactions", Some(auth.scope.org)).await?;
    let shown = reaction_or_404(&mut tx, &auth.scope, id).await?;
    tx.ok(shown).await
}

/// The reaction is over.
#[utoipa::path(post, path = "/api/collect/reactions/{id}/over", tag = "collect", operation_id = "collect.reaction.over",
    params(("id" = ReactionId, Path)), request_body = End, responses((status = 200, body = Reaction)))]
pub(super) async fn over(
    auth: Allowed<ReactionOver>,
    Path(id): Path<ReactionId>,
    Body(end): Body<End>,
) -> Result<Answer<Reaction>, Fault> {
    let mut tx = auth.write().await?;
    let record = locked(&mut tx, &auth.scope, id).await?;
    rules::open(standing(&record))?;
    let at = end.at.unwrap_or(tx.now());
    rules::may_end(record.onset_at, at, tx.now())?;
    db::over(&mut tx, id, at).await?;
    tx.announce("reactions", Some(auth.scope.org)).await?;
    tx.announce("donations", Some(auth.scope.org)).await?;
    let shown = reaction_or_404(&mut tx, &auth.scope, id).await?;
    tx.ok(shown).await
}

/// Closes the case.
#[utoipa::path(post, path = "/api/collect/reactions/{id}/close", tag = "collect", operation_id = "collect.reaction.close",
    params(("id" = ReactionId, Path)), request_body = Outcome, responses((status = 200, body = Reaction)))]
pub(super) async fn close(
    auth: Allowed<ReactionClose>,
    Path(id): Path<ReactionId>,
    Body(end): Body<Outcome>,
) -> Result<Answer<Reaction>, Fault> {
    let mut tx = auth.write().await?;
    let record = locked(&mut tx, &auth.scope, id).await?;
    rules::may_close(standing(&record))?;
    db::close(&mut tx, &auth.scope, id, &end.outcome).await?;
    tx.announce("reactions", Some(auth.scope.org)).await?;
    let shown = reaction_or_404(&mut tx, &auth.scope, id).await?;
    tx.ok(shown).await
}
