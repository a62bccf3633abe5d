//! Statements about what machines report.

use sqlx::{FromRow, types::Json};
use vena_kernel::{
    clock::Instant,
    id::{BatchId, EquipmentId},
};
use vena_platform::{auth::Scope, db::Tx, fault::Fault};

use crate::plans::Readings;

/// What a machine said of a batch.
#[derive(Debug, Clone, FromRow)]
pub(super) struct Said {
    pub(super) event: String,
    pub(super) bag: Option<String>,
    pub(super) readings: Json<Readings>,
}

/// What a machine said when there was no batch at it.
#[derive(Debug, Clone, FromRow)]
pub(super) struct Kept {
    pub(super) record_id: i64,
    pub(super) equipment_code: String,
    pub(super) frame: String,
    pub(super) event: String,
    pub(super) received_at: Instant,
}

/// What came.
#[derive(Debug)]
pub(super) struct NewRecord<'a> {
    pub(super) equipment: EquipmentId,
    pub(super) digest: &'a [u8],
    pub(super) frame: &'a str,
    pub(super) event: &'a str,
    pub(super) bag: Option<&'a str>,
    pub(super) readings: &'a Readings,
    pub(super) batch: Option<BatchId>,
}

/// What was said of a batch, in its order; at most 20000.
pub(super) async fn of_batch(tx: &mut Tx, scope: &Scope, batch: BatchId) -> Result<Vec<Said>, Fault> {
    let sql = "select event, bag, readings from process.machine_record
         where org_id = $1 and batch_id = $2 order by record_id limit 20000";
    Ok(sqlx::query_as(sql).bind(scope.org).bind(batch).fetch_all(tx.conn()).await?)
}

/// Keeps a message; false when it was kept before.
pub(super) async fn keep(tx: &mut Tx, scope: &Scope, new: &NewRecord<'_>) -> Result<bool, Fault> {
    let now = tx.now();
    let done = sqlx::query(
        "insert into process.machine_record (org_id, equipment_id, digest, frame, event, bag, readings, batch_id, received_at,
             received_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict (equipment_id, digest) do nothing",
    )
    .bind(scope.org)
    .bind(new.equipment)
    .bind(new.digest)
    .bind(new.frame)
    .bind(new.event)
    .bind(new.bag)
    .bind(Json(new.readings))
    .bind(new.batch)
    .bind(now)
    .bind(scope.user)
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// What came when there was no batch at the machine, latest first.
pub(super) async fn kept(tx: &mut Tx, scope: &Scope, after: Option<i64>, limit: i64) -> Result<Vec<Kept>, Fault> {
    let sql = "select r.record_id, e.code as equipment_code, r.frame, r.event, r.received_at
         from process.machine_record r join process.equipment e on e.equipment_id = r.equipment_id
         where r.org_id = $1 and r.batch_id is null and ($2::bigint is null or r.record_id < $2)
         order by r.record_id desc limit $3";
    Ok(sqlx::query_as(sql).bind(scope.org).bind(after).bind(limit).fetch_all(tx.conn()).await?)
}
