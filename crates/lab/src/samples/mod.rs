//! 标本接收: the tubes of a day at a place are scanned against what was sent; what is missing, extra, late or of no use has a
//! name, and no run is laid out with it.
//!
//! Who may: people of the laboratory; one closes a receipt and another confirms it. A donation is on the worklist from the moment
//! at which it was completed; a tube that a receipt has not found, or has refused, takes the tests that need it off the worklist
//! until a good one is received. Announces `samples`.

pub(crate) mod book;
pub(crate) mod db;
mod expected;
mod http;
mod receipt;
pub(crate) mod rules;
#[cfg(test)]
mod tests;
pub(crate) mod words;

use utoipa_axum::{router::OpenApiRouter, routes};
use vena_platform::{
    app::App,
    auth::{Permission, PermissionInfo},
    permission,
};

permission! {
    pub(crate) SampleSessions = "lab.sample.sessions", "查看待接收标本", "See which samples are expected";
    pub(crate) SampleFindings = "lab.sample.findings", "查看标本拒收标准", "See what may be wrong with samples";
    pub(crate) SampleList = "lab.sample.list", "查看标本接收列表", "List receipts of samples";
    pub(crate) SampleOpen = "lab.sample.open", "开始接收标本", "Begin receipts of samples";
    pub(crate) SampleClose = "lab.sample.close", "结束接收标本", "Close receipts of samples";
    pub(crate) SampleView = "lab.sample.view", "查看标本接收", "See receipts of samples";
    pub(crate) SampleReceive = "lab.sample.receive", "接收标本", "Receive samples";
    pub(crate) SampleConfirm = "lab.sample.confirm", "核对标本接收", "Confirm receipts of samples";
}

/// The permissions of this feature.
pub(crate) fn permissions() -> Vec<PermissionInfo> {
    vec![
        SampleSessions::INFO,
        SampleFindings::INFO,
        SampleList::INFO,
        SampleOpen::INFO,
        SampleView::INFO,
        SampleReceive::INFO,
        SampleClose::INFO,
        SampleConfirm::INFO,
    ]
}

/// The routes of this feature.
pub(crate) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(http::sessions))
        .routes(routes!(http::findings))
        .routes(routes!(http::list, receipt::open))
        .routes(routes!(http::view))
        .routes(routes!(receipt::scan))
        .routes(routes!(receipt::close))
        .routes(routes!(receipt::confirm))
}
