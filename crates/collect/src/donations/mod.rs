//! A donation, step by step: registered and judged, bound to a number, completed into a unit, or cancelled.

mod bind;
mod complete;
pub(crate) mod db;
mod http;
mod register;
mod row;
pub(crate) mod rules;
mod steps;
#[cfg(test)]
mod tests;
mod unit;
mod view;
mod words;

use utoipa_axum::{router::OpenApiRouter, routes};
use vena_platform::{
    app::App,
    auth::{Permission, PermissionInfo},
    permission,
};

pub(crate) use db::DonationRecord;
pub(crate) use register::{DonationNew, left_by, register};
pub(crate) use steps::{call_off, opened};
pub(crate) use unit::NOT_USED;
pub(crate) use view::{Donation, donation_or_404, made, record_or_404};
pub(crate) use words::{Arm, DonationState, IdentifiedWay, Severity};

permission! {
    pub(crate) DonationList = "collect.donation.list", "献血列表", "List donations";
    pub(crate) DonationView = "collect.donation.view", "查看献血记录", "See donations";
    pub(crate) DonationAnswers = "collect.donation.view_answers", "查看健康征询全部回答", "See every answer of a donor, with a recorded reason";
    pub(crate) DonationBind = "collect.donation.bind", "绑定血袋和试管", "Bind bags and tubes";
    pub(crate) DonationComplete = "collect.donation.complete", "完成采集", "Complete donations";
    pub(crate) DonationCancel = "collect.donation.cancel", "取消献血", "Cancel donations";
}

pub(crate) fn permissions() -> Vec<PermissionInfo> {
    vec![
        DonationList::INFO,
        DonationView::INFO,
        DonationAnswers::INFO,
        DonationBind::INFO,
        DonationComplete::INFO,
        DonationCancel::INFO,
    ]
}

pub(crate) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(http::list))
        .routes(routes!(http::view))
        .routes(routes!(http::answers))
        .routes(routes!(bind::bind))
        .routes(routes!(complete::complete))
        .routes(routes!(steps::cancel))
}
