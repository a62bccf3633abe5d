//! Shipments: a sealed box is packed for an order, given to the driver, and opened and checked by the hospital.
//!
//! Who may: `transport.shipment.create`, `.hand_over`, `.cancel` (the sender), `.receive` (the receiver), `.list`, `.view`
//! (a hospital sees what comes to it). Tells: `ShipmentReceived`.

pub(crate) mod db;
mod http;
mod receipt;
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

permission! {
    pub(crate) ShipmentCreate = "transport.shipment.create", "装箱", "Pack boxes";
    pub(crate) ShipmentList = "transport.shipment.list", "运输任务列表", "List shipments";
    pub(crate) ShipmentView = "transport.shipment.view", "查看运输任务", "See shipments";
    pub(crate) ShipmentHandOver = "transport.shipment.hand_over", "交出运输箱", "Hand boxes over";
    pub(crate) ShipmentCancel = "transport.shipment.cancel", "取消装箱", "Unpack boxes";
    pub(crate) ShipmentReceive = "transport.shipment.receive", "签收运输箱", "Receive boxes";
}

/// The permissions of this feature.
pub(crate) fn permissions() -> Vec<PermissionInfo> {
    vec![
        ShipmentCreate::INFO,
        ShipmentList::INFO,
        ShipmentView::INFO,
        ShipmentHandOver::INFO,
        ShipmentCancel::INFO,
        ShipmentReceive::INFO,
    ]
}

/// The routes of this feature.
pub(crate) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(http::list, http::create))
        .routes(routes!(http::view))
        .routes(routes!(http::hand_over))
        .routes(routes!(http::cancel))
        .routes(routes!(receipt::receive))
}
