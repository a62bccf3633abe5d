//! 回溯与召回: a case stops every relative of the donations concerned in the moment in which it is opened, tells everybody who
//! has any of them, and is closed when each unit and each recipient has been followed.
//!
//! What is concerned is named by donation, unit, reagent lot, instrument, consumable or place with a window of time; when the
//! donor is meant, by one of the donor's numbers. Whose they are is not known here. A reactive result opens a case by itself.
//! An exercise does the same and holds nothing.
//!
//! Who may: quality (`govern.recall.*`); a hospital sees the cases that concern it, with its own units, confirms and reports.

mod about;
mod book;
mod db;
mod drill;
mod http;
mod on_event;
mod open;
mod reach;
mod rules;
mod sheet;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use utoipa_axum::{router::OpenApiRouter, routes};
use vena_contracts::{
    collect::{DonationDesk, DonationTracer},
    lab::LabTracer,
};
use vena_platform::{
    app::App,
    auth::{Permission, PermissionInfo},
    permission,
};

pub use drill::{Drill, drill};
pub(crate) use on_event::subscriptions;

/// Whom a case asks what is concerned.
#[derive(Clone)]
pub struct Tracers {
    /// Which donations are of one donor.
    pub donations: Arc<dyn DonationDesk>,
    /// Which a place or a consumable has touched.
    pub collect: Arc<dyn DonationTracer>,
    /// Which a reagent or an instrument has touched.
    pub lab: Arc<dyn LabTracer>,
}

permission! {
    pub(crate) RecallList = "govern.recall.list", "查看回溯与召回", "See look-backs and recalls";
    pub(crate) RecallView = "govern.recall.view", "查看回溯与召回明细", "See a look-back or recall";
    pub(crate) RecallReach = "govern.recall.reach", "估算召回范围", "See what a recall would reach";
    pub(crate) RecallOpen = "govern.recall.open", "发起回溯与召回", "Open a look-back or recall";
    pub(crate) RecallAcknowledge = "govern.recall.acknowledge", "确认收到召回", "Confirm a recall";
    pub(crate) RecallFollow = "govern.recall.follow", "登记受者随访", "Report on a recipient";
    pub(crate) RecallClose = "govern.recall.close", "结束回溯与召回", "Close a look-back or recall";
}

/// The permissions of this feature.
pub(crate) fn permissions() -> Vec<PermissionInfo> {
    vec![
        RecallList::INFO,
        RecallView::INFO,
        RecallReach::INFO,
        RecallOpen::INFO,
        RecallAcknowledge::INFO,
        RecallFollow::INFO,
        RecallClose::INFO,
    ]
}

/// The routes of this feature.
pub(crate) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(http::list, open::open))
        .routes(routes!(open::reach))
        .routes(routes!(http::view))
        .routes(routes!(http::acknowledge))
        .routes(routes!(http::follow))
        .routes(routes!(http::close))
}
