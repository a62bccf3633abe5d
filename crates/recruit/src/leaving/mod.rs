//! 注销账号: a donor asks that the account be deleted, and a person handles it to its end.
//!
//! The donor sees what goes and what the law keeps, and may take the wish back. Whoever closes the case ends sign-ins,
//! consents, places and everything that was only there for convenience, and answers; what traces blood stays. Announces
//! `leavings`.

mod act;
mod db;
mod http;
mod own;
mod rules;

use utoipa_axum::{router::OpenApiRouter, routes};
use vena_platform::{
    app::App,
    auth::{Permission, PermissionInfo},
    permission,
};

permission! {
    pub(crate) OwnLeavingView = "recruit.own.leaving", "查看本人注销进度", "See how far one's own deletion is";
    pub(crate) OwnLeave = "recruit.own.leave", "本人申请注销", "Ask for the deletion of one's own account";
    pub(crate) OwnStay = "recruit.own.stay", "本人撤回注销", "Take back the wish to be deleted";
    pub(crate) LeavingList = "recruit.leaving.list", "注销申请列表", "List wishes to be deleted";
    pub(crate) LeavingView = "recruit.leaving.view", "查看注销申请", "See a wish to be deleted";
    pub(crate) LeavingClose = "recruit.leaving.close", "办结注销申请", "Handle a wish to be deleted";
}

pub(crate) fn permissions() -> Vec<PermissionInfo> {
    vec![OwnLeavingView::INFO, OwnLeave::INFO, OwnStay::INFO, LeavingList::INFO, LeavingView::INFO, LeavingClose::INFO]
}

pub(crate) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(own::view, own::ask))
        .routes(routes!(own::stay))
        .routes(routes!(http::list))
        .routes(routes!(http::view))
        .routes(routes!(http::close))
}
