//! The routes of certificates.

use std::fmt;

use axum::{
    Extension, Json,
    http::header,
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use utoipa::ToSchema;
use vena_kernel::{id::CertificateId, zone};
use vena_platform::{
    auth::{Allowed, Answer},
    documents::{KeyWanted, Medium, Profile},
    fault::{Fault, Problem},
    http::{Body, Path},
};

use super::{
    CertificateCreate, CertificateFile, CertificateList, CertificateLost, db,
    issue::{self, Office, Wanted},
    rules,
    view::{Certificate, shown},
};
use crate::{Desk, policy};

/// The caller's certificates, newest first.
#[utoipa::path(get, path = "/api/records/certificates", tag = "records", operation_id = "records.certificate.list",
    responses((status = 200, body = Vec<Certificate>)))]
pub(super) async fn list(
    auth: Allowed<CertificateList>,
    Extension(desk): Extension<Desk>,
) -> Result<Json<Vec<Certificate>>, Fault> {
    let mut tx = auth.read().await?;
    let rows = db::own(&mut tx, &auth.scope).await?;
    let shown = rows.into_iter().map(|row| Certificate::of(row, &*desk.notary, tx.now())).collect::<Result<_, _>>()?;
    Ok(Json(shown))
}

/// What kind of certificate is wanted.
#[derive(Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct CertificateNew {
    /// With which algorithms.
    #[garde(skip)]
    profile: Profile,
    /// Protects the key; nobody can look it up or set it anew.
    #[garde(length(chars, min = 1, max = 64))]
    pin: String,
}

impl fmt::Debug for CertificateNew {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CertificateNew").field("profile", &self.profile).finish_non_exhaustive()
    }
}

/// Makes a key and a certificate; the one in use before is superseded.
#[utoipa::path(post, path = "/api/records/certificates", tag = "records", operation_id = "records.certificate.create",
    request_body = CertificateNew, responses((status = 201, body = Certificate)))]
pub(super) async fn create(
    auth: Allowed<CertificateCreate>,
    Extension(desk): Extension<Desk>,
    Body(new): Body<CertificateNew>,
) -> Result<Answer<Certificate>, Fault> {
    let mut tx = auth.write().await?;
    let policy = policy::keys(tx.now().day_in(&zone::china()));
    rules::pin(policy, &new.pin).map_err(|refusal| Problem::invalid("pin", "", &refusal.rule, refusal.reason))?;
    let wanted = Wanted {
        profile: new.profile,
        medium: Medium::Software,
        label: "",
        key: KeyWanted::New { pin: &new.pin },
        credential: None,
    };
    let office = Office { app: &auth.app, scope: &auth.scope, desk: &desk };
    let id = issue::issue(&mut tx, &office, &wanted).await?;
    let shown = shown(&mut tx, &auth.scope, &desk, id).await?;
    tx.created(shown).await
}

/// What became of the key.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct CertificateLoss {
    /// What happened, for the record.
    #[garde(length(chars, min = 2, max = 200))]
    reason: String,
}

/// Withdraws the certificate from this moment on: nothing can be signed with it any more, what was signed before stays good.
#[utoipa::path(post, path = "/api/records/certificates/{id}/report-lost", tag = "records",
    operation_id = "records.certificate.report_lost", params(("id" = CertificateId, Path)),
    request_body = CertificateLoss, responses((status = 200, body = Certificate)))]
pub(super) async fn report_lost(
    auth: Allowed<CertificateLost>,
    Extension(desk): Extension<Desk>,
    Path(id): Path<CertificateId>,
    Body(loss): Body<CertificateLoss>,
) -> Result<Answer<Certificate>, Fault> {
    let mut tx = auth.write().await?;
    tx.because(&loss.reason);
    // Reporting the same loss twice is no mistake of a person who is worried.
    db::revoke(&mut tx, &auth.scope, id, "key_compromise", Some(&loss.reason)).await?;
    let shown = shown(&mut tx, &auth.scope, &desk, id).await?;
    tx.ok(shown).await
}

/// The certificate as a DER file.
#[utoipa::path(get, path = "/api/records/certificates/{id}/file", tag = "records", operation_id = "records.certificate.file",
    params(("id" = CertificateId, Path)), responses((status = 200, content_type = "application/pkix-cert", body = Vec<u8>)))]
pub(super) async fn file(auth: Allowed<CertificateFile>, Path(id): Path<CertificateId>) -> Result<Response, Fault> {
    let mut tx = auth.read().await?;
    let row = db::one(&mut tx, &auth.scope, id).await?.ok_or_else(|| Problem::not_found("certificate", id))?;
    let name = format!("attachment; filename=\"{id}.cer\"");
    Ok(([(header::CONTENT_TYPE, "application/pkix-cert".to_owned()), (header::CONTENT_DISPOSITION, name)], row.der)
        .into_response())
}
