//! 归队: the way back of a donor who was excluded. Asked for, waited for, tested again, proposed by one and decided by another.
//!
//! Everything about a case is confidential: what was found stands sealed, and each look at a case gives a reason that is
//! recorded. The waiting time of the protocol is checked at every step, so that nobody comes back before it.
//! Who may: see the permissions. Tells open screens the topics `donors` and `reentries`.

mod book;
mod db;
mod http;
mod rules;
mod shown;
mod steps;
#[cfg(test)]
mod tests;

use utoipa_axum::{router::OpenApiRouter, routes};
use vena_platform::{
    app::App,
    auth::{Permission, PermissionInfo},
    permission,
};

pub(crate) use book::Protocol;

permission! {
    pub(crate) ReentryCreate = "recruit.reentry.create", "申请归队", "Ask for re-entry";
    pub(crate) ReentryList = "recruit.reentry.list", "归队列表", "List re-entry cases";
    pub(crate) ReentryView = "recruit.reentry.view", "查看归队详情", "See re-entry cases, with a recorded reason";
    pub(crate) ReentrySample = "recruit.reentry.sample", "登记归队采样", "Enter samples of a re-entry case";
    pub(crate) ReentryEnter = "recruit.reentry.enter", "录入归队检测结果", "Enter results of a re-entry case";
    pub(crate) ReentryCompare = "recruit.reentry.compare", "核对归队检测结果", "Compare results of a re-entry case";
    pub(crate) ReentryPropose = "recruit.reentry.propose", "提出归队结论", "Propose how a re-entry case ends";
    pub(crate) ReentryDecide = "recruit.reentry.decide", "确认归队结论", "Decide a re-entry case";
    pub(crate) ReentryWithdraw = "recruit.reentry.withdraw", "撤回归队申请", "Withdraw a re-entry case";
}

pub(crate) fn permissions() -> Vec<PermissionInfo> {
    vec![
        ReentryCreate::INFO,
        ReentryList::INFO,
        ReentryView::INFO,
        ReentrySample::INFO,
        ReentryEnter::INFO,
        ReentryCompare::INFO,
        ReentryPropose::INFO,
        ReentryDecide::INFO,
        ReentryWithdraw::INFO,
    ]
}

pub(crate) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(http::create))
        .routes(routes!(http::list))
        .routes(routes!(http::view))
        .routes(routes!(steps::sample))
        .routes(routes!(steps::enter))
        .routes(routes!(steps::compare))
        .routes(routes!(steps::propose))
        .routes(routes!(steps::decide))
        .routes(routes!(steps::withdraw))
}
