//! The routes of many signatures by one USB key.

use axum::Extension;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vena_kernel::{
    clock::Instant,
    id::{CeremonyId, CertificateId, DocumentId},
    refusal::Refusal,
};
use vena_platform::{
    auth::{Allowed, Answer},
    documents::Medium,
    fault::Fault,
    http::Body,
};

use super::{
    DocumentSignManyBegin, DocumentSignManyFinish,
    batch::{BatchLine, may},
    db,
    one::Wish,
    order::Words,
    outside::{self, KeyAnswer, OutsideKey},
    rules,
};
use crate::{Desk, challenges::wire::Octets};

/// A portion of a batch for a USB key.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct BatchBegin {
    /// Which documents.
    #[garde(length(min = 1, max = 50))]
    documents: Vec<DocumentId>,
    /// Where, in each of them.
    #[garde(length(chars, min = 1, max = 60))]
    slot: String,
    /// With which of the caller's certificates: of a USB key.
    #[garde(skip)]
    certificate_id: CertificateId,
    /// What the signatures say.
    #[garde(length(chars, min = 1, max = 100))]
    reason: String,
    /// At which workstation.
    #[garde(length(chars, max = 60))]
    device: Option<String>,
}

/// What the key is asked to sign, document by document.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct BatchCeremony {
    /// What kind of key.
    medium: Medium,
    /// Number of the certificate, by which the key at the workstation is found.
    serial: String,
    lines: Vec<BatchQuestion>,
}

/// What the key is asked for one document, or why it is asked nothing.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct BatchQuestion {
    document_id: DocumentId,
    /// Why it may not be signed; absent when it may.
    #[serde(skip_serializing_if = "Option::is_none")]
    refusal: Option<Refusal>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ceremony_id: Option<CeremonyId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    to_sign: Option<Octets>,
    /// Until when an answer is taken.
    #[serde(skip_serializing_if = "Option::is_none")]
    expires_at: Option<Instant>,
}

/// Prepares signatures for many documents; one that may not be signed keeps its reason and stops no other.
#[utoipa::path(post, path = "/api/records/documents/sign-many/begin", tag = "records",
    operation_id = "records.document.sign_many_begin", request_body = BatchBegin,
    responses((status = 201, body = BatchCeremony)))]
pub(super) async fn begin(
    auth: Allowed<DocumentSignManyBegin>,
    Extension(desk): Extension<Desk>,
    Body(mut batch): Body<BatchBegin>,
) -> Result<Answer<BatchCeremony>, Fault> {
    let mut tx = auth.write().await?;
    let office = (&auth.app, &auth.scope);
    let key = OutsideKey::take(&mut tx, office, &desk, batch.certificate_id).await?;
    if key.certificate.medium == Medium::Webauthn {
        return Err(rules::one_by_one().into());
    }
    // In one order for everybody, so that two batches never wait for each other.
    batch.documents.sort_unstable();
    batch.documents.dedup();
    let device = batch.device.as_deref().unwrap_or("");
    let words = Words { slot: &batch.slot, reason: &batch.reason, device };
    let mut lines = Vec::new();
    for document_id in batch.documents {
        let wish = Wish { document_id, words };
        let mut line = BatchQuestion { document_id, refusal: None, ceremony_id: None, to_sign: None, expires_at: None };
        line.refusal = may(&mut tx, &auth.scope, &wish).await?;
        if line.refusal.is_none() {
            let begun = outside::begin(&mut tx, office, (&desk, &key), &wish).await?;
            (line.ceremony_id, line.to_sign) = (Some(begun.ceremony_id), Some(begun.to_sign));
            line.expires_at = Some(begun.expires_at);
        }
        lines.push(line);
    }
    tx.created(BatchCeremony { medium: key.certificate.medium, serial: key.certificate.serial, lines }).await
}

/// The answers of a USB key.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct BatchFinish {
    #[garde(length(min = 1, max = 50))]
    answers: Vec<BatchAnswer>,
}

/// The answer for one document.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct BatchAnswer {
    ceremony_id: CeremonyId,
    /// `SEQUENCE { r, s }` over what was to be signed.
    signature: Octets,
}

/// Takes the answers of a USB key; one that does not hold keeps its reason and stops no other.
#[utoipa::path(post, path = "/api/records/documents/sign-many/finish", tag = "records",
    operation_id = "records.document.sign_many_finish", request_body = BatchFinish,
    responses((status = 200, body = Vec<BatchLine>)))]
pub(super) async fn finish(
    auth: Allowed<DocumentSignManyFinish>,
    Extension(desk): Extension<Desk>,
    Body(batch): Body<BatchFinish>,
) -> Result<Answer<Vec<BatchLine>>, Fault> {
    let mut tx = auth.write().await?;
    let mut begun = Vec::new();
    for answer in batch.answers {
        // Somebody else's, or forgotten: there is no document that the line could name.
        if let Some(ceremony) = db::locked(&mut tx, &auth.scope, answer.ceremony_id).await? {
            begun.push((ceremony.document_id, answer));
        }
    }
    begun.sort_by_key(|(document_id, _)| *document_id);
    let mut lines = Vec::new();
    for (document_id, BatchAnswer { ceremony_id, signature }) in begun {
        let answer = (ceremony_id, KeyAnswer::Signature(signature));
        let refusal = match outside::finish(&mut tx, (&auth.app, &auth.scope), &desk, answer).await {
            Ok(_) => None,
            // Everything is judged before anything is written: what is refused has left nothing behind.
            Err(Fault::Problem(problem)) if problem.rule.is_some() => {
                Some(Refusal::new(problem.rule.unwrap_or_default(), problem.detail))
            }
            Err(fault) => return Err(fault),
        };
        lines.push(BatchLine { document_id, refusal });
    }
    tx.announce("documents", Some(auth.scope.org)).await?;
    tx.ok(lines).await
}
