//! Signing 签名: one document after the other, or a thousand in one confirmation; each signature stands for itself.
//!
//! Who may: `records.document.sign` and its neighbours, `records.document.refuse`. A key on the server is opened with the
//! signer's PIN for each call and never kept open; a key outside is asked (`begin`) and answers (`finish`), and in between
//! nothing is locked: everything is judged again when the answer comes. A batch is signed in portions, each one transaction: whatever ends a batch half-way, the next portion goes
//! on with the documents that still wait.

mod batch;
mod db;
mod http;
mod one;
mod order;
mod outside;
mod outside_batch;
mod outside_one;
mod rules;
mod trial;

use utoipa_axum::{router::OpenApiRouter, routes};
use vena_platform::{
    app::App,
    auth::{Permission, PermissionInfo},
    permission,
};

pub(crate) use one::{file, locked};
pub(crate) use order::{Order, Proofs, Words};

permission! {
    pub(crate) DocumentSign = "records.document.sign", "签名", "Sign documents";
    pub(crate) DocumentSignMany = "records.document.sign_many", "批量签名", "Sign many documents in one confirmation";
    pub(crate) DocumentSignBegin = "records.document.sign_begin", "用密钥签名（准备）", "Prepare a signature by a key";
    pub(crate) DocumentSignFinish = "records.document.sign_finish", "用密钥签名（完成）", "Finish a signature by a key";
    pub(crate) DocumentSignManyBegin = "records.document.sign_many_begin", "用密钥批量签名（准备）", "Prepare many signatures by a key";
    pub(crate) DocumentSignManyFinish = "records.document.sign_many_finish", "用密钥批量签名（完成）", "Finish many signatures by a key";
    pub(crate) CertificateTry = "records.certificate.try", "验证自己的密钥", "Try one's own key";
    pub(crate) DocumentRefuse = "records.document.refuse", "拒绝签名", "Refuse to sign";
}

pub(crate) fn permissions() -> Vec<PermissionInfo> {
    vec![
        DocumentSign::INFO,
        DocumentSignMany::INFO,
        DocumentSignBegin::INFO,
        DocumentSignFinish::INFO,
        DocumentSignManyBegin::INFO,
        DocumentSignManyFinish::INFO,
        CertificateTry::INFO,
        DocumentRefuse::INFO,
    ]
}

pub(crate) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(http::sign))
        .routes(routes!(http::refuse))
        .routes(routes!(batch::sign_many))
        .routes(routes!(outside_one::begin))
        .routes(routes!(outside_one::finish))
        .routes(routes!(outside_batch::begin))
        .routes(routes!(outside_batch::finish))
        .routes(routes!(trial::trial))
}
