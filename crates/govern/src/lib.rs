//! 管 govern. What supervisors look at: the city's stock, the trace of a unit, who did what.
//!
//! - **Owns** nothing that it stores: every figure is derived from the ledger's views at the moment of the question.
//! - **Asks** nobody.
//! - **Tells** nothing.
//! - **Where to add**: a threshold → `rulebook/cn/stock.toml`; a part of the trace report → `traces`; a figure about the
//!   stock → `stock`.

mod audit;
mod stock;
mod traces;

use utoipa_axum::router::OpenApiRouter;
use vena_platform::{app::App, module::Module};

/// The scene.
pub fn module() -> Module {
    let router: OpenApiRouter<App> =
        OpenApiRouter::new().merge(stock::router()).merge(traces::router()).merge(audit::router());
    Module {
        name: "govern",
        glyph: "管",
        title: ("监管", "Supervision"),
        router,
        permissions: [stock::permissions(), traces::permissions(), audit::permissions()].concat(),
        ..Module::default()
    }
}
