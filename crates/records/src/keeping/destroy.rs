//! Destroying documents: one person proposes, another one confirms, and then they are gone.

use std::collections::BTreeSet;

use axum::{Extension, Json};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use vena_kernel::{id::DocumentId, refusal::Refusal, say, zone};
use vena_platform::{
    auth::{Allowed, Answer, Scope},
    db::Tx,
    fault::{Fault, Problem},
    http::{Body, Page, Path, Query, cursor},
};

use super::{
    DestructionConfirm, DestructionCreate, DestructionList, DestructionReject, DestructionView, Subjects,
    db::{self, DestructionState},
    rules,
    view::{self, Destruction, DestructionLine},
};
use crate::{
    Desk,
    documents::{db::note, words::DocumentStep},
};

/// What is to be destroyed, and why.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct DestructionNew {
    /// The documents.
    #[garde(length(min = 1, max = 200))]
    documents: Vec<DocumentId>,
    /// For the record.
    #[garde(length(chars, min = 2, max = 300))]
    reason: String,
}

#[utoipa::path(post, path = "/api/records/destructions", tag = "records", operation_id = "records.destruction.create",
    request_body = DestructionNew, responses((status = 201, body = Destruction)))]
pub(super) async fn propose(
    auth: Allowed<DestructionCreate>,
    Extension(desk): Extension<Desk>,
    Body(new): Body<DestructionNew>,
) -> Result<Answer<Destruction>, Fault> {
    let mut tx = auth.write().await?;
    let wanted: BTreeSet<DocumentId> = new.documents.into_iter().collect();
    let wanted: Vec<DocumentId> = wanted.into_iter().collect();
    all_may_go(&mut tx, &auth.scope, &desk.subjects, &wanted).await?;
    tx.because(&new.reason);
    let id = tx.new_id();
    if !db::propose(&mut tx, &auth.scope, (id, &new.reason), &wanted).await? {
        let reason = say!("其中有文书已在另一销毁申请中", "one of the documents stands in another proposal");
        return Err(Refusal::new("destruction.proposed-already", reason).into());
    }
    for document in &wanted {
        note(&mut tx, *document, DocumentStep::DestructionProposed, auth.scope.user, Some(&new.reason)).await?;
    }
    tx.announce("documents", Some(auth.scope.org)).await?;
    let destruction = view::destruction(&mut tx, &auth.scope, id).await?;
    tx.created(destruction).await
}

/// Every document exists, may be seen by the caller, and may be destroyed now.
async fn all_may_go(tx: &mut Tx, scope: &Scope, subjects: &Subjects, wanted: &[DocumentId]) -> Result<(), Fault> {
    let today = tx.now().day_in(&zone::china());
    db::lock_documents(tx, wanted).await?;
    let rows = db::kept(tx, scope, wanted).await?;
    if let Some(missing) = wanted.iter().find(|id| rows.iter().all(|row| row.document_id != **id)) {
        return Err(Problem::not_found("document", missing).into());
    }
    for row in &rows {
        rules::may_destroy(&view::facts(tx, subjects, row).await?, today)?;
    }
    Ok(())
}

/// Which destructions.
#[derive(Debug, Deserialize, IntoParams, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct DestructionQuery {
    /// How far they have come.
    #[garde(skip)]
    #[param(inline)]
    state: Option<DestructionState>,
    /// Where the page begins: `next` of the page before.
    #[garde(length(chars, max = 100))]
    cursor: Option<String>,
    /// How many rows, 50 when absent.
    #[garde(range(min = 1, max = 200))]
    limit: Option<i64>,
}

/// Destructions of documents that the caller may see, newest first.
#[utoipa::path(get, path = "/api/records/destructions", tag = "records", operation_id = "records.destruction.list",
    params(DestructionQuery), responses((status = 200, body = Page<DestructionLine>)))]
pub(super) async fn list(
    auth: Allowed<DestructionList>,
    Query(query): Query<DestructionQuery>,
) -> Result<Json<Page<DestructionLine>>, Fault> {
    let limit = query.limit.unwrap_or(50);
    let before = cursor(query.cursor.as_deref())?;
    let mut tx = auth.read().await?;
    let found = db::destructions(&mut tx, &auth.scope, None, query.state, before, limit + 1).await?;
    let rows = found.into_iter().map(|row| DestructionLine::of(row, &auth.scope)).collect();
    Ok(Json(Page::cut(rows, limit, tx.now(), |row: &DestructionLine| row.destruction_id.to_string())))
}

#[utoipa::path(get, path = "/api/records/destructions/{id}", tag = "records", operation_id = "records.destruction.view",
    params(("id" = Uuid, Path)), responses((status = 200, body = Destruction)))]
pub(super) async fn view(auth: Allowed<DestructionView>, Path(id): Path<Uuid>) -> Result<Json<Destruction>, Fault> {
    let mut tx = auth.read().await?;
    Ok(Json(view::destruction(&mut tx, &auth.scope, id).await?))
}

/// Destroys the documents: every one is looked at once more, and all go or none.
#[utoipa::path(post, path = "/api/records/destructions/{id}/confirm", tag = "records",
    operation_id = "records.destruction.confirm", params(("id" = Uuid, Path)),
    responses((status = 200, body = Destruction)))]
pub(super) async fn confirm(
    auth: Allowed<DestructionConfirm>,
    Extension(desk): Extension<Desk>,
    Path(id): Path<Uuid>,
) -> Result<Answer<Destruction>, Fault> {
    let mut tx = auth.write().await?;
    db::lock(&mut tx, &auth.scope, id).await?;
    let row = view::row(&mut tx, &auth.scope, id).await?;
    rules::may_confirm(row.state, row.proposed_by, auth.scope.user)?;
    let documents = db::items(&mut tx, id).await?;
    all_may_go(&mut tx, &auth.scope, &desk.subjects, &documents).await?;
    tx.because(&row.reason);
    db::decide(&mut tx, &auth.scope, id, DestructionState::Done, None).await?;
    db::erase(&mut tx, &documents).await?;
    for document in &documents {
        note(&mut tx, *document, DocumentStep::Destroyed, auth.scope.user, Some(&row.reason)).await?;
    }
    tx.announce("documents", Some(auth.scope.org)).await?;
    let destruction = view::destruction(&mut tx, &auth.scope, id).await?;
    tx.ok(destruction).await
}

/// Why not.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct DestructionRejection {
    /// For the record.
    #[garde(length(chars, min = 2, max = 300))]
    reason: String,
}

#[utoipa::path(post, path = "/api/records/destructions/{id}/reject", tag = "records",
    operation_id = "records.destruction.reject", params(("id" = Uuid, Path)), request_body = DestructionRejection,
    responses((status = 200, body = Destruction)))]
pub(super) async fn reject(
    auth: Allowed<DestructionReject>,
    Path(id): Path<Uuid>,
    Body(asked): Body<DestructionRejection>,
) -> Result<Answer<Destruction>, Fault> {
    let mut tx = auth.write().await?;
    db::lock(&mut tx, &auth.scope, id).await?;
    let row = view::row(&mut tx, &auth.scope, id).await?;
    rules::may_reject(row.state)?;
    tx.because(&asked.reason);
    db::decide(&mut tx, &auth.scope, id, DestructionState::Rejected, Some(&asked.reason)).await?;
    for document in db::items(&mut tx, id).await? {
        note(&mut tx, document, DocumentStep::DestructionRejected, auth.scope.user, Some(&asked.reason)).await?;
    }
    tx.announce("documents", Some(auth.scope.org)).await?;
    let destruction = view::destruction(&mut tx, &auth.scope, id).await?;
    tx.ok(destruction).await
}
