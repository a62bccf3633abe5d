//! At the bedside: two persons identify patient and unit, the transfusion runs and ends.
//!
//! Who may: `transfuse.match.start`, `transfuse.match.confirm_start` (another person), `transfuse.match.finish`. Tells:
//! `UnitTransfused`.

mod db;
mod http;
pub(crate) mod rules;

use utoipa_axum::{router::OpenApiRouter, routes};
use vena_kernel::{
    clock::Instant,
    id::UserId,
    refusal::Refusal,
    unit_state::{Fact, UnitEvent},
};
use vena_platform::{
    app::App,
    auth::{Permission, PermissionInfo, Scope},
    db::Tx,
    fault::Fault,
    permission,
};

use crate::{
    event,
    matches::{db::MatchRow, rules::Standing},
    policy::Policy,
};

permission! {
    pub(crate) MatchStart = "transfuse.match.start", "床旁核对（第一人）", "Begin a transfusion";
    pub(crate) MatchConfirmStart = "transfuse.match.confirm_start", "床旁核对（第二人）", "Confirm the beginning of a transfusion";
    pub(crate) MatchFinish = "transfuse.match.finish", "结束输注", "End a transfusion";
}

/// The permissions of this feature.
pub(crate) fn permissions() -> Vec<PermissionInfo> {
    vec![MatchStart::INFO, MatchConfirmStart::INFO, MatchFinish::INFO]
}

/// The routes of this feature.
pub(crate) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(http::start)).routes(routes!(http::confirm)).routes(routes!(http::finish))
}

/// By what patient and unit are identified at the bedside.
const IDENTIFIERS: [&str; 2] = ["record_no", "unit_label"];

/// The event of the start, with somebody as the second person, so that the ledger can be asked about everything else.
pub(crate) fn draft(tx: &Tx, scope: &Scope, row: &MatchRow) -> UnitEvent {
    let identifiers = IDENTIFIERS.map(str::to_owned).to_vec();
    let started = Fact::TransfusionStarted { patient: row.patient_id, identifiers };
    let mut draft = event(tx, scope, row.unit.unit_id, started);
    draft.second = Some(UserId::from_uuid(tx.new_id()));
    draft
}

/// Whether the caller may confirm a start now, by the limits in force.
pub(crate) fn may_confirm_now(standing: &Standing) -> Result<(), Refusal> {
    rules::may_confirm(standing, Policy::book().bedside(standing.now)?.confirm_minutes)
}

/// What is late with a match, without forbidding anything.
pub(crate) fn warnings(row: &MatchRow, now: Instant) -> Result<Vec<Refusal>, Fault> {
    let times = rules::Times {
        dispensed_at: row.dispensed_at.filter(|_| row.returned_at.is_none()),
        started_at: row.started_at,
        ended_at: row.ended_at,
        crossmatch_due_at: row.crossmatch_due_at.filter(|_| row.later_result.is_none()),
        now,
    };
    Ok(rules::late(&times, Policy::book().bedside(now)?))
}
