//! Statements of look-backs and recalls.

use sqlx::{FromRow, types::Json};
use vena_contracts::shown::UnitRow;
use vena_kernel::{
    clock::Instant,
    donation_number::DonationNumber,
    id::{OrgId, RecallId, UnitId, UserId},
    unit_state::Life,
};
use vena_platform::{auth::Scope, db::Tx, fault::Fault};

use super::{
    about::{About, Cause},
    book::Until,
    reach::Reached,
};

/// A case and its counts.
#[derive(Debug, FromRow)]
pub(super) struct CaseRow {
    pub(super) recall_id: RecallId,
    pub(super) recall_no: i64,
    pub(super) cause: Cause,
    pub(super) about: Json<About>,
    pub(super) reason: String,
    pub(super) drill: bool,
    pub(super) opened_at: Instant,
    pub(super) opened_by: UserId,
    pub(super) opened_by_name: String,
    pub(super) acknowledge_until: Instant,
    pub(super) close_until: Instant,
    pub(super) closed_at: Option<Instant>,
    pub(super) closed_by: Option<UserId>,
    pub(super) closed_by_name: Option<String>,
    pub(super) conclusion: Option<String>,
    pub(super) donations: i64,
    pub(super) units: i64,
    pub(super) parties: i64,
    pub(super) acknowledged: i64,
}

/// A case to be kept.
#[derive(Debug)]
pub(super) struct NewCase<'a> {
    pub(super) id: RecallId,
    pub(super) org: OrgId,
    pub(super) by: UserId,
    pub(super) cause: Cause,
    pub(super) about: &'a About,
    pub(super) reason: &'a str,
    pub(super) drill: bool,
    pub(super) until: Until,
}

/// A unit as it was found.
#[derive(Debug, Clone, Copy)]
pub(super) struct FoundUnit {
    pub(super) unit: UnitId,
    pub(super) life: Life,
    pub(super) custodian: OrgId,
}

/// Keeps a case with its donations and the units that were found; whoever has any of them is to answer.
pub(super) async fn insert(
    tx: &mut Tx,
    new: &NewCase<'_>,
    reached: &Reached,
    units: &[FoundUnit],
) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query(
        "insert into govern.recall (recall_id, org_id, cause, about, reason, drill, opened_at, opened_by,
             acknowledge_until, close_until)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    )
    .bind(new.id)
    .bind(new.org)
    .bind(new.cause)
    .bind(Json(new.about))
    .bind(new.reason)
    .bind(new.drill)
    .bind(now)
    .bind(new.by)
    .bind(new.until.acknowledged)
    .bind(new.until.closed)
    .execute(tx.conn())
    .await?;
    sqlx::query(
        "insert into govern.recall_donation (recall_id, donation_number, named)
         select $1, number, named from unnest($2::text[], $3::boolean[]) as n (number, named)",
    )
    .bind(new.id)
    .bind(reached.keys().copied().collect::<Vec<_>>())
    .bind(reached.values().copied().collect::<Vec<_>>())
    .execute(tx.conn())
    .await?;
    sqlx::query(
        "insert into govern.recall_unit (recall_id, unit_id, life, custodian)
         select $1, unit_id, life, custodian from unnest($2::uuid[], $3::text[], $4::uuid[]) as n (unit_id, life, custodian)",
    )
    .bind(new.id)
    .bind(units.iter().map(|found| found.unit).collect::<Vec<_>>())
    .bind(units.iter().map(|found| found.life.word()).collect::<Vec<_>>())
    .bind(units.iter().map(|found| found.custodian).collect::<Vec<_>>())
    .execute(tx.conn())
    .await?;
    tell(tx, new.id, now).await
}

/// Whoever has, or gave to a patient, any unit of the case is to answer; what was destroyed or used up concerns nobody.
async fn tell(tx: &mut Tx, id: RecallId, now: Instant) -> Result<(), Fault> {
    sqlx::query(
        "insert into govern.recall_party (recall_id, org_id, told_at)
         select distinct u.recall_id, o.org_id, $2::timestamptz
         from govern.recall_unit u join ledger.v_unit v on v.unit_id = u.unit_id
         cross join lateral (values (v.custodian), (v.heading_to)) as has (org_id)
         join platform.v_org o on o.org_id = has.org_id and o.kind = 'hospital'
         where u.recall_id = $1 and u.life not in ('discarded', 'consumed')",
    )
    .bind(id)
    .bind(now)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Which cases.
#[derive(Debug)]
pub(super) struct Wanted {
    pub(super) open: Option<bool>,
    pub(super) before: Option<RecallId>,
    pub(super) limit: i64,
}

/// The cases that `scope` sees, newest first: a hospital those that concern it.
pub(super) async fn cases(tx: &mut Tx, scope: &Scope, wanted: &Wanted) -> Result<Vec<CaseRow>, Fault> {
    Ok(sqlx::query_as(
        "select v.* from govern.v_recall v
         where ($1::uuid is null or exists (
                 select from govern.recall_party p where p.recall_id = v.recall_id and p.org_id = $1))
           and ($2::boolean is null or (v.closed_at is null) = $2) and ($3::uuid is null or v.recall_id < $3)
         order by v.recall_id desc limit $4",
    )
    .bind(scope.only_org())
    .bind(wanted.open)
    .bind(wanted.before)
    .bind(wanted.limit)
    .fetch_all(tx.conn())
    .await?)
}

/// One case, if `scope` sees it.
pub(super) async fn case(tx: &mut Tx, scope: &Scope, id: RecallId) -> Result<Option<CaseRow>, Fault> {
    Ok(sqlx::query_as(
        "select v.* from govern.v_recall v
         where v.recall_id = $2 and ($1::uuid is null or exists (
             select from govern.recall_party p where p.recall_id = v.recall_id and p.org_id = $1))",
    )
    .bind(scope.only_org())
    .bind(id)
    .fetch_optional(tx.conn())
    .await?)
}

/// Locks a case until the transaction ends.
pub(super) async fn lock(tx: &mut Tx, _: &Scope, id: RecallId) -> Result<(), Fault> {
    sqlx::query("select from govern.recall where recall_id = $1 for update").bind(id).execute(tx.conn()).await?;
    Ok(())
}

/// A donation of a case.
#[derive(Debug, FromRow)]
pub(super) struct DonationRow {
    pub(super) donation_number: DonationNumber,
    pub(super) named: bool,
}

/// The donations of a case; a hospital sees none, for together they tell of a donor.
pub(super) async fn donations(tx: &mut Tx, scope: &Scope, id: RecallId) -> Result<Vec<DonationRow>, Fault> {
    Ok(sqlx::query_as(
        "select donation_number, named from govern.recall_donation
         where recall_id = $2 and $1::uuid is null order by named desc, donation_number",
    )
    .bind(scope.only_org())
    .bind(id)
    .fetch_all(tx.conn())
    .await?)
}

/// A unit of a case as it is now.
#[derive(Debug, FromRow)]
pub(super) struct UnitOfCase {
    #[sqlx(flatten)]
    pub(super) unit: UnitRow,
    pub(super) said: Option<String>,
    pub(super) followed_at: Option<Instant>,
    pub(super) followed_by_name: Option<String>,
}

/// The units of a case and whatever was made of them since; a hospital sees its own.
pub(super) async fn units(tx: &mut Tx, scope: &Scope, id: RecallId) -> Result<Vec<UnitOfCase>, Fault> {
    Ok(sqlx::query_as(
        "select v.*, f.said, f.followed_at, u.display_name as followed_by_name
         from govern.recall_kin($2) k join ledger.v_unit_shown v on v.unit_id = k.unit_id
         left join govern.recall_follow_up f on f.recall_id = $2 and f.unit_id = k.unit_id
         left join platform.v_user u on u.user_id = f.followed_by
         where $1::uuid is null or v.custodian = $1
         order by v.donation_number, v.unit_id",
    )
    .bind(scope.only_org())
    .bind(id)
    .fetch_all(tx.conn())
    .await?)
}

/// Who has to answer, and whether they have.
#[derive(Debug, FromRow)]
pub(super) struct PartyRow {
    pub(super) org_id: OrgId,
    pub(super) org_name: String,
    pub(super) told_at: Instant,
    pub(super) acknowledged_at: Option<Instant>,
    pub(super) acknowledged_by_name: Option<String>,
    pub(super) note: Option<String>,
    pub(super) units: i64,
}

/// Everybody who has to answer; a hospital sees itself.
pub(super) async fn parties(tx: &mut Tx, scope: &Scope, id: RecallId) -> Result<Vec<PartyRow>, Fault> {
    Ok(sqlx::query_as(
        "select p.org_id, o.name as org_name, p.told_at, p.acknowledged_at, u.display_name as acknowledged_by_name, p.note,
             (select count(*) from govern.recall_unit n
              where n.recall_id = p.recall_id and n.custodian = p.org_id) as units
         from govern.recall_party p join platform.v_org o on o.org_id = p.org_id
         left join platform.v_user u on u.user_id = p.acknowledged_by
         where p.recall_id = $2 and ($1::uuid is null or p.org_id = $1) order by o.code",
    )
    .bind(scope.only_org())
    .bind(id)
    .fetch_all(tx.conn())
    .await?)
}

/// The own organisation has seen it; `false` when it had confirmed before, or is not asked.
pub(super) async fn acknowledge(tx: &mut Tx, scope: &Scope, id: RecallId, note: Option<&str>) -> Result<bool, Fault> {
    let now = tx.now();
    let done = sqlx::query(
        "update govern.recall_party set acknowledged_at = $3, acknowledged_by = $4, note = $5
         where recall_id = $1 and org_id = $2 and acknowledged_at is null",
    )
    .bind(id)
    .bind(scope.org)
    .bind(now)
    .bind(scope.user)
    .bind(note)
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() > 0)
}

/// Keeps what became of a recipient, once.
pub(super) async fn follow(
    tx: &mut Tx,
    scope: &Scope,
    (id, unit): (RecallId, UnitId),
    said: &str,
) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query(
        "insert into govern.recall_follow_up (recall_id, unit_id, said, followed_at, followed_by)
         values ($1, $2, $3, $4, $5)",
    )
    .bind(id)
    .bind(unit)
    .bind(said)
    .bind(now)
    .bind(scope.user)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Closes a case.
pub(super) async fn close(tx: &mut Tx, scope: &Scope, id: RecallId, conclusion: &str) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query("update govern.recall set closed_at = $2, closed_by = $3, conclusion = $4 where recall_id = $1")
        .bind(id)
        .bind(now)
        .bind(scope.user)
        .bind(conclusion)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Whether a case was opened because `number` is reactive.
pub(super) async fn opened_for(tx: &mut Tx, number: DonationNumber) -> Result<bool, Fault> {
    Ok(sqlx::query_scalar(
        "select exists (select from govern.recall r join govern.recall_donation d using (recall_id)
         where r.cause = 'reactive' and d.donation_number = $1 and d.named)",
    )
    .bind(number)
    .fetch_one(tx.conn())
    .await?)
}

/// The donation with the most units outside the station: what an exercise is best held with.
pub(super) async fn widest(tx: &mut Tx) -> Result<Option<DonationNumber>, Fault> {
    Ok(sqlx::query_scalar(
        "select v.donation_number from ledger.v_unit v join platform.v_org o on o.org_id = v.custodian
         group by v.donation_number order by count(*) filter (where o.kind = 'hospital') desc, count(*) desc, 1 limit 1",
    )
    .fetch_optional(tx.conn())
    .await?)
}

/// Every relative of these donations, counted by a walk of its own through the genealogy.
pub(super) async fn walked(tx: &mut Tx, numbers: &[DonationNumber]) -> Result<Vec<UnitId>, Fault> {
    Ok(sqlx::query_scalar(
        "with recursive made (unit_id, step) as (
             select unit_id, 0 from ledger.v_unit where donation_number = any($1)
             union
             select p.child, made.step + 1 from made join ledger.v_parent p on p.parent = made.unit_id where made.step < 64
         )
         select distinct unit_id from made order by unit_id",
    )
    .bind(numbers)
    .fetch_all(tx.conn())
    .await?)
}
