//! 标本销毁: tubes whose time is over are put together by one person, confirmed by another, and handed to who takes the waste away.
//! Nothing goes earlier than the rulebook says, and nothing that is held. Announces `samples`.
//!
//! Who may: people of the laboratory.

mod act;
mod db;
mod http;
mod rules;

use utoipa_axum::{router::OpenApiRouter, routes};
use vena_platform::{
    app::App,
    auth::{Permission, PermissionInfo},
    permission,
};

permission! {
    pub(crate) DisposalList = "lab.disposal.list", "查看标本销毁", "See which tubes were destroyed";
    pub(crate) DisposalView = "lab.disposal.view", "查看标本销毁批次", "See a batch of destroyed tubes";
    pub(crate) DisposalCandidates = "lab.disposal.candidates", "查看可销毁标本", "See which tubes may be destroyed";
    pub(crate) DisposalPropose = "lab.disposal.propose", "提出标本销毁", "Put tubes together for destruction";
    pub(crate) DisposalConfirm = "lab.disposal.confirm", "确认标本销毁", "Confirm the destruction of tubes";
    pub(crate) DisposalHandOver = "lab.disposal.hand_over", "交出医疗废物", "Hand tubes over as waste";
}

/// The permissions of this feature.
pub(crate) fn permissions() -> Vec<PermissionInfo> {
    vec![
        DisposalList::INFO,
        DisposalView::INFO,
        DisposalCandidates::INFO,
        DisposalPropose::INFO,
        DisposalConfirm::INFO,
        DisposalHandOver::INFO,
    ]
}

/// The routes of this feature.
pub(crate) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(http::candidates))
        .routes(routes!(http::list, act::propose))
        .routes(routes!(http::view))
        .routes(routes!(act::confirm))
        .routes(routes!(act::hand_over))
}
