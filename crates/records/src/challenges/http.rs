//! The route of challenges.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vena_kernel::{clock::Instant, id::ChallengeId, zone};
use vena_platform::{
    auth::{Allowed, Answer},
    documents::Medium,
    fault::Fault,
    http::Body,
};

use super::{CertificateChallenge, ask, db::Purpose, party::party, wire::Octets};
use crate::{
    certificates::{self, rules},
    policy,
};

/// What kind of key is to be registered.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct ChallengeNew {
    /// `webauthn`, `pkcs11` or `skf`.
    #[garde(skip)]
    medium: Medium,
}

/// This installation, as a security key knows it.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ChallengeParty {
    /// The domain.
    id: String,
    name: String,
}

/// The person, as a security key knows them.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ChallengeUser {
    /// The account, as bytes that say nothing about the person.
    id: Octets,
    name: String,
    display_name: String,
}

/// What a new key has to sign.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Challenge {
    challenge_id: ChallengeId,
    challenge: Octets,
    rp: ChallengeParty,
    user: ChallengeUser,
    /// Credentials that the person has registered already and need not renew.
    exclude: Vec<Octets>,
    expires_at: Instant,
}

/// Hands out a challenge for registering a key.
#[utoipa::path(post, path = "/api/records/challenges", tag = "records", operation_id = "records.certificate.challenge",
    request_body = ChallengeNew, responses((status = 201, body = Challenge)))]
pub(super) async fn create(
    auth: Allowed<CertificateChallenge>,
    Body(new): Body<ChallengeNew>,
) -> Result<Answer<Challenge>, Fault> {
    let mut tx = auth.write().await?;
    rules::lives_elsewhere(new.medium)?;
    let user = auth.scope.user;
    let asked = ask(&mut tx, &Purpose::Register(user, new.medium)).await?;
    let person = certificates::db::person(&mut tx, user).await?;
    // A key whose certificate ends soon may be registered anew: that is how it is renewed.
    let soon = tx.now().plus_seconds(policy::keys(tx.now().day_in(&zone::china())).warn_days * 24 * 3600);
    let exclude = certificates::db::credentials(&mut tx, user, soon).await?;
    let shown = Challenge {
        challenge_id: asked.challenge_id,
        challenge: Octets(asked.bytes),
        rp: ChallengeParty { id: party(&auth.app.config).id, name: "Vena".to_owned() },
        user: ChallengeUser {
            id: Octets(user.uuid().as_bytes().to_vec()),
            name: person.account,
            display_name: person.name,
        },
        exclude: exclude.into_iter().map(Octets).collect(),
        expires_at: asked.expires_at,
    };
    tx.created(shown).await
}
