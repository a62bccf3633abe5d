//! 签名与签发: the three signatures of a report, one by one or many at once.
//!
//! Tester, checker and issuer are three persons. Many reports are signed in one action when each of them is in order and is
//! still what was shown; whatever stands out is opened and signed by itself. Each report is decided alone: one that is refused
//! keeps its reason and stops no other.
//!
//! Who may: `lab.signing.list` sees what waits; `lab.signing.create` signs as tester or checker, `lab.issue.*` issues.

mod http;
mod pen;
mod row;

use utoipa_axum::{router::OpenApiRouter, routes};
use vena_platform::{
    app::App,
    auth::{Permission, PermissionInfo},
    permission,
};

pub(crate) use pen::{Pen, Signer};

permission! {
    pub(crate) SigningList = "lab.signing.list", "查看待签检验报告", "See reports that wait for a signature";
    pub(crate) SigningCreate = "lab.signing.create", "批量签署检验报告", "Sign many test reports at once";
    pub(crate) ReportIssue = "lab.issue.create", "签发检验报告", "Issue a test report";
    pub(crate) ReportIssueMany = "lab.issue.create_many", "批量签发检验报告", "Issue many test reports at once";
}

/// The permissions of this feature.
pub(crate) fn permissions() -> Vec<PermissionInfo> {
    vec![SigningList::INFO, SigningCreate::INFO, ReportIssue::INFO, ReportIssueMany::INFO]
}

/// The routes of this feature.
pub(crate) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(http::list, http::sign_many))
        .routes(routes!(http::issue_many))
        .routes(routes!(http::issue))
}
