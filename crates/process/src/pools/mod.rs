//! 汇集: several units of one group become one bag under a number of its own, which no donation has.
//!
//! The component hall, with units in its own custody and control whose donations are in order. All of it is recorded or
//! nothing. What is behind a pool is found again by its number; a verdict on any of its donations reaches it.

pub(crate) mod db;
mod http;
mod list;
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
    pub(crate) PoolCreate = "process.pool.create", "汇集血液", "Pool units";
    pub(crate) PoolList = "process.pool.list", "查看汇集记录", "List pools";
    pub(crate) PoolCandidates = "process.pool.candidates", "查看可汇集血液", "See what may be pooled";
}

/// The permissions of this feature.
pub(crate) fn permissions() -> Vec<PermissionInfo> {
    vec![PoolCreate::INFO, PoolList::INFO, PoolCandidates::INFO]
}

/// The routes of this feature.
pub(crate) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list::list, http::create)).routes(routes!(list::candidates))
}
