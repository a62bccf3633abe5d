//! 仪器结果: what analysers send and files bring. Every message is kept as it came; a result that belongs in a well of an open run
//! is read there, and every other is kept with its reason until a person has said what it means.
//!
//! Who may: people of the laboratory, and the agent beside the analysers.

mod db;
mod entry;
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

permission! {
    pub(crate) DeliveryCreate = "lab.delivery.create", "接收仪器结果", "Let in what analysers send";
    pub(crate) DeliveryList = "lab.delivery.list", "查看仪器结果列表", "List what analysers have sent";
    pub(crate) DeliveryView = "lab.delivery.view", "查看仪器结果", "See what analysers have sent";
    pub(crate) DeliveryPlace = "lab.delivery.place", "重新匹配仪器结果", "Place results of analysers again";
    pub(crate) DeliverySettle = "lab.delivery.settle", "处理仪器结果", "Settle results that nobody could place";
    pub(crate) DeliveryOrders = "lab.delivery.orders", "仪器查询待检项目", "Answer what analysers ask for";
}

/// The permissions of this feature.
pub(crate) fn permissions() -> Vec<PermissionInfo> {
    vec![
        DeliveryCreate::INFO,
        DeliveryList::INFO,
        DeliveryView::INFO,
        DeliveryPlace::INFO,
        DeliverySettle::INFO,
        DeliveryOrders::INFO,
    ]
}

/// The routes of this feature.
pub(crate) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(http::list, entry::create))
        .routes(routes!(http::view))
        .routes(routes!(entry::place_again))
        .routes(routes!(http::settle))
        .routes(routes!(http::orders))
}
