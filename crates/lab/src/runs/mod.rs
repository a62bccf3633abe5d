//! 检测批: controls and samples that one instrument reads together with one lot of one kit. Results reach a report only through a
//! run whose controls came out as they should; of any other run nothing is known, and its samples are due again.
//!
//! Who may: people of the laboratory.

pub(crate) mod cells;
mod close;
mod db;
pub(crate) mod due;
mod http;
pub(crate) mod layout;
pub(crate) mod open;
mod plan;
pub(crate) mod rules;
#[cfg(test)]
mod tests;
pub(crate) mod validity;
mod view;

use utoipa_axum::{router::OpenApiRouter, routes};
use vena_platform::{
    app::App,
    auth::{Permission, PermissionInfo},
    permission,
};

permission! {
    pub(crate) RunDue = "lab.run.due", "查看待检样本", "See which samples are due";
    pub(crate) RunList = "lab.run.list", "查看检测批列表", "List runs";
    pub(crate) RunView = "lab.run.view", "查看检测批", "See runs";
    pub(crate) RunPlan = "lab.run.plan", "编排检测批", "Lay out runs";
    pub(crate) RunEnter = "lab.run.enter", "录入检测读数", "Type readings of runs";
    pub(crate) RunClose = "lab.run.close", "判定检测批", "Close runs";
    pub(crate) RunVoid = "lab.run.void", "作废检测批", "Declare runs void";
    pub(crate) RunCancel = "lab.run.cancel", "取消检测批", "Cancel runs";
}

/// The permissions of this feature.
pub(crate) fn permissions() -> Vec<PermissionInfo> {
    vec![
        RunDue::INFO,
        RunList::INFO,
        RunView::INFO,
        RunPlan::INFO,
        RunEnter::INFO,
        RunClose::INFO,
        RunVoid::INFO,
        RunCancel::INFO,
    ]
}

/// The routes of this feature.
pub(crate) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(due::due))
        .routes(routes!(http::list, plan::plan))
        .routes(routes!(http::view))
        .routes(routes!(http::enter))
        .routes(routes!(close::close))
        .routes(routes!(http::void))
        .routes(routes!(http::cancel))
}
