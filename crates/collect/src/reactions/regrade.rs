//! A reaction turns out graver or lighter than it was first graded.

use serde::Deserialize;
use utoipa::ToSchema;
use vena_contracts::collect::DonorReacted;
use vena_kernel::{collection::reactions as page, id::ReactionId};
use vena_platform::{
    auth::{Allowed, Answer},
    fault::Fault,
    http::{Body, Path},
};

use super::{
    ReactionRegrade,
    db::{self, NoteKind},
    http::locked,
    rules,
    view::{Reaction, reaction_or_404, standing},
};
use crate::{day, donations::Severity};

/// Another grade.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = DonorReactionGrade)]
pub(super) struct Regrade {
    /// How bad it is.
    #[garde(skip)]
    severity: Severity,
    /// What has changed.
    #[garde(length(chars, min = 2, max = 300))]
    reason: String,
}

/// Grades a reaction anew; what was graded before stays written.
#[utoipa::path(post, path = "/api/collect/reactions/{id}/regrade", tag = "collect",
    operation_id = "collect.reaction.regrade", params(("id" = ReactionId, Path)), request_body = Regrade,
    responses((status = 200, body = Reaction)))]
pub(super) async fn regrade(
    auth: Allowed<ReactionRegrade>,
    Path(id): Path<ReactionId>,
    Body(asked): Body<Regrade>,
) -> Result<Answer<Reaction>, Fault> {
    let mut tx = auth.write().await?;
    tx.because(&asked.reason);
    let record = locked(&mut tx, &auth.scope, id).await?;
    rules::may_regrade(standing(&record), record.severity == asked.severity)?;
    let on = day(record.onset_at);
    let (grade, before) = (page::grade(asked.severity.word(), on)?, page::grade(record.severity.word(), on)?);
    let call_by = rules::call_by(grade, tx.now());
    db::regrade(&mut tx, &record, asked.severity, (grade.serious, call_by)).await?;
    let text = format!("{} → {}：{}", before.name.zh, grade.name.zh, asked.reason);
    db::note(&mut tx, &auth.scope, id, (NoteKind::Grade, &text), [None; 3]).await?;
    tx.tell(&DonorReacted {
        reaction_id: id,
        donation_id: record.donation_id,
        donor_id: record.donor_id,
        severity: asked.severity.word().to_owned(),
        counts: page::kind(&record.kind, on)?.counts,
        serious: grade.serious,
        onset_at: record.onset_at,
    })
    .await?;
    tx.announce("reactions", Some(auth.scope.org)).await?;
    tx.announce("donations", Some(auth.scope.org)).await?;
    let shown = reaction_or_404(&mut tx, &auth.scope, id).await?;
    tx.ok(shown).await
}
