//! A dish on its way: put out, taken in, read by one, confirmed by another; or voided.

use serde::Deserialize;
use utoipa::ToSchema;
use vena_kernel::{
    id::{DeviationId, PlateId, PointId, ReadingId},
    say, zone,
};
use vena_platform::{
    auth::{Allowed, Answer, Scope},
    db::Tx,
    fault::{Fault, Problem},
    http::{Body, Path},
};

use super::{
    EnvironmentDecide, EnvironmentPut, EnvironmentRead, EnvironmentTake, EnvironmentVoid,
    book::{Kind, Rule},
    db::{self, NewReading, PlateRow, PointRow},
    http::{EnvironmentWhy, point_or_404, shown},
    rules::{self, Level},
    view::{EnvironmentPointView, How, measured, not_taken, taken_already},
};
use crate::deviations::{self, NewDeviation, Origin};

/// A dish at its place, or what an instrument says.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct EnvironmentPlateNew {
    /// What is written on the dish; needed for one.
    #[garde(inner(length(chars, min = 1, max = 60)))]
    label: Option<String>,
    /// The lot of its medium; needed for a dish.
    #[garde(inner(length(chars, min = 1, max = 60)))]
    lot: Option<String>,
    /// What the instrument says; needed where one is read on the spot.
    #[garde(inner(range(min = -100.0, max = 100_000_000.0)))]
    value: Option<f64>,
}

/// Puts out a dish, or keeps what an instrument says. Refuses by `environment.running` a second dish at one point, by
/// `environment.label` one without label or whose label is in use, by `environment.lot`, by `environment.value`.
#[utoipa::path(post, path = "/api/process/environment/points/{id}/plates", tag = "process",
    operation_id = "process.environment.put", params(("id" = PointId, Path)), request_body = EnvironmentPlateNew,
    responses((status = 201, body = EnvironmentPointView), (status = 404), (status = 409)))]
pub(super) async fn put(
    auth: Allowed<EnvironmentPut>,
    Path(id): Path<PointId>,
    Body(new): Body<EnvironmentPlateNew>,
) -> Result<Answer<EnvironmentPointView>, Fault> {
    let mut tx = auth.write().await?;
    let scope = &auth.scope;
    db::lock(&mut tx, scope, id).await?;
    let point = point_or_404(&mut tx, scope, id).await?;
    let How { kind, rule, .. } = measured(&point, tx.now().day_in(&zone::china()))?;
    let running = db::running(&mut tx, scope).await?.iter().any(|plate| plate.point_id == id);
    rules::may_put(point.closed_at.is_some(), running)?;
    let label = new.label.as_deref().map(str::trim).filter(|label| !label.is_empty());
    let lot = new.lot.as_deref().map(str::trim).filter(|lot| !lot.is_empty());
    complete(kind, (label, lot), new.value)?;
    if let Some(label) = label
        && db::labelled(&mut tx, scope, label).await?
    {
        let reason = say!("该平皿编号正在使用", "a dish with this label is on its way");
        return Err(Problem::invalid("label", label, "environment.label", reason).into());
    }
    let plate = db::put(&mut tx, scope, id, (label, lot), rule.exposure_min.is_none()).await?;
    if let Some(value) = new.value {
        keep(&mut tx, scope, plate, rule, (value, None)).await?;
    }
    let shown = changed(&mut tx, scope, id).await?;
    tx.created(shown).await
}

/// A dish has a label and a lot and is read later; an instrument has a value at once.
fn complete(kind: &Kind, (label, lot): (Option<&str>, Option<&str>), value: Option<f64>) -> Result<(), Fault> {
    let wrong = match (kind.grown, label, lot, value) {
        (Some(_), None, ..) => {
            ("label", "environment.label", say!("请扫描或填写平皿编号", "scan or type the label of the dish"))
        }
        (Some(_), _, None, _) => ("lot", "environment.lot", say!("请填写培养基批号", "type the lot of the medium")),
        (Some(_), _, _, Some(_)) => (
            "value",
            "environment.value",
            say!("平皿须培养后判读，布皿时没有结果", "a dish is read after it was kept warm"),
        ),
        (None, _, _, None) => ("value", "environment.value", say!("请填写仪器读数", "type what the instrument says")),
        (None, Some(_), ..) => ("label", "environment.label", say!("现场读数没有平皿", "an instrument has no dish")),
        _ => return Ok(()),
    };
    let (field, rule, reason) = wrong;
    Err(Problem::invalid(field, value.map_or_else(String::new, |value| value.to_string()), rule, reason).into())
}

/// Keeps what was read, judged by the rule.
async fn keep(
    tx: &mut Tx,
    scope: &Scope,
    plate: PlateId,
    rule: &Rule,
    (value, organism): (f64, Option<&str>),
) -> Result<(), Fault> {
    let new = NewReading {
        value,
        organism,
        level: rules::level(rule, value),
        minimum: rule.minimum,
        alert: rule.alert,
        maximum: rule.maximum,
        source: &rule.basis.source,
    };
    db::read(tx, scope, plate, &new).await
}

async fn changed(tx: &mut Tx, scope: &Scope, point: PointId) -> Result<EnvironmentPointView, Fault> {
    tx.announce("environment", None).await?;
    shown(tx, scope, point).await
}

/// A dish of the own station with its point, locked, and how it is measured.
async fn found(
    tx: &mut Tx,
    scope: &Scope,
    id: PlateId,
) -> Result<(PointRow, PlateRow, &'static Kind, &'static Rule), Fault> {
    let missing = || Problem::not_found("plate", id);
    let point = db::plate(tx, scope, id).await?.ok_or_else(missing)?.point_id;
    db::lock(tx, scope, point).await?;
    let plate = db::plate(tx, scope, id).await?.ok_or_else(missing)?;
    let point = point_or_404(tx, scope, point).await?;
    let How { kind, rule, .. } = measured(&point, tx.now().day_in(&zone::china()))?;
    rules::unfinished(rules::plate_state(rule, kind.grown, plate.steps(), tx.now()))?;
    Ok((point, plate, kind, rule))
}

/// Takes a dish in. Refuses by `environment.exposure-short` and `environment.exposure-long`.
#[utoipa::path(post, path = "/api/process/environment/plates/{id}/take", tag = "process",
    operation_id = "process.environment.take", params(("id" = PlateId, Path)),
    responses((status = 200, body = EnvironmentPointView), (status = 404), (status = 409)))]
pub(super) async fn take(
    auth: Allowed<EnvironmentTake>,
    Path(id): Path<PlateId>,
) -> Result<Answer<EnvironmentPointView>, Fault> {
    let mut tx = auth.write().await?;
    let (point, plate, _, rule) = found(&mut tx, &auth.scope, id).await?;
    if plate.taken_at.is_some() {
        return Err(taken_already().into());
    }
    rules::may_take(rule, plate.put_at, tx.now())?;
    db::take(&mut tx, &auth.scope, id).await?;
    let shown = changed(&mut tx, &auth.scope, point.point_id).await?;
    tx.ok(shown).await
}

/// What grew.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct EnvironmentValue {
    /// How much, in the unit of the kind.
    #[garde(range(min = -100.0, max = 100_000_000.0))]
    value: f64,
    /// What it is, where somebody looked.
    #[garde(inner(length(chars, max = 200)))]
    organism: Option<String>,
}

/// Reads a dish. Refuses by `environment.not-taken`, `environment.too-early` and `environment.overgrown`.
#[utoipa::path(post, path = "/api/process/environment/plates/{id}/read", tag = "process",
    operation_id = "process.environment.read", params(("id" = PlateId, Path)), request_body = EnvironmentValue,
    responses((status = 200, body = EnvironmentPointView), (status = 404), (status = 409)))]
pub(super) async fn read(
    auth: Allowed<EnvironmentRead>,
    Path(id): Path<PlateId>,
    Body(new): Body<EnvironmentValue>,
) -> Result<Answer<EnvironmentPointView>, Fault> {
    let mut tx = auth.write().await?;
    let (point, plate, kind, rule) = found(&mut tx, &auth.scope, id).await?;
    let taken = plate.taken_at.ok_or_else(not_taken)?;
    if let Some(grown) = kind.grown {
        rules::may_read(grown, taken, tx.now())?;
    }
    let organism = new.organism.as_deref().map(str::trim).filter(|organism| !organism.is_empty());
    keep(&mut tx, &auth.scope, id, rule, (new.value, organism)).await?;
    let shown = changed(&mut tx, &auth.scope, point.point_id).await?;
    tx.ok(shown).await
}

/// What the second person says.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct EnvironmentDecision {
    /// It is as it was read; else it is returned and read again.
    #[garde(skip)]
    confirmed: bool,
    /// Why it is returned.
    #[garde(inner(length(chars, max = 300)))]
    note: Option<String>,
}

/// Confirms or returns what was read; a confirmed value outside the limits opens a deviation.
#[utoipa::path(post, path = "/api/process/environment/readings/{id}/decide", tag = "process",
    operation_id = "process.environment.decide", params(("id" = ReadingId, Path)), request_body = EnvironmentDecision,
    responses((status = 200, body = EnvironmentPointView), (status = 404), (status = 409)))]
pub(super) async fn decide(
    auth: Allowed<EnvironmentDecide>,
    Path(id): Path<ReadingId>,
    Body(EnvironmentDecision { confirmed, note }): Body<EnvironmentDecision>,
) -> Result<Answer<EnvironmentPointView>, Fault> {
    let mut tx = auth.write().await?;
    let scope = &auth.scope;
    let found = db::lock_reading(&mut tx, scope, id).await?;
    let (plate, read_by, decided) = found.ok_or_else(|| Problem::not_found("reading", id))?;
    rules::may_decide(read_by, decided, scope.user)?;
    rules::note(confirmed, note.as_deref())?;
    let row = db::plate(&mut tx, scope, plate).await?.ok_or_else(|| Problem::not_found("plate", plate))?;
    let point = point_or_404(&mut tx, scope, row.point_id).await?;
    let readings = db::readings(&mut tx, &[plate]).await?;
    let reading = readings.iter().find(|one| one.reading_id == id).ok_or_else(|| Problem::not_found("reading", id))?;
    let outside = confirmed && reading.level == Level::Outside;
    let deviation = if outside { open_case(&mut tx, scope, &point, (plate, reading.value)).await? } else { None };
    let decision = if confirmed { "confirmed" } else { "returned" };
    db::decide(&mut tx, scope, (id, plate), (decision, note.as_deref()), deviation).await?;
    let shown = changed(&mut tx, scope, point.point_id).await?;
    tx.ok(shown).await
}

/// Opens the deviation of a value outside its limits.
async fn open_case(
    tx: &mut Tx,
    scope: &Scope,
    point: &PointRow,
    (plate, value): (PlateId, f64),
) -> Result<Option<DeviationId>, Fault> {
    let kind = measured(point, tx.now().day_in(&zone::china()))?.kind;
    let (code, name, unit, zh, en) = (&point.code, &point.name, &kind.unit, &kind.title.zh, &kind.title.en);
    let new = NewDeviation {
        origin: Origin::Environment,
        key: Some(format!("environment/{plate}")),
        title: say!(
            "环境监测超标：{code} {name} {zh} {value} {unit}",
            "environment out of limits: {code} {name}, {en} {value} {unit}"
        ),
        units: Vec::new(),
        lots: Vec::new(),
        place: Some(name.clone()),
    };
    deviations::open(tx, scope, new).await
}

/// Voids a dish with its reason: broken, dried, forgotten. What was done stays on record.
#[utoipa::path(post, path = "/api/process/environment/plates/{id}/void", tag = "process",
    operation_id = "process.environment.void", params(("id" = PlateId, Path)), request_body = EnvironmentWhy,
    responses((status = 200, body = EnvironmentPointView), (status = 404), (status = 409)))]
pub(super) async fn void(
    auth: Allowed<EnvironmentVoid>,
    Path(id): Path<PlateId>,
    Body(why): Body<EnvironmentWhy>,
) -> Result<Answer<EnvironmentPointView>, Fault> {
    let mut tx = auth.write().await?;
    let (point, ..) = found(&mut tx, &auth.scope, id).await?;
    db::void(&mut tx, &auth.scope, id, why.reason.trim()).await?;
    let shown = changed(&mut tx, &auth.scope, point.point_id).await?;
    tx.ok(shown).await
}
