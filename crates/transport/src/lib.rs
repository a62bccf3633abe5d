//! 运 transport. Sealed boxes from the station to the hospitals.
//!
//! - **Scene**: what was issued is packed, handed to the driver, opened and checked by the hospital, with both sides' hands
//!   on it.
//! - **Owns** schema `transport`: journeys, what is in their boxes, cases of missing units.
//! - **Asks** `OrderDesk` what was issued to an order; unit state changes through `vena_ledger`.
//! - **Tells** `ShipmentReceived`.
//! - **Where to add**: a new step of a journey belongs to `shipments`, a new paper to a folder beside `slip`.

mod cases;
mod finder;
mod papers;
mod shipments;
mod slip;
pub mod slip_import;

use std::sync::Arc;

use axum::Extension;
use utoipa_axum::router::OpenApiRouter;
use vena_contracts::{issue::OrderDesk, records::DocumentSubject, transport::JourneyDesk};
use vena_kernel::{
    id::{EventId, UnitId},
    unit_state::{Fact, UnitEvent},
};
use vena_platform::{auth::Scope, db::Tx, module::Module};

/// The scene, ready to be listed by the server; `orders` answers what was issued.
pub fn module(orders: Arc<dyn OrderDesk>) -> Module {
    let router = OpenApiRouter::new()
        .merge(shipments::router())
        .merge(slip::router())
        .merge(cases::router())
        .merge(slip_import::router());
    Module {
        name: "transport",
        glyph: "运",
        title: ("运输", "Transport"),
        router: router.layer(Extension(orders)),
        permissions: [shipments::permissions(), slip::permissions(), cases::permissions(), slip_import::permissions()]
            .concat(),
        finder: Some(Arc::new(finder::Shipments)),
        papers: vec![Arc::new(papers::Slips)],
        importers: vec![Arc::new(slip_import::SlipImport)],
        ..Module::default()
    }
}

/// The port on which other scenes ask about journeys.
pub fn desk() -> Arc<dyn JourneyDesk> {
    Arc::new(papers::Desk)
}

/// The port on which records asks which units a journey is about.
pub fn subject() -> Arc<dyn DocumentSubject> {
    Arc::new(papers::Slips)
}

/// Something that happens to `unit` now, by the caller.
fn event(tx: &Tx, scope: &Scope, unit: UnitId, fact: Fact) -> UnitEvent {
    UnitEvent {
        event_id: EventId::from_uuid(tx.new_id()),
        unit,
        at: tx.now(),
        actor: scope.user,
        second: None,
        org: scope.org,
        site: scope.site,
        device: None,
        reason: None,
        fact,
    }
}
