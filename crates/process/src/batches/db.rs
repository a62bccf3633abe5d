//! Statements about batches.

use std::collections::BTreeMap;

use sqlx::{FromRow, types::Json};
use vena_kernel::{
    clock::{Day, Instant},
    id::{BatchId, EquipmentId, EventId, ProgrammeId, SiteId, SupplyId, UnitId, UserId},
};
use vena_platform::{auth::Scope, db::Tx, fault::Fault};

use super::rules::BatchState;
use crate::plans::{Deviation, Readings};

/// A batch.
#[derive(Debug, Clone, FromRow)]
pub(crate) struct BatchRecord {
    pub(crate) batch_id: BatchId,
    pub(crate) batch_no: String,
    pub(crate) site_id: SiteId,
    pub(crate) step: String,
    pub(crate) equipment_id: EquipmentId,
    pub(crate) equipment_code: String,
    pub(crate) equipment_name: String,
    pub(crate) equipment_kind: String,
    pub(crate) places: i32,
    pub(crate) programme_id: ProgrammeId,
    pub(crate) programme_number: String,
    pub(crate) programme_name: String,
    pub(crate) settings: Json<BTreeMap<String, f64>>,
    pub(crate) state: BatchState,
    pub(crate) bags: i64,
    pub(crate) deviated: i64,
    pub(crate) opened_at: Instant,
    pub(crate) opened_by: UserId,
    pub(crate) opened_by_name: String,
    pub(crate) began_at: Option<Instant>,
    pub(crate) began_by: Option<UserId>,
    pub(crate) began_by_name: Option<String>,
    pub(crate) ended_at: Option<Instant>,
    pub(crate) ended_by: Option<UserId>,
    pub(crate) ended_by_name: Option<String>,
    pub(crate) ended_why: Option<String>,
    pub(crate) readings: Option<Json<Readings>>,
    pub(crate) checked_at: Option<Instant>,
    pub(crate) checked_by_name: Option<String>,
}

/// A bag of a batch.
#[derive(Debug, Clone, FromRow)]
pub(crate) struct BagRecord {
    pub(crate) unit_id: UnitId,
    pub(crate) position: i32,
    pub(crate) outcome: Option<String>,
    pub(crate) readings: Option<Json<Readings>>,
    pub(crate) deviations: Option<Json<Vec<Deviation>>>,
    pub(crate) hold_id: Option<EventId>,
}

/// A lot of a batch.
#[derive(Debug, Clone, FromRow)]
pub(crate) struct LotRecord {
    pub(crate) supply_id: SupplyId,
    pub(crate) kind: String,
    pub(crate) lot: String,
    pub(crate) maker: String,
}

/// The batch at a machine.
#[derive(Debug, Clone, FromRow)]
pub(crate) struct AtWork {
    pub(crate) equipment_id: EquipmentId,
    pub(crate) batch_id: BatchId,
    pub(crate) batch_no: String,
}

/// A batch to be opened.
#[derive(Debug)]
pub(super) struct NewBatch<'a> {
    pub(super) site: SiteId,
    pub(super) step: &'a str,
    pub(super) equipment: EquipmentId,
    pub(super) programme: ProgrammeId,
    pub(super) supplies: &'a [SupplyId],
    pub(super) day: Day,
}

/// Which batches.
#[derive(Debug)]
pub(super) struct Search {
    pub(super) state: Option<BatchState>,
    pub(super) day: Option<Day>,
    pub(super) after: Option<BatchId>,
    pub(super) limit: i64,
}

/// What became of a bag.
#[derive(Debug)]
pub(super) struct Fate {
    pub(super) unit: UnitId,
    pub(super) readings: Readings,
    pub(super) deviations: Vec<Deviation>,
    pub(super) hold: Option<EventId>,
}

/// The batches that are not over, by machine; a machine has one at most, and there are 500 machines at most.
pub(crate) async fn at_work(tx: &mut Tx, scope: &Scope) -> Result<Vec<AtWork>, Fault> {
    let sql = "select equipment_id, batch_id, batch_no from process.batch
         where org_id = $1 and state in ('open', 'running') order by batch_no limit 500";
    Ok(sqlx::query_as(sql).bind(scope.org).fetch_all(tx.conn()).await?)
}

/// The batch at a machine that is not over.
pub(crate) async fn of_machine(
    tx: &mut Tx,
    scope: &Scope,
    equipment: EquipmentId,
) -> Result<Option<BatchRecord>, Fault> {
    let sql = "select * from process.v_batch where org_id = $1 and equipment_id = $2 and state in ('open', 'running')";
    Ok(sqlx::query_as(sql).bind(scope.org).bind(equipment).fetch_optional(tx.conn()).await?)
}

/// Batches, latest first.
pub(super) async fn list(tx: &mut Tx, scope: &Scope, search: &Search) -> Result<Vec<BatchRecord>, Fault> {
    Ok(sqlx::query_as(
        "select * from process.v_batch where org_id = $1 and ($2::text is null or state = $2)
           and ($3::date is null or (opened_at at time zone 'Asia/Shanghai')::date = $3)
           and ($4::uuid is null or batch_id < $4)
         order by batch_id desc limit $5",
    )
    .bind(scope.org)
    .bind(search.state)
    .bind(search.day)
    .bind(search.after)
    .bind(search.limit)
    .fetch_all(tx.conn())
    .await?)
}

/// One batch.
pub(crate) async fn one(tx: &mut Tx, scope: &Scope, id: BatchId) -> Result<Option<BatchRecord>, Fault> {
    let sql = "select * from process.v_batch where org_id = $1 and batch_id = $2";
    Ok(sqlx::query_as(sql).bind(scope.org).bind(id).fetch_optional(tx.conn()).await?)
}

/// Makes those who do something with a batch wait for each other.
pub(crate) async fn lock(tx: &mut Tx, scope: &Scope, id: BatchId) -> Result<(), Fault> {
    sqlx::query("select batch_id from process.batch where org_id = $1 and batch_id = $2 for update")
        .bind(scope.org)
        .bind(id)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// The bags of a batch in their order; a machine takes 200 at most.
pub(crate) async fn bags(tx: &mut Tx, id: BatchId) -> Result<Vec<BagRecord>, Fault> {
    let sql = "select unit_id, position, outcome, readings, deviations, hold_id
         from process.batch_unit where batch_id = $1 order by position limit 200";
    Ok(sqlx::query_as(sql).bind(id).fetch_all(tx.conn()).await?)
}

/// The lots of a batch.
pub(super) async fn lots(tx: &mut Tx, id: BatchId) -> Result<Vec<LotRecord>, Fault> {
    let sql = "select s.supply_id, s.kind, s.lot, s.maker from process.batch_supply b
         join process.supply s on s.supply_id = b.supply_id where b.batch_id = $1 order by s.kind, s.lot limit 50";
    Ok(sqlx::query_as(sql).bind(id).fetch_all(tx.conn()).await?)
}

/// Opens a batch under the next number of the day.
pub(super) async fn open(tx: &mut Tx, scope: &Scope, new: &NewBatch<'_>) -> Result<BatchId, Fault> {
    let (id, now) = (BatchId::from_uuid(tx.new_id()), tx.now());
    sqlx::query("select pg_advisory_xact_lock(hashtextextended(concat('process.batch_no:', $1::uuid), 0))")
        .bind(scope.org)
        .execute(tx.conn())
        .await?;
    sqlx::query(
        "insert into process.batch (batch_id, org_id, site_id, batch_no, step, equipment_id, programme_id, state, opened_at,
             opened_by)
         select $1, $2, $3, to_char($4::date, 'YYYYMMDD') || '-' || lpad((count(*) + 1)::text, 3, '0'), $5, $6, $7, 'open',
             $8, $9
         from process.batch where org_id = $2 and starts_with(batch_no, to_char($4::date, 'YYYYMMDD'))",
    )
    .bind(id)
    .bind(scope.org)
    .bind(new.site)
    .bind(new.day)
    .bind(new.step)
    .bind(new.equipment)
    .bind(new.programme)
    .bind(now)
    .bind(scope.user)
    .execute(tx.conn())
    .await?;
    sqlx::query("insert into process.batch_supply (batch_id, supply_id) select $1, unnest($2::uuid[])")
        .bind(id)
        .bind(new.supplies)
        .execute(tx.conn())
        .await?;
    Ok(id)
}

/// The number of the batch in which a bag is.
pub(super) async fn batch_of(tx: &mut Tx, unit: UnitId) -> Result<Option<String>, Fault> {
    let sql = "select b.batch_no from process.batch_unit u join process.batch b on b.batch_id = u.batch_id
         where u.unit_id = $1 and u.open";
    Ok(sqlx::query_scalar(sql).bind(unit).fetch_optional(tx.conn()).await?)
}

/// Puts a bag into a batch.
pub(super) async fn add(tx: &mut Tx, scope: &Scope, id: BatchId, unit: UnitId) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query(
        "insert into process.batch_unit (batch_id, unit_id, position, open, added_at, added_by)
         select $1, $2, coalesce(max(position), 0) + 1, true, $3, $4 from process.batch_unit where batch_id = $1",
    )
    .bind(id)
    .bind(unit)
    .bind(now)
    .bind(scope.user)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Takes a bag out of a batch that has not begun; false when it is not in it.
pub(super) async fn remove(tx: &mut Tx, id: BatchId, unit: UnitId) -> Result<bool, Fault> {
    let sql = "delete from process.batch_unit where batch_id = $1 and unit_id = $2 and open";
    Ok(sqlx::query(sql).bind(id).bind(unit).execute(tx.conn()).await?.rows_affected() == 1)
}

/// The machine works.
pub(super) async fn begin(tx: &mut Tx, scope: &Scope, id: BatchId) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query(
        "update process.batch set state = 'running', began_at = $3, began_by = $4 where org_id = $1 and batch_id = $2",
    )
    .bind(scope.org)
    .bind(id)
    .bind(now)
    .bind(scope.user)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The step is over, or was broken off for a reason.
pub(super) async fn end(
    tx: &mut Tx,
    scope: &Scope,
    id: BatchId,
    (state, why): (BatchState, Option<&str>),
    readings: &Readings,
) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query(
        "update process.batch set state = $3, ended_at = $4, ended_by = $5, ended_why = $6, readings = $7
         where org_id = $1 and batch_id = $2",
    )
    .bind(scope.org)
    .bind(id)
    .bind(state)
    .bind(now)
    .bind(scope.user)
    .bind(why)
    .bind(Json(readings))
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// What became of the bags.
pub(super) async fn settle(tx: &mut Tx, id: BatchId, fates: &[Fate]) -> Result<(), Fault> {
    sqlx::query(
        "update process.batch_unit u set open = false, outcome = case when n.hold is null then 'passed' else 'deviated' end,
             readings = n.readings, deviations = n.deviations, hold_id = n.hold
         from unnest($2::uuid[], $3::jsonb[], $4::jsonb[], $5::uuid[]) as n (unit, readings, deviations, hold)
         where u.batch_id = $1 and u.unit_id = n.unit",
    )
    .bind(id)
    .bind(fates.iter().map(|fate| fate.unit).collect::<Vec<_>>())
    .bind(fates.iter().map(|fate| Json(&fate.readings)).collect::<Vec<_>>())
    .bind(fates.iter().map(|fate| Json(&fate.deviations)).collect::<Vec<_>>())
    .bind(fates.iter().map(|fate| fate.hold).collect::<Vec<_>>())
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Lets the bags of a batch go that never began: nothing became of them.
pub(super) async fn release(tx: &mut Tx, id: BatchId) -> Result<(), Fault> {
    sqlx::query("update process.batch_unit set open = false where batch_id = $1").bind(id).execute(tx.conn()).await?;
    Ok(())
}

/// Somebody else has looked at the record.
pub(super) async fn check(tx: &mut Tx, scope: &Scope, id: BatchId) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query("update process.batch set checked_at = $3, checked_by = $4 where org_id = $1 and batch_id = $2")
        .bind(scope.org)
        .bind(id)
        .bind(now)
        .bind(scope.user)
        .execute(tx.conn())
        .await?;
    Ok(())
}
