//! Cases: a unit that should have been in the box and was not, until somebody says what became of it.
//!
//! Who may: `transport.case.list`, `transport.case.close`. Tells: `ShipmentReceived`, when the unit turns up at the receiver.

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

pub(crate) use db::open;

permission! {
    pub(crate) CaseList = "transport.case.list", "运输异常列表", "List missing units";
    pub(crate) CaseClose = "transport.case.close", "了结运输异常", "Close cases of missing units";
}

/// The permissions of this feature.
pub(crate) fn permissions() -> Vec<PermissionInfo> {
    vec![CaseList::INFO, CaseClose::INFO]
}

/// The routes of this feature.
pub(crate) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(http::list)).routes(routes!(http::close))
}
