//! The routes of signing in with a key.

use axum::{Extension, Json, extract::State, http::StatusCode, response::Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vena_kernel::{clock::Instant, id::ChallengeId};
use vena_platform::{
    app::App,
    auth::session::{Me, open_proven},
    fault::Fault,
    http::{Body, context::RequestContext},
};

use super::proof::{Answered, prove};
use crate::{
    Desk,
    certificates::db,
    challenges::{answer::KeyAssertion, ask, db::Purpose, party::party, wire::Octets},
};

/// Somebody wants to sign in with a key.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct SignInBegin {
    /// Sign-in name; absent when the key itself knows whose it is.
    #[garde(length(chars, min = 1, max = 60))]
    username: Option<String>,
}

/// What the key is asked to sign.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SignInChallenge {
    challenge_id: ChallengeId,
    challenge: Octets,
    /// The domain that security keys are bound to.
    rp_id: String,
    /// Credentials that may answer; empty when any may.
    allow: Vec<Octets>,
    expires_at: Instant,
}

/// Hands out a challenge for signing in with a key.
#[utoipa::path(post, path = "/api/records/sign-ins/begin", tag = "records", operation_id = "records.sign_in.begin",
    request_body = SignInBegin, responses((status = 201, body = SignInChallenge)))]
pub(super) async fn begin(
    State(app): State<App>,
    Body(begin): Body<SignInBegin>,
) -> Result<(StatusCode, Json<SignInChallenge>), Fault> {
    let mut tx = app.db.begin().await?;
    let allow = match &begin.username {
        Some(username) => known_or_made_up(&app, db::credentials_of(&mut tx, username).await?, username),
        None => Vec::new(),
    };
    let asked = ask(&mut tx, &Purpose::SignIn).await?;
    tx.commit().await?;
    let challenge = SignInChallenge {
        challenge_id: asked.challenge_id,
        challenge: Octets(asked.bytes),
        rp_id: party(&app.config).id,
        allow: allow.into_iter().map(Octets).collect(),
        expires_at: asked.expires_at,
    };
    Ok((StatusCode::CREATED, Json(challenge)))
}

/// Who has no security key, or no account at all, gets one that does not exist, and the same one whenever somebody asks.
fn known_or_made_up(app: &App, known: Vec<Vec<u8>>, username: &str) -> Vec<Vec<u8>> {
    if known.is_empty() { vec![app.vault.fingerprint(&format!("no credential of:{username}"))] } else { known }
}

/// The key's answer: `assertion` of a security key, `token` of a USB key.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct SignInAnswer {
    #[garde(skip)]
    challenge_id: ChallengeId,
    #[garde(skip)]
    assertion: Option<KeyAssertion>,
    #[garde(skip)]
    token: Option<TokenAnswer>,
}

/// A USB key that has signed the challenge.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct TokenAnswer {
    /// Number of the certificate on the key, hexadecimal.
    serial: String,
    /// Over the bytes of the challenge, as `SEQUENCE { r, s }`.
    signature: Octets,
}

/// Signs in with a key. Every refusal says the same.
#[utoipa::path(post, path = "/api/records/sign-ins", tag = "records", operation_id = "records.sign_in.open",
    request_body = SignInAnswer, responses((status = 200, body = Me), (status = 401)))]
pub(super) async fn open(
    State(app): State<App>,
    Extension(desk): Extension<Desk>,
    context: RequestContext,
    Body(answer): Body<SignInAnswer>,
) -> Result<Response, Fault> {
    let mut tx = app.db.begin().await?;
    let answered = match (&answer.assertion, &answer.token) {
        (Some(assertion), None) => Answered::SecurityKey(assertion),
        (None, Some(token)) => Answered::UsbKey { serial: &token.serial, signature: token.signature.as_ref() },
        _ => Answered::Neither,
    };
    let (claimed, proof) = prove(&mut tx, &app, &desk, answer.challenge_id, &answered).await?;
    open_proven(&app, tx, &context, claimed, proof).await
}
