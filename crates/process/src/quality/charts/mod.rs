//! 成分质控图: the confirmed values of an indicator of a product, sample by sample, and which rules they break.
//!
//! The limits come from the first values inside their limits. Confirmed values are never changed, so these stay the same.

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
    pub(crate) ChartView = "process.quality_chart.view", "查看成分质控图", "See charts of component quality";
}

/// The permissions of this feature.
pub(crate) fn permissions() -> Vec<PermissionInfo> {
    vec![ChartView::INFO]
}

/// The routes of this feature.
pub(crate) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(http::view))
}
