//! Requests and answers about programmes and plans.

use std::collections::BTreeMap;

use axum::Json;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vena_contracts::shown::Can;
use vena_kernel::{
    clock::{Day, Instant},
    id::{EquipmentId, ProgrammeId},
    say,
    text::Text,
    zone,
};
use vena_platform::{
    auth::{Allowed, Answer, Permission, Scope},
    db::Tx,
    fault::{Fault, Problem},
    http::{Body, Page, Path},
};

use super::{
    ProgrammeApprove, ProgrammeEnter, ProgrammeList, ProgrammeWithdraw,
    db::{self, ProgrammeRecord},
    rules,
};
use crate::{
    equipment,
    plans::{Step, Window, hall},
};

/// A programme to be entered.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct HallProgrammeNew {
    /// The machine.
    #[garde(skip)]
    equipment_id: EquipmentId,
    /// For which step, as the rulebook names it.
    #[garde(length(chars, min = 1, max = 40))]
    step: String,
    /// As the machine shows and reports it.
    #[garde(length(chars, min = 1, max = 20))]
    number: String,
    /// What people call it.
    #[garde(length(chars, min = 1, max = 100))]
    name: String,
    /// What it sets, by the name of the value.
    #[garde(length(max = 20))]
    #[serde(default)]
    settings: BTreeMap<String, f64>,
    /// The validation or the leaflet behind it.
    #[garde(length(chars, min = 2, max = 200))]
    source: String,
}

/// Why a programme is withdrawn.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct HallProgrammeWhy {
    /// For the record.
    #[garde(length(chars, min = 2, max = 200))]
    reason: String,
}

/// What may be done with a programme now.
#[derive(Debug, Serialize, ToSchema)]
struct HallProgrammeCan {
    /// Approve it.
    approve: Can,
    /// Withdraw it.
    withdraw: Can,
}

/// What a machine is set to for a step.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct HallProgramme {
    /// Identity.
    programme_id: ProgrammeId,
    /// The machine.
    equipment_id: EquipmentId,
    /// As it is labelled.
    equipment_code: String,
    /// For which step.
    step: String,
    /// What people call the step.
    step_title: Text,
    /// As the machine shows it.
    number: String,
    /// What people call it.
    name: String,
    /// What it sets.
    settings: BTreeMap<String, f64>,
    /// What must be true when it runs.
    windows: Vec<Window>,
    /// The validation or the leaflet behind it.
    source: String,
    /// When it was entered.
    entered_at: Instant,
    /// By whom.
    entered_by_name: String,
    /// When it was approved.
    approved_at: Option<Instant>,
    /// By whom.
    approved_by_name: Option<String>,
    /// When it was withdrawn.
    withdrawn_at: Option<Instant>,
    /// By whom.
    withdrawn_by_name: Option<String>,
    /// Why.
    withdrawn_why: Option<String>,
    /// What may be done.
    can: HallProgrammeCan,
}

impl HallProgramme {
    fn of(record: ProgrammeRecord, scope: &Scope, today: Day) -> Self {
        let standing = record.standing();
        let step = hall().step(&record.step, today);
        let windows = step.map(|step| step.windows(hall(), &record.settings, today)).unwrap_or_default();
        Self {
            can: HallProgrammeCan {
                approve: Can::by(scope, ProgrammeApprove::INFO.name, rules::may_approve(standing, scope.user)),
                withdraw: Can::by(scope, ProgrammeWithdraw::INFO.name, rules::may_withdraw(standing)),
            },
            windows,
            step_title: hall().step_title(&record.step, today),
            programme_id: record.programme_id,
            equipment_id: record.equipment_id,
            equipment_code: record.equipment_code,
            step: record.step,
            number: record.number,
            name: record.name,
            settings: record.settings.0,
            source: record.source,
            entered_at: record.entered_at,
            entered_by_name: record.entered_by_name,
            approved_at: record.approved_at,
            approved_by_name: record.approved_by_name,
            withdrawn_at: record.withdrawn_at,
            withdrawn_by_name: record.withdrawn_by_name,
            withdrawn_why: record.withdrawn_why,
        }
    }
}

fn today(tx: &Tx) -> Day {
    tx.now().day_in(&zone::china())
}

/// The programmes of the hall's machines.
#[utoipa::path(get, path = "/api/process/programmes", tag = "process", operation_id = "process.programme.list",
    responses((status = 200, body = Page<HallProgramme>)))]
pub(super) async fn list(auth: Allowed<ProgrammeList>) -> Result<Json<Page<HallProgramme>>, Fault> {
    let mut tx = auth.read().await?;
    let (as_of, today) = (tx.now(), today(&tx));
    let all = db::all(&mut tx, &auth.scope).await?;
    let items = all.into_iter().map(|one| HallProgramme::of(one, &auth.scope, today)).collect();
    Ok(Json(Page { items, next: None, as_of }))
}

/// Enters a programme. Refuses by `programme.step` and `programme.setting`.
#[utoipa::path(post, path = "/api/process/programmes", tag = "process", operation_id = "process.programme.enter",
    request_body = HallProgrammeNew, responses((status = 201, body = HallProgramme), (status = 404), (status = 422)))]
pub(super) async fn enter(
    auth: Allowed<ProgrammeEnter>,
    Body(new): Body<HallProgrammeNew>,
) -> Result<Answer<HallProgramme>, Fault> {
    let mut tx = auth.write().await?;
    let machine = equipment::db::one(&mut tx, &auth.scope, new.equipment_id).await?;
    let machine = machine.ok_or_else(|| Problem::not_found("equipment", new.equipment_id))?;
    let step = step_of(&machine.kind, &new.step, today(&tx))?;
    step.allows(&new.settings)
        .map_err(|(name, refusal)| Problem::invalid(&format!("settings.{name}"), "", &refusal.rule, refusal.reason))?;
    let kept = db::NewProgramme {
        equipment: new.equipment_id,
        step: &new.step,
        number: new.number.trim(),
        name: new.name.trim(),
        settings: &new.settings,
        source: new.source.trim(),
    };
    let id = db::enter(&mut tx, &auth.scope, &kept).await?;
    let shown = changed(&mut tx, &auth.scope, id).await?;
    tx.created(shown).await
}

fn step_of(kind: &str, code: &str, today: Day) -> Result<&'static Step, Fault> {
    hall().step(code, today).filter(|step| step.kind == kind).ok_or_else(|| {
        let reason = say!("此设备不做这道工序", "this machine does no such step");
        Problem::invalid("step", code, "programme.step", reason).into()
    })
}

/// A second person approves. Refuses by `programme.same-person`, `programme.approved` and `programme.withdrawn`.
#[utoipa::path(post, path = "/api/process/programmes/{id}/approve", tag = "process",
    operation_id = "process.programme.approve", params(("id" = ProgrammeId, Path)),
    responses((status = 200, body = HallProgramme), (status = 404), (status = 409)))]
pub(super) async fn approve(
    auth: Allowed<ProgrammeApprove>,
    Path(id): Path<ProgrammeId>,
) -> Result<Answer<HallProgramme>, Fault> {
    let mut tx = auth.write().await?;
    let found = locked(&mut tx, &auth.scope, id).await?;
    rules::may_approve(found.standing(), auth.scope.user)?;
    db::approve(&mut tx, &auth.scope, id).await?;
    let shown = changed(&mut tx, &auth.scope, id).await?;
    tx.ok(shown).await
}

/// Withdraws a programme. Refuses by `programme.withdrawn`.
#[utoipa::path(post, path = "/api/process/programmes/{id}/withdraw", tag = "process",
    operation_id = "process.programme.withdraw", params(("id" = ProgrammeId, Path)), request_body = HallProgrammeWhy,
    responses((status = 200, body = HallProgramme), (status = 404), (status = 409)))]
pub(super) async fn withdraw(
    auth: Allowed<ProgrammeWithdraw>,
    Path(id): Path<ProgrammeId>,
    Body(why): Body<HallProgrammeWhy>,
) -> Result<Answer<HallProgramme>, Fault> {
    let mut tx = auth.write().await?;
    let found = locked(&mut tx, &auth.scope, id).await?;
    rules::may_withdraw(found.standing())?;
    tx.because(&why.reason);
    db::withdraw(&mut tx, &auth.scope, id, why.reason.trim()).await?;
    let shown = changed(&mut tx, &auth.scope, id).await?;
    tx.ok(shown).await
}

async fn locked(tx: &mut Tx, scope: &Scope, id: ProgrammeId) -> Result<ProgrammeRecord, Fault> {
    db::lock(tx, scope, id).await?;
    db::one(tx, scope, id).await?.ok_or_else(|| Problem::not_found("programme", id).into())
}

async fn changed(tx: &mut Tx, scope: &Scope, id: ProgrammeId) -> Result<HallProgramme, Fault> {
    tx.announce("hall", Some(scope.org)).await?;
    let found = db::one(tx, scope, id).await?.ok_or_else(|| Problem::not_found("programme", id))?;
    Ok(HallProgramme::of(found, scope, today(tx)))
}
