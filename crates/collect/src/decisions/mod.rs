//! 医师判定: one decision over answers, check and file. What the rulebook refuses no physician accepts; what it allows a
//! physician may refuse; everything refused is kept with its clause, and deferrals are entered where they belong.

mod db;
pub(crate) mod entering;
mod findings;
mod http;
mod recall;
pub(crate) mod rules;

use std::sync::Arc;

use axum::Extension;
use utoipa_axum::{router::OpenApiRouter, routes};
use vena_contracts::{records::SignedPapers, recruit::DonorDeferrals};
use vena_platform::{
    app::App,
    auth::{Permission, PermissionInfo},
    permission,
};

permission! {
    pub(crate) VisitFindings = "collect.visit.view_findings", "医师判定前查看征询与检查所见", "See before a decision what was answered and measured";
    pub(crate) VisitRecall = "collect.visit.recall", "撤回医师判定", "Recall the decision about a visitor";
    pub(crate) VisitDecide = "collect.visit.decide", "医师判定能否献血", "Decide whether a visitor gives";
}

/// The port that enters deferrals, as handlers reach it.
pub(crate) type Deferrals = Extension<Arc<dyn DonorDeferrals>>;

pub(crate) fn permissions() -> Vec<PermissionInfo> {
    vec![VisitDecide::INFO, VisitRecall::INFO, VisitFindings::INFO]
}

pub(crate) fn router(deferrals: Arc<dyn DonorDeferrals>, signed: Arc<dyn SignedPapers>) -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(http::decide))
        .routes(routes!(findings::view))
        .routes(routes!(recall::recall))
        .layer(Extension(deferrals))
        .layer(Extension(signed))
}
