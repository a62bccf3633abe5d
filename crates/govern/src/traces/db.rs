//! The units of a trace as every list shows them.

use vena_contracts::shown::UnitRow;
use vena_kernel::id::UnitId;
use vena_platform::{auth::Scope, db::Tx, fault::Fault};

/// These units, with what `scope` may see of each. That they may be seen at all the ledger has decided.
pub(super) async fn units(tx: &mut Tx, scope: &Scope, ids: &[UnitId]) -> Result<Vec<UnitRow>, Fault> {
    let rows: Vec<UnitRow> = sqlx::query_as("select v.* from ledger.v_unit_shown v where v.unit_id = any($1)")
        .bind(ids)
        .fetch_all(tx.conn())
        .await?;
    Ok(rows.into_iter().map(|row| row.for_scope(scope)).collect())
}
