//! A journey as people see it, put together from its rows.

use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;
use vena_contracts::shown::{Can, Person, UnitRow};
use vena_kernel::{
    clock::Instant,
    id::{OrderId, OrgId, ShipmentId, SiteId},
    temperature::{Celsius, TempRange},
};
use vena_platform::{
    auth::{Permission, Scope},
    db::Tx,
    fault::{Fault, Problem},
};

use super::{
    ShipmentCancel, ShipmentHandOver, ShipmentReceive, db, rules,
    words::{Condition, ShipmentState},
};

/// A journey.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Shipment {
    #[serde(flatten)]
    pub(crate) row: ShipmentRow,
    /// What is in the box.
    pub(crate) units: Vec<ShipmentUnit>,
    /// What may be done now.
    pub(crate) can: ShipmentCan,
    /// When this was true.
    pub(crate) as_of: Instant,
}

/// A journey in a list.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct ShipmentRow {
    /// Identity.
    pub(crate) shipment_id: ShipmentId,
    /// Number that people read out: day and number within it.
    pub(crate) shipment_no: String,
    /// The order that it fulfils.
    pub(crate) order_id: OrderId,
    /// Number of that order.
    pub(crate) order_no: String,
    /// Code of the box.
    pub(crate) r#box: String,
    /// Plate of the vehicle.
    pub(crate) vehicle: String,
    /// Who drives.
    pub(crate) driver_name: Option<String>,
    /// What the packer added.
    pub(crate) note: Option<String>,
    /// How far it has come.
    pub(crate) state: ShipmentState,
    /// What everything in the box tolerates.
    pub(crate) range: TempRange,
    /// Bags in the box.
    pub(crate) bags: i64,
    /// The sender.
    pub(crate) from_org: OrgId,
    /// Its name.
    pub(crate) from_name: String,
    /// From which of its places.
    pub(crate) from_site: SiteId,
    /// Name of that place.
    pub(crate) from_site_name: String,
    /// The receiver.
    pub(crate) to_org: OrgId,
    /// Its name.
    pub(crate) to_name: String,
    /// Packed and sealed.
    pub(crate) packed: HandSign,
    /// Given to the driver; the sender's signature.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) handed_over: Option<HandSign>,
    /// Opened and checked; the receiver's signature.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) received: Option<HandSign>,
    /// Unpacked again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) cancelled: Option<HandSign>,
}

/// Who did a step, when, and what was measured or said.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct HandSign {
    /// When.
    pub(crate) at: Instant,
    /// Who.
    pub(crate) by: Person,
    /// Temperature in the box, °C.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) temp_c: Option<Celsius>,
    /// Why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) reason: Option<String>,
}

/// A unit in a box.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ShipmentUnit {
    /// How it was found.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) condition: Option<Condition>,
    /// In words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) note: Option<String>,
    /// The case about it, when it was missing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) case_id: Option<Uuid>,
    /// The unit.
    pub(crate) unit: UnitRow,
}

/// What may be done with a journey now.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ShipmentCan {
    /// Give the box to the driver.
    pub(crate) hand_over: Can,
    /// Open the box and check it.
    pub(crate) receive: Can,
    /// Unpack it again.
    pub(crate) cancel: Can,
}

/// The journey, locked against every other change of it, or 404.
pub(super) async fn locked(tx: &mut Tx, scope: &Scope, id: ShipmentId) -> Result<db::Head, Fault> {
    if !db::lock(tx, scope, id).await? {
        return Err(Problem::not_found("shipment", id).into());
    }
    head(tx, scope, id).await
}

/// The journey, or 404.
pub(crate) async fn head(tx: &mut Tx, scope: &Scope, id: ShipmentId) -> Result<db::Head, Fault> {
    Ok(db::head(tx, scope, id).await?.ok_or_else(|| Problem::not_found("shipment", id))?)
}

/// One journey as `scope` may see it.
pub(crate) async fn shipment(tx: &mut Tx, scope: &Scope, id: ShipmentId) -> Result<Shipment, Fault> {
    let head = head(tx, scope, id).await?;
    let can = can(scope, &head);
    let units = db::units(tx, id).await?.into_iter().map(|row| shown_unit(row, scope)).collect();
    Ok(Shipment { row: row(head), units, can, as_of: tx.now() })
}

/// After a write: tells both sides' screens, and returns the journey.
pub(super) async fn changed(tx: &mut Tx, scope: &Scope, id: ShipmentId) -> Result<Shipment, Fault> {
    let shipment = shipment(tx, scope, id).await?;
    tx.announce("shipments", Some(shipment.row.to_org)).await?;
    tx.announce("shipments", Some(shipment.row.from_org)).await?;
    Ok(shipment)
}

fn can(scope: &Scope, head: &db::Head) -> ShipmentCan {
    let (state, caller) = (head.state, scope.org);
    ShipmentCan {
        hand_over: Can::by(scope, ShipmentHandOver::INFO.name, rules::may_hand_over(state, caller, head.from_org)),
        receive: Can::by(scope, ShipmentReceive::INFO.name, rules::may_receive(state, caller, head.to_org)),
        cancel: Can::by(scope, ShipmentCancel::INFO.name, rules::may_cancel(state, caller, head.from_org)),
    }
}

fn shown_unit(row: db::BoxUnitRow, scope: &Scope) -> ShipmentUnit {
    let unit = row.unit.for_scope(scope);
    ShipmentUnit { condition: row.condition, note: row.check_note, case_id: row.case_id, unit }
}

/// A journey of a list or of the single view.
pub(crate) fn row(head: db::Head) -> ShipmentRow {
    let range = head.range();
    let sign = |at: Option<Instant>, by, name, temp_c, reason| {
        Some(HandSign { at: at?, by: Person::of(by, name)?, temp_c, reason })
    };
    let packer = Person { user_id: head.packed_by, display_name: head.packed_by_name };
    ShipmentRow {
        shipment_id: head.shipment_id,
        shipment_no: head.shipment_no,
        order_id: head.order_id,
        order_no: head.order_no,
        r#box: head.box_code,
        vehicle: head.vehicle,
        driver_name: head.driver_name,
        note: head.note,
        state: head.state,
        range,
        bags: head.bags,
        from_org: head.from_org,
        from_name: head.from_name,
        from_site: head.from_site,
        from_site_name: head.from_site_name,
        to_org: head.to_org,
        to_name: head.to_name,
        packed: HandSign { at: head.packed_at, by: packer, temp_c: None, reason: None },
        handed_over: sign(
            head.handed_over_at,
            head.handed_over_by,
            head.handed_over_by_name,
            head.handed_over_temp,
            None,
        ),
        received: sign(head.received_at, head.received_by, head.received_by_name, head.received_temp, None),
        cancelled: sign(head.cancelled_at, head.cancelled_by, head.cancelled_by_name, None, head.cancel_reason),
    }
}
