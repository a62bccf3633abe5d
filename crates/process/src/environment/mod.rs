//! 环境监测: how clean the rooms are in which blood is made and kept.
//!
//! A point is measured as often as the rulebook says for its class: a dish is put out, taken in, kept warm, read by one and
//! confirmed by another. What lies above the alert level is measured again soon; outside the limits a deviation opens by
//! itself. Who may: laboratory and hall staff measure, quality decides about points.

mod book;
mod db;
mod http;
mod plates;
mod rules;
#[cfg(test)]
mod tests;
mod view;

use utoipa_axum::{router::OpenApiRouter, routes};
use vena_platform::{
    app::App,
    auth::{Permission, PermissionInfo},
    permission,
};

permission! {
    pub(crate) EnvironmentBoard = "process.environment.board", "查看环境监测", "See the monitoring of rooms";
    pub(crate) EnvironmentView = "process.environment.view", "查看监测点", "See a point of monitoring";
    pub(crate) EnvironmentRules = "process.environment.rules", "查看环境监测标准", "See the limits of monitoring";
    pub(crate) EnvironmentAdd = "process.environment.add", "设置监测点", "Add a point of monitoring";
    pub(crate) EnvironmentClose = "process.environment.close", "停用监测点", "Close a point of monitoring";
    pub(crate) EnvironmentPut = "process.environment.put", "布皿与现场读数", "Put out a dish or read an instrument";
    pub(crate) EnvironmentTake = "process.environment.take", "收皿", "Take in a dish";
    pub(crate) EnvironmentRead = "process.environment.read", "录入监测结果", "Read a dish";
    pub(crate) EnvironmentDecide = "process.environment.decide", "复核监测结果", "Confirm or return what was read";
    pub(crate) EnvironmentVoid = "process.environment.void", "作废平皿", "Void a dish";
}

/// The permissions of this feature.
pub(crate) fn permissions() -> Vec<PermissionInfo> {
    vec![
        EnvironmentBoard::INFO,
        EnvironmentView::INFO,
        EnvironmentRules::INFO,
        EnvironmentAdd::INFO,
        EnvironmentClose::INFO,
        EnvironmentPut::INFO,
        EnvironmentTake::INFO,
        EnvironmentRead::INFO,
        EnvironmentDecide::INFO,
        EnvironmentVoid::INFO,
    ]
}

/// The routes of this feature.
pub(crate) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(http::board))
        .routes(routes!(http::rules))
        .routes(routes!(http::add))
        .routes(routes!(http::view))
        .routes(routes!(http::close))
        .routes(routes!(plates::put))
        .routes(routes!(plates::take))
        .routes(routes!(plates::read))
        .routes(routes!(plates::decide))
        .routes(routes!(plates::void))
}
