//! A donor's file: registered once, found again, shown masked.
//!
//! The same document is the same donor and refused. The same name and birthday may be the same donor: the person at the
//! desk has to say so, because a second file hides the deferrals of the first.
//!
//! Below: `documents`, `consents`, `details` (what a file holds), `search` (finding it), `duplicates` (two files that may be
//! of one person), `views` (who looked at it).

pub(crate) mod consents;
pub(crate) mod db;
pub(crate) mod details;
pub(crate) mod documents;
pub(crate) mod duplicates;
mod http;
mod register;
mod rules;
pub(crate) mod search;
#[cfg(test)]
mod tests;
pub(crate) mod view;
pub(crate) mod views;
mod words;

use utoipa_axum::{router::OpenApiRouter, routes};
use vena_platform::{
    app::App,
    auth::{Permission, PermissionInfo},
    jobs::Job,
    permission,
};

pub(crate) use http::station_only;
pub(crate) use register::{Registered, Registering, language_word, register};
pub(crate) use rules::{Checked, Typed, check};
pub(crate) use view::{Donor, age_words, donor_or_404, locked_or_404, masked, record_or_404, sex_of};
pub(crate) use words::{Document, DocumentKind, Phone, Search};

permission! {
    pub(crate) DonorCreate = "recruit.donor.create", "登记献血者", "Register donors";
    pub(crate) DonorList = "recruit.donor.list", "献血者列表（脱敏）", "List donors, masked";
    pub(crate) DonorSearch = "recruit.donor.search", "查找献血者", "Find donors by name, phone or document";
    pub(crate) DonorView = "recruit.donor.view", "查看献血者（脱敏）", "See donors, masked";
    pub(crate) DonorUnmask = "recruit.donor.unmask", "查看献血者完整信息", "See who a donor is, with a recorded reason";
}

pub(crate) fn permissions() -> Vec<PermissionInfo> {
    let own = vec![DonorCreate::INFO, DonorList::INFO, DonorSearch::INFO, DonorView::INFO, DonorUnmask::INFO];
    [
        own,
        documents::permissions(),
        consents::permissions(),
        details::permissions(),
        duplicates::permissions(),
        views::permissions(),
    ]
    .concat()
}

/// What is done by the clock.
pub(crate) fn jobs() -> Vec<Job> {
    vec![
        Job::by_clock("recruit.index_donors", 10, search::take_in),
        Job::by_clock(duplicates::JOB, 10, duplicates::compare_waiting),
    ]
}

pub(crate) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(http::list, http::create))
        .routes(routes!(http::search))
        .routes(routes!(http::view))
        .routes(routes!(http::unmask))
        .merge(documents::router())
        .merge(consents::router())
        .merge(details::router())
        .merge(duplicates::router())
        .merge(views::router())
}
