//! 运 What transport tells and answers about journeys.

use serde::{Deserialize, Serialize};
use vena_kernel::{
    clock::Instant,
    event::Event,
    id::{OrderId, OrgId, ShipmentId, UnitId},
    temperature::Celsius,
};
use vena_platform::{auth::Scope, db::Tx};

use crate::Answer;

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

/// How a unit was found when its box was opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found {
    /// In order.
    Good,
    /// Damaged or odd to look at.
    Damaged,
    /// Not in the box.
    Missing,
}

/// A journey as the paper of its order tells it.
#[derive(Debug, Clone)]
pub struct Journey {
    /// Who sent it, as shown.
    pub from: String,
    /// Code of the box, with the temperatures that it keeps.
    pub box_shown: String,
    /// Plate of the vehicle.
    pub vehicle: String,
    /// Who drives, or took the box over.
    pub carrier: Option<String>,
    /// When the box left.
    pub left_at: Option<Instant>,
    /// Temperature in the box then.
    pub left_c: Option<Celsius>,
    /// When it was opened and checked.
    pub arrived_at: Option<Instant>,
    /// Temperature in the box then.
    pub arrived_c: Option<Celsius>,
    /// Who checked it.
    pub received_by: Option<String>,
    /// What is in the box, and how it was found once it was opened.
    pub units: Vec<(UnitId, Option<Found>)>,
}

/// Questions about journeys.
pub trait JourneyDesk: Send + Sync {
    /// The newest journey of `order` that was not unpacked again, if `scope` may see it.
    fn of_order<'a>(&'a self, tx: &'a mut Tx, scope: &'a Scope, order: OrderId) -> Answer<'a, Option<Journey>>;
}
