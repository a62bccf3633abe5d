//! Statements about the steps of bags.

use sqlx::{FromRow, types::Json};
use vena_kernel::{
    clock::Instant,
    id::{BatchId, EventId, UnitId},
};
use vena_platform::{auth::Scope, db::Tx, fault::Fault};

use crate::plans::Deviation;

/// A step that a bag is in or has been through.
#[derive(Debug, Clone, FromRow)]
pub(crate) struct StepRow {
    pub(crate) unit_id: UnitId,
    pub(crate) batch_id: BatchId,
    pub(crate) batch_no: String,
    pub(crate) step: String,
    pub(crate) state: String,
    pub(crate) equipment_code: String,
    pub(crate) equipment_name: String,
    pub(crate) programme_name: String,
    pub(crate) began_at: Option<Instant>,
    pub(crate) ended_at: Option<Instant>,
    pub(crate) by_name: String,
    pub(crate) outcome: Option<String>,
    pub(crate) deviations: Option<Json<Vec<Deviation>>>,
    pub(crate) hold_id: Option<EventId>,
    pub(crate) open: bool,
}

/// The steps of these bags, earliest first; at most 5000.
pub(crate) async fn of_units(tx: &mut Tx, scope: &Scope, units: &[UnitId]) -> Result<Vec<StepRow>, Fault> {
    let sql = "select * from process.v_unit_step where org_id = $1 and unit_id = any($2)
         order by unit_id, coalesce(began_at, opened_at), batch_id limit 5000";
    Ok(sqlx::query_as(sql).bind(scope.org).bind(units).fetch_all(tx.conn()).await?)
}

/// Makes those who do something with a bag in the hall wait for each other.
pub(crate) async fn lock_unit(tx: &mut Tx, unit: UnitId) -> Result<(), Fault> {
    sqlx::query("select pg_advisory_xact_lock(hashtextextended(concat('process.unit:', $1::uuid), 0))")
        .bind(unit)
        .execute(tx.conn())
        .await?;
    Ok(())
}
