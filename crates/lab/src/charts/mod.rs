//! 质控图: what the controls of a lot have read on an instrument, run by run, against their own mean, and which rules that breaks.
//!
//! Who may: people of the laboratory and of quality.

mod db;
mod http;
#[cfg(test)]
mod tests;

use utoipa_axum::{router::OpenApiRouter, routes};
use vena_platform::{
    app::App,
    auth::{Permission, PermissionInfo},
    permission,
};

permission! {
    pub(crate) ChartList = "lab.chart.list", "查看质控图列表", "List charts of controls";
    pub(crate) ChartView = "lab.chart.view", "查看质控图", "See charts of controls";
}

/// The permissions of this feature.
pub(crate) fn permissions() -> Vec<PermissionInfo> {
    vec![ChartList::INFO, ChartView::INFO]
}

/// The routes of this feature.
pub(crate) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(http::list)).routes(routes!(http::view))
}
