//! 献血前检查: values from instruments or by hand with a reason, judged live by the rulebook and kept with where they come from.

pub(crate) mod db;
mod http;
mod rules;

use utoipa_axum::{router::OpenApiRouter, routes};
use vena_platform::{
    app::App,
    auth::{Permission, PermissionInfo},
    permission,
};

permission! {
    pub(crate) CheckJudge = "collect.check.judge", "即时判定体检数值", "Judge values of a check";
    pub(crate) CheckCreate = "collect.visit.check", "登记献血前检查", "Record checks before a donation";
    pub(crate) CheckView = "collect.visit.view_check", "查看献血前检查", "See checks before a donation";
}

pub(crate) fn permissions() -> Vec<PermissionInfo> {
    vec![CheckJudge::INFO, CheckCreate::INFO, CheckView::INFO]
}

pub(crate) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(http::judge)).routes(routes!(http::view, http::create))
}
