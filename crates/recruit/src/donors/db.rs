//! Statements about donors. Hospitals see none: every statement takes the caller's scope.

use sqlx::FromRow;
use uuid::Uuid;
use vena_kernel::{
    abo::BloodGroup,
    clock::{Day, Instant},
    id::DonorId,
};
use vena_platform::{auth::Scope, db::Tx, fault::Fault};

use super::{
    DocumentKind,
    details::{Occupation, SealedDetails},
    rules::Checked,
};

/// A donor with what eligibility depends on.
#[derive(Debug, FromRow)]
pub(crate) struct DonorRecord {
    /// The file that was asked for.
    pub(crate) donor_id: DonorId,
    /// The file that stands for the person.
    pub(crate) person_id: DonorId,
    pub(crate) document_kind: DocumentKind,
    pub(crate) document_naming: Option<String>,
    pub(crate) document_sealed: Vec<u8>,
    pub(crate) phone_sealed: Vec<u8>,
    pub(crate) name: String,
    pub(crate) born_on: Day,
    pub(crate) sex: String,
    pub(crate) consent_to_be_told: bool,
    pub(crate) blood_group: Option<BloodGroup>,
    pub(crate) registered_at: Instant,
    pub(crate) district: Option<String>,
    pub(crate) occupation: Option<Occupation>,
    pub(crate) language: String,
    pub(crate) emergency_sealed: Option<Vec<u8>>,
    pub(crate) donations: i64,
    pub(crate) last_ended_at: Option<Instant>,
}

/// Sealed fields and fingerprints of a new file.
#[derive(Debug)]
pub(crate) struct Sealed {
    pub(crate) document_id: Uuid,
    pub(crate) document: Vec<u8>,
    pub(crate) document_fingerprint: Vec<u8>,
    pub(crate) phone: Vec<u8>,
    pub(crate) phone_fingerprint: Vec<u8>,
    pub(crate) details: SealedDetails,
}

/// What a change of a file sets.
#[derive(Debug, Default)]
pub(crate) struct Change {
    pub(crate) name: Option<String>,
    pub(crate) phone: Option<Vec<u8>>,
    pub(crate) phone_fingerprint: Option<Vec<u8>>,
    pub(crate) language: Option<String>,
    pub(crate) details: SealedDetails,
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

/// Keeps a new file.
pub(crate) async fn insert(
    tx: &mut Tx,
    scope: &Scope,
    id: DonorId,
    new: &Checked,
    sealed: &Sealed,
) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query(
        "insert into recruit.donor (donor_id, person_id, main_document, phone_sealed, phone_fingerprint, name, pinyin,
             initials, born_on, sex, district, occupation, language, emergency_sealed, registered_at, registered_by, org_id,
             site_id)
         values ($1, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)",
    )
    .bind(id)
    .bind(sealed.document_id)
    .bind(&sealed.phone)
    .bind(&sealed.phone_fingerprint)
    .bind(&new.name)
    .bind(vena_platform::pinyin::sortable(&new.name))
    .bind(vena_platform::pinyin::initials(&new.name))
    .bind(new.born_on)
    .bind(super::view::sex_word(new.sex))
    .bind(&sealed.details.district)
    .bind(sealed.details.occupation)
    .bind(&sealed.details.language)
    .bind(&sealed.details.emergency)
    .bind(now)
    .bind(scope.user)
    .bind(scope.org)
    .bind(scope.site)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The file, if `scope` may see donors, with what is true of the whole person.
pub(crate) async fn donor(tx: &mut Tx, scope: &Scope, id: DonorId) -> Result<Option<DonorRecord>, Fault> {
    Ok(sqlx::query_as("select * from recruit.v_donor where donor_id = $1 and $2::uuid is null")
        .bind(id)
        .bind(scope.only_org())
        .fetch_optional(tx.conn())
        .await?)
}

/// Makes changes to one person wait for each other; the file that stands for the person, if there is one to be seen.
pub(crate) async fn lock_root(tx: &mut Tx, scope: &Scope, id: DonorId) -> Result<Option<DonorId>, Fault> {
    Ok(sqlx::query_scalar(
        "select r.donor_id from recruit.donor d join recruit.donor r on r.donor_id = d.person_id
         where d.donor_id = $1 and $2::uuid is null for update of r",
    )
    .bind(id)
    .bind(scope.only_org())
    .fetch_optional(tx.conn())
    .await?)
}

/// Makes changes to one person wait for each other; `false` when there is no such file to be seen.
pub(crate) async fn lock(tx: &mut Tx, scope: &Scope, id: DonorId) -> Result<bool, Fault> {
    Ok(lock_root(tx, scope, id).await?.is_some())
}

/// Every file of a person, the one that stands for the person first.
pub(crate) async fn family(tx: &mut Tx, id: DonorId) -> Result<Vec<DonorId>, Fault> {
    Ok(sqlx::query_scalar(
        "select m.donor_id from recruit.donor d join recruit.donor m on m.person_id = d.person_id
         where d.donor_id = $1 order by m.donor_id <> m.person_id, m.donor_id",
    )
    .bind(id)
    .fetch_all(tx.conn())
    .await?)
}

/// Keeps the confirmed group of a person who has none yet.
pub(crate) async fn confirm_group(tx: &mut Tx, id: DonorId, group: BloodGroup) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query(
        "update recruit.donor d set blood_group = $2, group_confirmed_at = $3
         where d.donor_id = $1 and not exists (
             select from recruit.donor m where m.person_id = d.person_id and m.blood_group is not null)",
    )
    .bind(id)
    .bind(group)
    .bind(now)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Name and sealed phone of a person, for whoever brings a message.
pub(crate) async fn contact(tx: &mut Tx, id: DonorId) -> Result<Option<(String, Vec<u8>)>, Fault> {
    Ok(sqlx::query_as(
        "select r.name, r.phone_sealed from recruit.donor d join recruit.donor r on r.donor_id = d.person_id
         where d.donor_id = $1",
    )
    .bind(id)
    .fetch_optional(tx.conn())
    .await?)
}

/// How often the person had given before `at`, and when last.
pub(crate) async fn donations_before(
    tx: &mut Tx,
    scope: &Scope,
    id: DonorId,
    at: Instant,
) -> Result<(i64, Option<Instant>), Fault> {
    let sql = "
        select count(*), max(n.ended_at)
        from recruit.donor d join recruit.donor m on m.person_id = d.person_id
        join recruit.donation n on n.donor_id = m.donor_id
        where d.donor_id = $1 and n.ended_at < $2 and $3::uuid is null";
    Ok(sqlx::query_as(sql).bind(id).bind(at).bind(scope.only_org()).fetch_one(tx.conn()).await?)
}

/// Changes what a person said of themselves; what is absent stays.
pub(crate) async fn update(tx: &mut Tx, person: DonorId, change: &Change) -> Result<(), Fault> {
    sqlx::query(
        "update recruit.donor set name = coalesce($2, name), pinyin = coalesce($3, pinyin), initials = coalesce($4, initials),
             phone_sealed = coalesce($5, phone_sealed), phone_fingerprint = coalesce($6, phone_fingerprint),
             district = coalesce($7, district), occupation = coalesce($8, occupation), language = coalesce($9, language),
             emergency_sealed = coalesce($10, emergency_sealed)
         where donor_id = $1",
    )
    .bind(person)
    .bind(&change.name)
    .bind(change.name.as_deref().map(vena_platform::pinyin::sortable))
    .bind(change.name.as_deref().map(vena_platform::pinyin::initials))
    .bind(&change.phone)
    .bind(&change.phone_fingerprint)
    .bind(&change.details.district)
    .bind(change.details.occupation)
    .bind(&change.language)
    .bind(&change.details.emergency)
    .execute(tx.conn())
    .await?;
    Ok(())
}
