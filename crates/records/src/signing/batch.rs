//! Many signatures in one confirmation.

use std::fmt;

use axum::Extension;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vena_kernel::{
    id::{CertificateId, DocumentId},
    refusal::Refusal,
};
use vena_platform::{
    auth::{Allowed, Answer, Scope},
    db::Tx,
    fault::{Fault, Problem},
    http::Body,
};

use super::{
    DocumentSignMany,
    one::{self, Pen, Wish, locked},
    order::Words,
};
use crate::{
    Desk,
    documents::{rules, view},
};

/// A portion of a batch. Whoever signs a thousand sends portion after portion, shows how far it has come, and goes on
/// after whatever has stopped it with the documents that still wait.
#[derive(Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct DocumentBatch {
    /// Which documents.
    #[garde(length(min = 1, max = 50))]
    documents: Vec<DocumentId>,
    /// Where, in each of them.
    #[garde(length(chars, min = 1, max = 60))]
    slot: String,
    /// With which of the caller's certificates: one whose key is here or at the signature service.
    #[garde(skip)]
    certificate_id: CertificateId,
    /// Opens the key.
    #[garde(length(chars, min = 1, max = 64))]
    pin: String,
    /// What the signatures say.
    #[garde(length(chars, min = 1, max = 100))]
    reason: String,
    /// At which workstation.
    #[garde(length(chars, max = 60))]
    device: Option<String>,
}

impl fmt::Debug for DocumentBatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DocumentBatch").field("documents", &self.documents.len()).finish_non_exhaustive()
    }
}

/// What became of one document of a batch.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct BatchLine {
    pub(super) document_id: DocumentId,
    /// Why it is not signed; absent when it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) refusal: Option<Refusal>,
}

/// Signs each document by itself; one that may not be signed keeps its reason and stops no other.
#[utoipa::path(post, path = "/api/records/documents/sign-many", tag = "records", operation_id = "records.document.sign_many",
    request_body = DocumentBatch, responses((status = 200, body = Vec<BatchLine>)))]
pub(super) async fn sign_many(
    auth: Allowed<DocumentSignMany>,
    Extension(desk): Extension<Desk>,
    Body(mut batch): Body<DocumentBatch>,
) -> Result<Answer<Vec<BatchLine>>, Fault> {
    let (mut tx, pen) = Pen::take(&auth, &desk, (batch.certificate_id, &batch.pin)).await?;
    // In one order for everybody, so that two batches never wait for each other.
    batch.documents.sort_unstable();
    batch.documents.dedup();
    let mut lines = Vec::new();
    for document_id in batch.documents {
        let device = batch.device.as_deref().unwrap_or("");
        let words = Words { slot: &batch.slot, reason: &batch.reason, device };
        let wish = Wish { document_id, words };
        let refusal = match may(&mut tx, &auth.scope, &wish).await? {
            Some(refusal) => Some(refusal),
            None => {
                one::sign(&mut tx, &auth.app, &auth.scope, (&desk, &pen), &wish).await?;
                None
            }
        };
        lines.push(BatchLine { document_id, refusal });
    }
    tx.announce("documents", Some(auth.scope.org)).await?;
    tx.ok(lines).await
}

/// Why the document may not be signed, if it may not; it stays locked.
pub(super) async fn may(tx: &mut Tx, scope: &Scope, wish: &Wish<'_>) -> Result<Option<Refusal>, Fault> {
    match locked(tx, scope, wish.document_id).await {
        Ok((head, slots)) => Ok(rules::may_sign(&view::facts(&head, &slots), wish.words.slot, scope.user).err()),
        Err(Fault::Problem(problem)) => Ok(Some(unknown(*problem))),
        Err(fault) => Err(fault),
    }
}

fn unknown(problem: Problem) -> Refusal {
    Refusal::new("document.unknown", problem.detail)
}
