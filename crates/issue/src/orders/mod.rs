//! Orders: what a hospital needs, how far it has come, and calling it off.
//!
//! Who may: `issue.order.create` (hospitals), `.list` and `.view` (a hospital sees its own, the station all), `.cancel`.

pub(crate) mod db;
mod http;
pub(crate) mod rules;
#[cfg(test)]
mod tests;
pub(crate) mod view;
pub(crate) mod words;

use utoipa_axum::{router::OpenApiRouter, routes};
use vena_platform::{
    app::App,
    auth::{Permission, PermissionInfo},
    permission,
};

pub(crate) use words::{OrderUnitState, Urgency};

permission! {
    pub(crate) OrderCreate = "issue.order.create", "提交用血订单", "Place orders";
    pub(crate) OrderList = "issue.order.list", "订单列表", "List orders";
    pub(crate) OrderView = "issue.order.view", "查看订单", "See orders";
    pub(crate) OrderCancel = "issue.order.cancel", "取消订单", "Cancel orders";
}

/// The permissions of this feature.
pub(crate) fn permissions() -> Vec<PermissionInfo> {
    vec![OrderCreate::INFO, OrderList::INFO, OrderView::INFO, OrderCancel::INFO]
}

/// The routes of this feature.
pub(crate) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(http::list, http::create))
        .routes(routes!(http::view))
        .routes(routes!(http::cancel))
}
