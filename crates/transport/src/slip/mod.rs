//! The transport slip (血液搬运单): what is in the box by product and group, RhD-negative counted apart, with the
//! signatures of both sides.
//!
//! Who may: `transport.shipment.slip`. Tells nothing.

mod http;
mod rules;

use utoipa_axum::{router::OpenApiRouter, routes};
use vena_platform::{
    app::App,
    auth::{Permission, PermissionInfo},
    permission,
};

permission! {
    pub(crate) ShipmentSlip = "transport.shipment.slip", "血液搬运单", "Print transport slips";
}

/// The permissions of this feature.
pub(crate) fn permissions() -> Vec<PermissionInfo> {
    vec![ShipmentSlip::INFO]
}

/// The routes of this feature.
pub(crate) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(http::slip))
}
