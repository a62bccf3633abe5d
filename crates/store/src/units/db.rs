//! Statements that find units.

use vena_contracts::shown::{UnitRow, UnitText};
use vena_kernel::id::UnitId;
use vena_platform::{auth::Scope, db::Tx, fault::Fault};

/// Enough to say that a text is ambiguous, and by how much.
const MEANT_MAX: i64 = 30;

/// The living units in the own custody that a scanned text may mean.
pub(crate) async fn meant(tx: &mut Tx, scope: &Scope, text: &UnitText) -> Result<Vec<UnitId>, Fault> {
    Ok(sqlx::query_scalar(
        "select unit_id from ledger.v_unit
         where custodian = $1 and life in ('collected', 'in_process', 'stock')
           and (unit_id = $2 or (donation_number = $3 and ($4::text is null or product = $4) and ($5::text is null or division = $5)))
         order by unit_id limit $6",
    )
    .bind(scope.org)
    .bind(text.id)
    .bind(text.number)
    .bind(text.product)
    .bind(text.division)
    .bind(MEANT_MAX)
    .fetch_all(tx.conn())
    .await?)
}

/// The units, in whatever life and custody, that a scanned text may mean and that `scope` may see.
pub(crate) async fn seen(tx: &mut Tx, scope: &Scope, text: &UnitText, limit: i64) -> Result<Vec<UnitRow>, Fault> {
    Ok(sqlx::query_as(
        "select v.* from ledger.v_unit_shown v
         where ($1::uuid is null or v.custodian = $1 or v.heading_to = $1)
           and (v.unit_id = $2 or (v.donation_number = $3 and ($4::text is null or v.product = $4) and ($5::text is null or v.division = $5)))
         order by v.unit_id limit $6",
    )
    .bind(scope.only_org())
    .bind(text.id)
    .bind(text.number)
    .bind(text.product)
    .bind(text.division)
    .bind(limit)
    .fetch_all(tx.conn())
    .await?)
}

/// The units among `ids` that `scope` may see, in the order of their ids.
pub(crate) async fn shown(tx: &mut Tx, scope: &Scope, ids: &[UnitId]) -> Result<Vec<UnitRow>, Fault> {
    Ok(sqlx::query_as(
        "select v.* from ledger.v_unit_shown v where v.unit_id = any($2) and ($1::uuid is null or v.custodian = $1)
         order by v.unit_id",
    )
    .bind(scope.only_org())
    .bind(ids)
    .fetch_all(tx.conn())
    .await?)
}
