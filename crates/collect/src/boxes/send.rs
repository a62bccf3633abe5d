//! The seal closes the box: from now on its bags are on their way.

use serde::Deserialize;
use utoipa::ToSchema;
use vena_kernel::{
    id::ShipmentId,
    temperature::Celsius,
    unit_state::{Dispatch, Fact, Travel, UnitEvent},
};
use vena_platform::{
    auth::{Allowed, Answer},
    fault::Fault,
    http::{Body, Path},
};

use super::{
    BoxSend, db, event, rules,
    view::{self, HandOverBox},
};

/// The box leaves.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct BoxLeaving {
    /// Number of the seal.
    #[garde(length(chars, min = 1, max = 60))]
    seal: String,
    /// Who carries it: driver, vehicle.
    #[garde(length(chars, min = 1, max = 60))]
    carrier: String,
    /// Temperature in the box, °C.
    #[garde(skip)]
    temp_c: Option<Celsius>,
    /// What is to be known, for example why tubes are missing.
    #[garde(inner(length(chars, max = 300)))]
    note: Option<String>,
}

/// Seals and sends a box.
#[utoipa::path(post, path = "/api/collect/boxes/{id}/send", tag = "collect", operation_id = "collect.box.send",
    params(("id" = ShipmentId, Path)), request_body = BoxLeaving, responses((status = 200, body = HandOverBox)))]
pub(super) async fn send(
    auth: Allowed<BoxSend>,
    Path(id): Path<ShipmentId>,
    Body(leaving): Body<BoxLeaving>,
) -> Result<Answer<HandOverBox>, Fault> {
    let mut tx = auth.write().await?;
    let head = view::locked(&mut tx, &auth.scope, id).await?;
    let short = db::short_of_tubes(&mut tx, id).await?;
    let note = leaving.note.as_deref().map(str::trim).filter(|note| !note.is_empty());
    rules::may_send(head.state, (head.bags, head.tubes), &short, note)?;
    let dispatch = Dispatch { shipment: id, to: auth.scope.org, purpose: Travel::Internal };
    let events: Vec<UnitEvent> = db::units(&mut tx, id)
        .await?
        .into_iter()
        .map(|unit| event(&tx, &auth.scope, head.from_site, (unit, Fact::Dispatched(dispatch.clone()))))
        .collect();
    vena_ledger::append_all_or_refuse(&mut tx, &events).await?;
    let row = db::Leaving { seal: leaving.seal.trim(), carrier: leaving.carrier.trim(), temp_c: leaving.temp_c, note };
    db::send(&mut tx, &auth.scope, id, &row).await?;
    tx.announce("units", None).await?;
    let answer = view::changed(&mut tx, &auth.scope, id).await?;
    tx.ok(answer).await
}
