//! Certificates 证书: everybody's own, withdrawn at once when a key is lost.
//!
//! Who may: everybody for themselves (`records.certificate.*`). A software key lies on the server, encrypted with a PIN that
//! nobody else knows, and sealed: for development and small sites. USB keys and security keys stay with their owners, who
//! prove once that they have them and get a certificate over the public key. [`seal`] is the one certificate of an
//! organisation.

pub(crate) mod authority;
pub(crate) mod db;
mod http;
mod import;
mod issue;
mod notice;
mod picture;
mod register;
pub(crate) mod rules;
pub(crate) mod seal;
mod view;

use utoipa_axum::{router::OpenApiRouter, routes};
use vena_platform::{
    app::App,
    auth::{Permission, PermissionInfo},
    permission,
};

permission! {
    pub(crate) CertificateList = "records.certificate.list", "查看自己的证书", "See one's own certificates";
    pub(crate) CertificateCreate = "records.certificate.create", "申请自己的证书", "Get a certificate of one's own";
    pub(crate) CertificateLost = "records.certificate.report_lost", "挂失自己的证书", "Report one's key as lost";
    pub(crate) CertificateRegister = "records.certificate.register", "登记自己的密钥", "Register a key of one's own";
    pub(crate) CertificateImport = "records.certificate.import", "登记签名服务中的证书", "Take a certificate of a signature service into use";
    pub(crate) PictureSet = "records.certificate.picture_set", "上传自己的签章图", "Keep the picture of one's seal";
    pub(crate) PictureView = "records.certificate.picture_view", "查看自己的签章图", "See the picture of one's seal";
    pub(crate) PictureRemove = "records.certificate.picture_remove", "删除自己的签章图", "Take the picture of one's seal away";
    pub(crate) CertificateNotice = "records.certificate.notice", "证书到期提醒", "Be told that a certificate ends soon";
    pub(crate) CertificateFile = "records.certificate.file", "导出证书", "Export a certificate";
}

pub(crate) fn permissions() -> Vec<PermissionInfo> {
    vec![
        CertificateList::INFO,
        CertificateCreate::INFO,
        CertificateRegister::INFO,
        CertificateImport::INFO,
        CertificateLost::INFO,
        PictureSet::INFO,
        PictureView::INFO,
        PictureRemove::INFO,
        CertificateNotice::INFO,
        CertificateFile::INFO,
    ]
}

pub(crate) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(http::list, http::create))
        .routes(routes!(register::register))
        .routes(routes!(import::import))
        .routes(routes!(notice::notice))
        .routes(routes!(picture::set, picture::view))
        .routes(routes!(picture::remove))
        .routes(routes!(http::report_lost))
        .routes(routes!(http::file))
}
