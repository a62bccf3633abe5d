//! Statements about charts of controls.

use sqlx::FromRow;
use vena_kernel::{
    clock::Instant,
    id::{InstrumentId, LotId, RunId},
};
use vena_platform::{auth::Scope, db::Tx, fault::Fault};

/// A chart: one control of one kit, for one marker, with one lot on one instrument.
#[derive(Debug, Clone, FromRow)]
pub(super) struct ChartRecord {
    pub(super) instrument_id: InstrumentId,
    pub(super) instrument_code: String,
    pub(super) instrument_name: String,
    pub(super) kit_code: String,
    pub(super) kit_name: String,
    pub(super) lot_id: LotId,
    pub(super) lot: String,
    pub(super) control: String,
    pub(super) marker: String,
    pub(super) runs: i64,
    pub(super) last_at: Instant,
}

/// What a control read in a run.
#[derive(Debug, Clone, FromRow)]
pub(super) struct PointRecord {
    pub(super) run_id: RunId,
    pub(super) run_no: String,
    pub(super) closed_at: Instant,
    pub(super) valid: bool,
    pub(super) value: f64,
}

/// Which chart.
#[derive(Debug)]
pub(super) struct Which<'a> {
    pub(super) instrument: InstrumentId,
    pub(super) lot: LotId,
    pub(super) control: &'a str,
    pub(super) marker: &'a str,
}

/// The charts, those with the latest run first; at most 500.
pub(super) async fn list(tx: &mut Tx, scope: &Scope) -> Result<Vec<ChartRecord>, Fault> {
    let sql =
        "select instrument_id, instrument_code, instrument_name, kit_code, kit_name, lot_id, lot, control, marker,
             count(*) as runs, max(closed_at) as last_at
         from lab.v_control_point where org_id = $1
         group by instrument_id, instrument_code, instrument_name, kit_code, kit_name, lot_id, lot, control, marker
         order by last_at desc, instrument_code, kit_code, control, marker limit 500";
    Ok(sqlx::query_as(sql).bind(scope.org).fetch_all(tx.conn()).await?)
}

/// The points of a chart, oldest first; at most 5,000, which is more than a lot lasts.
pub(super) async fn points(tx: &mut Tx, scope: &Scope, which: &Which<'_>) -> Result<Vec<PointRecord>, Fault> {
    let sql = "select run_id, run_no, closed_at, state = 'accepted' as valid, value from lab.v_control_point
         where org_id = $1 and instrument_id = $2 and lot_id = $3 and control = $4 and marker = $5
         order by closed_at, run_id limit 5000";
    let found = sqlx::query_as(sql).bind(scope.org).bind(which.instrument).bind(which.lot);
    Ok(found.bind(which.control).bind(which.marker).fetch_all(tx.conn()).await?)
}
