//! Packing, handing over and looking at journeys.

use std::sync::Arc;

use axum::{Extension, Json};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use vena_contracts::issue::{IssuedOrder, OrderDesk};
use vena_kernel::{
    clock::Day,
    id::{OrderId, ShipmentId},
    refusal::Refusal,
    say,
    temperature::Celsius,
    unit_state::{Dispatch, Fact, Travel, UnitEvent},
    zone,
};
use vena_platform::{
    auth::{Allowed, Answer, Scope},
    db::Tx,
    fault::{Fault, Problem},
    http::{Body, Page, Path, Query, cursor},
};

use super::{
    ShipmentCancel, ShipmentCreate, ShipmentHandOver, ShipmentList, ShipmentView, db, rules,
    view::{self, Shipment, ShipmentRow},
    words::ShipmentState,
};
use crate::event;

/// A box to be packed.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct ShipmentNew {
    /// For which order.
    #[garde(skip)]
    pub(super) order_id: OrderId,
    /// Code of the box, scanned or typed.
    #[garde(length(chars, min = 1, max = 60))]
    pub(super) r#box: String,
    /// Plate of the vehicle.
    #[garde(length(chars, min = 1, max = 40))]
    pub(super) vehicle: String,
    /// Who drives.
    #[garde(length(chars, max = 60))]
    pub(super) driver_name: Option<String>,
    /// Ids or scanned labels; everything that was issued to the order and is in no box yet when absent.
    #[garde(length(min = 1, max = 500), inner(inner(length(chars, min = 1, max = 500))))]
    pub(super) units: Option<Vec<String>>,
    /// For the driver and the receiver.
    #[garde(length(chars, max = 500))]
    pub(super) note: Option<String>,
}

/// The box is given to the driver.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct ShipmentHandedOver {
    /// Temperature in the box, °C, where it has a thermometer.
    #[garde(skip)]
    pub(super) temp_c: Option<Celsius>,
    /// Who drives, when it was not known before.
    #[garde(length(chars, min = 1, max = 60))]
    pub(super) driver_name: Option<String>,
}

/// Why a box is unpacked again.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct ShipmentCancelReason {
    /// For the record.
    #[garde(length(chars, min = 2, max = 200))]
    pub(super) reason: String,
}

/// Which page of which journeys.
#[derive(Debug, Deserialize, IntoParams, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct ShipmentQuery {
    /// Beginning of the number, of the box, or of the receiver's name or pinyin.
    #[garde(length(chars, max = 100))]
    q: Option<String>,
    /// States, separated by commas.
    #[garde(length(chars, max = 100))]
    state: Option<String>,
    /// For which order.
    #[garde(skip)]
    order_id: Option<OrderId>,
    /// Where the page begins: `next` of the page before.
    #[garde(length(chars, max = 100))]
    cursor: Option<String>,
    /// How many rows, 50 when absent.
    #[garde(range(min = 1, max = 200))]
    limit: Option<i64>,
}

impl ShipmentQuery {
    fn states(&self) -> Result<Vec<ShipmentState>, Fault> {
        let words = self.state.as_deref().unwrap_or("").split(',').map(str::trim).filter(|word| !word.is_empty());
        words.map(|word| ShipmentState::from_word(word).ok_or_else(|| unknown_state(word))).collect()
    }
}

fn unknown_state(word: &str) -> Fault {
    Problem::invalid("state", word, "shipment.state-word", say!("没有这个运输状态", "shipments have no such state"))
        .into()
}

#[utoipa::path(post, path = "/api/transport/shipments", tag = "transport", operation_id = "transport.shipment.create",
    request_body = ShipmentNew, responses((status = 201, body = Shipment)))]
pub(super) async fn create(
    auth: Allowed<ShipmentCreate>,
    Extension(orders): Extension<Arc<dyn OrderDesk>>,
    Body(new): Body<ShipmentNew>,
) -> Result<Answer<Shipment>, Fault> {
    let mut tx = auth.write().await?;
    let asked = orders.issued(&mut tx, &auth.scope, new.order_id).await?;
    let order = asked.ok_or_else(|| Problem::not_found("order", new.order_id))?;
    let id = pack(&mut tx, &auth.scope, &new, &order).await?;
    let shipment = view::changed(&mut tx, &auth.scope, id).await?;
    tx.created(shipment).await
}

async fn pack(tx: &mut Tx, scope: &Scope, new: &ShipmentNew, order: &IssuedOrder) -> Result<ShipmentId, Fault> {
    let box_code = rules::box_code(&new.r#box)?;
    let issued = db::shown(tx, &order.units).await?;
    let in_a_box = db::in_a_box(tx, &order.units).await?;
    let units = rules::to_pack(&issued, &in_a_box, new.units.as_deref())?;
    rules::something_to_pack(units.len())?;
    let products: Vec<_> = units.iter().map(|unit| unit.product).collect();
    let range = rules::common_range(&products)?;
    let shipment_id = ShipmentId::from_uuid(tx.new_id());
    let day = tx.now().day_in(&zone::china());
    let shipment_no = number(day, db::next_number(tx, day).await?);
    let row = db::NewShipment {
        shipment_id,
        shipment_no: &shipment_no,
        order_id: order.order_id,
        order_no: &order.order_no,
        to_org: order.to,
        box_code: &box_code,
        vehicle: new.vehicle.trim(),
        driver_name: said(&new.driver_name),
        note: said(&new.note),
        range,
    };
    if !db::insert(tx, scope, &row).await? {
        return Err(box_in_use(&box_code).into());
    }
    let ids: Vec<_> = units.iter().map(|unit| unit.unit_id).collect();
    if !db::insert_units(tx, shipment_id, &ids).await? {
        let reason = say!(
            "有血液刚被装入另一个运输箱，请重试",
            "one of the units has just been packed into another box: try again"
        );
        return Err(Refusal::new("shipment.already-packed", reason).into());
    }
    Ok(shipment_id)
}

fn box_in_use(code: &str) -> Refusal {
    let reason = say!("运输箱 {code} 正在使用中，请换一个", "the box {code} is on another journey: use another one");
    Refusal::new("shipment.box-in-use", reason)
}

fn said(text: &Option<String>) -> Option<&str> {
    text.as_deref().map(str::trim).filter(|text| !text.is_empty())
}

/// `Y20261122-0001`
fn number(day: Day, number: i32) -> String {
    format!("Y{}-{number:04}", day.to_string().replace('-', ""))
}

#[utoipa::path(get, path = "/api/transport/shipments", tag = "transport", operation_id = "transport.shipment.list",
    params(ShipmentQuery), responses((status = 200, body = Page<ShipmentRow>)))]
pub(super) async fn list(
    auth: Allowed<ShipmentList>,
    Query(page): Query<ShipmentQuery>,
) -> Result<Json<Page<ShipmentRow>>, Fault> {
    let mut tx = auth.read().await?;
    let (states, limit) = (page.states()?, page.limit.unwrap_or(50));
    let text = page.q.as_deref().unwrap_or("").trim();
    let search = db::Search {
        states: &states,
        order_id: page.order_id,
        text,
        before: cursor(page.cursor.as_deref())?,
        limit: limit + 1,
    };
    let rows = db::heads(&mut tx, &auth.scope, &search).await?.into_iter().map(view::row).collect();
    Ok(Json(Page::cut(rows, limit, tx.now(), |row: &ShipmentRow| row.shipment_id.to_string())))
}

#[utoipa::path(get, path = "/api/transport/shipments/{id}", tag = "transport", operation_id = "transport.shipment.view",
    params(("id" = ShipmentId, Path)), responses((status = 200, body = Shipment)))]
pub(super) async fn view(auth: Allowed<ShipmentView>, Path(id): Path<ShipmentId>) -> Result<Json<Shipment>, Fault> {
    let mut tx = auth.read().await?;
    Ok(Json(view::shipment(&mut tx, &auth.scope, id).await?))
}

#[utoipa::path(post, path = "/api/transport/shipments/{id}/hand-over", tag = "transport",
    operation_id = "transport.shipment.hand_over", params(("id" = ShipmentId, Path)),
    request_body = ShipmentHandedOver, responses((status = 200, body = Shipment)))]
pub(super) async fn hand_over(
    auth: Allowed<ShipmentHandOver>,
    Path(id): Path<ShipmentId>,
    Body(given): Body<ShipmentHandedOver>,
) -> Result<Answer<Shipment>, Fault> {
    let mut tx = auth.write().await?;
    let head = view::locked(&mut tx, &auth.scope, id).await?;
    rules::may_hand_over(head.state, auth.scope.org, head.from_org)?;
    rules::cool_enough(&head.range(), given.temp_c)?;
    let events: Vec<UnitEvent> = db::units(&mut tx, id)
        .await?
        .iter()
        .map(|row| {
            let journey = Dispatch { shipment: id, to: head.to_org, purpose: Travel::Delivery };
            event(&tx, &auth.scope, row.unit.unit_id, Fact::Dispatched(journey))
        })
        .collect();
    vena_ledger::append_all_or_refuse(&mut tx, &events).await?;
    db::hand_over(&mut tx, &auth.scope, id, given.temp_c, said(&given.driver_name)).await?;
    let shipment = view::changed(&mut tx, &auth.scope, id).await?;
    tx.ok(shipment).await
}

#[utoipa::path(post, path = "/api/transport/shipments/{id}/cancel", tag = "transport",
    operation_id = "transport.shipment.cancel", params(("id" = ShipmentId, Path)),
    request_body = ShipmentCancelReason, responses((status = 200, body = Shipment)))]
pub(super) async fn cancel(
    auth: Allowed<ShipmentCancel>,
    Path(id): Path<ShipmentId>,
    Body(why): Body<ShipmentCancelReason>,
) -> Result<Answer<Shipment>, Fault> {
    let mut tx = auth.write().await?;
    let head = view::locked(&mut tx, &auth.scope, id).await?;
    rules::may_cancel(head.state, auth.scope.org, head.from_org)?;
    tx.because(&why.reason);
    db::cancel(&mut tx, &auth.scope, id, &why.reason).await?;
    let shipment = view::changed(&mut tx, &auth.scope, id).await?;
    tx.ok(shipment).await
}
