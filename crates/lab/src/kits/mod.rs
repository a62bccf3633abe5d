//! 试剂盒: what the instructions of a kit say, entered by one person and approved by another; a change is the next version.
//!
//! Who may: people of the laboratory.

pub(crate) mod assay;
pub(crate) mod db;
mod http;
#[cfg(test)]
mod tests;

use utoipa_axum::{router::OpenApiRouter, routes};
use vena_platform::{
    app::App,
    auth::{Permission, PermissionInfo},
    permission,
};

permission! {
    pub(crate) KitList = "lab.kit.list", "查看检测试剂盒", "See test kits";
    pub(crate) KitEnter = "lab.kit.enter", "录入检测试剂盒说明书", "Enter the instructions of test kits";
    pub(crate) KitApprove = "lab.kit.approve", "批准检测试剂盒", "Approve test kits";
}

/// The permissions of this feature.
pub(crate) fn permissions() -> Vec<PermissionInfo> {
    vec![KitList::INFO, KitEnter::INFO, KitApprove::INFO]
}

/// The routes of this feature.
pub(crate) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(http::list, http::enter)).routes(routes!(http::approve))
}
