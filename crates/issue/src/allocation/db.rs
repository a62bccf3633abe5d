//! Statements of allocation.

use vena_kernel::{
    clock::Instant,
    id::{OrderId, UnitId},
};
use vena_platform::{db::Tx, fault::Fault};

/// Notes for which line units are set aside. A unit whose earlier promise lapsed may be set aside for the same order again.
pub(crate) async fn keep_promised(
    tx: &mut Tx,
    order: OrderId,
    line_no: i32,
    units: &[UnitId],
    until: Instant,
) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query(
        "insert into issue.order_unit (order_id, line_no, unit_id, state, until, promised_at)
         select $1, $2, unit_id, 'promised', $4, $5 from unnest($3::uuid[]) as n (unit_id)
         on conflict (order_id, unit_id) do update
         set line_no = excluded.line_no, state = 'promised', until = excluded.until, promised_at = excluded.promised_at,
             issued_at = null, issued_by = null, settled_at = null, freed_reason = null",
    )
    .bind(order)
    .bind(line_no)
    .bind(units)
    .bind(until)
    .bind(now)
    .execute(tx.conn())
    .await?;
    Ok(())
}
