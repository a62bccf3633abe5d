//! From the blood bank to the ward and, within limits, back.
//!
//! Who may: `transfuse.match.dispense`, `transfuse.match.return`. Tells nothing.

mod db;
mod http;
pub(crate) mod rules;

use utoipa_axum::{router::OpenApiRouter, routes};
use vena_kernel::unit_state::{Emergency, Fact, UnitEvent};
use vena_platform::{
    app::App,
    auth::{Permission, PermissionInfo, Scope},
    db::Tx,
    permission,
};

use crate::{event, matches::db::MatchRow};

permission! {
    pub(crate) MatchDispense = "transfuse.match.dispense", "发血到科室", "Dispense units to wards";
    pub(crate) MatchReturn = "transfuse.match.return", "收回未用血液", "Take units back";
}

/// The permissions of this feature.
pub(crate) fn permissions() -> Vec<PermissionInfo> {
    vec![MatchDispense::INFO, MatchReturn::INFO]
}

/// The routes of this feature.
pub(crate) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(http::dispense)).routes(routes!(http::take_back))
}

/// The event of handing the unit out, without its ward.
pub(crate) fn draft(tx: &Tx, scope: &Scope, row: &MatchRow) -> UnitEvent {
    let emergency =
        row.signed_by.zip(row.signature.clone()).map(|(physician, signature)| Emergency { physician, signature });
    let reason = row.emergency_reason.clone().filter(|_| emergency.is_some());
    let mut draft =
        event(tx, scope, row.unit.unit_id, Fact::Dispensed { patient: row.patient_id, ward: None, emergency });
    draft.reason = reason;
    draft
}
