//! Registering a key that lives elsewhere: whoever has it proves so, and gets a certificate over its public key.

use axum::Extension;
use serde::Deserialize;
use utoipa::ToSchema;
use vena_kernel::id::{CertificateId, ChallengeId};
use vena_platform::{
    auth::{Allowed, Answer},
    db::Tx,
    documents::{BrowserRegistration, KeyWanted, Medium, Profile},
    fault::Fault,
    http::Body,
};

use super::{
    CertificateRegister, db,
    issue::{self, Office, Wanted},
    rules,
    view::{Certificate, shown},
};
use crate::{
    Desk,
    challenges::{self, db::Purpose, party::party, wire::Octets},
};

/// A key that lives elsewhere, with the proof that the caller has it: one of `webauthn` and `token`.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct CertificateRegistration {
    /// From `POST /api/records/challenges`.
    #[garde(skip)]
    challenge_id: ChallengeId,
    /// What the owner calls the key.
    #[garde(length(chars, max = 60))]
    label: String,
    /// A security key of the browser.
    #[garde(skip)]
    webauthn: Option<KeyCreated>,
    /// A USB key.
    #[garde(skip)]
    token: Option<TokenProof>,
}

/// What the browser answered to `navigator.credentials.create`.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct KeyCreated {
    client_data_json: Octets,
    attestation_object: Octets,
}

/// A USB key that has signed the challenge.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct TokenProof {
    /// `pkcs11` or `skf`.
    medium: Medium,
    profile: Profile,
    /// SubjectPublicKeyInfo, DER.
    public_key: Octets,
    /// Over the bytes of the challenge, as `SEQUENCE { r, s }`.
    signature: Octets,
    /// The certificate that is on the key already, DER; absent when one is to be issued.
    certificate: Option<Octets>,
}

/// Registers a security key or a USB key, and issues a certificate over its public key.
#[utoipa::path(post, path = "/api/records/certificates/register", tag = "records", operation_id = "records.certificate.register",
    request_body = CertificateRegistration, responses((status = 201, body = Certificate)))]
pub(super) async fn register(
    auth: Allowed<CertificateRegister>,
    Extension(desk): Extension<Desk>,
    Body(new): Body<CertificateRegistration>,
) -> Result<Answer<Certificate>, Fault> {
    let mut tx = auth.write().await?;
    let office = Office { app: &auth.app, scope: &auth.scope, desk: &desk };
    let id = match (&new.webauthn, &new.token) {
        (Some(created), None) => security_key(&mut tx, &office, &new, created).await?,
        (None, Some(token)) => usb_key(&mut tx, &office, &new, token).await?,
        _ => return Err(rules::one_kind().into()),
    };
    let certificate = shown(&mut tx, &auth.scope, &desk, id).await?;
    tx.created(certificate).await
}

/// The bytes of the challenge, taken for this answer.
async fn claimed(tx: &mut Tx, office: &Office<'_>, id: ChallengeId, medium: Medium) -> Result<Vec<u8>, Fault> {
    let user = office.scope.user;
    match challenges::db::claim(tx, id, Purpose::Register(user, medium)).await? {
        Some(bytes) => Ok(bytes),
        None => {
            let known = challenges::db::known(tx, id, user).await?;
            Err(challenges::rules::why_not(known, tx.now()).into())
        }
    }
}

async fn security_key(
    tx: &mut Tx,
    office: &Office<'_>,
    new: &CertificateRegistration,
    created: &KeyCreated,
) -> Result<CertificateId, Fault> {
    let challenge = claimed(tx, office, new.challenge_id, Medium::Webauthn).await?;
    let answer = BrowserRegistration {
        client_data_json: created.client_data_json.as_ref(),
        attestation_object: created.attestation_object.as_ref(),
    };
    let key = office.desk.notary.register(&party(&office.app.config), &challenge, &answer)?;
    let wanted = Wanted {
        profile: Profile::P256,
        medium: Medium::Webauthn,
        label: &new.label,
        key: KeyWanted::Outside { public_key: &key.public_key },
        credential: Some(&key),
    };
    issue::issue(tx, office, &wanted).await
}

async fn usb_key(
    tx: &mut Tx,
    office: &Office<'_>,
    new: &CertificateRegistration,
    token: &TokenProof,
) -> Result<CertificateId, Fault> {
    rules::is_token(token.medium)?;
    let challenge = claimed(tx, office, new.challenge_id, token.medium).await?;
    let (notary, public_key, signature) = (&office.desk.notary, token.public_key.as_ref(), token.signature.as_ref());
    notary.verify_with_key(token.profile, public_key, &challenge, signature)?;
    let wanted = Wanted {
        profile: token.profile,
        medium: token.medium,
        label: &new.label,
        key: KeyWanted::Outside { public_key },
        credential: None,
    };
    let Some(Octets(certificate)) = &token.certificate else { return issue::issue(tx, office, &wanted).await };
    notary.verify(certificate, &challenge, signature)?;
    let (info, person) = (notary.describe(certificate)?, db::person(tx, office.scope.user).await?);
    rules::may_bring(&info, token.profile, &person.name, tx.now())?;
    notary.trusts(certificate, tx.now())?;
    issue::bring(tx, office, &wanted, certificate).await
}
