//! 发 issue. From a hospital's order to the units that leave for it.
//!
//! - **Scene**: a hospital orders; the station sets units aside, first expiry first, and gives them out.
//! - **Owns** schema `issue`: orders, their lines, which unit was set aside for which line.
//! - **Asks** `JourneyDesk` in which box an order travels, for its slip; unit state changes through `vena_ledger`.
//! - **Tells** `OrderIssued`; **hears** `ShipmentReceived`; **answers** the port `OrderDesk`.
//! - **Where to add**: a new step of an order is a folder beside `orders`, `allocation`, `issuing`; numbers belong into
//!   `rulebook/cn/allocation.toml`.

mod allocation;
mod desk;
mod finder;
mod issuing;
mod lapse;
mod on_event;
mod orders;
mod papers;
mod policy;

use std::sync::Arc;

use utoipa_axum::router::OpenApiRouter;
use vena_contracts::{issue::OrderDesk, records::DocumentSubject, transport::JourneyDesk};
use vena_kernel::{
    id::{EventId, UnitId},
    unit_state::{Fact, UnitEvent},
};
use vena_platform::{auth::Scope, db::Tx, module::Module};

pub use lapse::clear as clear_lapsed;

/// The scene, ready to be listed by the server; `journeys` answers in which box an order travels.
pub fn module(journeys: Arc<dyn JourneyDesk>) -> Module {
    Module {
        name: "issue",
        glyph: "发",
        title: ("发放", "Issue"),
        router: OpenApiRouter::new().merge(orders::router()).merge(allocation::router()).merge(issuing::router()),
        permissions: [orders::permissions(), allocation::permissions(), issuing::permissions()].concat(),
        subscriptions: vec![on_event::settle_received()],
        jobs: vec![lapse::job()],
        finder: Some(Arc::new(finder::Orders)),
        papers: vec![Arc::new(papers::Slips { journeys })],
        ..Module::default()
    }
}

/// The port on which other scenes ask about orders.
pub fn desk() -> Arc<dyn OrderDesk> {
    Arc::new(desk::Desk)
}

/// The port on which records asks which units an order is about.
pub fn subject() -> Arc<dyn DocumentSubject> {
    Arc::new(papers::Orders)
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
