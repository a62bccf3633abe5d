//! 标本流转: where the tubes of a donation were, minute by minute, and who had them: from the needle to the waste.
//!
//! Who may: people of the laboratory. It is read off what others have recorded; nothing is written here.

mod db;
mod http;

use utoipa_axum::{router::OpenApiRouter, routes};
use vena_platform::{
    app::App,
    auth::{Permission, PermissionInfo},
    permission,
};

permission! {
    pub(crate) CustodyView = "lab.custody.view", "查看标本流转", "See where the tubes of a donation were";
}

/// The permissions of this feature.
pub(crate) fn permissions() -> Vec<PermissionInfo> {
    vec![CustodyView::INFO]
}

/// The routes of this feature.
pub(crate) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(http::view))
}
