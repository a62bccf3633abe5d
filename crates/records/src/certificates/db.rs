//! Statements of certificates and of the authority.

use sqlx::FromRow;
use vena_kernel::{
    clock::Instant,
    id::{CertificateId, UserId},
};
use vena_platform::{auth::Scope, db::Tx, documents::Profile, fault::Fault};

use super::rules::Standing;

/// The sealed authority of a profile.
pub(super) async fn authority(tx: &mut Tx, profile: Profile) -> Result<Option<Vec<u8>>, Fault> {
    let sql = "select sealed from records.authority where profile = $1";
    Ok(sqlx::query_scalar(sql).bind(profile).fetch_optional(tx.conn()).await?)
}

/// All sealed authorities.
pub(super) async fn authorities(tx: &mut Tx) -> Result<Vec<(Profile, Vec<u8>)>, Fault> {
    Ok(sqlx::query_as("select profile, sealed from records.authority order by profile").fetch_all(tx.conn()).await?)
}

/// Keeps the first authority of a profile and returns the one that is kept.
pub(super) async fn keep_authority(tx: &mut Tx, profile: Profile, sealed: &[u8]) -> Result<Vec<u8>, Fault> {
    let now = tx.now();
    Ok(sqlx::query_scalar(
        "insert into records.authority (profile, sealed, created_at) values ($1, $2, $3)
         on conflict (profile) do update set profile = excluded.profile
         returning sealed",
    )
    .bind(profile)
    .bind(sealed)
    .bind(now)
    .fetch_one(tx.conn())
    .await?)
}

/// Withdrawn certificates of a profile: certificate, since when, whether the key may be in other hands.
pub(super) async fn withdrawn(tx: &mut Tx, profile: Profile) -> Result<Vec<(Vec<u8>, Instant, bool)>, Fault> {
    Ok(sqlx::query_as(
        "select der, revoked_at, revocation = 'key_compromise' from records.certificate
         where profile = $1 and revoked_at is not null order by revoked_at, certificate_id",
    )
    .bind(profile)
    .fetch_all(tx.conn())
    .await?)
}

/// The next number of a time stamp.
pub(crate) async fn next_stamp(tx: &mut Tx) -> Result<i64, Fault> {
    Ok(sqlx::query_scalar("select nextval('records.stamp_serial')").fetch_one(tx.conn()).await?)
}

/// The next number of a list of withdrawn certificates.
pub(crate) async fn next_list(tx: &mut Tx) -> Result<i64, Fault> {
    Ok(sqlx::query_scalar("select nextval('records.list_number')").fetch_one(tx.conn()).await?)
}

/// A certificate as it is kept.
#[derive(Debug, FromRow)]
pub(crate) struct CertificateRow {
    pub(crate) certificate_id: CertificateId,
    pub(crate) medium: String,
    pub(crate) der: Vec<u8>,
    pub(crate) key_sealed: Vec<u8>,
    pub(crate) valid_from: Instant,
    pub(crate) valid_until: Instant,
    pub(crate) revoked_at: Option<Instant>,
    pub(crate) revocation: Option<String>,
    pub(crate) pin_failures: i32,
}

impl CertificateRow {
    /// How it stands.
    pub(crate) fn standing(&self) -> Standing {
        Standing {
            valid_from: self.valid_from,
            valid_until: self.valid_until,
            revoked_at: self.revoked_at,
            pin_failures: self.pin_failures,
        }
    }
}

/// The caller's certificates, newest first.
pub(super) async fn own(tx: &mut Tx, scope: &Scope) -> Result<Vec<CertificateRow>, Fault> {
    Ok(sqlx::query_as(
        "select certificate_id, medium, der, key_sealed, valid_from, valid_until, revoked_at, revocation, pin_failures
         from records.certificate where user_id = $1 order by certificate_id desc limit 100",
    )
    .bind(scope.user)
    .fetch_all(tx.conn())
    .await?)
}

/// The caller's certificate that is in use for `profile`, locked.
pub(crate) async fn in_use(tx: &mut Tx, scope: &Scope, profile: Profile) -> Result<Option<CertificateRow>, Fault> {
    Ok(sqlx::query_as(
        "select certificate_id, medium, der, key_sealed, valid_from, valid_until, revoked_at, revocation, pin_failures
         from records.certificate where user_id = $1 and profile = $2 and revoked_at is null for update",
    )
    .bind(scope.user)
    .bind(profile)
    .fetch_optional(tx.conn())
    .await?)
}

/// One certificate of the caller.
pub(super) async fn one(tx: &mut Tx, scope: &Scope, id: CertificateId) -> Result<Option<CertificateRow>, Fault> {
    Ok(sqlx::query_as(
        "select certificate_id, medium, der, key_sealed, valid_from, valid_until, revoked_at, revocation, pin_failures
         from records.certificate where user_id = $1 and certificate_id = $2",
    )
    .bind(scope.user)
    .bind(id)
    .fetch_optional(tx.conn())
    .await?)
}

/// A certificate to be kept.
#[derive(Debug)]
pub(super) struct NewCertificate<'a> {
    pub(super) certificate_id: CertificateId,
    pub(super) profile: Profile,
    pub(super) serial: &'a str,
    pub(super) der: &'a [u8],
    pub(super) key_sealed: &'a [u8],
    pub(super) valid_from: Instant,
    pub(super) valid_until: Instant,
}

/// Keeps a new certificate of the caller.
pub(super) async fn insert(tx: &mut Tx, scope: &Scope, new: &NewCertificate<'_>) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query(
        "insert into records.certificate
             (certificate_id, user_id, profile, medium, serial, der, key_sealed, valid_from, valid_until, created_at)
         values ($1, $2, $3, 'software', $4, $5, $6, $7, $8, $9)",
    )
    .bind(new.certificate_id)
    .bind(scope.user)
    .bind(new.profile)
    .bind(new.serial)
    .bind(new.der)
    .bind(new.key_sealed)
    .bind(new.valid_from)
    .bind(new.valid_until)
    .bind(now)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Withdraws a certificate from now on; false when it was withdrawn before.
pub(super) async fn revoke(
    tx: &mut Tx,
    scope: &Scope,
    id: CertificateId,
    why: &str,
    note: Option<&str>,
) -> Result<bool, Fault> {
    let now = tx.now();
    let done = sqlx::query(
        "update records.certificate
         set revoked_at = $3, revoked_by = $1, revocation = $4, revocation_note = $5
         where user_id = $1 and certificate_id = $2 and revoked_at is null",
    )
    .bind(scope.user)
    .bind(id)
    .bind(now)
    .bind(why)
    .bind(note)
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() > 0)
}

/// Counts a wrong PIN, or forgets the wrong ones after a right one.
pub(crate) async fn note_pin(tx: &mut Tx, id: CertificateId, right: bool) -> Result<(), Fault> {
    sqlx::query("update records.certificate set pin_failures = case when $2 then 0 else pin_failures + 1 end where certificate_id = $1")
        .bind(id)
        .bind(right)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Who the caller is in words: name, account, organisation.
pub(super) async fn person(tx: &mut Tx, user: UserId) -> Result<(String, String, String), Fault> {
    Ok(sqlx::query_as(
        "select u.display_name, u.username, o.name from platform.v_user u join platform.v_org o using (org_id) where u.user_id = $1",
    )
    .bind(user)
    .fetch_one(tx.conn())
    .await?)
}
