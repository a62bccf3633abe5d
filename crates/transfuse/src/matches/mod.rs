//! Matches: a unit of the hospital's stock for a patient, by compatibility, sample and crossmatch.
//!
//! Who may: `transfuse.match.create`, `.list`, `.view`, `.cancel`. Tells nothing.

pub(crate) mod db;
mod http;
pub(crate) mod rules;
#[cfg(test)]
pub(crate) mod tests;
pub(crate) mod view;
pub(crate) mod words;

pub(crate) use http::meant;

use utoipa_axum::{router::OpenApiRouter, routes};
use vena_platform::{
    app::App,
    auth::{Permission, PermissionInfo},
    permission,
};

permission! {
    pub(crate) MatchCreate = "transfuse.match.create", "配血登记", "Match units to patients";
    pub(crate) MatchList = "transfuse.match.list", "配血列表", "List matches";
    pub(crate) MatchView = "transfuse.match.view", "查看配血", "See matches";
    pub(crate) MatchCancel = "transfuse.match.cancel", "取消配血", "Call off matches";
}

/// The permissions of this feature.
pub(crate) fn permissions() -> Vec<PermissionInfo> {
    vec![MatchCreate::INFO, MatchList::INFO, MatchView::INFO, MatchCancel::INFO]
}

/// The routes of this feature.
pub(crate) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(http::list, http::create))
        .routes(routes!(http::view))
        .routes(routes!(http::cancel))
}
