//! 管 govern. What supervisors look at and do: the city's stock, a unit's whole life, holds and recalls, who did what.
//!
//! - **Owns** schema `govern`: look-backs and recalls with their answers. Every figure is derived from the ledger's views at the
//!   moment of the question; holds stand in the ledger.
//! - **Asks** collect and lab which donations are concerned ([`Tracers`]); **hears** `LookBackOpened`. **Tells** nothing.
//! - **Where to add**: a threshold → `rulebook/cn/stock.toml`; what a trace tells → `traces`; a figure about the
//!   stock → `stock`; who may hold what → `holds/rules.rs`; what a recall may be about → `recalls/about.rs`.

mod audit;
mod holds;
mod papers;
mod recalls;
mod stock;
mod traces;

use std::sync::Arc;

use axum::Extension;
use utoipa_axum::router::OpenApiRouter;
use vena_contracts::records::DocumentSubject;
use vena_platform::module::Module;

pub use recalls::{Drill, Tracers, drill};

/// The scene, ready to be listed by the server.
pub fn module(tracers: Tracers) -> Module {
    let routers = [stock::router(), traces::router(), audit::router(), holds::router(), recalls::router()];
    let permissions = [
        stock::permissions(),
        traces::permissions(),
        audit::permissions(),
        holds::permissions(),
        recalls::permissions(),
    ];
    Module {
        name: "govern",
        glyph: "管",
        title: ("监管", "Supervision"),
        router: routers.into_iter().fold(OpenApiRouter::new(), OpenApiRouter::merge).layer(Extension(tracers)),
        permissions: permissions.concat(),
        subscriptions: recalls::subscriptions(),
        papers: vec![Arc::new(papers::Reports)],
        ..Module::default()
    }
}

/// The port on which records asks which units a unit's papers are about.
pub fn subject() -> Arc<dyn DocumentSubject> {
    Arc::new(papers::Units)
}
