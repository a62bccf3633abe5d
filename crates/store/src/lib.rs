//! 储 store. Where units lie, what the stock is, and what is destroyed.
//!
//! - **Owns** schema `store`: discards with their two persons. Places are sites of the platform, the stock is what the
//!   ledger says.
//! - **Asks** nobody.
//! - **Tells** nothing: what happens to units is in the ledger.
//! - **Where to add**: what a place may hold → `places/rules.rs`; a column of the stock list → `stock`; a reason of
//!   discard → `rulebook/cn/discard.toml`. Foreign lists come in through `cold_store_check`.

pub mod cold_store_check;

mod discards;
mod finder;
mod hand;
mod places;
mod put_aways;
mod stock;
mod units;

use std::sync::Arc;

use utoipa_axum::router::OpenApiRouter;
use vena_platform::{app::App, module::Module};

/// The scene.
pub fn module() -> Module {
    let router: OpenApiRouter<App> = OpenApiRouter::new()
        .merge(places::router())
        .merge(put_aways::router())
        .merge(stock::router())
        .merge(discards::router());
    let permissions = [places::permissions(), put_aways::permissions(), stock::permissions(), discards::permissions()];
    Module {
        name: "store",
        glyph: "储",
        title: ("库存", "Stock"),
        router,
        permissions: permissions.concat(),
        finder: Some(Arc::new(finder::Units)),
        importers: vec![Arc::new(cold_store_check::ColdStoreCheck)],
        ..Module::default()
    }
}
