//! 工序: which steps a bag has been through, which may come next, and what is demanded before something is made of it.
//!
//! A plan is demanded where the hall makes it by program: once every step of it has had a programme that a second person approved.

pub(crate) mod db;
mod http;

use utoipa_axum::{router::OpenApiRouter, routes};
use vena_kernel::{clock::Instant, product::ProductCode, refusal::Refusal, say, zone};
use vena_ledger::UnitRecord;
use vena_platform::{
    app::App,
    auth::{Permission, PermissionInfo, Scope},
    db::Tx,
    fault::Fault,
    permission,
};

use self::db::StepRow;
use crate::{
    plans::{Done, Plan, Route, hall},
    programmes,
};

permission! {
    pub(crate) StepView = "process.step.view", "查看血袋工序", "See the steps of a bag";
}

/// The permissions of this feature.
pub(crate) fn permissions() -> Vec<PermissionInfo> {
    vec![StepView::INFO]
}

/// The routes of this feature.
pub(crate) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(http::view))
}

/// The steps that are behind a bag. One that deviated counts once the hold that it opened is lifted; one that was broken off
/// never does.
pub(crate) fn done(rows: &[StepRow], record: &UnitRecord) -> Vec<Done> {
    let one = |row: &StepRow| {
        let lifted = row.hold_id.is_none_or(|hold| record.state.hold(hold).is_none());
        row.ended_at.filter(|_| row.state == "done").map(|ended_at| Done {
            step: row.step.clone(),
            ended_at,
            counts: row.outcome.as_deref() == Some("passed") || lifted,
        })
    };
    rows.iter().filter(|row| row.unit_id == record.unit_id).filter_map(one).collect()
}

/// The plan by which `wanted` may be made of `record` at `at`; none where the hall works by paper.
///
/// Refuses by `step.running`, `step.missing` and `step.no-plan`.
pub(crate) async fn demanded(
    tx: &mut Tx,
    scope: &Scope,
    record: &UnitRecord,
    wanted: &[ProductCode],
    at: Instant,
) -> Result<Option<&'static Plan>, Fault> {
    db::lock_unit(tx, record.unit_id).await?;
    let rows = db::of_units(tx, scope, &[record.unit_id]).await?;
    if let Some(running) = rows.iter().find(|row| row.open) {
        let no = &running.batch_no;
        let reason = say!("此袋还在批次 {no} 中", "this bag is still in batch {no}");
        return Err(Refusal::new("step.running", reason).into());
    }
    let (adopted, done) = (programmes::db::adopted(tx, scope, at).await?, done(&rows, record));
    let route = Route { hall: hall(), day: at.day_in(&zone::china()), product: record.facts.product, done: &done };
    Ok(route.demanded(&adopted, wanted)?)
}

/// Refuses by `step.missing` a bag that is not finished, for its label: frozen, where its product is kept frozen. A bag that was
/// made before the hall did so by program stays as paper has it.
pub(crate) async fn finished(tx: &mut Tx, scope: &Scope, record: &UnitRecord) -> Result<(), Fault> {
    let Some(made_at) = record.facts.prepared_at else { return Ok(()) };
    let adopted = programmes::db::adopted(tx, scope, made_at).await?;
    if adopted.is_empty() {
        return Ok(());
    }
    let rows = db::of_units(tx, scope, &[record.unit_id]).await?;
    let done = done(&rows, record);
    let day = tx.now().day_in(&zone::china());
    let route = Route { hall: hall(), day, product: record.facts.product, done: &done };
    Ok(route.finished(&adopted)?)
}
