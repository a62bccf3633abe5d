//! The statement of traces.

use vena_contracts::shown::UnitRow;
use vena_kernel::id::UnitId;
use vena_platform::{auth::Scope, db::Tx, fault::Fault};

/// The units of a trace as every list shows them, as people of the caller's organisation may see them. Whether they may
/// see the units at all was decided by the ledger, by whose hands a unit went through.
pub(super) async fn units(tx: &mut Tx, scope: &Scope, ids: &[UnitId]) -> Result<Vec<UnitRow>, Fault> {
    let rows: Vec<UnitRow> = sqlx::query_as("select v.* from ledger.v_unit_shown v where unit_id = any($1)")
        .bind(ids)
        .fetch_all(tx.conn())
        .await?;
    Ok(rows.into_iter().map(|row| row.seen_by(scope.org)).collect())
}
