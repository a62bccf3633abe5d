//! Certificates 证书: everybody's own, made with a PIN that nobody else knows, withdrawn at once when a key is lost.
//!
//! Who may: everybody for themselves (`records.certificate.*`). The key lies on the server, encrypted with the PIN and
//! sealed: this is the software medium, for development and small sites; certified keys are another medium.

pub(crate) mod authority;
pub(crate) mod db;
mod http;
pub(crate) mod rules;

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
    pub(crate) CertificateFile = "records.certificate.file", "导出证书", "Export a certificate";
}

pub(crate) fn permissions() -> Vec<PermissionInfo> {
    vec![CertificateList::INFO, CertificateCreate::INFO, CertificateLost::INFO, CertificateFile::INFO]
}

pub(crate) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(http::list, http::create))
        .routes(routes!(http::report_lost))
        .routes(routes!(http::file))
}
