//! 成分质控: what is sampled of each product and month, what it measures, and whether the month is in control.
//!
//! Units are drawn by the program with a seed that is kept, so that an inspector can draw the same again.

pub(crate) mod book;
mod charts;
mod monthly;
mod plan;
mod results;

use utoipa_axum::router::OpenApiRouter;
use vena_platform::{app::App, auth::PermissionInfo};

pub(crate) use monthly::{Months, Reports};

/// The permissions of quality control.
pub(crate) fn permissions() -> Vec<PermissionInfo> {
    [plan::permissions(), results::permissions(), charts::permissions(), monthly::permissions()].concat()
}

/// The routes of quality control.
pub(crate) fn router() -> OpenApiRouter<App> {
    plan::router().merge(results::router()).merge(charts::router()).merge(monthly::router())
}
