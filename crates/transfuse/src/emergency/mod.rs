//! Emergencies: a unit leaves without a crossmatch because a physician signs for it, and the crossmatch follows.
//!
//! Who may: `transfuse.match.sign_emergency` (a physician, not the person who made the match), `transfuse.match.crossmatch`.
//! The emergency relaxes the crossmatch alone: compatibility, holds, expiry and identity stay as they are.

mod db;
mod http;
pub(crate) mod rules;

use utoipa_axum::{router::OpenApiRouter, routes};
use vena_platform::{
    app::App,
    auth::{Permission, PermissionInfo},
    permission,
};

permission! {
    pub(crate) MatchSign = "transfuse.match.sign_emergency", "紧急用血医师签字", "Sign for an emergency";
    pub(crate) MatchCrossmatch = "transfuse.match.crossmatch", "补做交叉配血", "Crossmatch after an emergency";
}

/// The permissions of this feature.
pub(crate) fn permissions() -> Vec<PermissionInfo> {
    vec![MatchSign::INFO, MatchCrossmatch::INFO]
}

/// The routes of this feature.
pub(crate) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(http::sign)).routes(routes!(http::crossmatch))
}
