//! What a slip says of both sides beside the journey itself.

use vena_kernel::id::{OrderId, OrgId, ShipmentId, SiteId, UnitId};
use vena_platform::{auth::Scope, db::Tx, fault::Fault};

/// The codes of the place that sends and of the organisation that receives.
pub(super) async fn departments(tx: &mut Tx, from: SiteId, to: OrgId) -> Result<Vec<String>, Fault> {
    Ok(sqlx::query_scalar(
        "select s.code from platform.v_site s where s.site_id = $1
         union all select o.code from platform.v_org o where o.org_id = $2",
    )
    .bind(from)
    .bind(to)
    .fetch_all(tx.conn())
    .await?)
}

/// The units of a journey, whoever asks: for the question whether its papers may be destroyed.
pub(super) async fn units(tx: &mut Tx, shipment: ShipmentId) -> Result<Vec<UnitId>, Fault> {
    Ok(sqlx::query_scalar("select unit_id from transport.shipment_unit where shipment_id = $1")
        .bind(shipment)
        .fetch_all(tx.conn())
        .await?)
}

/// The newest journey of an order that was not unpacked again.
pub(super) async fn newest(tx: &mut Tx, scope: &Scope, order: OrderId) -> Result<Option<ShipmentId>, Fault> {
    let sql = "
        select shipment_id from transport.shipment
        where order_id = $1 and state <> 'cancelled' and ($2::uuid is null or to_org = $2)
        order by shipment_id desc limit 1";
    let query = sqlx::query_scalar(sql).bind(order).bind(scope.only_org());
    Ok(query.fetch_optional(tx.conn()).await?)
}

/// Who sends and who receives, whoever asks.
pub(super) async fn parties(tx: &mut Tx, shipment: ShipmentId) -> Result<Vec<OrgId>, Fault> {
    let sql = "
        select from_org from transport.shipment where shipment_id = $1
        union select to_org from transport.shipment where shipment_id = $1";
    Ok(sqlx::query_scalar(sql).bind(shipment).fetch_all(tx.conn()).await?)
}
