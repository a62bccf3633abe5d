//! A certificate whose key a signature service holds is taken into use.

use std::fmt;

use axum::Extension;
use ring::rand::{SecureRandom, SystemRandom};
use serde::Deserialize;
use utoipa::ToSchema;
use vena_platform::{
    auth::{Allowed, Answer},
    documents::{KeyWanted, Medium, Profile},
    fault::Fault,
    http::Body,
};

use super::{
    CertificateImport, db,
    issue::{self, Office, Wanted},
    rules,
    view::{Certificate, shown},
};
use crate::{Desk, challenges::wire::Octets};

/// A certificate of the caller whose key the signature service holds.
#[derive(Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct CertificateImported {
    /// `service`.
    #[garde(skip)]
    medium: Medium,
    #[garde(skip)]
    profile: Profile,
    /// DER.
    #[garde(skip)]
    certificate: Octets,
    /// What the service asks its owner for.
    #[garde(length(chars, min = 1, max = 64))]
    pin: String,
    /// What the owner calls it.
    #[garde(length(chars, max = 60))]
    label: Option<String>,
}

impl fmt::Debug for CertificateImported {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CertificateImported").field("profile", &self.profile).finish_non_exhaustive()
    }
}

/// Takes a certificate into use whose key the signature service holds; the service proves it by signing a challenge.
#[utoipa::path(post, path = "/api/records/certificates/import", tag = "records", operation_id = "records.certificate.import",
    request_body = CertificateImported, responses((status = 201, body = Certificate)))]
pub(super) async fn import(
    auth: Allowed<CertificateImport>,
    Extension(desk): Extension<Desk>,
    Body(new): Body<CertificateImported>,
) -> Result<Answer<Certificate>, Fault> {
    // No transaction is open while the service is asked; a request that was answered before is answered again.
    drop(auth.write().await?);
    rules::at_service(new.medium)?;
    let certificate = new.certificate.as_ref();
    let info = desk.notary.describe(certificate)?;
    proven(&desk, certificate.to_vec(), new.pin).await?;
    let mut tx = auth.write().await?;
    let person = db::person(&mut tx, auth.scope.user).await?;
    rules::may_bring(&info, new.profile, &person.name, tx.now())?;
    desk.notary.trusts(certificate, tx.now())?;
    let wanted = Wanted {
        profile: new.profile,
        medium: Medium::Service,
        label: new.label.as_deref().unwrap_or(""),
        // The service shows no bare public key; the certificate names it as well.
        key: KeyWanted::Outside { public_key: certificate },
        credential: None,
    };
    let office = Office { app: &auth.app, scope: &auth.scope, desk: &desk };
    let id = issue::bring(&mut tx, &office, &wanted, certificate).await?;
    let shown = shown(&mut tx, &auth.scope, &desk, id).await?;
    tx.created(shown).await
}

/// The service signs random bytes with the key of this certificate.
async fn proven(desk: &Desk, certificate: Vec<u8>, authorization: String) -> Result<(), Fault> {
    let mut challenge = [0_u8; 32];
    SystemRandom::new().fill(&mut challenge).map_err(|_| Fault::Internal(anyhow::anyhow!("no random numbers")))?;
    let notary = desk.notary.clone();
    let work = tokio::task::spawn_blocking(move || {
        let key = notary.service_key(&certificate, &authorization)?;
        notary.verify(&certificate, &challenge, &notary.sign_bytes(&key, &challenge)?)
    });
    Ok(work.await.map_err(anyhow::Error::from)??)
}
