//! 试剂批号: a lot is received, compared with the lot before it, let in by a second person, and finished. Nothing is tested with
//! a lot that was not compared, that was refused, or that is over.
//!
//! Who may: people of the laboratory.

pub(crate) mod db;
mod http;
pub(crate) mod rules;
#[cfg(test)]
mod tests;

use utoipa_axum::{router::OpenApiRouter, routes};
use vena_platform::{
    app::App,
    auth::{Permission, PermissionInfo},
    permission,
};

permission! {
    pub(crate) ReagentList = "lab.reagent.list", "查看试剂批号", "See lots of reagents";
    pub(crate) ReagentReceive = "lab.reagent.receive", "登记试剂批号", "Take lots of reagents in";
    pub(crate) ReagentCompare = "lab.reagent.compare", "记录试剂批间比对", "Record how a lot compares with the one before";
    pub(crate) ReagentDecide = "lab.reagent.decide", "批准试剂批号", "Let lots of reagents in, or refuse them";
    pub(crate) ReagentFinish = "lab.reagent.finish", "结束使用试剂批号", "End the use of lots of reagents";
}

/// The permissions of this feature.
pub(crate) fn permissions() -> Vec<PermissionInfo> {
    vec![ReagentList::INFO, ReagentReceive::INFO, ReagentCompare::INFO, ReagentDecide::INFO, ReagentFinish::INFO]
}

/// The routes of this feature.
pub(crate) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(http::list, http::receive))
        .routes(routes!(http::compare))
        .routes(routes!(http::decide))
        .routes(routes!(http::finish))
}
