//! Samples: the tubes drawn from a patient for typing and crossmatching, each with an end.
//!
//! Who may: `transfuse.sample.create`, `.list`, `.type`. Tells nothing.

pub(crate) mod db;
mod http;
mod rules;
pub(crate) mod view;

use utoipa_axum::{router::OpenApiRouter, routes};
use vena_platform::{
    app::App,
    auth::{Permission, PermissionInfo},
    permission,
};

permission! {
    pub(crate) SampleCreate = "transfuse.sample.create", "登记患者标本", "Register samples";
    pub(crate) SampleList = "transfuse.sample.list", "标本列表", "List samples";
    pub(crate) SampleType = "transfuse.sample.type", "登记标本血型", "Type samples";
}

/// The permissions of this feature.
pub(crate) fn permissions() -> Vec<PermissionInfo> {
    vec![SampleCreate::INFO, SampleList::INFO, SampleType::INFO]
}

/// The routes of this feature.
pub(crate) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(http::list, http::create)).routes(routes!(http::type_sample))
}
