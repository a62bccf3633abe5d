//! 质控月报: a month of a product that has ended, as a document that tester, reviewer and approver sign.
//!
//! A month with too few samples is no month in control and none out of it: quality concludes it with the reason, once. What
//! is drawn up repeats the confirmed results, and stands as it was drawn up.

mod db;
mod http;
mod paper;
mod rules;
#[cfg(test)]
mod tests;

use utoipa_axum::{router::OpenApiRouter, routes};
use vena_platform::{
    app::App,
    auth::{Permission, PermissionInfo},
    permission,
};

pub(crate) use paper::{Months, Reports};

permission! {
    pub(crate) MonthProduct = "process.quality_month.product", "查看品种质控月", "See a month of one product";
    pub(crate) MonthConclude = "process.quality_month.conclude", "对抽样不足的质控月下结论", "Conclude a month with too few samples";
    pub(crate) MonthReport = "process.quality_month.report", "出具质控报告", "Draw up a report of quality control";
}

/// The permissions of this feature.
pub(crate) fn permissions() -> Vec<PermissionInfo> {
    vec![MonthProduct::INFO, MonthConclude::INFO, MonthReport::INFO]
}

/// The routes of this feature.
pub(crate) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(http::product)).routes(routes!(http::conclude))
}
