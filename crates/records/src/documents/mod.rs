//! Documents 文书: forms filled in, drawn, waiting for signatures, filed, found again.
//!
//! Who may: `records.document.*`. A document belongs to the organisation that drew it up and is seen by it alone. Looking
//! at the file and printing it are steps of its life.

pub(crate) mod db;
mod http;
pub(crate) mod rules;
pub(crate) mod view;
pub(crate) mod words;

use utoipa_axum::{router::OpenApiRouter, routes};
use vena_platform::{
    app::App,
    auth::{Permission, PermissionInfo},
    permission,
};

permission! {
    pub(crate) DocumentCreate = "records.document.create", "拟制文书", "Draw up documents";
    pub(crate) DocumentList = "records.document.list", "查找文书", "Find documents";
    pub(crate) DocumentView = "records.document.view", "查看文书", "See a document";
    pub(crate) DocumentFile = "records.document.file", "打开文书文件", "Open or print the file of a document";
    pub(crate) DocumentWithdraw = "records.document.withdraw", "撤回文书", "Withdraw a document";
}

pub(crate) fn permissions() -> Vec<PermissionInfo> {
    vec![DocumentCreate::INFO, DocumentList::INFO, DocumentView::INFO, DocumentFile::INFO, DocumentWithdraw::INFO]
}

pub(crate) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(http::list, http::create))
        .routes(routes!(http::view))
        .routes(routes!(http::file))
        .routes(routes!(http::withdraw))
}
