//! Opening a batch: step, machine, programme and lots are settled before the first bag.

use serde::Deserialize;
use utoipa::ToSchema;
use vena_kernel::{
    clock::Day,
    id::{EquipmentId, ProgrammeId, SupplyId},
    refusal::Refusal,
    say, zone,
};
use vena_platform::{
    auth::{Allowed, Answer, Scope},
    db::Tx,
    fault::{Fault, Problem},
    http::Body,
};

use super::{
    BatchOpen, db,
    view::{self, HallBatch},
};
use crate::{
    equipment::{self, db::EquipmentRecord},
    plans::{Step, hall},
    programmes, supplies,
};

/// A batch to be opened.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct HallBatchNew {
    /// The step, as the rulebook names it.
    #[garde(length(chars, min = 1, max = 40))]
    step: String,
    /// The machine, as scanned.
    #[garde(length(chars, min = 1, max = 60))]
    equipment: String,
    /// Its programme; may be left out where only one is in force.
    #[garde(skip)]
    programme_id: Option<ProgrammeId>,
    /// The lots of what is used up, as scanned.
    #[garde(length(max = 20), inner(length(chars, min = 1, max = 60)))]
    #[serde(default)]
    supplies: Vec<String>,
}

/// Opens a batch at a machine. Refuses by `equipment.wrong-kind`, `equipment.stopped`, `equipment.calibration`,
/// `equipment.busy`, `programme.choose`, `programme.not-approved`, `programme.withdrawn`, `programme.other`,
/// `supply.wrong-kind`, `supply.not-let-in`, `supply.expired`, `supply.finished` and `batch.supply-missing`.
#[utoipa::path(post, path = "/api/process/batches", tag = "process", operation_id = "process.batch.open",
    request_body = HallBatchNew, responses((status = 201, body = HallBatch), (status = 409)))]
pub(super) async fn open(auth: Allowed<BatchOpen>, Body(new): Body<HallBatchNew>) -> Result<Answer<HallBatch>, Fault> {
    let mut tx = auth.write().await?;
    let scope = &auth.scope;
    let today = tx.now().day_in(&zone::china());
    let step = hall().step(&new.step, today).ok_or_else(|| {
        Problem::invalid("step", &new.step, "exists.step", say!("没有这道工序", "there is no such step"))
    })?;
    let machine = machine(&mut tx, scope, step, new.equipment.trim(), today).await?;
    let programme = programme(&mut tx, scope, step, machine.equipment_id, new.programme_id).await?;
    let supplies = lots(&mut tx, scope, step, &new.supplies, today).await?;
    let kept = db::NewBatch {
        site: machine.site_id,
        step: &step.code,
        equipment: machine.equipment_id,
        programme,
        supplies: &supplies,
        day: today,
    };
    let id = db::open(&mut tx, scope, &kept).await?;
    tx.announce("hall", Some(scope.org)).await?;
    let shown = view::load(&mut tx, scope, id).await?.shown(&mut tx, scope).await?;
    tx.created(shown).await
}

/// The machine that was scanned, locked, when it may do this step now.
async fn machine(tx: &mut Tx, scope: &Scope, step: &Step, code: &str, today: Day) -> Result<EquipmentRecord, Fault> {
    let found = equipment::db::named(tx, scope, code).await?;
    let id = found.map(|found| found.equipment_id).ok_or_else(|| Problem::not_found("equipment", code))?;
    equipment::db::lock(tx, scope, id).await?;
    let found = equipment::db::one(tx, scope, id).await?.ok_or_else(|| Problem::not_found("equipment", code))?;
    if found.kind != step.kind {
        let (title, name) = (hall().kind_title(&step.kind, today), &found.name);
        let (zh, en) = (&title.zh, &title.en);
        let reason = say!("此工序要用{zh}，{name}不是", "this step needs a {en}; {name} is none");
        return Err(Refusal::new("equipment.wrong-kind", reason).into());
    }
    equipment::rules::may_use(found.stopped_why.as_deref(), found.calibrated_until, today)?;
    if let Some(other) = db::at_work(tx, scope).await?.into_iter().find(|other| other.equipment_id == id) {
        let no = other.batch_no;
        let reason = say!("该设备上有未结束的批次 {no}", "batch {no} is still at this machine");
        return Err(Refusal::new("equipment.busy", reason).into());
    }
    Ok(found)
}

/// The programme that was chosen, or the only one in force.
async fn programme(
    tx: &mut Tx,
    scope: &Scope,
    step: &Step,
    equipment: EquipmentId,
    chosen: Option<ProgrammeId>,
) -> Result<ProgrammeId, Fault> {
    if let Some(id) = chosen {
        let found = programmes::db::one(tx, scope, id).await?.ok_or_else(|| Problem::not_found("programme", id))?;
        programmes::rules::may_use(found.standing())?;
        if found.equipment_id != equipment || found.step != step.code {
            let reason = say!("该程序不是此设备此工序的", "this programme is not one of this machine for this step");
            return Err(Refusal::new("programme.other", reason).into());
        }
        return Ok(id);
    }
    let found = programmes::db::of_machine(tx, scope, equipment, &step.code).await?;
    match found.as_slice() {
        [one] => Ok(one.programme_id),
        [] => {
            let reason = say!("此设备没有已批准的程序", "no programme of this machine is approved for this step");
            Err(Refusal::new("programme.not-approved", reason).into())
        }
        _ => {
            let reason = say!("此设备有多个程序，请选择", "this machine has several programmes: choose one");
            Err(Refusal::new("programme.choose", reason).into())
        }
    }
}

/// The lots that were scanned: each of a kind that the step uses up, and one of each kind at least.
async fn lots(tx: &mut Tx, scope: &Scope, step: &Step, scans: &[String], today: Day) -> Result<Vec<SupplyId>, Fault> {
    let mut taken: Vec<(SupplyId, String)> = Vec::new();
    for scan in scans.iter().map(|scan| scan.trim()) {
        let found = supplies::db::named(tx, scope, scan).await?;
        if found.is_empty() {
            return Err(Problem::not_found("supply", scan).into());
        }
        let fitting = found.into_iter().find(|lot| step.supplies.contains(&lot.kind));
        let lot = fitting.ok_or_else(|| {
            Refusal::new("supply.wrong-kind", say!("此工序不用批号 {scan}", "this step does not use lot {scan}"))
        })?;
        supplies::rules::may_use(lot.standing(), today)?;
        if !taken.iter().any(|(id, _)| *id == lot.supply_id) {
            taken.push((lot.supply_id, lot.kind));
        }
    }
    if let Some(kind) = step.supplies.iter().find(|kind| !taken.iter().any(|(_, known)| known == *kind)) {
        let title = hall().supply(kind, today).map(|known| known.title.clone());
        let (zh, en) = title.map_or_else(|| (kind.clone(), kind.clone()), |title| (title.zh, title.en));
        let reason = say!("请扫描耗材批号：{zh}", "scan the lot of: {en}");
        return Err(Refusal::new("batch.supply-missing", reason).into());
    }
    Ok(taken.into_iter().map(|(id, _)| id).collect())
}
