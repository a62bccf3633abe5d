//! 运 What transport tells about journeys.

use serde::{Deserialize, Serialize};
use vena_kernel::{
    event::Event,
    id::{OrderId, OrgId, ShipmentId, UnitId},
};

/// A shipment was checked and taken over by the receiver.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ShipmentReceived {
    /// The journey.
    pub shipment_id: ShipmentId,
    /// The order that it fulfils.
    pub order_id: OrderId,
    /// Who received.
    pub by: OrgId,
    /// What arrived in order.
    pub units: Vec<UnitId>,
    /// What arrived and is held because it was not in order.
    #[serde(default)]
    pub damaged: Vec<UnitId>,
    /// What should have been in the box and was not. It may still be told as arrived later.
    #[serde(default)]
    pub missing: Vec<UnitId>,
}

impl Event for ShipmentReceived {
    const NAME: &'static str = "transport.shipment_received";
}
