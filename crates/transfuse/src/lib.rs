//! 用 transfuse. A hospital's blood bank and bedside.
//!
//! - **Scene**: what arrived is matched to a patient, handed out, started by two persons, ended, returned or destroyed.
//! - **Owns** schema `transfuse`: patients, samples, group results, matches, discards. All of it belongs to one hospital.
//! - **Asks** nobody; unit state changes through `vena_ledger`.
//! - **Tells** `UnitTransfused`, never who the patient was. It never learns who the donor was.
//! - **Where to add**: a step of a unit's way to the patient is a folder beside `matches`, `ward`, `bedside`; numbers and
//!   codes belong into `rulebook/cn/transfusion.toml`.

mod bedside;
mod codes;
mod digest;
mod discards;
mod emergency;
mod finder;
mod matches;
mod patients;
mod policy;
mod samples;
mod stock;
mod ward;

use std::sync::Arc;

use utoipa_axum::router::OpenApiRouter;
use vena_kernel::{
    id::{EventId, UnitId},
    unit_state::{Fact, UnitEvent},
};
use vena_platform::{auth::Scope, db::Tx, module::Module};

/// The scene, ready to be listed by the server.
pub fn module() -> Module {
    let router = OpenApiRouter::new()
        .merge(codes::router())
        .merge(stock::router())
        .merge(patients::router())
        .merge(samples::router())
        .merge(matches::router())
        .merge(emergency::router())
        .merge(ward::router())
        .merge(bedside::router())
        .merge(discards::router());
    let permissions = [
        codes::permissions(),
        stock::permissions(),
        patients::permissions(),
        samples::permissions(),
        matches::permissions(),
        emergency::permissions(),
        ward::permissions(),
        bedside::permissions(),
        discards::permissions(),
    ];
    Module {
        name: "transfuse",
        glyph: "用",
        title: ("用血", "Transfuse"),
        router,
        permissions: permissions.concat(),
        finder: Some(Arc::new(finder::Patients)),
        ..Module::default()
    }
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
