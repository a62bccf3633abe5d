//! Holding documents beyond their time.

use serde::Deserialize;
use utoipa::ToSchema;
use vena_kernel::{id::DocumentId, refusal::Refusal, say};
use vena_platform::{
    auth::{Allowed, Answer},
    fault::Fault,
    http::{Body, Path},
};

use super::{HoldCreate, HoldLift, db};
use crate::{
    documents::{
        db::note,
        view::{self, Document},
        words::DocumentStep,
    },
    signing::locked,
};

/// Why.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct HoldReason {
    /// For the record: which court, which case.
    #[garde(length(chars, min = 2, max = 300))]
    reason: String,
}

/// Keeps a document beyond its time, until the hold is lifted.
#[utoipa::path(post, path = "/api/records/documents/{id}/hold", tag = "records", operation_id = "records.hold.create",
    params(("id" = DocumentId, Path)), request_body = HoldReason, responses((status = 200, body = Document)))]
pub(super) async fn hold(
    auth: Allowed<HoldCreate>,
    Path(id): Path<DocumentId>,
    Body(asked): Body<HoldReason>,
) -> Result<Answer<Document>, Fault> {
    let mut tx = auth.write().await?;
    let (head, _) = locked(&mut tx, &auth.scope, id).await?;
    if head.destroyed_at.is_some() {
        let reason = say!("该文书已销毁", "the document is destroyed");
        return Err(Refusal::new("retention.destroyed", reason).into());
    }
    tx.because(&asked.reason);
    db::hold(&mut tx, &auth.scope, id, &asked.reason).await?;
    note(&mut tx, id, DocumentStep::Held, auth.scope.user, Some(&asked.reason)).await?;
    tx.announce("documents", Some(auth.scope.org)).await?;
    let document = view::document(&mut tx, &auth.app.vault, &auth.scope, id).await?;
    tx.ok(document).await
}

/// Lifts every hold of a document.
#[utoipa::path(post, path = "/api/records/documents/{id}/hold/lift", tag = "records", operation_id = "records.hold.lift",
    params(("id" = DocumentId, Path)), request_body = HoldReason, responses((status = 200, body = Document)))]
pub(super) async fn lift(
    auth: Allowed<HoldLift>,
    Path(id): Path<DocumentId>,
    Body(asked): Body<HoldReason>,
) -> Result<Answer<Document>, Fault> {
    let mut tx = auth.write().await?;
    locked(&mut tx, &auth.scope, id).await?;
    tx.because(&asked.reason);
    if db::lift(&mut tx, &auth.scope, id, &asked.reason).await? == 0 {
        return Err(Refusal::new("retention.not-held", say!("该文书未被冻结", "the document is not held")).into());
    }
    note(&mut tx, id, DocumentStep::HoldLifted, auth.scope.user, Some(&asked.reason)).await?;
    tx.announce("documents", Some(auth.scope.org)).await?;
    let document = view::document(&mut tx, &auth.app.vault, &auth.scope, id).await?;
    tx.ok(document).await
}
