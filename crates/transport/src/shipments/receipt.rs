//! The receiver opens the box, checks every unit and takes it over.

use serde::Deserialize;
use utoipa::ToSchema;
use vena_contracts::{
    shown::{UnitRow, UnitText},
    transport::ShipmentReceived,
};
use vena_kernel::{
    id::{ShipmentId, UnitId},
    temperature::Celsius,
    unit_state::{Fact, HoldKind, UnitEvent},
};
use vena_platform::{
    auth::{Allowed, Answer, Scope},
    db::Tx,
    fault::Fault,
    http::{Body, Path},
};

use super::{
    ShipmentReceive, db,
    rules::{self, Check},
    view::{self, Shipment},
    words::Condition,
};
use crate::{cases, event};

/// What was found in the box.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct ShipmentChecked {
    /// Every unit of the box, once.
    #[garde(length(min = 1, max = 500), dive)]
    pub(super) units: Vec<UnitChecked>,
    /// Temperature in the box when it was opened, °C.
    #[garde(skip)]
    pub(super) temp_c: Option<Celsius>,
}

/// What was found for one unit.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct UnitChecked {
    /// Id or scanned label.
    #[garde(length(chars, min = 1, max = 500))]
    pub(super) unit: String,
    /// How it was found.
    #[garde(skip)]
    pub(super) condition: Condition,
    /// What is wrong; needed unless it is good.
    #[garde(length(chars, max = 300))]
    pub(super) note: Option<String>,
}

#[utoipa::path(post, path = "/api/transport/shipments/{id}/receive", tag = "transport",
    operation_id = "transport.shipment.receive", params(("id" = ShipmentId, Path)),
    request_body = ShipmentChecked, responses((status = 200, body = Shipment)))]
pub(super) async fn receive(
    auth: Allowed<ShipmentReceive>,
    Path(id): Path<ShipmentId>,
    Body(found): Body<ShipmentChecked>,
) -> Result<Answer<Shipment>, Fault> {
    let mut tx = auth.write().await?;
    let head = view::locked(&mut tx, &auth.scope, id).await?;
    rules::may_receive(head.state, auth.scope.org, head.to_org)?;
    let in_box: Vec<UnitRow> = db::units(&mut tx, id).await?.into_iter().map(|row| row.unit).collect();
    let checks = checks(&in_box, &found)?;
    let warm = rules::cool_enough(&head.range(), found.temp_c).err().map(|refusal| refusal.reason.zh);
    take_over(&mut tx, &auth.scope, id, &checks, warm.as_deref()).await?;
    db::receive(&mut tx, &auth.scope, id, found.temp_c).await?;
    tx.tell(&arrived(&head, &checks, warm.is_some())).await?;
    tx.announce("stock", Some(auth.scope.org)).await?;
    let shipment = view::changed(&mut tx, &auth.scope, id).await?;
    tx.ok(shipment).await
}

fn checks(in_box: &[UnitRow], found: &ShipmentChecked) -> Result<Vec<Check>, Fault> {
    let mut checks = Vec::new();
    for unit in &found.units {
        let row = UnitText::pick(&unit.unit, in_box)?;
        checks.push(Check { unit: row.unit_id, condition: unit.condition, note: unit.note.clone() });
    }
    let ids: Vec<UnitId> = in_box.iter().map(|unit| unit.unit_id).collect();
    rules::complete(&ids, &checks)?;
    Ok(checks)
}

/// Takes over what is there; holds what is damaged or came too warm; opens a case for what is missing.
async fn take_over(
    tx: &mut Tx,
    scope: &Scope,
    shipment: ShipmentId,
    checks: &[Check],
    warm: Option<&str>,
) -> Result<(), Fault> {
    let mut events = Vec::new();
    for check in checks.iter().filter(|check| check.condition != Condition::Missing) {
        events.push(event(tx, scope, check.unit, Fact::Received { shipment, position: None }));
        if check.condition == Condition::Damaged {
            events.push(held(tx, scope, check.unit, HoldKind::Damaged, check.note.as_deref().unwrap_or_default()));
        }
        if let Some(reason) = warm {
            events.push(held(tx, scope, check.unit, HoldKind::Excursion, reason));
        }
    }
    vena_ledger::append_all_or_refuse(tx, &events).await?;
    for check in checks {
        let note = check.note.as_deref().map(str::trim).filter(|note| !note.is_empty());
        db::note_condition(tx, shipment, check.unit, check.condition, note).await?;
        if check.condition == Condition::Missing {
            cases::open(tx, scope, shipment, check.unit, note.unwrap_or_default()).await?;
        }
    }
    Ok(())
}

fn held(tx: &Tx, scope: &Scope, unit: UnitId, hold: HoldKind, reason: &str) -> UnitEvent {
    let mut held = event(tx, scope, unit, Fact::Held { hold });
    held.reason = Some(reason.to_owned());
    held
}

/// The news. What came too warm arrived, but not in order.
fn arrived(head: &db::Head, checks: &[Check], warm: bool) -> ShipmentReceived {
    let with = |wanted: fn(Condition, bool) -> bool| -> Vec<UnitId> {
        checks.iter().filter(|check| wanted(check.condition, warm)).map(|check| check.unit).collect()
    };
    ShipmentReceived {
        shipment_id: head.shipment_id,
        order_id: head.order_id,
        by: head.to_org,
        units: with(|condition, warm| condition == Condition::Good && !warm),
        damaged: with(|condition, warm| condition == Condition::Damaged || (condition == Condition::Good && warm)),
        missing: with(|condition, _| condition == Condition::Missing),
    }
}
