//! Signing 签名: one document after the other, or a thousand in one confirmation; each signature stands for itself.
//!
//! Who may: `records.document.sign`, `records.document.refuse`. The key is opened with the signer's PIN for each call and
//! never kept open. A batch is signed in portions, each one transaction: whatever ends a batch half-way, the next portion goes
//! on with the documents that still wait.

mod batch;
mod http;
mod one;

use utoipa_axum::{router::OpenApiRouter, routes};
use vena_platform::{
    app::App,
    auth::{Permission, PermissionInfo},
    permission,
};

pub(crate) use one::locked;

permission! {
    pub(crate) DocumentSign = "records.document.sign", "签名", "Sign documents";
    pub(crate) DocumentSignMany = "records.document.sign_many", "批量签名", "Sign many documents in one confirmation";
    pub(crate) DocumentRefuse = "records.document.refuse", "拒绝签名", "Refuse to sign";
}

pub(crate) fn permissions() -> Vec<PermissionInfo> {
    vec![DocumentSign::INFO, DocumentSignMany::INFO, DocumentRefuse::INFO]
}

pub(crate) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(http::sign)).routes(routes!(http::refuse)).routes(routes!(batch::sign_many))
}
