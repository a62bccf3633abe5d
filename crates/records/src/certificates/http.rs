//! The routes of certificates.

use std::fmt;

use axum::{
    Extension, Json,
    http::header,
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vena_kernel::{clock::Instant, id::CertificateId, zone};
use vena_platform::{
    auth::{Allowed, Answer, Can, Scope},
    db::Tx,
    documents::{CertificateInfo, Enrolment, KeyWanted, Notary, Profile},
    fault::{Fault, Problem},
    http::{Body, Path},
};

use super::{
    CertificateCreate, CertificateFile, CertificateList, CertificateLost, authority,
    db::{self, CertificateRow, NewCertificate},
    rules,
};
use crate::{Desk, policy};

/// A certificate of the caller.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Certificate {
    certificate_id: CertificateId,
    /// Where the key is kept: `software`.
    medium: String,
    info: CertificateInfo,
    /// Since when it is withdrawn.
    #[serde(skip_serializing_if = "Option::is_none")]
    revoked_at: Option<Instant>,
    /// Why: `key_compromise`, `superseded` or `cessation`.
    #[serde(skip_serializing_if = "Option::is_none")]
    revocation: Option<String>,
    /// Whether it ends within thirty days and has to be renewed.
    ends_soon: bool,
    /// Whether it may sign now.
    can_sign: Can,
}

impl Certificate {
    fn of(row: CertificateRow, notary: &dyn Notary, now: Instant) -> Result<Self, Fault> {
        let (standing, policy) = (row.standing(), policy::keys(now.day_in(&zone::china())));
        Ok(Self {
            certificate_id: row.certificate_id,
            info: notary.describe(&row.der)?,
            medium: row.medium,
            revoked_at: row.revoked_at,
            revocation: row.revocation,
            ends_soon: rules::ends_soon(policy, &standing, now),
            can_sign: rules::may_sign(policy, &standing, now).into(),
        })
    }
}

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
    if let Some(old) = db::in_use(&mut tx, &auth.scope, new.profile).await? {
        db::revoke(&mut tx, &auth.scope, old.certificate_id, "superseded", None).await?;
    }
    let id = enrol(&mut tx, &auth, &desk, (&new, policy.good_days)).await?;
    let shown = shown(&mut tx, &auth.scope, &desk, id).await?;
    tx.created(shown).await
}

async fn enrol(
    tx: &mut Tx,
    auth: &Allowed<CertificateCreate>,
    desk: &Desk,
    (new, good_days): (&CertificateNew, i64),
) -> Result<CertificateId, Fault> {
    let vault = &auth.app.vault;
    let authority = authority::of(tx, vault, &*desk.notary, new.profile).await?;
    let (name, account, organisation) = db::person(tx, auth.scope.user).await?;
    let (from, until) = (tx.now(), tx.now().plus_seconds(good_days * 24 * 3600));
    let enrolment = Enrolment {
        profile: new.profile,
        name: &name,
        account: &account,
        organisation: &organisation,
        key: KeyWanted::New { pin: &new.pin },
        from,
        until,
    };
    let made = desk.notary.enrol(&authority, &enrolment)?;
    let info = desk.notary.describe(&made.certificate)?;
    let certificate_id = CertificateId::from_uuid(tx.new_id());
    let row = NewCertificate {
        certificate_id,
        profile: new.profile,
        serial: &info.serial,
        der: &made.certificate,
        key_sealed: &vault.seal(made.key.as_deref().unwrap_or_default())?,
        valid_from: info.valid_from,
        valid_until: info.valid_until,
    };
    db::insert(tx, &auth.scope, &row).await?;
    Ok(certificate_id)
}

async fn shown(tx: &mut Tx, scope: &Scope, desk: &Desk, id: CertificateId) -> Result<Certificate, Fault> {
    let row = db::one(tx, scope, id).await?.ok_or_else(|| Problem::not_found("certificate", id))?;
    Certificate::of(row, &*desk.notary, tx.now())
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
