//! Trying a key 验证: its owner sees that it is at hand and that its certificate is good. Nothing comes of it that anybody
//! could use: only random bytes of the server are signed.

use std::fmt;

use axum::Extension;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vena_kernel::{
    clock::Instant,
    id::{CertificateId, ChallengeId},
};
use vena_platform::{
    app::App,
    auth::{Allowed, Answer, Scope},
    db::Tx,
    fault::Fault,
    http::{Body, Path},
};

use super::{
    CertificateTry,
    one::{Pen, usable},
    rules,
};
use crate::{
    Desk,
    certificates::{self, rules::lives_elsewhere},
    challenges::{self, answer::KeyAssertion, db::Purpose, party::party, wire::Octets},
};

/// What the key has to show: `pin` opens one that lies on the server or at the signature service; a USB key answers a challenge
/// of `POST /api/records/challenges` with `signature`, a security key with `assertion`.
#[derive(Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct CertificateTrial {
    #[garde(length(chars, min = 1, max = 64))]
    pin: Option<String>,
    #[garde(skip)]
    challenge_id: Option<ChallengeId>,
    /// `SEQUENCE { r, s }` over the bytes of the challenge.
    #[garde(skip)]
    signature: Option<Octets>,
    #[garde(skip)]
    assertion: Option<KeyAssertion>,
}

impl fmt::Debug for CertificateTrial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CertificateTrial").field("challenge_id", &self.challenge_id).finish_non_exhaustive()
    }
}

/// A key that works.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CertificateTried {
    certificate_id: CertificateId,
    /// When it showed so.
    tried_at: Instant,
}

/// Tries a key of the caller: it has to be at hand, belong to its certificate, and that has to be good.
#[utoipa::path(post, path = "/api/records/certificates/{id}/try", tag = "records", operation_id = "records.certificate.try",
    params(("id" = CertificateId, Path)), request_body = CertificateTrial,
    responses((status = 200, body = CertificateTried)))]
pub(super) async fn trial(
    auth: Allowed<CertificateTry>,
    Extension(desk): Extension<Desk>,
    Path(id): Path<CertificateId>,
    Body(trial): Body<CertificateTrial>,
) -> Result<Answer<CertificateTried>, Fault> {
    let tx = if let Some(pin) = &trial.pin {
        let (tx, pen) = Pen::take(&auth, &desk, (id, pin)).await?;
        pen.tried(&desk).await?;
        tx
    } else {
        let mut tx = auth.write().await?;
        answered(&mut tx, (&auth.app, &auth.scope), &desk, (id, &trial)).await?;
        tx
    };
    let tried = CertificateTried { certificate_id: id, tried_at: tx.now() };
    tx.ok(tried).await
}

/// A key outside the server has answered a challenge of its owner.
async fn answered(
    tx: &mut Tx,
    (app, scope): (&App, &Scope),
    desk: &Desk,
    (id, trial): (CertificateId, &CertificateTrial),
) -> Result<(), Fault> {
    let certificate = usable(tx, scope, id).await?;
    lives_elsewhere(certificate.medium)?;
    let asked = trial.challenge_id.ok_or_else(rules::other_kind)?;
    let purpose = Purpose::Register(scope.user, certificate.medium);
    let Some(challenge) = challenges::db::claim(tx, asked, purpose).await? else {
        let known = challenges::db::known(tx, asked, scope.user).await?;
        return Err(challenges::rules::why_not(known, tx.now()).into());
    };
    match (certificate.credential.as_deref(), &trial.signature, &trial.assertion) {
        (None, Some(signature), None) => desk.notary.verify(&certificate.der, &challenge, signature.as_ref())?,
        (Some(key), None, Some(assertion)) => {
            let challenge = challenge.as_slice().try_into().map_err(anyhow::Error::from)?;
            let counter = desk.notary.assert(&party(&app.config), key, challenge, &assertion.answer(), false)?;
            certificates::db::note_counter(tx, id, counter).await?;
        }
        _ => return Err(rules::other_kind().into()),
    }
    Ok(())
}
