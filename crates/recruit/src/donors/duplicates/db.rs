//! Statements of possible duplicates.

use sqlx::FromRow;
use uuid::Uuid;
use vena_kernel::{
    abo::BloodGroup,
    clock::{Day, Instant},
    id::{DonorId, UserId},
};
use vena_platform::{auth::Scope, db::Tx, fault::Fault};

use super::rules::Likeness;
use crate::donors::DocumentKind;

/// Files that share something, at most: beyond, what they share says nothing.
const SHARED_MAX: i64 = 300;

/// What may be shared with somebody.
#[derive(Debug, Default)]
pub(super) struct Keys {
    pub(super) fingerprints: Vec<Vec<u8>>,
    pub(super) phone: Option<Vec<u8>>,
    pub(super) hashes: Vec<i64>,
    pub(super) pinyin: String,
    pub(super) born_on: Option<Day>,
    pub(super) birthdays: Vec<Day>,
}

/// A person who shares something, as far as it is compared.
#[derive(Debug, FromRow)]
pub(super) struct Shared {
    pub(super) donor_id: DonorId,
    pub(super) name: String,
    pub(super) pinyin: String,
    pub(super) born_on: Day,
    pub(super) sex: String,
    pub(super) group: Option<BloodGroup>,
    pub(super) phone_fingerprint: Vec<u8>,
}

/// Persons who share a document, phone, part of a document, the sound of the name with a similar birthday, or the birthday.
pub(super) async fn sharing(tx: &mut Tx, keys: &Keys, not: Option<DonorId>) -> Result<Vec<Shared>, Fault> {
    Ok(sqlx::query_as(
        "with found as (
             (select t.donor_id from recruit.document t
              where t.fingerprint = any($1) and t.ended_how is distinct from 'corrected' limit $7)
             union all (select donor_id from recruit.donor where phone_fingerprint = $2 limit $7)
             union all (select donor_id from recruit.number_part where hash = any($3) limit $7)
             union all (select donor_id from recruit.donor where pinyin = $4 and born_on = any($5) limit $7)
             union all (select donor_id from recruit.donor where born_on = $6 limit $7)
         )
         select r.donor_id, r.name, r.pinyin, r.born_on, r.sex, g.blood_group as \"group\", r.phone_fingerprint
         from (select distinct d.person_id from found f join recruit.donor d on d.donor_id = f.donor_id) p
         join recruit.donor r on r.donor_id = p.person_id
         cross join lateral (
             select min(m.blood_group) as blood_group from recruit.donor m where m.person_id = r.donor_id) g
         where r.donor_id is distinct from $8",
    )
    .bind(&keys.fingerprints)
    .bind(&keys.phone)
    .bind(&keys.hashes)
    .bind(&keys.pinyin)
    .bind(&keys.birthdays)
    .bind(keys.born_on)
    .bind(SHARED_MAX)
    .bind(not)
    .fetch_all(tx.conn())
    .await?)
}

/// Documents of these persons: whose, which kind, sealed.
pub(super) async fn documents(
    tx: &mut Tx,
    persons: &[DonorId],
) -> Result<Vec<(DonorId, DocumentKind, Vec<u8>)>, Fault> {
    let persons: Vec<Uuid> = persons.iter().map(|person| person.uuid()).collect();
    Ok(sqlx::query_as(
        "select m.person_id, t.kind, t.number_sealed from recruit.donor m join recruit.document t on t.donor_id = m.donor_id
         where m.person_id = any($1) and t.ended_how is distinct from 'corrected'",
    )
    .bind(persons)
    .fetch_all(tx.conn())
    .await?)
}

/// One person as they are compared.
pub(super) async fn person(tx: &mut Tx, person: DonorId) -> Result<Option<Shared>, Fault> {
    Ok(sqlx::query_as(
        "select r.donor_id, r.name, r.pinyin, r.born_on, r.sex, g.blood_group as \"group\", r.phone_fingerprint
         from recruit.donor r
         cross join lateral (
             select min(m.blood_group) as blood_group from recruit.donor m where m.person_id = r.donor_id) g
         where r.donor_id = $1",
    )
    .bind(person)
    .fetch_optional(tx.conn())
    .await?)
}

fn ordered(one: DonorId, other: DonorId) -> (DonorId, DonorId) {
    (one.min(other), one.max(other))
}

/// Puts two files on the list, or says how alike they are now. What was decided stays decided.
pub(super) async fn put(tx: &mut Tx, one: DonorId, other: DonorId, likeness: &Likeness) -> Result<(), Fault> {
    let (now, (one, other)) = (tx.now(), ordered(one, other));
    sqlx::query(
        "insert into recruit.duplicate (one, other, points, grounds, stop, state, found_at)
         values ($1, $2, $3, $4, $5, 'open', $6)
         on conflict (one, other) do update set points = excluded.points, grounds = excluded.grounds, stop = excluded.stop
         where duplicate.state = 'open'",
    )
    .bind(one)
    .bind(other)
    .bind(likeness.points)
    .bind(likeness.grounds.iter().map(|ground| (*ground).to_owned()).collect::<Vec<String>>())
    .bind(likeness.stop)
    .bind(now)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Keeps what somebody found out about two files.
pub(crate) async fn decide(
    tx: &mut Tx,
    scope: &Scope,
    (one, other): (DonorId, DonorId),
    state: &str,
    reason: &str,
) -> Result<(), Fault> {
    let (now, (one, other)) = (tx.now(), ordered(one, other));
    sqlx::query(
        "insert into recruit.duplicate (one, other, points, grounds, stop, state, found_at, decided_at, decided_by,
             decided_reason)
         values ($1, $2, 0, '{}', false, $3, $4, $4, $5, $6)
         on conflict (one, other) do update set state = excluded.state, decided_at = excluded.decided_at,
             decided_by = excluded.decided_by, decided_reason = excluded.decided_reason",
    )
    .bind(one)
    .bind(other)
    .bind(state)
    .bind(now)
    .bind(scope.user)
    .bind(reason)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Opens the question about two files again.
pub(crate) async fn reopen(tx: &mut Tx, one: DonorId, other: DonorId) -> Result<(), Fault> {
    let (one, other) = ordered(one, other);
    sqlx::query(
        "update recruit.duplicate set state = 'open', decided_at = null, decided_by = null, decided_reason = null
         where one = $1 and other = $2",
    )
    .bind(one)
    .bind(other)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Two files on the list.
#[derive(Debug, FromRow)]
pub(super) struct Pair {
    pub(super) one: DonorId,
    pub(super) other: DonorId,
    pub(super) points: i32,
    pub(super) grounds: Vec<String>,
    pub(super) stop: bool,
    pub(super) state: String,
    pub(super) found_at: Instant,
    pub(super) decided_at: Option<Instant>,
    pub(super) decided_by: Option<UserId>,
    pub(super) decided_by_name: Option<String>,
    pub(super) decided_reason: Option<String>,
}

/// Two files and what is known of the question.
pub(super) async fn pair(tx: &mut Tx, one: DonorId, other: DonorId) -> Result<Option<Pair>, Fault> {
    let (one, other) = ordered(one, other);
    Ok(sqlx::query_as(
        "select p.one, p.other, p.points, p.grounds, p.stop, p.state, p.found_at, p.decided_at, p.decided_by,
             u.display_name as decided_by_name, p.decided_reason
         from recruit.duplicate p left join platform.v_user u on u.user_id = p.decided_by
         where p.one = $1 and p.other = $2 for update of p",
    )
    .bind(one)
    .bind(other)
    .fetch_optional(tx.conn())
    .await?)
}

/// Pairs of this state, the most alike first, after `after`. Open ones only where both files still stand for themselves.
pub(super) async fn pairs(
    tx: &mut Tx,
    scope: &Scope,
    state: &str,
    after: Option<(i32, Uuid, Uuid)>,
    limit: i64,
) -> Result<Vec<Pair>, Fault> {
    Ok(sqlx::query_as(
        "select p.one, p.other, p.points, p.grounds, p.stop, p.state, p.found_at, p.decided_at, p.decided_by,
             u.display_name as decided_by_name, p.decided_reason
         from recruit.duplicate p
         join recruit.donor a on a.donor_id = p.one join recruit.donor b on b.donor_id = p.other
         left join platform.v_user u on u.user_id = p.decided_by
         where $1::uuid is null and p.state = $2 and (p.state <> 'open' or a.person_id <> b.person_id)
           and ($3::int is null or (-p.points, p.one, p.other) > (-$3, $4::uuid, $5::uuid))
         order by p.points desc, p.one, p.other limit $6",
    )
    .bind(scope.only_org())
    .bind(state)
    .bind(after.map(|after| after.0))
    .bind(after.map(|after| after.1))
    .bind(after.map(|after| after.2))
    .bind(limit)
    .fetch_all(tx.conn())
    .await?)
}

/// Open questions about a person.
pub(super) async fn open_of(tx: &mut Tx, person: DonorId) -> Result<i64, Fault> {
    Ok(sqlx::query_scalar(
        "select count(*) from recruit.duplicate p
         join recruit.donor a on a.donor_id = p.one join recruit.donor b on b.donor_id = p.other
         where p.state = 'open' and a.person_id <> b.person_id and (p.one = $1 or p.other = $1)",
    )
    .bind(person)
    .fetch_one(tx.conn())
    .await?)
}

/// Persons who were not compared with the others yet.
pub(super) async fn uncompared(tx: &mut Tx, limit: i64) -> Result<Vec<DonorId>, Fault> {
    Ok(sqlx::query_scalar(
        "select donor_id from recruit.donor where compared_at is null and merged_into is null
         order by donor_id limit $1 for update skip locked",
    )
    .bind(limit)
    .fetch_all(tx.conn())
    .await?)
}

/// Says that a person was compared, or has to be again.
pub(super) async fn compared(tx: &mut Tx, person: DonorId, at: Option<Instant>) -> Result<(), Fault> {
    sqlx::query("update recruit.donor set compared_at = $2 where donor_id = $1")
        .bind(person)
        .bind(at)
        .execute(tx.conn())
        .await?;
    Ok(())
}
