//! Typing results and signing them: two persons, and who typed does not check.
//!
//! Who may: `lab.result.enter` and `lab.result.sign`, people of the station.

pub(crate) mod http;
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
    pub(crate) ResultEnter = "lab.result.enter", "录入与更正检验结果", "Type and correct test results";
    pub(crate) ResultSign = "lab.result.sign", "签署检验报告", "Sign test reports";
}

/// The permissions of this feature.
pub(crate) fn permissions() -> Vec<PermissionInfo> {
    vec![ResultEnter::INFO, ResultSign::INFO]
}

/// The routes of this feature.
pub(crate) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(http::enter)).routes(routes!(http::sign))
}
