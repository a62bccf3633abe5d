//! Groups: a company, a school, a team reserves places and names its people later.
//!
//! What was not named in time goes back to everybody (the rulebook says when). Who may: `recruit.group.*`.

mod db;
mod http;
pub(crate) mod notice;

use utoipa_axum::{router::OpenApiRouter, routes};
use vena_platform::{
    app::App,
    auth::{Permission, PermissionInfo},
    permission,
};

permission! {
    pub(crate) GroupList = "recruit.group.list", "查看团体预约", "List groups";
    pub(crate) GroupView = "recruit.group.view", "查看团体名单", "See a group and its people";
    pub(crate) GroupCreate = "recruit.group.create", "登记团体预约", "Reserve places for a group";
    pub(crate) GroupName = "recruit.group.name", "填报团体名单", "Name a person of a group";
    pub(crate) GroupCancel = "recruit.group.cancel", "取消团体预约", "Cancel a group";
}

pub(crate) fn permissions() -> Vec<PermissionInfo> {
    vec![GroupList::INFO, GroupView::INFO, GroupCreate::INFO, GroupName::INFO, GroupCancel::INFO]
}

pub(crate) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(http::list, http::create))
        .routes(routes!(http::view))
        .routes(routes!(http::name))
        .routes(routes!(http::cancel))
}
