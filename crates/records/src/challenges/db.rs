//! Statements of challenges.

use vena_kernel::{
    clock::Instant,
    id::{ChallengeId, UserId},
};
use vena_platform::{db::Tx, documents::Medium, fault::Fault};

/// What a challenge is for.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Purpose {
    /// Somebody registers a key.
    Register(UserId, Medium),
    /// Nobody knows yet who it is.
    SignIn,
}

impl Purpose {
    fn word(self) -> &'static str {
        match self {
            Self::Register(..) => "register",
            Self::SignIn => "sign_in",
        }
    }

    fn user(self) -> Option<UserId> {
        if let Self::Register(user, _) = self { Some(user) } else { None }
    }

    fn medium(self) -> Option<Medium> {
        if let Self::Register(_, medium) = self { Some(medium) } else { None }
    }
}

/// A challenge as it was handed out.
#[derive(Debug)]
pub(crate) struct Asked {
    pub(crate) challenge_id: ChallengeId,
    pub(crate) bytes: Vec<u8>,
    pub(crate) expires_at: Instant,
}

/// Keeps a challenge.
pub(super) async fn insert(tx: &mut Tx, purpose: &Purpose, asked: &Asked) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query(
        "insert into records.challenge (challenge_id, purpose, medium, user_id, bytes, created_at, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(asked.challenge_id)
    .bind(purpose.word())
    .bind(purpose.medium())
    .bind(purpose.user())
    .bind(&asked.bytes)
    .bind(now)
    .bind(asked.expires_at)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Takes a challenge for an answer: looking and marking are one statement, so of two answers at the same moment one gets it.
pub(crate) async fn claim(tx: &mut Tx, id: ChallengeId, purpose: Purpose) -> Result<Option<Vec<u8>>, Fault> {
    let now = tx.now();
    Ok(sqlx::query_scalar(
        "update records.challenge set used_at = $5
         where challenge_id = $1 and purpose = $2 and medium is not distinct from $3 and user_id is not distinct from $4
             and used_at is null and expires_at > $5
         returning bytes",
    )
    .bind(id)
    .bind(purpose.word())
    .bind(purpose.medium())
    .bind(purpose.user())
    .bind(now)
    .fetch_optional(tx.conn())
    .await?)
}

/// What is known of a challenge of this person: when it was used, until when it was good.
pub(crate) async fn known(
    tx: &mut Tx,
    id: ChallengeId,
    user: UserId,
) -> Result<Option<(Option<Instant>, Instant)>, Fault> {
    let sql = "select used_at, expires_at from records.challenge where challenge_id = $1 and user_id = $2";
    Ok(sqlx::query_as(sql).bind(id).bind(user).fetch_optional(tx.conn()).await?)
}

/// Forgets what nobody can answer any more. For a while longer it is known, so that who comes late is told so.
pub(super) async fn clear(tx: &mut Tx) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query("delete from records.challenge where expires_at <= $1::timestamptz - interval '1 hour'")
        .bind(now)
        .execute(tx.conn())
        .await?;
    sqlx::query("delete from records.ceremony where expires_at <= $1::timestamptz - interval '1 day'")
        .bind(now)
        .execute(tx.conn())
        .await?;
    Ok(())
}
