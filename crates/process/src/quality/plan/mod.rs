//! 质控抽样: how many units of a product are due in a month, drawn at random through the month, taken by scan.
//!
//! Nobody chooses a unit: what cannot be taken is replaced by another draw, and the reason is kept. A bag that is taken
//! whole is held by the ledger and then destroyed in the usual way, by two persons of the store.

mod db;
mod http;
pub(super) mod rules;
pub(super) mod samples;

use utoipa_axum::{router::OpenApiRouter, routes};
use vena_platform::{
    app::App,
    auth::{Permission, PermissionInfo},
    permission,
};

pub(super) use db::{SampleRow, lock_sample, made, sample};
pub(super) use http::{due, month_day, month_of};

permission! {
    pub(crate) DrawCreate = "process.quality_draw.create", "抽取质控样品", "Draw units for quality control";
    pub(crate) DrawList = "process.quality_draw.list", "查看质控抽取记录", "See how units were drawn";
    pub(crate) SampleList = "process.quality_sample.list", "查看质控样品", "See samples of quality control";
    pub(crate) SampleTake = "process.quality_sample.take", "扫码取样", "Take a drawn unit by scan";
    pub(crate) SampleReplace = "process.quality_sample.replace", "替换无法取到的样品", "Draw another for a unit that cannot be taken";
}

/// The permissions of this feature.
pub(crate) fn permissions() -> Vec<PermissionInfo> {
    vec![DrawCreate::INFO, DrawList::INFO, SampleList::INFO, SampleTake::INFO, SampleReplace::INFO]
}

/// The routes of this feature.
pub(crate) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(http::draws, http::draw))
        .routes(routes!(samples::list))
        .routes(routes!(samples::take))
        .routes(routes!(samples::replace))
}
