//! Statements of merges.

use sqlx::{FromRow, types::Json};
use uuid::Uuid;
use vena_kernel::{
    abo::BloodGroup,
    clock::Instant,
    id::{BookingId, DonorId, UserId},
};
use vena_platform::{auth::Scope, db::Tx, fault::Fault};

use super::rules::{Side, Values};

/// A merge as kept.
#[derive(Debug, FromRow)]
pub(super) struct MergeRecord {
    pub(super) merge_id: Uuid,
    pub(super) loser: DonorId,
    pub(super) survivor: DonorId,
    pub(super) taken: Vec<String>,
    pub(super) state: String,
    pub(super) proposed_at: Instant,
    pub(super) proposed_by: UserId,
    pub(super) proposed_by_name: String,
    pub(super) proposed_reason: String,
    pub(super) decided_at: Option<Instant>,
    pub(super) decided_by: Option<UserId>,
    pub(super) decided_by_name: Option<String>,
    pub(super) decided_reason: Option<String>,
    pub(super) undone_at: Option<Instant>,
    pub(super) undone_by: Option<UserId>,
    pub(super) undone_by_name: Option<String>,
    pub(super) undone_reason: Option<String>,
}

/// Places that the person of `survivor` has: one that the donor has come for before the others, then the earliest first.
pub(super) async fn open_bookings(tx: &mut Tx, survivor: DonorId) -> Result<Vec<(BookingId, bool)>, Fault> {
    Ok(sqlx::query_as(
        "select b.booking_id, b.state = 'arrived'
         from recruit.donor d join recruit.donor m on m.person_id = d.person_id
         join recruit.booking b on b.donor_id = m.donor_id
         where d.donor_id = $1 and b.state in ('offered', 'booked', 'arrived')
         order by b.state <> 'arrived', b.starts_at, b.booking_id",
    )
    .bind(survivor)
    .fetch_all(tx.conn())
    .await?)
}

/// Both files, locked in the order of their ids so that two who merge crosswise wait instead of blocking each other.
pub(super) async fn sides(tx: &mut Tx, scope: &Scope, one: DonorId, other: DonorId) -> Result<Vec<Side>, Fault> {
    let locked: Vec<(DonorId, DonorId)> = sqlx::query_as(
        "select donor_id, person_id from recruit.donor where donor_id = any($1) and $2::uuid is null
         order by donor_id for update",
    )
    .bind(vec![one.uuid(), other.uuid()])
    .bind(scope.only_org())
    .fetch_all(tx.conn())
    .await?;
    let mut sides = Vec::with_capacity(2);
    for (donor, person) in locked {
        sides.push(Side { donor, person, group: group(tx, person).await? });
    }
    Ok(sides)
}

/// The confirmed group of a person.
pub(super) async fn group(tx: &mut Tx, person: DonorId) -> Result<Option<BloodGroup>, Fault> {
    Ok(sqlx::query_scalar("select min(blood_group) from recruit.donor where person_id = $1")
        .bind(person)
        .fetch_one(tx.conn())
        .await?)
}

/// Keeps a proposal; `false` when another one about the same file is open.
pub(super) async fn insert(
    tx: &mut Tx,
    scope: &Scope,
    id: Uuid,
    (loser, survivor): (DonorId, DonorId),
    taken: &[String],
    reason: &str,
) -> Result<bool, Fault> {
    let now = tx.now();
    let done = sqlx::query(
        "insert into recruit.merge (merge_id, loser, survivor, taken, state, proposed_at, proposed_by, proposed_reason)
         values ($1, $2, $3, $4, 'proposed', $5, $6, $7) on conflict (loser) where state = 'proposed' do nothing",
    )
    .bind(id)
    .bind(loser)
    .bind(survivor)
    .bind(taken)
    .bind(now)
    .bind(scope.user)
    .bind(reason)
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// A merge, kept from being decided by anybody else meanwhile.
pub(super) async fn locked(tx: &mut Tx, scope: &Scope, id: Uuid) -> Result<Option<MergeRecord>, Fault> {
    sqlx::query("select from recruit.merge where merge_id = $1 for update").bind(id).execute(tx.conn()).await?;
    one(tx, scope, id).await
}

/// A merge.
pub(super) async fn one(tx: &mut Tx, scope: &Scope, id: Uuid) -> Result<Option<MergeRecord>, Fault> {
    Ok(sqlx::query_as(
        "select m.merge_id, m.loser, m.survivor, m.taken, m.state, m.proposed_at, m.proposed_by,
             p.display_name as proposed_by_name, m.proposed_reason, m.decided_at, m.decided_by,
             d.display_name as decided_by_name, m.decided_reason, m.undone_at, m.undone_by,
             u.display_name as undone_by_name, m.undone_reason
         from recruit.merge m
         join platform.v_user p on p.user_id = m.proposed_by
         left join platform.v_user d on d.user_id = m.decided_by
         left join platform.v_user u on u.user_id = m.undone_by
         where m.merge_id = $1 and $2::uuid is null",
    )
    .bind(id)
    .bind(scope.only_org())
    .fetch_optional(tx.conn())
    .await?)
}

/// Merges of this state, or that a file has part in, latest first, after `after`.
pub(super) async fn list(
    tx: &mut Tx,
    scope: &Scope,
    (state, donor): (Option<&str>, Option<DonorId>),
    after: Option<(Instant, Uuid)>,
    limit: i64,
) -> Result<Vec<MergeRecord>, Fault> {
    Ok(sqlx::query_as(
        "select m.merge_id, m.loser, m.survivor, m.taken, m.state, m.proposed_at, m.proposed_by,
             p.display_name as proposed_by_name, m.proposed_reason, m.decided_at, m.decided_by,
             d.display_name as decided_by_name, m.decided_reason, m.undone_at, m.undone_by,
             u.display_name as undone_by_name, m.undone_reason
         from recruit.merge m
         join platform.v_user p on p.user_id = m.proposed_by
         left join platform.v_user d on d.user_id = m.decided_by
         left join platform.v_user u on u.user_id = m.undone_by
         where $1::uuid is null and ($2::text is null or m.state = $2)
           and ($3::uuid is null or m.loser = $3 or m.survivor = $3)
           and ($4::timestamptz is null or (m.proposed_at, m.merge_id) < ($4, $5::uuid))
         order by m.proposed_at desc, m.merge_id desc limit $6",
    )
    .bind(scope.only_org())
    .bind(state)
    .bind(donor)
    .bind(after.map(|after| after.0))
    .bind(after.map(|after| after.1))
    .bind(limit)
    .fetch_all(tx.conn())
    .await?)
}

/// What a file says.
pub(super) async fn values(tx: &mut Tx, donor: DonorId) -> Result<Values, Fault> {
    Ok(sqlx::query_as(
        "select name, pinyin, initials, born_on, sex, phone_sealed, phone_fingerprint, main_document, district, occupation,
             language, emergency_sealed
         from recruit.donor where donor_id = $1",
    )
    .bind(donor)
    .fetch_one(tx.conn())
    .await?)
}

/// Makes a file say this.
pub(super) async fn set_values(tx: &mut Tx, donor: DonorId, values: &Values) -> Result<(), Fault> {
    sqlx::query(
        "update recruit.donor set name = $2, pinyin = $3, initials = $4, born_on = $5, sex = $6, phone_sealed = $7,
             phone_fingerprint = $8, main_document = $9, district = $10, occupation = $11, language = $12,
             emergency_sealed = $13
         where donor_id = $1",
    )
    .bind(donor)
    .bind(&values.name)
    .bind(&values.pinyin)
    .bind(&values.initials)
    .bind(values.born_on)
    .bind(&values.sex)
    .bind(&values.phone_sealed)
    .bind(&values.phone_fingerprint)
    .bind(values.main_document)
    .bind(&values.district)
    .bind(&values.occupation)
    .bind(&values.language)
    .bind(&values.emergency_sealed)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Every file of the loser's person stands under the survivor.
pub(super) async fn join(tx: &mut Tx, loser: DonorId, survivor: DonorId) -> Result<(), Fault> {
    sqlx::query(
        "update recruit.donor set person_id = $2, merged_into = case when donor_id = $1 then $2 else merged_into end
         where person_id = $1",
    )
    .bind(loser)
    .bind(survivor)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The loser stands for itself again, with the files that had been merged into it.
pub(super) async fn part(tx: &mut Tx, loser: DonorId) -> Result<(), Fault> {
    sqlx::query(
        "with recursive own (donor_id) as (
             select $1::uuid
             union all select d.donor_id from recruit.donor d join own on d.merged_into = own.donor_id)
         update recruit.donor set person_id = $1, merged_into = case when donor_id = $1 then null else merged_into end
         where donor_id in (select donor_id from own)",
    )
    .bind(loser)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Keeps a decision, and with a confirmed one what the survivor said before and was given.
pub(super) async fn decide(
    tx: &mut Tx,
    scope: &Scope,
    id: Uuid,
    (state, reason): (&str, Option<&str>),
    values: Option<(&Values, &Values)>,
) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query(
        "update recruit.merge set state = $2, decided_at = $3, decided_by = $4, decided_reason = $5, before = $6, given = $7,
             decision = nextval('recruit.merge_decision')
         where merge_id = $1",
    )
    .bind(id)
    .bind(state)
    .bind(now)
    .bind(scope.user)
    .bind(reason)
    .bind(values.map(|values| Json(values.0)))
    .bind(values.map(|values| Json(values.1)))
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// What the survivor said before a confirmed merge, and what it was given.
pub(super) async fn kept(tx: &mut Tx, id: Uuid) -> Result<(Json<Values>, Json<Values>), Fault> {
    Ok(sqlx::query_as("select before, given from recruit.merge where merge_id = $1")
        .bind(id)
        .fetch_one(tx.conn())
        .await?)
}

/// A later merge of the same person that stands.
pub(super) async fn later(tx: &mut Tx, merge: &MergeRecord) -> Result<Option<Uuid>, Fault> {
    Ok(sqlx::query_scalar(
        "select merge_id from recruit.merge
         where state = 'confirmed' and (survivor = $2 or loser = $2)
           and decision > (select decision from recruit.merge where merge_id = $1)
         order by decision desc limit 1",
    )
    .bind(merge.merge_id)
    .bind(merge.survivor)
    .fetch_optional(tx.conn())
    .await?)
}

/// The person to whose files a document belongs.
pub(super) async fn owner(tx: &mut Tx, document: Uuid) -> Result<DonorId, Fault> {
    Ok(sqlx::query_scalar(
        "select d.person_id from recruit.document t join recruit.donor d on d.donor_id = t.donor_id
         where t.document_id = $1",
    )
    .bind(document)
    .fetch_one(tx.conn())
    .await?)
}

/// Keeps that a merge was undone.
pub(super) async fn undo(tx: &mut Tx, scope: &Scope, id: Uuid, reason: &str) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query(
        "update recruit.merge set state = 'undone', undone_at = $2, undone_by = $3, undone_reason = $4 where merge_id = $1",
    )
    .bind(id)
    .bind(now)
    .bind(scope.user)
    .bind(reason)
    .execute(tx.conn())
    .await?;
    Ok(())
}
