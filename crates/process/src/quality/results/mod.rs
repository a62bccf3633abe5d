//! 质控结果: typed by one, confirmed by another, judged by the limits of that day; and whether each month is in control.
//!
//! A month that can no longer reach its share opens a deviation by itself.

pub(crate) mod board;
mod db;
mod http;
pub(crate) mod rules;
#[cfg(test)]
mod tests;

use utoipa_axum::{router::OpenApiRouter, routes};
use vena_platform::{
    app::App,
    auth::{Permission, PermissionInfo},
    permission,
};

permission! {
    pub(crate) MonthView = "process.quality_month.view", "查看质控月览", "See a month of quality control";
    pub(crate) SampleView = "process.quality_sample.view", "查看质控样品明细", "See a sample with its results";
    pub(crate) SheetCreate = "process.quality_sheet.create", "录入质控结果", "Type results of quality control";
    pub(crate) SheetDecide = "process.quality_sheet.decide", "复核质控结果", "Confirm or return typed results";
}

/// The permissions of this feature.
pub(crate) fn permissions() -> Vec<PermissionInfo> {
    vec![MonthView::INFO, SampleView::INFO, SheetCreate::INFO, SheetDecide::INFO]
}

/// The routes of this feature.
pub(crate) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(board::month))
        .routes(routes!(http::view))
        .routes(routes!(http::create))
        .routes(routes!(http::decide))
}
