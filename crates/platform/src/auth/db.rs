//! Statements of users, sessions and idempotency keys.

mod places;

use axum::http::StatusCode;
pub use places::{Organisation, Site, is_active, roles_of, site_belongs};
pub(super) use places::{has_organisations, insert_station, organisations, sites};
use sqlx::FromRow;
use uuid::Uuid;
use vena_kernel::{
    clock::Instant,
    id::{OrgId, SiteId, UserId},
};

use super::{OrgKind, Scope, allowed::key_reused};
use crate::{db::Tx, fault::Fault};

/// A user as stored.
#[derive(Debug, Clone, FromRow)]
pub struct UserRow {
    /// Identity.
    pub user_id: UserId,
    /// Whose.
    pub org_id: OrgId,
    /// Name of the organisation.
    pub org_name: String,
    /// Kind of the organisation.
    pub org_kind: OrgKind,
    /// Where they work.
    pub site_id: SiteId,
    /// Name of that place.
    pub site_name: String,
    /// Sign-in name.
    pub username: String,
    /// Name of the person.
    pub display_name: String,
    /// Roles.
    pub roles: Vec<String>,
    /// Since when the account is closed.
    pub disabled_at: Option<Instant>,
    /// Why it was closed.
    pub disabled_reason: Option<String>,
    /// Until when sign-in is refused after too many failures.
    pub locked_until: Option<Instant>,
}

/// The columns of [`UserRow`] and the hash.
#[derive(Debug, FromRow)]
pub(super) struct Credentials {
    #[sqlx(flatten)]
    pub(super) user: UserRow,
    pub(super) password_hash: String,
}

/// A user by sign-in name, with the password hash, locked against a second sign-in at the same moment.
pub(super) async fn credentials(tx: &mut Tx, username: &str) -> Result<Option<Credentials>, Fault> {
    Ok(sqlx::query_as(
        "select u.user_id, u.org_id, o.name as org_name, o.kind as org_kind, u.site_id, s.name as site_name, u.username,
                u.display_name, u.roles, u.disabled_at, u.disabled_reason, u.locked_until, u.password_hash
         from platform.app_user u join platform.org o using (org_id) join platform.site s on s.site_id = u.site_id
         where u.username = $1 for update of u",
    )
    .bind(username)
    .fetch_optional(tx.conn())
    .await?)
}

/// A user by identity, locked against a second sign-in at the same moment.
pub(super) async fn user_locked(tx: &mut Tx, user: UserId) -> Result<Option<UserRow>, Fault> {
    Ok(sqlx::query_as(
        "select u.user_id, u.org_id, o.name as org_name, o.kind as org_kind, u.site_id, s.name as site_name, u.username,
                u.display_name, u.roles, u.disabled_at, u.disabled_reason, u.locked_until
         from platform.app_user u join platform.org o using (org_id) join platform.site s on s.site_id = u.site_id
         where u.user_id = $1 for update of u",
    )
    .bind(user)
    .fetch_optional(tx.conn())
    .await?)
}

/// The user behind a session that is still good.
pub(super) async fn user_of_session(tx: &mut Tx, digest: &[u8]) -> Result<Option<UserRow>, Fault> {
    let now = tx.now();
    Ok(sqlx::query_as(
        "select u.user_id, u.org_id, o.name as org_name, o.kind as org_kind, u.site_id, s.name as site_name, u.username,
                u.display_name, u.roles, u.disabled_at, u.disabled_reason, u.locked_until
         from platform.session e join platform.app_user u using (user_id) join platform.org o using (org_id)
         join platform.site s on s.site_id = u.site_id
         where e.token_digest = $1 and e.expires_at > $2 and u.disabled_at is null",
    )
    .bind(digest)
    .bind(now)
    .fetch_optional(tx.conn())
    .await?)
}

/// Users that `scope` may see, whose name, pinyin or sign-in name begins with `query`, after the name `after`.
pub(super) async fn users(
    tx: &mut Tx,
    scope: &Scope,
    query: &str,
    after: &str,
    limit: i64,
) -> Result<Vec<UserRow>, Fault> {
    Ok(sqlx::query_as(
        "select u.user_id, u.org_id, o.name as org_name, o.kind as org_kind, u.site_id, s.name as site_name, u.username,
                u.display_name, u.roles, u.disabled_at, u.disabled_reason, u.locked_until
         from platform.app_user u join platform.org o using (org_id) join platform.site s on s.site_id = u.site_id
         where ($1::uuid is null or u.org_id = $1) and u.username > $3
           and ($2 = '' or u.username like $2 || '%' or u.display_name like $2 || '%' or u.pinyin like $2 || '%')
         order by u.username limit $4",
    )
    .bind(scope.only_org())
    .bind(escaped(query))
    .bind(after)
    .bind(limit)
    .fetch_all(tx.conn())
    .await?)
}

/// One user that `scope` may see.
pub(super) async fn user(tx: &mut Tx, scope: &Scope, user: UserId) -> Result<Option<UserRow>, Fault> {
    Ok(sqlx::query_as(
        "select u.user_id, u.org_id, o.name as org_name, o.kind as org_kind, u.site_id, s.name as site_name, u.username,
                u.display_name, u.roles, u.disabled_at, u.disabled_reason, u.locked_until
         from platform.app_user u join platform.org o using (org_id) join platform.site s on s.site_id = u.site_id
         where ($1::uuid is null or u.org_id = $1) and u.user_id = $2",
    )
    .bind(scope.only_org())
    .bind(user)
    .fetch_optional(tx.conn())
    .await?)
}

/// What is needed to create a user.
#[derive(Debug)]
pub struct NewUser<'a> {
    /// Identity.
    pub user_id: UserId,
    /// Whose.
    pub org_id: OrgId,
    /// Where they work.
    pub site_id: SiteId,
    /// Sign-in name.
    pub username: &'a str,
    /// Name of the person.
    pub display_name: &'a str,
    /// Pinyin of the name, for sorting and search.
    pub pinyin: &'a str,
    /// Argon2 hash.
    pub password_hash: &'a str,
    /// Roles.
    pub roles: &'a [String],
}

/// Creates a user; `false` when the sign-in name is taken.
pub async fn insert_user(tx: &mut Tx, new: &NewUser<'_>) -> Result<bool, Fault> {
    let now = tx.now();
    let done = sqlx::query(
        "insert into platform.app_user
           (user_id, org_id, site_id, username, display_name, pinyin, password_hash, roles, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict (username) do nothing",
    )
    .bind(new.user_id)
    .bind(new.org_id)
    .bind(new.site_id)
    .bind(new.username)
    .bind(new.display_name)
    .bind(new.pinyin)
    .bind(new.password_hash)
    .bind(new.roles)
    .bind(now)
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Gives a user other roles and ends their sessions, so that nothing of the old roles lingers.
pub(super) async fn set_roles(tx: &mut Tx, user: UserId, roles: &[String]) -> Result<(), Fault> {
    sqlx::query("update platform.app_user set roles = $2 where user_id = $1")
        .bind(user)
        .bind(roles)
        .execute(tx.conn())
        .await?;
    end_sessions(tx, user).await
}

/// Closes (with a reason) or opens an account.
pub(super) async fn set_disabled(tx: &mut Tx, user: UserId, reason: Option<&str>) -> Result<(), Fault> {
    let at = reason.map(|_| tx.now());
    sqlx::query(
        "update platform.app_user set disabled_at = $2, disabled_reason = $3, failed_sign_ins = 0, locked_until = null
         where user_id = $1",
    )
    .bind(user)
    .bind(at)
    .bind(reason)
    .execute(tx.conn())
    .await?;
    end_sessions(tx, user).await
}

/// Sets a password and ends the user's sessions.
pub(super) async fn set_password(tx: &mut Tx, user: UserId, hash: &str) -> Result<(), Fault> {
    sqlx::query(
        "update platform.app_user set password_hash = $2, failed_sign_ins = 0, locked_until = null where user_id = $1",
    )
    .bind(user)
    .bind(hash)
    .execute(tx.conn())
    .await?;
    end_sessions(tx, user).await
}

async fn end_sessions(tx: &mut Tx, user: UserId) -> Result<(), Fault> {
    sqlx::query("delete from platform.session where user_id = $1").bind(user).execute(tx.conn()).await?;
    Ok(())
}

/// Counts a failed sign-in and locks the account until `locked_until` when `failures_max` is reached.
pub(super) async fn count_failure(
    tx: &mut Tx,
    user: UserId,
    failures_max: i32,
    locked_until: Instant,
) -> Result<(), Fault> {
    sqlx::query(
        "update platform.app_user set
           failed_sign_ins = case when failed_sign_ins + 1 >= $2 then 0 else failed_sign_ins + 1 end,
           locked_until = case when failed_sign_ins + 1 >= $2 then $3 else locked_until end
         where user_id = $1",
    )
    .bind(user)
    .bind(failures_max)
    .bind(locked_until)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Forgets earlier failures.
pub(super) async fn clear_failures(tx: &mut Tx, user: UserId) -> Result<(), Fault> {
    sqlx::query("update platform.app_user set failed_sign_ins = 0, locked_until = null where user_id = $1")
        .bind(user)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Opens a session and clears away those that have run out.
pub(super) async fn insert_session(tx: &mut Tx, digest: &[u8], user: UserId, expires_at: Instant) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query("delete from platform.session where expires_at <= $1").bind(now).execute(tx.conn()).await?;
    sqlx::query("insert into platform.session (token_digest, user_id, created_at, expires_at) values ($1, $2, $3, $4)")
        .bind(digest)
        .bind(user)
        .bind(now)
        .bind(expires_at)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Ends a session.
pub(super) async fn delete_session(tx: &mut Tx, digest: &[u8]) -> Result<(), Fault> {
    sqlx::query("delete from platform.session where token_digest = $1").bind(digest).execute(tx.conn()).await?;
    Ok(())
}

/// Claims an idempotency key for this transaction, or fails with the answer that was given before.
pub(super) async fn claim_key(
    tx: &mut Tx,
    owner: Uuid,
    key: &str,
    operation: &str,
    digest: &[u8],
) -> Result<(), Fault> {
    let now = tx.now();
    let claimed = sqlx::query(
        "insert into platform.idempotency (user_id, key, operation, request_digest, at) values ($1, $2, $3, $4, $5)
         on conflict do nothing",
    )
    .bind(owner)
    .bind(key)
    .bind(operation)
    .bind(digest)
    .bind(now)
    .execute(tx.conn())
    .await?;
    if claimed.rows_affected() == 1 {
        return Ok(());
    }
    let (same, status, body): (bool, Option<i32>, Option<serde_json::Value>) = sqlx::query_as(
        "select operation = $3 and request_digest = $4, status, body from platform.idempotency
         where user_id = $1 and key = $2",
    )
    .bind(owner)
    .bind(key)
    .bind(operation)
    .bind(digest)
    .fetch_one(tx.conn())
    .await?;
    if !same {
        return Err(key_reused(key).into());
    }
    let status = status.and_then(|code| StatusCode::from_u16(u16::try_from(code).ok()?).ok()).unwrap_or(StatusCode::OK);
    Err(Fault::Replay(Box::new((status, body.unwrap_or_default()))))
}

/// Keeps the answer of this transaction under its key.
pub(super) async fn keep_answer(
    tx: &mut Tx,
    owner: Uuid,
    key: &str,
    status: StatusCode,
    body: &serde_json::Value,
) -> Result<(), Fault> {
    sqlx::query("update platform.idempotency set status = $3, body = $4 where user_id = $1 and key = $2")
        .bind(owner)
        .bind(key)
        .bind(i32::from(status.as_u16()))
        .bind(body)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// `text` with the wildcards of LIKE made harmless.
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")
}
