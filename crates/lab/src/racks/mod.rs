//! 标本架: racks and boxes in which tubes stand, a place for each; what is put in, taken out and why. Announces `samples`.
//!
//! Who may: people of the laboratory.

pub(crate) mod db;
mod http;
mod rules;

pub(crate) use rules::name as place_name;
use utoipa_axum::{router::OpenApiRouter, routes};
use vena_platform::{
    app::App,
    auth::{Permission, PermissionInfo},
    permission,
};

permission! {
    pub(crate) RackList = "lab.rack.list", "查看标本架列表", "List racks";
    pub(crate) RackView = "lab.rack.view", "查看标本位置", "See which tube stands where";
    pub(crate) RackMake = "lab.rack.create", "登记标本架", "Register racks";
    pub(crate) RackPut = "lab.rack.put", "放入标本架", "Put tubes into racks";
    pub(crate) RackTake = "lab.rack.take", "取出标本", "Take tubes out of racks";
}

/// The permissions of this feature.
pub(crate) fn permissions() -> Vec<PermissionInfo> {
    vec![RackList::INFO, RackView::INFO, RackMake::INFO, RackPut::INFO, RackTake::INFO]
}

/// The routes of this feature.
pub(crate) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(http::list, http::make))
        .routes(routes!(http::view))
        .routes(routes!(http::put))
        .routes(routes!(http::take))
}
