//! Codes and limits of the rulebook, for the screens that ask for them.
//!
//! Who may: `transfuse.codes.view`. Tells nothing.

mod http;

use utoipa_axum::{router::OpenApiRouter, routes};
use vena_platform::{
    app::App,
    auth::{Permission, PermissionInfo},
    permission,
};

permission! {
    pub(crate) CodesView = "transfuse.codes.view", "查看用血代码与时限", "See codes and limits";
}

/// The permissions of this feature.
pub(crate) fn permissions() -> Vec<PermissionInfo> {
    vec![CodesView::INFO]
}

/// The routes of this feature.
pub(crate) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(http::view))
}
