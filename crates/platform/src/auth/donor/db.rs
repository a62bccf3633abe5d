//! Statements of donors' sessions.

use sqlx::FromRow;
use uuid::Uuid;
use vena_kernel::{
    clock::Instant,
    id::{DonorId, OrgId, SiteId, UserId},
};

use crate::{auth::OrgKind, db::Tx, fault::Fault};

/// An open session, as its donor may see it.
#[derive(Debug, Clone, FromRow)]
pub struct DonorSession {
    /// Which: the digest of its token.
    pub token_digest: Vec<u8>,
    /// Whose.
    pub donor_id: DonorId,
    /// The browser as it named itself.
    pub device: String,
    /// When it was opened.
    pub created_at: Instant,
    /// When it was used last, to ten minutes.
    pub used_at: Instant,
}

/// The account in whose name donors act.
#[derive(Debug, FromRow)]
pub(super) struct Account {
    pub(super) user_id: UserId,
    pub(super) org_id: OrgId,
    pub(super) org_kind: OrgKind,
    pub(super) site_id: SiteId,
    pub(super) display_name: String,
}

/// The session behind a token that is still good.
pub(super) async fn of_token(tx: &mut Tx, digest: &[u8]) -> Result<Option<DonorSession>, Fault> {
    let now = tx.now();
    Ok(sqlx::query_as(
        "select token_digest, donor_id, device, created_at, used_at from platform.donor_session
         where token_digest = $1 and expires_at > $2",
    )
    .bind(digest)
    .bind(now)
    .fetch_optional(tx.conn())
    .await?)
}

/// Notes that a session was used.
pub(super) async fn note_used(tx: &mut Tx, digest: &[u8]) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query("update platform.donor_session set used_at = $2 where token_digest = $1")
        .bind(digest)
        .bind(now)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// The account `self-service`, unless it is closed.
pub(super) async fn account(tx: &mut Tx) -> Result<Option<Account>, Fault> {
    Ok(sqlx::query_as(
        "select u.user_id, u.org_id, o.kind as org_kind, u.site_id, u.display_name
         from platform.app_user u join platform.org o using (org_id)
         where u.username = 'self-service' and u.disabled_at is null",
    )
    .fetch_optional(tx.conn())
    .await?)
}

/// Makes the account for the first station there is, unless it exists.
pub(super) async fn create_account(tx: &mut Tx, id: Uuid) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query(
        "insert into platform.app_user
             (user_id, org_id, site_id, username, display_name, pinyin, password_hash, roles, created_at)
         select $1, o.org_id, s.site_id, 'self-service', '献血者自助', 'xianxuezhezizhu', '!', '{}', $2
         from platform.org o
         cross join lateral (
             select site_id from platform.site where org_id = o.org_id order by (kind = 'office') desc, code limit 1
         ) s
         where o.kind = 'station' and not exists (select from platform.app_user where username = 'self-service')
         order by o.code limit 1
         on conflict (username) do nothing",
    )
    .bind(id)
    .bind(now)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Opens a session and clears away those that have run out.
pub(super) async fn insert(
    tx: &mut Tx,
    digest: &[u8],
    donor: DonorId,
    device: &str,
    expires_at: Instant,
) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query("delete from platform.donor_session where expires_at <= $1").bind(now).execute(tx.conn()).await?;
    sqlx::query(
        "insert into platform.donor_session (token_digest, donor_id, device, created_at, used_at, expires_at)
         values ($1, $2, $3, $4, $4, $5)",
    )
    .bind(digest)
    .bind(donor)
    .bind(device)
    .bind(now)
    .bind(expires_at)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Ends a session.
pub(super) async fn delete(tx: &mut Tx, digest: &[u8]) -> Result<(), Fault> {
    sqlx::query("delete from platform.donor_session where token_digest = $1").bind(digest).execute(tx.conn()).await?;
    Ok(())
}

/// Ends every session of these files.
pub(super) async fn delete_all(tx: &mut Tx, donors: &[DonorId]) -> Result<(), Fault> {
    sqlx::query("delete from platform.donor_session where donor_id = any($1)")
        .bind(uuids(donors))
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// The open sessions of these files, last used first.
pub(super) async fn sessions(tx: &mut Tx, donors: &[DonorId]) -> Result<Vec<DonorSession>, Fault> {
    let now = tx.now();
    Ok(sqlx::query_as(
        "select token_digest, donor_id, device, created_at, used_at from platform.donor_session
         where donor_id = any($1) and expires_at > $2 order by used_at desc, created_at desc limit 50",
    )
    .bind(uuids(donors))
    .bind(now)
    .fetch_all(tx.conn())
    .await?)
}

fn uuids(donors: &[DonorId]) -> Vec<Uuid> {
    donors.iter().map(|donor| donor.uuid()).collect()
}
