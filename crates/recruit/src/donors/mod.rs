//! A donor's file: registered once, found again, shown masked.
//!
//! The same document is the same donor and refused. The same name and birthday may be the same donor: the person at the
//! desk has to say so, because a second file hides the deferrals of the first.

pub(crate) mod db;
mod http;
mod rules;
#[cfg(test)]
mod tests;
mod view;
mod words;

use utoipa_axum::{router::OpenApiRouter, routes};
use vena_platform::{
    app::App,
    auth::{Permission, PermissionInfo},
    permission,
};

pub(crate) use view::{Donor, age_words, donor_or_404, facts, masked, sex_of};
pub(crate) use words::{Document, DocumentKind, Phone, Search};

permission! {
    pub(crate) DonorCreate = "recruit.donor.create", "登记献血者", "Register donors";
    pub(crate) DonorList = "recruit.donor.list", "献血者列表（脱敏）", "List donors, masked";
    pub(crate) DonorSearch = "recruit.donor.search", "查找献血者", "Find donors by name, phone or document";
    pub(crate) DonorView = "recruit.donor.view", "查看献血者（脱敏）", "See donors, masked";
    pub(crate) DonorUnmask = "recruit.donor.unmask", "查看献血者完整信息", "See who a donor is, with a recorded reason";
}

pub(crate) fn permissions() -> Vec<PermissionInfo> {
    vec![DonorCreate::INFO, DonorList::INFO, DonorSearch::INFO, DonorView::INFO, DonorUnmask::INFO]
}

pub(crate) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(http::list, http::create))
        .routes(routes!(http::search))
        .routes(routes!(http::view))
        .routes(routes!(http::unmask))
}
