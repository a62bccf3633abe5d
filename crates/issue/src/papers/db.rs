//! What the slip of an order says beside the order itself.

use vena_kernel::{
    clock::Instant,
    id::{OrderId, OrgId, UnitId},
};
use vena_platform::{db::Tx, fault::Fault};

/// Who first gave out units of an order: name, organisation and when.
pub(super) async fn issuer(tx: &mut Tx, order: OrderId) -> Result<Option<(String, String, Instant)>, Fault> {
    Ok(sqlx::query_as(
        "select u.display_name, o.name, x.issued_at
         from issue.order_unit x join platform.v_user u on u.user_id = x.issued_by
             join platform.v_org o on o.org_id = u.org_id
         where x.order_id = $1 and x.issued_at is not null order by x.issued_at limit 1",
    )
    .bind(order)
    .fetch_optional(tx.conn())
    .await?)
}

/// The units of an order, whoever asks: for the question whether its papers may be destroyed.
pub(super) async fn units(tx: &mut Tx, order: OrderId) -> Result<Vec<UnitId>, Fault> {
    Ok(sqlx::query_scalar("select unit_id from issue.order_unit where order_id = $1 and issued_at is not null")
        .bind(order)
        .fetch_all(tx.conn())
        .await?)
}

/// Who ordered and whose people gave units out, whoever asks.
pub(super) async fn parties(tx: &mut Tx, order: OrderId) -> Result<Vec<OrgId>, Fault> {
    let sql = "
        select org_id from issue.order_head where order_id = $1
        union select u.org_id from issue.order_unit x join platform.v_user u on u.user_id = x.issued_by where x.order_id = $1";
    Ok(sqlx::query_scalar(sql).bind(order).fetch_all(tx.conn()).await?)
}
