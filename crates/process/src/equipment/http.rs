//! Requests and answers about machines.

use axum::Json;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vena_contracts::shown::Can;
use vena_kernel::{
    clock::{Day, Instant},
    id::{BatchId, EquipmentId, SiteId},
    refusal::Refusal,
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
    EquipmentCalibrate, EquipmentList, EquipmentRegister, EquipmentResume, EquipmentStop,
    db::{self, EquipmentRecord},
    rules,
};
use crate::{batches, plans::hall, receipts, units};

/// A machine to be registered.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct HallEquipmentNew {
    /// As it is labelled: what is scanned at it.
    #[garde(length(chars, min = 1, max = 30))]
    code: String,
    /// What kind of machine, as the rulebook names it.
    #[garde(length(chars, min = 1, max = 40))]
    kind: String,
    /// What people call it.
    #[garde(length(chars, min = 1, max = 100))]
    name: String,
    /// Who makes it.
    #[garde(length(chars, min = 1, max = 100))]
    maker: String,
    /// Model.
    #[garde(length(chars, min = 1, max = 100))]
    model: String,
    /// Serial number.
    #[garde(length(chars, min = 1, max = 100))]
    serial: String,
    /// How many bags it takes at once.
    #[garde(range(min = 1))]
    places: i32,
    /// The component hall in which it stands; the caller's own site when absent.
    #[garde(skip)]
    site_id: Option<SiteId>,
    /// Last day of its calibration.
    #[garde(skip)]
    calibrated_until: Day,
}

/// A calibration.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct HallCalibration {
    /// Its last day.
    #[garde(skip)]
    until: Day,
    /// By whom or which certificate.
    #[garde(length(chars, min = 2, max = 200))]
    note: String,
}

/// Why a machine is stopped, or used again.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct HallEquipmentWhy {
    /// For the record.
    #[garde(length(chars, min = 2, max = 200))]
    reason: String,
}

/// What may be done with a machine now.
#[derive(Debug, Serialize, ToSchema)]
struct HallEquipmentCan {
    /// Use it for a step.
    work: Can,
    /// Record a calibration.
    calibrate: Can,
    /// Stop it.
    stop: Can,
    /// Put it back.
    resume: Can,
}

/// A machine of the component hall.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct HallEquipment {
    /// Identity.
    equipment_id: EquipmentId,
    /// As it is labelled.
    code: String,
    /// What kind of machine.
    kind: String,
    /// What people call that kind.
    kind_title: Text,
    /// What people call it.
    name: String,
    /// Who makes it.
    maker: String,
    /// Model.
    model: String,
    /// Serial number.
    serial: String,
    /// Where it stands.
    site_id: SiteId,
    /// Name of that place.
    site_name: String,
    /// How many bags it takes at once.
    places: i32,
    /// Last day of its calibration.
    calibrated_until: Day,
    /// Why it is stopped.
    stopped_why: Option<String>,
    /// Since when.
    stopped_at: Option<Instant>,
    /// Who has said so.
    stopped_by_name: Option<String>,
    /// The batch at it.
    batch_id: Option<BatchId>,
    /// Its number.
    batch_no: Option<String>,
    /// What may be done.
    can: HallEquipmentCan,
}

impl HallEquipment {
    fn of(record: EquipmentRecord, at_work: Option<&batches::db::AtWork>, scope: &Scope, today: Day) -> Self {
        let stopped = record.stopped_why.as_deref();
        let work = rules::may_use(stopped, record.calibrated_until, today);
        Self {
            can: HallEquipmentCan {
                work: Can::by(scope, batches::BatchOpen::INFO.name, work),
                calibrate: Can::by(scope, EquipmentCalibrate::INFO.name, Ok(())),
                stop: Can::by(scope, EquipmentStop::INFO.name, rules::may_stop(stopped)),
                resume: Can::by(scope, EquipmentResume::INFO.name, rules::may_resume(stopped)),
            },
            equipment_id: record.equipment_id,
            kind_title: hall().kind_title(&record.kind, today),
            code: record.code,
            kind: record.kind,
            name: record.name,
            maker: record.maker,
            model: record.model,
            serial: record.serial,
            site_id: record.site_id,
            site_name: record.site_name,
            places: record.places,
            calibrated_until: record.calibrated_until,
            stopped_why: record.stopped_why,
            stopped_at: record.stopped_at,
            stopped_by_name: record.stopped_by_name,
            batch_id: at_work.map(|batch| batch.batch_id),
            batch_no: at_work.map(|batch| batch.batch_no.clone()),
        }
    }
}

fn today(tx: &Tx) -> Day {
    tx.now().day_in(&zone::china())
}

/// The machines of the component hall.
#[utoipa::path(get, path = "/api/process/equipment", tag = "process", operation_id = "process.equipment.list",
    responses((status = 200, body = Page<HallEquipment>)))]
pub(super) async fn list(auth: Allowed<EquipmentList>) -> Result<Json<Page<HallEquipment>>, Fault> {
    let mut tx = auth.read().await?;
    let (as_of, today) = (tx.now(), today(&tx));
    let all = db::all(&mut tx, &auth.scope).await?;
    let working = batches::db::at_work(&mut tx, &auth.scope).await?;
    let at = |id| working.iter().find(|batch| batch.equipment_id == id);
    let shown = |one: EquipmentRecord| HallEquipment::of(one.clone(), at(one.equipment_id), &auth.scope, today);
    Ok(Json(Page { items: all.into_iter().map(shown).collect(), next: None, as_of }))
}

/// Registers a machine. Refuses by `equipment.known`, `equipment.kind`, `equipment.places` and `receipt.component-hall`.
#[utoipa::path(post, path = "/api/process/equipment", tag = "process", operation_id = "process.equipment.register",
    request_body = HallEquipmentNew, responses((status = 201, body = HallEquipment), (status = 409)))]
pub(super) async fn register(
    auth: Allowed<EquipmentRegister>,
    Body(new): Body<HallEquipmentNew>,
) -> Result<Answer<HallEquipment>, Fault> {
    let mut tx = auth.write().await?;
    let site = new.site_id.unwrap_or(auth.scope.site);
    let found = units::db::site_kind(&mut tx, site).await?;
    receipts::rules::hall(auth.scope.org, found.as_ref().map(|(org, kind)| (*org, kind.as_str())))?;
    known_kind(&new, today(&tx))?;
    let code = new.code.trim();
    let kept = db::NewEquipment {
        site,
        code,
        kind: &new.kind,
        name: new.name.trim(),
        maker: new.maker.trim(),
        model: new.model.trim(),
        serial: new.serial.trim(),
        places: new.places,
        calibrated_until: new.calibrated_until,
    };
    let Some(id) = db::register(&mut tx, &auth.scope, &kept).await? else {
        let reason = say!("编号 {code} 已登记", "there is a machine {code} already");
        return Err(Refusal::new("equipment.known", reason).into());
    };
    let shown = changed(&mut tx, &auth.scope, id).await?;
    tx.created(shown).await
}

fn known_kind(new: &HallEquipmentNew, today: Day) -> Result<(), Fault> {
    let Some(kind) = hall().kind(&new.kind, today) else {
        let reason = say!("没有这种设备", "there is no such kind of machine");
        return Err(Problem::invalid("kind", &new.kind, "equipment.kind", reason).into());
    };
    let (most, zh, en) = (kind.places_max, &kind.title.zh, &kind.title.en);
    if new.places > most {
        let reason = say!("{zh}一次最多 {most} 袋", "{en}: at most {most} bags at once");
        return Err(Problem::invalid("places", new.places, "equipment.places", reason).into());
    }
    Ok(())
}

/// Records a calibration.
#[utoipa::path(post, path = "/api/process/equipment/{id}/calibrate", tag = "process",
    operation_id = "process.equipment.calibrate", params(("id" = EquipmentId, Path)), request_body = HallCalibration,
    responses((status = 200, body = HallEquipment), (status = 404)))]
pub(super) async fn calibrate(
    auth: Allowed<EquipmentCalibrate>,
    Path(id): Path<EquipmentId>,
    Body(new): Body<HallCalibration>,
) -> Result<Answer<HallEquipment>, Fault> {
    let mut tx = auth.write().await?;
    locked(&mut tx, &auth.scope, id).await?;
    tx.because(&new.note);
    db::calibrate(&mut tx, &auth.scope, id, new.until).await?;
    let shown = changed(&mut tx, &auth.scope, id).await?;
    tx.ok(shown).await
}

/// Stops a machine: no batch is opened or begun at it. A batch that runs there is ended or broken off by its people.
#[utoipa::path(post, path = "/api/process/equipment/{id}/stop", tag = "process", operation_id = "process.equipment.stop",
    params(("id" = EquipmentId, Path)), request_body = HallEquipmentWhy,
    responses((status = 200, body = HallEquipment), (status = 404), (status = 409)))]
pub(super) async fn stop(
    auth: Allowed<EquipmentStop>,
    Path(id): Path<EquipmentId>,
    Body(why): Body<HallEquipmentWhy>,
) -> Result<Answer<HallEquipment>, Fault> {
    let mut tx = auth.write().await?;
    let found = locked(&mut tx, &auth.scope, id).await?;
    rules::may_stop(found.stopped_why.as_deref())?;
    tx.because(&why.reason);
    db::stop(&mut tx, &auth.scope, id, Some(why.reason.trim())).await?;
    let shown = changed(&mut tx, &auth.scope, id).await?;
    tx.ok(shown).await
}

/// Puts a machine back into use.
#[utoipa::path(post, path = "/api/process/equipment/{id}/resume", tag = "process",
    operation_id = "process.equipment.resume", params(("id" = EquipmentId, Path)), request_body = HallEquipmentWhy,
    responses((status = 200, body = HallEquipment), (status = 404), (status = 409)))]
pub(super) async fn resume(
    auth: Allowed<EquipmentResume>,
    Path(id): Path<EquipmentId>,
    Body(why): Body<HallEquipmentWhy>,
) -> Result<Answer<HallEquipment>, Fault> {
    let mut tx = auth.write().await?;
    let found = locked(&mut tx, &auth.scope, id).await?;
    rules::may_resume(found.stopped_why.as_deref())?;
    tx.because(&why.reason);
    db::stop(&mut tx, &auth.scope, id, None).await?;
    let shown = changed(&mut tx, &auth.scope, id).await?;
    tx.ok(shown).await
}

async fn locked(tx: &mut Tx, scope: &Scope, id: EquipmentId) -> Result<EquipmentRecord, Fault> {
    db::lock(tx, scope, id).await?;
    equipment_or_404(tx, scope, id).await
}

async fn changed(tx: &mut Tx, scope: &Scope, id: EquipmentId) -> Result<HallEquipment, Fault> {
    tx.announce("hall", Some(scope.org)).await?;
    let found = equipment_or_404(tx, scope, id).await?;
    let working = batches::db::at_work(tx, scope).await?;
    let at_work = working.iter().find(|batch| batch.equipment_id == id);
    Ok(HallEquipment::of(found, at_work, scope, today(tx)))
}

async fn equipment_or_404(tx: &mut Tx, scope: &Scope, id: EquipmentId) -> Result<EquipmentRecord, Fault> {
    db::one(tx, scope, id).await?.ok_or_else(|| Problem::not_found("equipment", id).into())
}
