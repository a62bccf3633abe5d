//! 制备耗材: lots of filters, wafers, solutions and sets. A lot is received by one person and let in by another; the steps of the hall
//! take no other.

pub(crate) mod db;
mod http;
pub(crate) mod rules;

use utoipa_axum::{router::OpenApiRouter, routes};
use vena_platform::{
    app::App,
    auth::{Permission, PermissionInfo},
    permission,
};

permission! {
    pub(crate) SupplyList = "process.supply.list", "查看制备耗材", "See the supplies of the component hall";
    pub(crate) SupplyReceive = "process.supply.receive", "接收制备耗材", "Receive lots of supplies";
    pub(crate) SupplyLetIn = "process.supply.let_in", "准入制备耗材", "Let lots of supplies in";
    pub(crate) SupplyFinish = "process.supply.finish", "停用制备耗材批号", "End the use of lots of supplies";
}

/// The permissions of this feature.
pub(crate) fn permissions() -> Vec<PermissionInfo> {
    vec![SupplyList::INFO, SupplyReceive::INFO, SupplyLetIn::INFO, SupplyFinish::INFO]
}

/// The routes of this feature.
pub(crate) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(http::list, http::receive))
        .routes(routes!(http::let_in))
        .routes(routes!(http::finish))
}
