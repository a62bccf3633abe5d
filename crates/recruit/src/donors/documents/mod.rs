//! Identity documents of a donor: several, one of them the main one.
//!
//! A document leads to one file. One that another file has is not added, nothing is told of the other file, and the two files
//! are put before those who review duplicates. A replaced document still finds its owner, a mistyped one is nobody's.

pub(crate) mod db;
mod http;
mod rules;
#[cfg(test)]
mod tests;

use utoipa_axum::{router::OpenApiRouter, routes};
use vena_platform::{
    app::App,
    auth::{Permission, PermissionInfo},
    permission,
};

pub(crate) use http::{DonorDocument, DonorDocumentFull, DonorDocumentNew, of_person, opened};
pub(crate) use rules::{Checked, check};

permission! {
    pub(crate) DocumentCreate = "recruit.document.create", "增加或更换证件", "Add and replace documents of donors";
    pub(crate) DocumentMain = "recruit.document.make_main", "指定主证件", "Say which document of a donor is the main one";
}

pub(crate) fn permissions() -> Vec<PermissionInfo> {
    vec![DocumentCreate::INFO, DocumentMain::INFO]
}

pub(crate) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(http::create)).routes(routes!(http::make_main))
}
