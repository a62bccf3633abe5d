//! 交接班: what stands open in the hall when a shift ends, written down by one person and taken over by another.
//!
//! Who may: technicians of the hall. Whoever hands over does not take over.

mod db;
mod http;
pub(crate) mod rules;

use utoipa_axum::{router::OpenApiRouter, routes};
use vena_platform::{
    app::App,
    auth::{Permission, PermissionInfo},
    permission,
};

permission! {
    pub(crate) ShiftList = "process.shift.list", "查看交接班列表", "List hand-overs of shifts";
    pub(crate) ShiftView = "process.shift.view", "查看交接班单", "See hand-overs of shifts";
    pub(crate) ShiftHand = "process.shift.hand_over", "交班", "Hand a shift over";
    pub(crate) ShiftTake = "process.shift.take_over", "接班", "Take a shift over";
}

/// The permissions of this feature.
pub(crate) fn permissions() -> Vec<PermissionInfo> {
    vec![ShiftList::INFO, ShiftView::INFO, ShiftHand::INFO, ShiftTake::INFO]
}

/// The routes of this feature.
pub(crate) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(http::list, http::hand_over))
        .routes(routes!(http::view))
        .routes(routes!(http::take_over))
}
