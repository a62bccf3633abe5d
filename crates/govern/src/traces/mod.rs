//! 追溯: one unit's whole life, or a donation's with everything that was made from it.

mod db;
mod http;
mod story;

use utoipa_axum::{router::OpenApiRouter, routes};
use vena_platform::{
    app::App,
    auth::{Permission, PermissionInfo},
    permission,
};

permission! {
    pub(crate) TraceView = "govern.trace.view", "追溯血液", "Trace blood";
}

pub(crate) fn permissions() -> Vec<PermissionInfo> {
    vec![TraceView::INFO]
}

pub(crate) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(http::view))
}
