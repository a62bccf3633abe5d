//! 医师判定: one decision over answers, check and file. What the rulebook refuses no physician accepts; what it allows a
//! physician may refuse; everything refused is kept with its clause, and deferrals are entered where they belong.

mod db;
mod http;

use std::sync::Arc;

use axum::Extension;
use utoipa_axum::{router::OpenApiRouter, routes};
use vena_contracts::recruit::DonorDeferrals;
use vena_platform::{
    app::App,
    auth::{Permission, PermissionInfo},
    permission,
};

permission! {
    pub(crate) VisitDecide = "collect.visit.decide", "医师判定能否献血", "Decide whether a visitor gives";
}

/// The port that enters deferrals, as handlers reach it.
pub(crate) type Deferrals = Extension<Arc<dyn DonorDeferrals>>;

pub(crate) fn permissions() -> Vec<PermissionInfo> {
    vec![VisitDecide::INFO]
}

pub(crate) fn router(deferrals: Arc<dyn DonorDeferrals>) -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(http::decide)).layer(Extension(deferrals))
}
