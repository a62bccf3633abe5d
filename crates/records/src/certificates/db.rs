//! Statements of certificates and of the authority.

use sqlx::{FromRow, types::Json};
use vena_kernel::{
    clock::Instant,
    id::{CertificateId, OrgId, UserId},
};
use vena_platform::{
    auth::Scope,
    db::Tx,
    documents::{Medium, Profile, SecurityKey},
    fault::Fault,
};

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

/// Withdrawn certificates of a profile that our authority issued: certificate, since when, whether the key may be in other
/// hands.
pub(super) async fn withdrawn(tx: &mut Tx, profile: Profile) -> Result<Vec<(Vec<u8>, Instant, bool)>, Fault> {
    Ok(sqlx::query_as(
        "select der, revoked_at, revocation = 'key_compromise' from records.certificate
         where profile = $1 and issued_here and revoked_at is not null order by revoked_at, certificate_id",
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
    pub(crate) user_id: UserId,
    pub(crate) profile: Profile,
    pub(crate) medium: Medium,
    pub(crate) label: String,
    pub(crate) serial: String,
    pub(crate) der: Vec<u8>,
    /// The key, when it lives here.
    pub(crate) key_sealed: Option<Vec<u8>>,
    /// The security key.
    pub(crate) credential: Option<Json<SecurityKey>>,
    /// Whether our authority issued it; otherwise others may have withdrawn it.
    pub(crate) issued_here: bool,
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

    /// Whether the key may have copies.
    pub(crate) fn may_have_copies(&self) -> bool {
        self.credential.as_ref().is_some_and(|key| key.may_have_copies)
    }
}

/// The caller's certificates, newest first.
pub(super) async fn own(tx: &mut Tx, scope: &Scope) -> Result<Vec<CertificateRow>, Fault> {
    Ok(sqlx::query_as(
        "select certificate_id, user_id, profile, medium, label, serial, der, key_sealed, credential, issued_here, valid_from,
             valid_until, revoked_at, revocation, pin_failures
         from records.certificate where user_id = $1 order by certificate_id desc limit 100",
    )
    .bind(scope.user)
    .fetch_all(tx.conn())
    .await?)
}

/// The caller's certificate that is in use for `profile` on `medium`, locked.
pub(super) async fn in_use(
    tx: &mut Tx,
    scope: &Scope,
    profile: Profile,
    medium: Medium,
) -> Result<Option<CertificateRow>, Fault> {
    Ok(sqlx::query_as(
        "select certificate_id, user_id, profile, medium, label, serial, der, key_sealed, credential, issued_here, valid_from,
             valid_until, revoked_at, revocation, pin_failures
         from records.certificate where user_id = $1 and profile = $2 and medium = $3 and revoked_at is null for update",
    )
    .bind(scope.user)
    .bind(profile)
    .bind(medium)
    .fetch_optional(tx.conn())
    .await?)
}

/// One certificate of the caller.
pub(super) async fn one(tx: &mut Tx, scope: &Scope, id: CertificateId) -> Result<Option<CertificateRow>, Fault> {
    Ok(sqlx::query_as(
        "select certificate_id, user_id, profile, medium, label, serial, der, key_sealed, credential, issued_here, valid_from,
             valid_until, revoked_at, revocation, pin_failures
         from records.certificate where user_id = $1 and certificate_id = $2",
    )
    .bind(scope.user)
    .bind(id)
    .fetch_optional(tx.conn())
    .await?)
}

/// One certificate of the caller, locked until what is done with it is kept: a loss is reported before or after, never in
/// between.
pub(crate) async fn one_locked(tx: &mut Tx, scope: &Scope, id: CertificateId) -> Result<Option<CertificateRow>, Fault> {
    Ok(sqlx::query_as(
        "select certificate_id, user_id, profile, medium, label, serial, der, key_sealed, credential, issued_here, valid_from,
             valid_until, revoked_at, revocation, pin_failures
         from records.certificate where user_id = $1 and certificate_id = $2 for update",
    )
    .bind(scope.user)
    .bind(id)
    .fetch_optional(tx.conn())
    .await?)
}

/// The certificate of a security key, whoever has it, locked.
pub(crate) async fn by_credential(tx: &mut Tx, credential_id: &[u8]) -> Result<Option<CertificateRow>, Fault> {
    Ok(sqlx::query_as(
        "select certificate_id, user_id, profile, medium, label, serial, der, key_sealed, credential, issued_here, valid_from,
             valid_until, revoked_at, revocation, pin_failures
         from records.certificate where credential_id = $1 for update",
    )
    .bind(credential_id)
    .fetch_optional(tx.conn())
    .await?)
}

/// The certificate of a USB key with this number, whoever has it, locked.
pub(crate) async fn by_serial(tx: &mut Tx, serial: &str) -> Result<Option<CertificateRow>, Fault> {
    Ok(sqlx::query_as(
        "select certificate_id, user_id, profile, medium, label, serial, der, key_sealed, credential, issued_here, valid_from,
             valid_until, revoked_at, revocation, pin_failures
         from records.certificate where serial = $1 and medium in ('pkcs11', 'skf') for update",
    )
    .bind(serial)
    .fetch_optional(tx.conn())
    .await?)
}

/// Names of the security keys that a person has in use, with a certificate that is still good after `until`.
pub(crate) async fn credentials(tx: &mut Tx, user: UserId, until: Instant) -> Result<Vec<Vec<u8>>, Fault> {
    let sql = "
        select credential_id from records.certificate
        where user_id = $1 and credential_id is not null and revoked_at is null and valid_until > $2
        order by certificate_id";
    Ok(sqlx::query_scalar(sql).bind(user).bind(until).fetch_all(tx.conn()).await?)
}

/// Names of the security keys with which the account called `username` may sign in.
pub(crate) async fn credentials_of(tx: &mut Tx, username: &str) -> Result<Vec<Vec<u8>>, Fault> {
    let sql = "
        select c.credential_id from records.certificate c join platform.v_user u using (user_id)
        where u.username = $1 and c.credential_id is not null and c.revoked_at is null order by c.certificate_id";
    Ok(sqlx::query_scalar(sql).bind(username).fetch_all(tx.conn()).await?)
}

/// Keeps how often a security key has signed.
pub(crate) async fn note_counter(tx: &mut Tx, id: CertificateId, counter: u32) -> Result<(), Fault> {
    let sql = "
        update records.certificate set credential = jsonb_set(credential, '{counter}', to_jsonb($2::bigint))
        where certificate_id = $1";
    sqlx::query(sql).bind(id).bind(i64::from(counter)).execute(tx.conn()).await?;
    Ok(())
}

/// Whether somebody has reported this key as lost.
pub(super) async fn was_lost(tx: &mut Tx, key_digest: &[u8]) -> Result<bool, Fault> {
    let sql = "
        select exists (select from records.certificate where key_digest = $1 and revocation = 'key_compromise')";
    Ok(sqlx::query_scalar(sql).bind(key_digest).fetch_one(tx.conn()).await?)
}

/// A certificate to be kept.
#[derive(Debug)]
pub(super) struct NewCertificate<'a> {
    pub(super) certificate_id: CertificateId,
    pub(super) profile: Profile,
    pub(super) medium: Medium,
    pub(super) label: &'a str,
    pub(super) issued_here: bool,
    pub(super) serial: &'a str,
    pub(super) der: &'a [u8],
    /// The key, when it lives here.
    pub(super) key_sealed: Option<&'a [u8]>,
    /// SHA-256 of the public key, when it lives elsewhere.
    pub(super) key_digest: Option<&'a [u8]>,
    pub(super) credential: Option<&'a SecurityKey>,
    pub(super) valid_from: Instant,
    pub(super) valid_until: Instant,
}

/// Keeps a new certificate of the caller; false when this key or this certificate is in use already.
pub(super) async fn insert(tx: &mut Tx, scope: &Scope, new: &NewCertificate<'_>) -> Result<bool, Fault> {
    let now = tx.now();
    let done = sqlx::query(
        "insert into records.certificate
             (certificate_id, user_id, profile, medium, label, issued_here, serial, der, key_sealed, key_digest,
              credential_id, credential, valid_from, valid_until, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
         on conflict do nothing",
    )
    .bind(new.certificate_id)
    .bind(scope.user)
    .bind(new.profile)
    .bind(new.medium)
    .bind(new.label)
    .bind(new.issued_here)
    .bind(new.serial)
    .bind(new.der)
    .bind(new.key_sealed)
    .bind(new.key_digest)
    .bind(new.credential.map(|key| key.credential_id.as_slice()))
    .bind(new.credential.map(Json))
    .bind(new.valid_from)
    .bind(new.valid_until)
    .bind(now)
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
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

/// Who somebody is in words.
#[derive(Debug, FromRow)]
pub(crate) struct Person {
    pub(crate) name: String,
    pub(crate) account: String,
    pub(crate) organisation: String,
}

/// Who somebody is in words.
pub(crate) async fn person(tx: &mut Tx, user: UserId) -> Result<Person, Fault> {
    Ok(sqlx::query_as(
        "select u.display_name as name, u.username as account, o.name as organisation
         from platform.v_user u join platform.v_org o using (org_id) where u.user_id = $1",
    )
    .bind(user)
    .fetch_one(tx.conn())
    .await?)
}

/// The name of an organisation.
pub(super) async fn organisation(tx: &mut Tx, org: OrgId) -> Result<String, Fault> {
    let sql = "select name from platform.v_org where org_id = $1";
    Ok(sqlx::query_scalar(sql).bind(org).fetch_one(tx.conn()).await?)
}

/// The sealed seal of an organisation that is still good at `now`.
pub(super) async fn seal(tx: &mut Tx, org: OrgId, profile: Profile) -> Result<Option<Vec<u8>>, Fault> {
    let now = tx.now();
    let sql = "select sealed from records.seal where org_id = $1 and profile = $2 and valid_until > $3";
    Ok(sqlx::query_scalar(sql).bind(org).bind(profile).bind(now).fetch_optional(tx.conn()).await?)
}

/// Keeps a seal in the place of one that has ended, and returns the one that is kept: of two that are made at once the first.
pub(super) async fn keep_seal(
    tx: &mut Tx,
    (org, profile): (OrgId, Profile),
    sealed: &[u8],
    valid_until: Instant,
) -> Result<Vec<u8>, Fault> {
    let now = tx.now();
    Ok(sqlx::query_scalar(
        "insert into records.seal as kept (org_id, profile, sealed, created_at, valid_until) values ($1, $2, $3, $4, $5)
         on conflict (org_id, profile) do update set
             sealed = case when kept.valid_until > $4 then kept.sealed else excluded.sealed end,
             created_at = case when kept.valid_until > $4 then kept.created_at else excluded.created_at end,
             valid_until = case when kept.valid_until > $4 then kept.valid_until else excluded.valid_until end
         returning sealed",
    )
    .bind(org)
    .bind(profile)
    .bind(sealed)
    .bind(now)
    .bind(valid_until)
    .fetch_one(tx.conn())
    .await?)
}

/// The caller's sealed picture.
pub(super) async fn picture(tx: &mut Tx, scope: &Scope) -> Result<Option<Vec<u8>>, Fault> {
    let sql = "select png_sealed from records.seal_picture where user_id = $1";
    Ok(sqlx::query_scalar(sql).bind(scope.user).fetch_optional(tx.conn()).await?)
}

/// Keeps the caller's picture.
pub(super) async fn keep_picture(tx: &mut Tx, scope: &Scope, sealed: &[u8]) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query(
        "insert into records.seal_picture (user_id, png_sealed, changed_at) values ($1, $2, $3)
         on conflict (user_id) do update set png_sealed = excluded.png_sealed, changed_at = excluded.changed_at",
    )
    .bind(scope.user)
    .bind(sealed)
    .bind(now)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Takes the caller's picture away.
pub(super) async fn remove_picture(tx: &mut Tx, scope: &Scope) -> Result<(), Fault> {
    sqlx::query("delete from records.seal_picture where user_id = $1").bind(scope.user).execute(tx.conn()).await?;
    Ok(())
}
