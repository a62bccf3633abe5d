//! The board of all points, one point with its measurements, and what quality decides about points.

use axum::Json;
use serde::Deserialize;
use utoipa::ToSchema;
use vena_kernel::{
    id::{PlateId, PointId},
    say, zone,
};
use vena_platform::{
    auth::{Allowed, Answer, Scope},
    db::Tx,
    fault::{Fault, Problem},
    http::{Body, Path},
};

use super::{
    EnvironmentAdd, EnvironmentBoard, EnvironmentClose, EnvironmentRules, EnvironmentView,
    book::environment,
    db::{self, PlateRow, PointRow},
    rules::{self, Level, PlateState, Standing},
    view::{EnvironmentBoardView, EnvironmentPlate, EnvironmentPoint, EnvironmentPointView, EnvironmentRule, Seen},
};

/// The monitoring of every room.
#[utoipa::path(get, path = "/api/process/environment", tag = "process", operation_id = "process.environment.board",
    responses((status = 200, body = EnvironmentBoardView)))]
pub(super) async fn board(auth: Allowed<EnvironmentBoard>) -> Result<Json<EnvironmentBoardView>, Fault> {
    let mut tx = auth.read().await?;
    let (scope, as_of) = (&auth.scope, tx.now());
    let rows = db::points(&mut tx, scope).await?;
    let lasts = db::lasts(&mut tx, scope).await?;
    let mut running = db::running(&mut tx, scope).await?;
    let ids: Vec<PlateId> = running.iter().map(|row| row.plate_id).collect();
    let mut readings = db::readings(&mut tx, &ids).await?;
    let mut points = Vec::with_capacity(rows.len());
    for row in rows {
        let seen = Seen::of(scope, &row, as_of)?;
        let plate = running.iter().position(|plate| plate.point_id == row.point_id).map(|at| running.swap_remove(at));
        let plate = plate.map(|plate| {
            let own = readings.extract_if(.., |one| one.plate_id == plate.plate_id).collect();
            seen.plate(plate, own)
        });
        let last = lasts.iter().find(|last| last.point_id == row.point_id);
        points.push(seen.point(row, last, plate));
    }
    let count = |wanted: fn(&EnvironmentPoint) -> bool| points.iter().filter(|point| wanted(point)).count();
    Ok(Json(EnvironmentBoardView {
        overdue: count(|point| point.standing == Standing::Overdue),
        due: count(|point| point.standing == Standing::Due),
        waiting: count(|point| point.plate.as_ref().is_some_and(|plate| plate.state != PlateState::Incubating)),
        raised: count(|point| {
            point.closed_at.is_none() && point.last_level.is_some_and(|level| level != Level::Within)
        }),
        points,
        as_of,
    }))
}

/// What is measured where, by the rules of today.
#[utoipa::path(get, path = "/api/process/environment/rules", tag = "process", operation_id = "process.environment.rules",
    responses((status = 200, body = Vec<EnvironmentRule>)))]
pub(super) async fn rules(auth: Allowed<EnvironmentRules>) -> Result<Json<Vec<EnvironmentRule>>, Fault> {
    let day = auth.read().await?.now().day_in(&zone::china());
    Ok(Json(environment().all(day).map(|(class, kind, rule)| EnvironmentRule::of(class, kind, rule)).collect()))
}

/// A point with its measurements.
#[utoipa::path(get, path = "/api/process/environment/points/{id}", tag = "process",
    operation_id = "process.environment.view", params(("id" = PointId, Path)),
    responses((status = 200, body = EnvironmentPointView), (status = 404)))]
pub(super) async fn view(
    auth: Allowed<EnvironmentView>,
    Path(id): Path<PointId>,
) -> Result<Json<EnvironmentPointView>, Fault> {
    let mut tx = auth.read().await?;
    Ok(Json(shown(&mut tx, &auth.scope, id).await?))
}

/// A point as it stands.
pub(super) async fn shown(tx: &mut Tx, scope: &Scope, id: PointId) -> Result<EnvironmentPointView, Fault> {
    let as_of = tx.now();
    let row = point_or_404(tx, scope, id).await?;
    let lasts = db::lasts(tx, scope).await?;
    let plates = db::of_point(tx, scope, id).await?;
    let ids: Vec<PlateId> = plates.iter().map(|plate| plate.plate_id).collect();
    let readings = db::readings(tx, &ids).await?;
    let seen = Seen::of(scope, &row, as_of)?;
    let mut left = readings;
    let mut show = |plate: PlateRow| {
        let own = left.extract_if(.., |one| one.plate_id == plate.plate_id).collect();
        seen.plate(plate, own)
    };
    let mut plates: Vec<EnvironmentPlate> = plates.into_iter().map(&mut show).collect();
    let open = |plate: &mut EnvironmentPlate| !matches!(plate.state, PlateState::Confirmed | PlateState::Void);
    let running = plates.extract_if(.., open).next();
    let last = lasts.iter().find(|last| last.point_id == id);
    Ok(EnvironmentPointView { point: seen.point(row, last, running), plates, as_of })
}

pub(super) async fn point_or_404(tx: &mut Tx, scope: &Scope, id: PointId) -> Result<PointRow, Fault> {
    db::point(tx, scope, id).await?.ok_or_else(|| Problem::not_found("point", id).into())
}

/// A place that is to be measured.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct EnvironmentPointNew {
    /// As it stands on the label beside the place.
    #[garde(length(chars, min = 1, max = 40))]
    code: String,
    /// Where it is.
    #[garde(length(chars, min = 2, max = 100))]
    name: String,
    /// How clean it has to be.
    #[garde(length(chars, min = 1, max = 40))]
    class: String,
    /// What is measured.
    #[garde(length(chars, min = 1, max = 40))]
    kind: String,
}

/// Adds a point. Refuses by `environment.rule` what the rulebook does not measure, by `environment.code` a code that is taken.
#[utoipa::path(post, path = "/api/process/environment/points", tag = "process", operation_id = "process.environment.add",
    request_body = EnvironmentPointNew, responses((status = 201, body = EnvironmentPointView)))]
pub(super) async fn add(
    auth: Allowed<EnvironmentAdd>,
    Body(new): Body<EnvironmentPointNew>,
) -> Result<Answer<EnvironmentPointView>, Fault> {
    let mut tx = auth.write().await?;
    let day = tx.now().day_in(&zone::china());
    if environment().rule(&new.class, &new.kind, day).is_none() {
        let reason = say!("该类场所没有这项监测标准", "the rulebook has no limits for this in such a place");
        return Err(Problem::invalid("kind", new.kind, "environment.rule", reason).into());
    }
    let row = db::NewPoint { code: new.code.trim(), name: new.name.trim(), class: &new.class, kind: &new.kind };
    let Some(id) = db::add(&mut tx, &auth.scope, &row).await? else {
        let reason = say!("监测点编号已使用", "another point has this code");
        return Err(Problem::invalid("code", new.code, "environment.code", reason).into());
    };
    tx.announce("environment", None).await?;
    let shown = shown(&mut tx, &auth.scope, id).await?;
    tx.created(shown).await
}

/// Why something ends.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct EnvironmentWhy {
    /// For the record.
    #[garde(length(chars, min = 2, max = 200))]
    pub(super) reason: String,
}

/// Closes a point: it is not measured any more, and what was measured stays.
#[utoipa::path(post, path = "/api/process/environment/points/{id}/close", tag = "process",
    operation_id = "process.environment.close", params(("id" = PointId, Path)), request_body = EnvironmentWhy,
    responses((status = 200, body = EnvironmentPointView), (status = 404), (status = 409)))]
pub(super) async fn close(
    auth: Allowed<EnvironmentClose>,
    Path(id): Path<PointId>,
    Body(why): Body<EnvironmentWhy>,
) -> Result<Answer<EnvironmentPointView>, Fault> {
    let mut tx = auth.write().await?;
    db::lock(&mut tx, &auth.scope, id).await?;
    let before = shown(&mut tx, &auth.scope, id).await?.point;
    rules::may_put(before.closed_at.is_some(), before.plate.is_some())?;
    db::close(&mut tx, &auth.scope, id, why.reason.trim()).await?;
    tx.announce("environment", None).await?;
    let shown = shown(&mut tx, &auth.scope, id).await?;
    tx.ok(shown).await
}
