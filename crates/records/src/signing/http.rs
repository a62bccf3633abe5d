//! The routes of one signature.

use std::fmt;

use axum::Extension;
use serde::Deserialize;
use utoipa::ToSchema;
use vena_kernel::id::{CertificateId, DocumentId};
use vena_platform::{
    auth::{Allowed, Answer},
    fault::Fault,
    http::{Body, Path},
};

use super::{
    DocumentRefuse, DocumentSign,
    one::{self, Pen, Wish, locked},
    order::Words,
};
use crate::{
    Desk,
    documents::{
        db, rules,
        view::{self, Document},
        words::{DocumentState, DocumentStep},
    },
};

/// A signature.
#[derive(Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct DocumentSigning {
    /// Where.
    #[garde(length(chars, min = 1, max = 60))]
    slot: String,
    /// With which of the caller's certificates: one whose key is here or at the signature service.
    #[garde(skip)]
    certificate_id: CertificateId,
    /// Opens the key; for a signature service, whatever it asks for.
    #[garde(length(chars, min = 1, max = 64))]
    pin: String,
    /// What the signature says, such as 核对无误.
    #[garde(length(chars, min = 1, max = 100))]
    reason: String,
    /// At which workstation.
    #[garde(length(chars, max = 60))]
    device: Option<String>,
}

impl fmt::Debug for DocumentSigning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DocumentSigning").field("slot", &self.slot).finish_non_exhaustive()
    }
}

/// Signs with the caller's own key, for which the PIN is asked each time.
#[utoipa::path(post, path = "/api/records/documents/{id}/sign", tag = "records", operation_id = "records.document.sign",
    params(("id" = DocumentId, Path)), request_body = DocumentSigning, responses((status = 200, body = Document)))]
pub(super) async fn sign(
    auth: Allowed<DocumentSign>,
    Extension(desk): Extension<Desk>,
    Path(id): Path<DocumentId>,
    Body(signing): Body<DocumentSigning>,
) -> Result<Answer<Document>, Fault> {
    let (mut tx, pen) = Pen::take(&auth, &desk, (signing.certificate_id, &signing.pin)).await?;
    let device = signing.device.as_deref().unwrap_or("");
    let wish = Wish { document_id: id, words: Words { slot: &signing.slot, reason: &signing.reason, device } };
    one::sign(&mut tx, &auth.app, &auth.scope, (&desk, &pen), &wish).await?;
    tx.announce("documents", Some(auth.scope.org)).await?;
    let document = view::document(&mut tx, &auth.app.vault, &auth.scope, id).await?;
    tx.ok(document).await
}

/// Why somebody does not sign.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct SignatureRefusal {
    /// Where.
    #[garde(length(chars, min = 1, max = 60))]
    slot: String,
    /// Why, for the record.
    #[garde(length(chars, min = 2, max = 200))]
    reason: String,
}

/// Refuses to sign; the document is closed and keeps the reason.
#[utoipa::path(post, path = "/api/records/documents/{id}/refuse", tag = "records", operation_id = "records.document.refuse",
    params(("id" = DocumentId, Path)), request_body = SignatureRefusal, responses((status = 200, body = Document)))]
pub(super) async fn refuse(
    auth: Allowed<DocumentRefuse>,
    Path(id): Path<DocumentId>,
    Body(refusal): Body<SignatureRefusal>,
) -> Result<Answer<Document>, Fault> {
    let mut tx = auth.write().await?;
    let (head, slots) = locked(&mut tx, &auth.scope, id).await?;
    rules::may_sign(&view::facts(&head, &slots), &refusal.slot, auth.scope.user)?;
    tx.because(&refusal.reason);
    db::refuse(&mut tx, &auth.scope, id, &refusal.slot, &refusal.reason).await?;
    db::close(&mut tx, id, DocumentState::Refused, None).await?;
    db::note(&mut tx, id, DocumentStep::Refused, auth.scope.user, Some(&refusal.reason)).await?;
    tx.announce("documents", Some(auth.scope.org)).await?;
    let document = view::document(&mut tx, &auth.app.vault, &auth.scope, id).await?;
    tx.ok(document).await
}
