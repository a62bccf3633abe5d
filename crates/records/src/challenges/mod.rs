//! Challenges 质询: random bytes that a key outside the server is asked to sign, once and soon.
//!
//! Who may: whoever is signed in asks for one to register a key (`records.certificate.challenge`); anybody gets one to sign
//! in with.

pub(crate) mod answer;
pub(crate) mod db;
mod http;
pub(crate) mod party;
pub(crate) mod rules;
pub(crate) mod wire;

use ring::rand::{SecureRandom, SystemRandom};
use utoipa_axum::{router::OpenApiRouter, routes};
use vena_kernel::{clock::Instant, id::ChallengeId, zone};
use vena_platform::{
    app::App,
    auth::{Permission, PermissionInfo},
    db::Tx,
    fault::Fault,
    jobs::Job,
    permission,
};

use crate::policy;
use db::{Asked, Purpose};

permission! {
    pub(crate) CertificateChallenge = "records.certificate.challenge", "登记密钥（取质询）", "Begin to register a key";
}

pub(crate) fn permissions() -> Vec<PermissionInfo> {
    vec![CertificateChallenge::INFO]
}

pub(crate) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(http::create))
}

/// What is over and done with goes away by itself.
pub(crate) fn jobs() -> Vec<Job> {
    vec![Job::by_clock("records.tidy_challenges", 30, |app| async move {
        let mut tx = app.db.begin().await?;
        db::clear(&mut tx).await?;
        tx.commit().await
    })]
}

/// A new challenge, good for as long as the rulebook says.
pub(crate) async fn ask(tx: &mut Tx, purpose: &Purpose) -> Result<Asked, Fault> {
    let mut bytes = [0_u8; 32];
    SystemRandom::new().fill(&mut bytes).map_err(|_| Fault::Internal(anyhow::anyhow!("no random numbers")))?;
    let open = policy::ceremonies(tx.now().day_in(&zone::china()));
    let expires_at: Instant = tx.now().plus_seconds(open.challenge_seconds);
    let challenge_id = ChallengeId::from_uuid(tx.new_id());
    let asked = Asked { challenge_id, bytes: bytes.to_vec(), expires_at };
    db::insert(tx, purpose, &asked).await?;
    Ok(asked)
}
