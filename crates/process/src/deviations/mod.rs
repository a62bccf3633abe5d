//! 偏差与纠正预防措施: what was not as it should be, from its opening to its closing by a second person.
//!
//! A rule opens a deviation with [`open`], once for the same finding; a person opens one by hand. What is written is
//! added and never taken back. Closed is a case whose causes are written, whose actions are done and verified by others,
//! and whose effect somebody has checked; another person closes it.

mod actions;
mod db;
mod http;
mod open;
mod rules;
#[cfg(test)]
mod tests;

use utoipa_axum::{router::OpenApiRouter, routes};
use vena_platform::{
    app::App,
    auth::{Permission, PermissionInfo},
    permission,
};

pub(crate) use open::{NewDeviation, Origin, open};

permission! {
    pub(crate) DeviationList = "process.deviation.list", "查看偏差", "See deviations";
    pub(crate) DeviationView = "process.deviation.view", "查看偏差明细", "See a deviation";
    pub(crate) DeviationCreate = "process.deviation.create", "登记偏差", "Open a deviation";
    pub(crate) DeviationWrite = "process.deviation.write", "填写偏差调查", "Write into a deviation";
    pub(crate) ActionAdd = "process.deviation.add_action", "制定纠正预防措施", "Add an action to a deviation";
    pub(crate) ActionFinish = "process.deviation.finish_action", "完成纠正预防措施", "Report an action as done";
    pub(crate) ActionVerify = "process.deviation.verify_action", "验证纠正预防措施", "Verify that an action was done";
    pub(crate) DeviationClose = "process.deviation.close", "关闭偏差", "Close a deviation";
}

/// The permissions of this feature.
pub(crate) fn permissions() -> Vec<PermissionInfo> {
    vec![
        DeviationList::INFO,
        DeviationView::INFO,
        DeviationCreate::INFO,
        DeviationWrite::INFO,
        ActionAdd::INFO,
        ActionFinish::INFO,
        ActionVerify::INFO,
        DeviationClose::INFO,
    ]
}

/// The routes of this feature.
pub(crate) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(http::list, http::create))
        .routes(routes!(http::view))
        .routes(routes!(http::write))
        .routes(routes!(http::close))
        .routes(routes!(actions::add))
        .routes(routes!(actions::finish))
        .routes(routes!(actions::verify))
}
