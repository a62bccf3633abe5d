//! Issuing: gives the units that were set aside, or those that are scanned, to the hospital that ordered them; and takes
//! back a unit that has not left yet.
//!
//! Who may: `issue.order.issue`, `issue.order.withdraw` (the station). Tells: `OrderIssued`.

mod db;
mod http;
mod rules;
#[cfg(test)]
mod tests;

use utoipa_axum::{router::OpenApiRouter, routes};
use vena_platform::{
    app::App,
    auth::{Permission, PermissionInfo},
    permission,
};

pub(crate) use db::issued_units;

permission! {
    pub(crate) OrderIssue = "issue.order.issue", "发放血液", "Issue units";
    pub(crate) OrderWithdraw = "issue.order.withdraw", "撤回未出库的血液", "Take back units that have not left";
}

/// The permissions of this feature.
pub(crate) fn permissions() -> Vec<PermissionInfo> {
    vec![OrderIssue::INFO, OrderWithdraw::INFO]
}

/// The routes of this feature.
pub(crate) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(http::issue)).routes(routes!(http::withdraw))
}
