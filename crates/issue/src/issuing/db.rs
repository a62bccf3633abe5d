//! Statements of issuing.

use vena_contracts::shown::UnitText;
use vena_kernel::{
    id::{OrderId, OrgId, UnitId},
    product::ProductCode,
};
use vena_ledger::UnitRecord;
use vena_platform::{auth::Scope, db::Tx, fault::Fault};

/// Units in the stock of the caller's organisation that a scanned text may mean; two are enough to be unsure.
pub(super) async fn meant(tx: &mut Tx, scope: &Scope, text: &UnitText) -> Result<Vec<UnitRecord>, Fault> {
    Ok(sqlx::query_as(
        "select unit_id, state, facts, born_at, last_at, last_recorded_at from ledger.v_unit
         where custodian = $1 and (unit_id = $2 or (donation_number = $3 and life = 'stock'
             and ($4::text is null or product = $4) and ($5::text is null or division = $5)))
         limit 2",
    )
    .bind(scope.org)
    .bind(text.id)
    .bind(text.number)
    .bind(text.product.as_ref().map(ProductCode::as_str))
    .bind(text.division)
    .fetch_all(tx.conn())
    .await?)
}

/// Notes that units were given out.
pub(super) async fn mark_issued(tx: &mut Tx, scope: &Scope, order: OrderId, units: &[UnitId]) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query(
        "update issue.order_unit set state = 'issued', until = null, issued_at = $3, issued_by = $4
         where order_id = $1 and unit_id = any($2)",
    )
    .bind(order)
    .bind(units)
    .bind(now)
    .bind(scope.user)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The hospital of an order and the units that were given out and have not arrived, if `scope` may see the order.
pub(crate) async fn issued_units(
    tx: &mut Tx,
    scope: &Scope,
    order: OrderId,
) -> Result<Option<(OrgId, String, Vec<UnitId>)>, Fault> {
    Ok(sqlx::query_as(
        "select h.org_id, h.order_no, coalesce(array_agg(u.unit_id order by u.line_no, u.unit_id)
                filter (where u.unit_id is not null), '{}') as units
         from issue.order_head h left join issue.order_unit u on u.order_id = h.order_id and u.state = 'issued'
         where h.order_id = $1 and ($2::uuid is null or h.org_id = $2) group by h.order_id",
    )
    .bind(order)
    .bind(scope.only_org())
    .fetch_optional(tx.conn())
    .await?)
}
