//! The hospital's own stock, derived from the ledger, never typed.
//!
//! Who may: `transfuse.stock.view`, `transfuse.stock.units`. Tells nothing.

mod db;
mod http;

use utoipa_axum::{router::OpenApiRouter, routes};
use vena_platform::{
    app::App,
    auth::{Permission, PermissionInfo},
    permission,
};

pub(crate) use db::meant;

permission! {
    pub(crate) StockView = "transfuse.stock.view", "查看本院库存", "See the hospital's stock";
    pub(crate) StockUnits = "transfuse.stock.units", "本院库存明细", "List the hospital's units";
}

/// The permissions of this feature.
pub(crate) fn permissions() -> Vec<PermissionInfo> {
    vec![StockView::INFO, StockUnits::INFO]
}

/// The routes of this feature.
pub(crate) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(http::view)).routes(routes!(http::units))
}
