//! The routes of one signature by a key outside the server.

use axum::Extension;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vena_kernel::{
    clock::Instant,
    id::{CeremonyId, CertificateId, DocumentId},
};
use vena_platform::{
    auth::{Allowed, Answer},
    documents::Medium,
    fault::{Fault, Problem},
    http::{Body, Path},
};

use super::{
    DocumentSignBegin, DocumentSignFinish, db,
    one::Wish,
    order::Words,
    outside::{self, KeyAnswer, OutsideKey},
    rules,
};
use crate::{
    Desk,
    challenges::{answer::KeyAssertion, party::party, wire::Octets},
    documents::view::{self, Document},
};

/// A signature by a key that is not on the server.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct SignatureBegin {
    /// Where.
    #[garde(length(chars, min = 1, max = 60))]
    slot: String,
    /// With which of the caller's certificates: of a USB key or a security key.
    #[garde(skip)]
    certificate_id: CertificateId,
    /// What the signature says, such as 核对无误.
    #[garde(length(chars, min = 1, max = 100))]
    reason: String,
    /// At which workstation.
    #[garde(length(chars, max = 60))]
    device: Option<String>,
}

/// What the key is asked to sign.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SignatureCeremony {
    ceremony_id: CeremonyId,
    /// What kind of key.
    medium: Medium,
    /// The bytes to sign; for a security key its challenge.
    to_sign: Octets,
    /// Which credential of the security key.
    #[serde(skip_serializing_if = "Option::is_none")]
    credential_id: Option<Octets>,
    /// The domain that the security key is bound to.
    #[serde(skip_serializing_if = "Option::is_none")]
    rp_id: Option<String>,
    /// Number of the certificate, by which the key at the workstation is found.
    serial: String,
    /// Until when an answer is taken.
    expires_at: Instant,
}

/// Prepares a signature by a USB key or a security key: judges whether the caller may sign, and says what the key has to sign.
#[utoipa::path(post, path = "/api/records/documents/{id}/sign/begin", tag = "records",
    operation_id = "records.document.sign_begin", params(("id" = DocumentId, Path)), request_body = SignatureBegin,
    responses((status = 201, body = SignatureCeremony)))]
pub(super) async fn begin(
    auth: Allowed<DocumentSignBegin>,
    Extension(desk): Extension<Desk>,
    Path(id): Path<DocumentId>,
    Body(begin): Body<SignatureBegin>,
) -> Result<Answer<SignatureCeremony>, Fault> {
    let mut tx = auth.write().await?;
    let office = (&auth.app, &auth.scope);
    let key = OutsideKey::take(&mut tx, office, &desk, begin.certificate_id).await?;
    let device = begin.device.as_deref().unwrap_or("");
    let wish = Wish { document_id: id, words: Words { slot: &begin.slot, reason: &begin.reason, device } };
    let begun = outside::begin(&mut tx, office, (&desk, &key), &wish).await?;
    let credential = key.certificate.credential.map(|key| Octets(key.0.credential_id));
    let asked = SignatureCeremony {
        ceremony_id: begun.ceremony_id,
        medium: key.certificate.medium,
        to_sign: begun.to_sign,
        rp_id: credential.is_some().then(|| party(&auth.app.config).id),
        credential_id: credential,
        serial: key.certificate.serial,
        expires_at: begun.expires_at,
    };
    tx.created(asked).await
}

/// The answer of the key: `signature` of a USB key, `assertion` of a security key.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct SignatureFinish {
    #[garde(skip)]
    ceremony_id: CeremonyId,
    /// `SEQUENCE { r, s }` over what was to be signed.
    #[garde(skip)]
    signature: Option<Octets>,
    #[garde(skip)]
    assertion: Option<KeyAssertion>,
}

/// Takes the key's answer and keeps the signature, if everything still holds: the document is the one that was shown, the
/// certificate is good, the answer comes in time and once.
#[utoipa::path(post, path = "/api/records/documents/{id}/sign/finish", tag = "records",
    operation_id = "records.document.sign_finish", params(("id" = DocumentId, Path)), request_body = SignatureFinish,
    responses((status = 200, body = Document)))]
pub(super) async fn finish(
    auth: Allowed<DocumentSignFinish>,
    Extension(desk): Extension<Desk>,
    Path(id): Path<DocumentId>,
    Body(finish): Body<SignatureFinish>,
) -> Result<Answer<Document>, Fault> {
    let mut tx = auth.write().await?;
    let answer = match (finish.signature, finish.assertion) {
        (Some(signature), None) => KeyAnswer::Signature(signature),
        (None, Some(assertion)) => KeyAnswer::Assertion(assertion),
        _ => return Err(rules::other_kind().into()),
    };
    let begun = db::locked(&mut tx, &auth.scope, finish.ceremony_id).await?;
    if begun.is_none_or(|ceremony| ceremony.document_id != id) {
        return Err(Problem::not_found("ceremony", finish.ceremony_id).into());
    }
    outside::finish(&mut tx, (&auth.app, &auth.scope), &desk, (finish.ceremony_id, answer)).await?;
    tx.announce("documents", Some(auth.scope.org)).await?;
    let document = view::document(&mut tx, &auth.app.vault, &auth.scope, id).await?;
    tx.ok(document).await
}
