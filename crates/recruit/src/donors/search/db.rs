//! Statements of the search.

use std::collections::BTreeSet;

use sqlx::FromRow;
use uuid::Uuid;
use vena_contracts::care::Purpose;
use vena_kernel::{
    clock::{Day, Instant},
    donation_number::DonationNumber,
    id::{DonorId, SiteId},
};
use vena_platform::{auth::Scope, db::Tx, fault::Fault};

use super::names::Part;
use crate::donors::{db::DonorRecord, words::behind};

/// A name of a person, and a sealed phone (`true`) or document (`false`) that finds the person.
type Written = (Vec<(DonorId, String)>, Vec<(DonorId, bool, Vec<u8>)>);

fn uuids(persons: &[DonorId]) -> Vec<Uuid> {
    persons.iter().map(|person| person.uuid()).collect()
}

/// Names and numbers of all files of these persons.
pub(super) async fn written(tx: &mut Tx, persons: &[DonorId]) -> Result<Written, Fault> {
    let names = sqlx::query_as("select person_id, name from recruit.donor where person_id = any($1)")
        .bind(uuids(persons))
        .fetch_all(tx.conn())
        .await?;
    let numbers = sqlx::query_as(
        "select m.person_id, true, m.phone_sealed from recruit.donor m where m.person_id = any($1)
         union all
         select m.person_id, false, t.number_sealed
         from recruit.donor m join recruit.document t on t.donor_id = m.donor_id
         where m.person_id = any($1) and t.ended_how is distinct from 'corrected'",
    )
    .bind(uuids(persons))
    .fetch_all(tx.conn())
    .await?;
    Ok((names, numbers))
}

/// Replaces the parts of all files of these persons by these.
pub(super) async fn replace(
    tx: &mut Tx,
    persons: &[DonorId],
    names: &BTreeSet<(DonorId, Part)>,
    hashes: &BTreeSet<(DonorId, i64)>,
) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query(
        "delete from recruit.name_part where donor_id in (select donor_id from recruit.donor where person_id = any($1))",
    )
    .bind(uuids(persons))
    .execute(tx.conn())
    .await?;
    sqlx::query(
        "delete from recruit.number_part where donor_id in (select donor_id from recruit.donor where person_id = any($1))",
    )
    .bind(uuids(persons))
    .execute(tx.conn())
    .await?;
    sqlx::query(
        "insert into recruit.name_part (donor_id, inside, part)
         select * from unnest($1::uuid[], $2::boolean[], $3::text[])",
    )
    .bind(names.iter().map(|(person, _)| person.uuid()).collect::<Vec<Uuid>>())
    .bind(names.iter().map(|(_, (inside, _))| *inside).collect::<Vec<bool>>())
    .bind(names.iter().map(|(_, (_, part))| part.as_str()).collect::<Vec<&str>>())
    .execute(tx.conn())
    .await?;
    sqlx::query("insert into recruit.number_part (donor_id, hash) select * from unnest($1::uuid[], $2::bigint[])")
        .bind(hashes.iter().map(|(person, _)| person.uuid()).collect::<Vec<Uuid>>())
        .bind(hashes.iter().map(|(_, hash)| *hash).collect::<Vec<i64>>())
        .execute(tx.conn())
        .await?;
    sqlx::query("update recruit.donor set indexed_at = $2 where person_id = any($1)")
        .bind(uuids(persons))
        .bind(now)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Persons that the search does not know yet.
pub(super) async fn unindexed(tx: &mut Tx, limit: i64) -> Result<Vec<DonorId>, Fault> {
    Ok(sqlx::query_scalar(
        "select donor_id from recruit.donor where indexed_at is null and merged_into is null
         order by donor_id limit $1 for update skip locked",
    )
    .bind(limit)
    .fetch_all(tx.conn())
    .await?)
}

/// Persons after `after` by pinyin.
pub(super) async fn everybody(
    tx: &mut Tx,
    scope: &Scope,
    after: Option<DonorId>,
    limit: i64,
) -> Result<Vec<DonorId>, Fault> {
    Ok(sqlx::query_scalar(
        "select d.donor_id from recruit.donor d
         where d.merged_into is null and $1::uuid is null
           and ($2::uuid is null
                or (d.pinyin, d.donor_id) > (select a.pinyin, a.donor_id from recruit.donor a where a.donor_id = $2))
         order by d.pinyin, d.donor_id limit $3",
    )
    .bind(scope.only_org())
    .bind(after)
    .bind(limit)
    .fetch_all(tx.conn())
    .await?)
}

/// What a list of persons asks for; every absent field asks for nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Filter {
    pub(crate) group: Option<String>,
    /// Last donation at this moment or later.
    pub(crate) last_from: Option<Instant>,
    /// Last donation before this moment.
    pub(crate) last_before: Option<Instant>,
    /// Has given here.
    pub(crate) site: Option<SiteId>,
    /// Is deferred, or is not.
    pub(crate) deferred: Option<bool>,
    /// Agrees to short messages for this purpose.
    pub(crate) agreed: Option<Purpose>,
    /// The day on which deferrals are looked at.
    pub(crate) today: Day,
}

impl Filter {
    /// Whether it asks for anything.
    pub(crate) fn asks(&self) -> bool {
        self.group.is_some()
            || self.last_from.is_some()
            || self.last_before.is_some()
            || self.site.is_some()
            || self.deferred.is_some()
            || self.agreed.is_some()
    }
}

/// Persons after `after` by pinyin who fit `filter`, over all files of each.
pub(super) async fn filtered(
    tx: &mut Tx,
    scope: &Scope,
    filter: &Filter,
    after: Option<DonorId>,
    limit: i64,
) -> Result<Vec<DonorId>, Fault> {
    Ok(sqlx::query_scalar(
        "select d.donor_id from recruit.donor d
         where d.merged_into is null and $1::uuid is null
           and ($2::uuid is null
                or (d.pinyin, d.donor_id) > (select a.pinyin, a.donor_id from recruit.donor a where a.donor_id = $2))
           and ($4::text is null or exists (
                select from recruit.donor m where m.person_id = d.donor_id and m.blood_group = $4))
           and (($5::timestamptz is null and $6::timestamptz is null) or exists (
                select from recruit.donor m join recruit.donation n on n.donor_id = m.donor_id
                where m.person_id = d.donor_id having max(n.ended_at) >= coalesce($5, '-infinity')
                    and max(n.ended_at) < coalesce($6, 'infinity')))
           and ($7::uuid is null or exists (
                select from recruit.donor m join recruit.donation n on n.donor_id = m.donor_id
                where m.person_id = d.donor_id and n.site_id = $7))
           and ($8::boolean is null or $8 = exists (
                select from recruit.donor m join recruit.deferral x on x.donor_id = m.donor_id
                where m.person_id = d.donor_id and x.lifted_at is null and (x.until is null or x.until >= $9)))
           and ($10::text is null or coalesce((
                select s.granted from recruit.donor m join recruit.consent s on s.donor_id = m.donor_id
                where m.person_id = d.donor_id and s.channel = 'sms' and s.purpose = $10
                order by s.said_at desc, s.consent_id desc limit 1), false))
         order by d.pinyin, d.donor_id limit $3",
    )
    .bind(scope.only_org())
    .bind(after)
    .bind(limit)
    .bind(&filter.group)
    .bind(filter.last_from)
    .bind(filter.last_before)
    .bind(filter.site)
    .bind(filter.deferred)
    .bind(filter.today)
    .bind(filter.agreed)
    .fetch_all(tx.conn())
    .await?)
}

/// Persons whose name has a part that begins with `prefix`, after the person `after`; each where it fits best, exact first.
pub(super) async fn by_part(
    tx: &mut Tx,
    scope: &Scope,
    (inside, prefix): (bool, &str),
    after: Option<DonorId>,
    limit: i64,
) -> Result<Vec<DonorId>, Fault> {
    Ok(sqlx::query_scalar(
        // `(select not exists …)` is asked of each row in the order of the index; as a join it would gather all rows of a
        // common name before the first twenty are picked.
        "select t.donor_id from recruit.name_part t
         where $1::uuid is null and t.inside = $2 and t.part >= $3 and t.part < $4
           and ($5::uuid is null or (t.part, t.donor_id) >
                ((select min(a.part) from recruit.name_part a
                  where a.donor_id = $5 and a.inside = $2 and a.part >= $3 and a.part < $4), $5))
           and (select not exists (
             select from recruit.name_part o
             where o.donor_id = t.donor_id and o.part >= $3 and o.part < $4
               and (o.inside < t.inside or (o.inside = t.inside and o.part < t.part))))
         order by t.part, t.donor_id limit $6",
    )
    .bind(scope.only_org())
    .bind(inside)
    .bind(prefix)
    .bind(behind(prefix))
    .bind(after)
    .bind(limit)
    .fetch_all(tx.conn())
    .await?)
}

/// Persons of whole numbers, of a donation and of a donor's card.
pub(super) async fn by_whole(
    tx: &mut Tx,
    scope: &Scope,
    fingerprints: &[Vec<u8>],
    donation: Option<&DonationNumber>,
    donor: Option<DonorId>,
) -> Result<Vec<DonorId>, Fault> {
    Ok(sqlx::query_scalar(
        "select distinct d.person_id from recruit.donor d
         where $1::uuid is null and d.donor_id in (
             select t.donor_id from recruit.document t
             where t.fingerprint = any($2) and t.ended_how is distinct from 'corrected'
             union all select p.donor_id from recruit.donor p where p.phone_fingerprint = any($2)
             union all select n.donor_id from recruit.donation n where n.donation_number = $3
             union all select $4)
         order by d.person_id limit 200",
    )
    .bind(scope.only_org())
    .bind(fingerprints)
    .bind(donation)
    .bind(donor)
    .fetch_all(tx.conn())
    .await?)
}

/// Persons who share one of these hashes.
pub(super) async fn by_hash(
    tx: &mut Tx,
    scope: &Scope,
    hashes: &[i64],
    after: Option<DonorId>,
    limit: i64,
) -> Result<Vec<DonorId>, Fault> {
    Ok(sqlx::query_scalar(
        "select distinct donor_id from recruit.number_part
         where $1::uuid is null and hash = any($2) and ($3::uuid is null or donor_id > $3)
         order by donor_id limit $4",
    )
    .bind(scope.only_org())
    .bind(hashes)
    .bind(after)
    .bind(limit)
    .fetch_all(tx.conn())
    .await?)
}

/// A sealed number of a person.
#[derive(Debug, FromRow)]
pub(super) struct SealedNumber {
    pub(super) person_id: DonorId,
    pub(super) sealed: Vec<u8>,
}

/// Phones and documents of these persons.
pub(super) async fn numbers(tx: &mut Tx, persons: &[DonorId]) -> Result<Vec<SealedNumber>, Fault> {
    Ok(sqlx::query_as(
        "select m.person_id, m.phone_sealed as sealed from recruit.donor m where m.person_id = any($1)
         union all
         select m.person_id, t.number_sealed from recruit.donor m join recruit.document t on t.donor_id = m.donor_id
         where m.person_id = any($1) and t.ended_how is distinct from 'corrected'",
    )
    .bind(uuids(persons))
    .fetch_all(tx.conn())
    .await?)
}

/// These persons' files, in this order.
pub(crate) async fn load(tx: &mut Tx, scope: &Scope, persons: &[DonorId]) -> Result<Vec<DonorRecord>, Fault> {
    Ok(sqlx::query_as(
        // `offset 0` keeps the view from being worked out for everybody before the few that are asked for are picked.
        "select v.* from unnest($1::uuid[]) with ordinality as w (donor_id, place)
         cross join lateral (select d.* from recruit.v_donor d where d.donor_id = w.donor_id offset 0) v
         where $2::uuid is null order by w.place",
    )
    .bind(uuids(persons))
    .bind(scope.only_org())
    .fetch_all(tx.conn())
    .await?)
}
