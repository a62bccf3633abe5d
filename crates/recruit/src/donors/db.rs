//! Statements about donors. Hospitals see none: every statement takes the caller's scope.

use sqlx::FromRow;
use uuid::Uuid;
use vena_kernel::{
    abo::BloodGroup,
    clock::{Day, Instant},
    id::{DonorId, OrgId},
};
use vena_platform::{auth::Scope, db::Tx, fault::Fault};

use super::{Document, DocumentKind, Phone, words};
use crate::donors::rules::Checked;

/// A donor with what eligibility depends on.
#[derive(Debug, FromRow)]
pub(crate) struct DonorRecord {
    pub(crate) donor_id: DonorId,
    pub(crate) document_kind: DocumentKind,
    pub(crate) document_sealed: Vec<u8>,
    pub(crate) phone_sealed: Vec<u8>,
    pub(crate) name: String,
    pub(crate) born_on: Day,
    pub(crate) sex: String,
    pub(crate) consent_to_be_told: bool,
    pub(crate) blood_group: Option<BloodGroup>,
    pub(crate) registered_at: Instant,
    pub(crate) donations: i64,
    pub(crate) reactions: i64,
    pub(crate) last_ended_at: Option<Instant>,
    pub(crate) last_needle_at: Option<Instant>,
    pub(crate) permanent: bool,
    pub(crate) deferred_until: Option<Day>,
}

/// Sealed fields and fingerprints of a new donor.
#[derive(Debug)]
pub(crate) struct Sealed {
    pub(crate) document: Vec<u8>,
    pub(crate) document_fingerprint: Vec<u8>,
    pub(crate) phone: Vec<u8>,
    pub(crate) phone_fingerprint: Vec<u8>,
}

impl Sealed {
    /// Seals document and phone.
    pub(crate) fn of(document: &Document, phone: &Phone, vault: &vena_platform::vault::Vault) -> Result<Self, Fault> {
        Ok(Self {
            document: vault.seal(document.expose())?,
            document_fingerprint: document.fingerprint(vault),
            phone: vault.seal(phone.expose())?,
            phone_fingerprint: phone.fingerprint(vault),
        })
    }
}

/// Makes registrations of one name and birthday wait for each other, so that two desks cannot both miss the candidate.
pub(crate) async fn lock_person(tx: &mut Tx, name: &str, born_on: Day) -> Result<(), Fault> {
    sqlx::query("select pg_advisory_xact_lock(hashtextextended('recruit.person:' || $1 || ':' || $2::text, 0))")
        .bind(name)
        .bind(born_on)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// The donor of this document.
pub(crate) async fn by_document(tx: &mut Tx, scope: &Scope, fingerprint: &[u8]) -> Result<Option<DonorRecord>, Fault> {
    Ok(sqlx::query_as("select * from recruit.v_donor where document_fingerprint = $1 and $2::uuid is null")
        .bind(fingerprint)
        .bind(scope.only_org())
        .fetch_optional(tx.conn())
        .await?)
}

/// Donors of this name and birthday.
pub(crate) async fn namesakes(tx: &mut Tx, scope: &Scope, name: &str, born_on: Day) -> Result<Vec<DonorRecord>, Fault> {
    Ok(sqlx::query_as(
        "select * from recruit.v_donor where name = $1 and born_on = $2 and $3::uuid is null order by donor_id limit 50",
    )
    .bind(name)
    .bind(born_on)
    .bind(scope.only_org())
    .fetch_all(tx.conn())
    .await?)
}

/// Keeps a new donor; `false` when the document is known already.
pub(crate) async fn insert(
    tx: &mut Tx,
    scope: &Scope,
    id: DonorId,
    new: &Checked,
    sealed: &Sealed,
    told: (bool, &[DonorId]),
) -> Result<bool, Fault> {
    let now = tx.now();
    let done = sqlx::query(
        "insert into recruit.donor (donor_id, document_kind, document_sealed, document_fingerprint, phone_sealed,
             phone_fingerprint, name, pinyin, initials, born_on, sex, consent_to_be_told, not_duplicate_of,
             registered_at, registered_by, org_id, site_id)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
         on conflict on constraint donor_document_key do nothing",
    )
    .bind(id)
    .bind(new.document.kind())
    .bind(&sealed.document)
    .bind(&sealed.document_fingerprint)
    .bind(&sealed.phone)
    .bind(&sealed.phone_fingerprint)
    .bind(&new.name)
    .bind(vena_platform::pinyin::sortable(&new.name))
    .bind(vena_platform::pinyin::initials(&new.name))
    .bind(new.born_on)
    .bind(super::view::sex_word(new.sex))
    .bind(told.0)
    .bind(told.1.iter().map(|id| id.uuid()).collect::<Vec<Uuid>>())
    .bind(now)
    .bind(scope.user)
    .bind(scope.org)
    .bind(scope.site)
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// The donor, if `scope` may see donors.
pub(crate) async fn donor(tx: &mut Tx, scope: &Scope, id: DonorId) -> Result<Option<DonorRecord>, Fault> {
    Ok(sqlx::query_as("select * from recruit.v_donor where donor_id = $1 and $2::uuid is null")
        .bind(id)
        .bind(scope.only_org())
        .fetch_optional(tx.conn())
        .await?)
}

/// Makes changes to one donor's deferrals wait for each other; `false` when there is no such donor to be seen.
pub(crate) async fn lock(tx: &mut Tx, scope: &Scope, id: DonorId) -> Result<bool, Fault> {
    let found: Option<DonorId> =
        sqlx::query_scalar("select donor_id from recruit.donor where donor_id = $1 and $2::uuid is null for update")
            .bind(id)
            .bind(scope.only_org())
            .fetch_optional(tx.conn())
            .await?;
    Ok(found.is_some())
}

/// A page of donors by pinyin, after the donor `after`.
pub(crate) async fn search(
    tx: &mut Tx,
    scope: &Scope,
    search: &words::Search,
    after: Option<DonorId>,
    limit: i64,
) -> Result<Vec<DonorRecord>, Fault> {
    let only = scope.only_org();
    let found = match search {
        words::Search::All => everybody(tx, only, after, limit).await,
        words::Search::Name(prefix) => by_name(tx, only, after, limit, prefix).await,
        words::Search::Latin(prefix) => by_pinyin(tx, only, after, limit, prefix).await,
        words::Search::Exact(fingerprints) => by_number(tx, only, after, limit, fingerprints).await,
    };
    Ok(found?)
}

type Found = Result<Vec<DonorRecord>, sqlx::Error>;

async fn everybody(tx: &mut Tx, only: Option<OrgId>, after: Option<DonorId>, limit: i64) -> Found {
    sqlx::query_as(
        "select v.* from recruit.v_donor v
         where $1::uuid is null
           and ($2::uuid is null
                or (v.pinyin, v.donor_id) > (select d.pinyin, d.donor_id from recruit.donor d where d.donor_id = $2))
         order by v.pinyin, v.donor_id limit $3",
    )
    .bind(only)
    .bind(after)
    .bind(limit)
    .fetch_all(tx.conn())
    .await
}

async fn by_name(tx: &mut Tx, only: Option<OrgId>, after: Option<DonorId>, limit: i64, prefix: &str) -> Found {
    sqlx::query_as(
        "select v.* from recruit.v_donor v
         where $1::uuid is null and v.name >= $4 and v.name < $5
           and ($2::uuid is null
                or (v.pinyin, v.donor_id) > (select d.pinyin, d.donor_id from recruit.donor d where d.donor_id = $2))
         order by v.pinyin, v.donor_id limit $3",
    )
    .bind(only)
    .bind(after)
    .bind(limit)
    .bind(prefix)
    .bind(words::behind(prefix))
    .fetch_all(tx.conn())
    .await
}

async fn by_pinyin(tx: &mut Tx, only: Option<OrgId>, after: Option<DonorId>, limit: i64, prefix: &str) -> Found {
    sqlx::query_as(
        "select v.* from recruit.v_donor v
         where $1::uuid is null
           and ((v.pinyin >= $4 and v.pinyin < $5) or (v.initials >= $4 and v.initials < $5))
           and ($2::uuid is null
                or (v.pinyin, v.donor_id) > (select d.pinyin, d.donor_id from recruit.donor d where d.donor_id = $2))
         order by v.pinyin, v.donor_id limit $3",
    )
    .bind(only)
    .bind(after)
    .bind(limit)
    .bind(prefix)
    .bind(words::behind(prefix))
    .fetch_all(tx.conn())
    .await
}

async fn by_number(tx: &mut Tx, only: Option<OrgId>, after: Option<DonorId>, limit: i64, numbers: &[Vec<u8>]) -> Found {
    sqlx::query_as(
        "select v.* from recruit.v_donor v
         where $1::uuid is null and (v.document_fingerprint = any($4) or v.phone_fingerprint = any($4))
           and ($2::uuid is null
                or (v.pinyin, v.donor_id) > (select d.pinyin, d.donor_id from recruit.donor d where d.donor_id = $2))
         order by v.pinyin, v.donor_id limit $3",
    )
    .bind(only)
    .bind(after)
    .bind(limit)
    .bind(numbers)
    .fetch_all(tx.conn())
    .await
}

/// Keeps the confirmed group of a donor who has none yet.
pub(crate) async fn confirm_group(tx: &mut Tx, id: DonorId, group: BloodGroup) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query(
        "update recruit.donor set blood_group = $2, group_confirmed_at = $3 where donor_id = $1 and blood_group is null",
    )
    .bind(id)
    .bind(group)
    .bind(now)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Name, sealed phone and consent of a donor, for whoever brings a message.
pub(crate) async fn contact(tx: &mut Tx, id: DonorId) -> Result<Option<(String, Vec<u8>, bool)>, Fault> {
    Ok(sqlx::query_as("select name, phone_sealed, consent_to_be_told from recruit.donor where donor_id = $1")
        .bind(id)
        .fetch_optional(tx.conn())
        .await?)
}

/// How often the donor had given before `at`, and when last.
pub(crate) async fn donations_before(
    tx: &mut Tx,
    scope: &Scope,
    id: DonorId,
    at: Instant,
) -> Result<(i64, Option<Instant>), Fault> {
    let sql = "
        select count(*), max(ended_at) from recruit.donation
        where donor_id = $1 and ended_at < $2 and $3::uuid is null";
    Ok(sqlx::query_as(sql).bind(id).bind(at).bind(scope.only_org()).fetch_one(tx.conn()).await?)
}
