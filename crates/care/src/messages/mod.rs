//! Messages to donors: their words, how far they have come, who may read that.

pub(crate) mod db;
pub(crate) mod desk;
mod http;
pub(crate) mod kinds;
pub(crate) mod rules;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use vena_platform::{
    app::App,
    auth::{Permission, PermissionInfo},
    permission,
};

permission! {
    pub(crate) MessageList = "care.message.list", "献血者消息列表", "List messages to donors";
    pub(crate) MessageView = "care.message.view", "查看献血者消息", "View a message to a donor";
}

pub(crate) fn permissions() -> Vec<PermissionInfo> {
    vec![MessageList::INFO, MessageView::INFO]
}

pub(crate) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(http::list)).routes(routes!(http::view))
}

/// How far a message has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, sqlx::Type, ToSchema)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
#[schema(as = MessageState)]
pub(crate) enum State {
    /// Waits to be sent.
    Queued,
    /// Given to the sending channel.
    Delivered,
    /// Not sent; the reason is beside it.
    Withheld,
}
