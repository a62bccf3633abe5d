//! Allocation: finds units for the open lines of an order, first expiry first, and says why it passed others over.
//!
//! Who may: `issue.order.allocate` (the station). The identical group comes first; compatible ones only if the line allows
//! substitution. Two orders never get the same unit: the ledger refuses the second promise, and the next candidate is tried.

mod db;
mod explained;
mod http;
mod hunt;
pub(crate) mod rules;
#[cfg(test)]
pub(crate) mod tests;

use utoipa_axum::{router::OpenApiRouter, routes};
use vena_platform::{
    app::App,
    auth::{Permission, PermissionInfo},
    permission,
};

pub(crate) use db::keep_promised;
pub(crate) use explained::Explained;
pub(crate) use hunt::need;

permission! {
    pub(crate) OrderAllocate = "issue.order.allocate", "为订单调配血液", "Allocate units to orders";
}

/// The permissions of this feature.
pub(crate) fn permissions() -> Vec<PermissionInfo> {
    vec![OrderAllocate::INFO]
}

/// The routes of this feature.
pub(crate) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(http::allocate))
}
