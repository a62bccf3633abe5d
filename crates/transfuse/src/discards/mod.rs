//! Discards: one person asks for it with cause and reason, another one confirms, then the unit is gone for good.
//!
//! Who may: `transfuse.discard.create`, `.list`, `.confirm` (another person), `.withdraw`. Tells nothing.

mod db;
mod http;
mod rules;

use utoipa_axum::{router::OpenApiRouter, routes};
use vena_platform::{
    app::App,
    auth::{Permission, PermissionInfo},
    permission,
};

permission! {
    pub(crate) DiscardCreate = "transfuse.discard.create", "申请报废", "Ask for a discard";
    pub(crate) DiscardList = "transfuse.discard.list", "报废列表", "List discards";
    pub(crate) DiscardConfirm = "transfuse.discard.confirm", "复核报废", "Confirm a discard";
    pub(crate) DiscardWithdraw = "transfuse.discard.withdraw", "撤回报废申请", "Withdraw a discard";
}

/// The permissions of this feature.
pub(crate) fn permissions() -> Vec<PermissionInfo> {
    vec![DiscardCreate::INFO, DiscardList::INFO, DiscardConfirm::INFO, DiscardWithdraw::INFO]
}

/// The routes of this feature.
pub(crate) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(http::list, http::create))
        .routes(routes!(http::confirm))
        .routes(routes!(http::withdraw))
}
