//! Requests and answers about runs.

use axum::Json;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use vena_kernel::{clock::Day, id::RunId, say};
use vena_platform::{
    auth::{Allowed, Answer, Scope},
    db::Tx,
    fault::{Fault, Problem},
    http::{Body, Page, Path, Query, cursor},
};

use super::{
    RunCancel, RunEnter, RunList, RunView, RunVoid,
    cells::{Source, may_type},
    db,
    rules::{self, RunState},
    validity::Raw,
    view::{self, LabRun, LabRunRow, Loaded},
};

/// Which runs.
#[derive(Debug, Deserialize, IntoParams, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct RunQuery {
    /// How far they have come; all when absent.
    #[garde(skip)]
    #[param(inline)]
    state: Option<RunState>,
    /// Laid out on this day; all when absent.
    #[garde(skip)]
    day: Option<Day>,
    /// Where the page begins: `next` of the page before.
    #[garde(length(chars, max = 100))]
    cursor: Option<String>,
    /// How many rows, 50 when absent.
    #[garde(range(min = 1, max = 200))]
    limit: Option<i64>,
}

/// Runs, latest first.
#[utoipa::path(get, path = "/api/lab/runs", tag = "lab", operation_id = "lab.run.list", params(RunQuery),
    responses((status = 200, body = Page<LabRunRow>)))]
pub(super) async fn list(
    auth: Allowed<RunList>,
    Query(query): Query<RunQuery>,
) -> Result<Json<Page<LabRunRow>>, Fault> {
    let mut tx = auth.read().await?;
    let as_of = tx.now();
    let (limit, after) = (query.limit.unwrap_or(50), cursor(query.cursor.as_deref())?);
    let search = db::Search { state: query.state, day: query.day, after, limit: limit + 1 };
    let rows = db::list(&mut tx, &auth.scope, &search).await?.iter().map(LabRunRow::from).collect();
    Ok(Json(Page::cut(rows, limit, as_of, LabRunRow::cursor)))
}

/// A run with its wells.
#[utoipa::path(get, path = "/api/lab/runs/{id}", tag = "lab", operation_id = "lab.run.view",
    params(("id" = RunId, Path)), responses((status = 200, body = LabRun), (status = 404)))]
pub(super) async fn view(auth: Allowed<RunView>, Path(id): Path<RunId>) -> Result<Json<LabRun>, Fault> {
    let mut tx = auth.read().await?;
    Ok(Json(view::load(&mut tx, &auth.scope, id).await?.shown(&auth.scope)?))
}

/// Readings that somebody types.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct LabReadingsNew {
    /// Well by well.
    #[garde(length(min = 1, max = 2000), dive)]
    readings: Vec<LabReadingNew>,
}

/// A reading that somebody types.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
struct LabReadingNew {
    /// The well, as it is labelled.
    #[garde(length(chars, min = 1, max = 6))]
    well: String,
    /// The marker.
    #[garde(length(chars, min = 1, max = 40))]
    marker: String,
    /// What was read.
    #[garde(dive)]
    raw: Raw,
}

/// Types readings; each counts once another person has typed the same. Refuses by `run.closed`, `run.well`, `run.reading` and
/// `run.machine-read`.
#[utoipa::path(post, path = "/api/lab/runs/{id}/readings", tag = "lab", operation_id = "lab.run.enter",
    params(("id" = RunId, Path)), request_body = LabReadingsNew,
    responses((status = 200, body = LabRun), (status = 404), (status = 409)))]
pub(super) async fn enter(
    auth: Allowed<RunEnter>,
    Path(id): Path<RunId>,
    Body(new): Body<LabReadingsNew>,
) -> Result<Answer<LabRun>, Fault> {
    let mut tx = auth.write().await?;
    let loaded = locked(&mut tx, &auth.scope, id).await?;
    rules::may_enter(loaded.run.state)?;
    let placed = new.readings.iter().enumerate().map(|(at, reading)| placed(&loaded, at, reading));
    let readings: Vec<_> = placed.collect::<Result<Vec<Vec<_>>, Fault>>()?.concat();
    db::enter(&mut tx, &auth.scope, id, Source::Typed, &readings).await?;
    let shown = changed(&mut tx, &auth.scope, id).await?;
    tx.ok(shown).await
}

/// A typed reading at its place on the plate; where one reading stands for all markers, it is typed for each.
fn placed<'a>(loaded: &'a Loaded, at: usize, reading: &'a LabReadingNew) -> Result<Vec<db::NewReading<'a>>, Fault> {
    let (well, marker) = (reading.well.trim().to_uppercase(), reading.marker.as_str());
    let found = loaded.wells.iter().find(|known| loaded.name(known.position) == well);
    let Some(found) = found.filter(|found| loaded.markers_of(found).contains(&marker)) else {
        let reason = say!("检测批中没有 {well} 的 {marker}", "{well} is not read for {marker} in this run");
        return Err(Problem::invalid(&format!("readings[{at}].well"), &reading.well, "run.well", reason).into());
    };
    let field = format!("readings[{at}].raw");
    if !reading.raw.is_of(loaded.kit.assay.gives) {
        let reason = say!("{well} 的读数种类不对", "{well}: this kit does not give readings of this kind");
        return Err(Problem::invalid(&field, "", "run.reading", reason).into());
    }
    may_type(&loaded.entries(found.position, marker), &reading.raw)
        .map_err(|refusal| Problem::invalid(&field, &well, &refusal.rule, refusal.reason))?;
    let markers = if loaded.kit.assay.combined { loaded.markers_of(found) } else { vec![marker] };
    let read = |marker| db::NewReading { position: found.position, marker, raw: &reading.raw };
    Ok(markers.into_iter().map(read).collect())
}

/// Why a run is void, or is not made.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct LabRunWhy {
    /// For the record.
    #[garde(length(chars, min = 2, max = 200))]
    reason: String,
}

/// Declares a run void: a power cut, a mix-up, a spilt plate. Nothing is known of its samples.
#[utoipa::path(post, path = "/api/lab/runs/{id}/void", tag = "lab", operation_id = "lab.run.void",
    params(("id" = RunId, Path)), request_body = LabRunWhy,
    responses((status = 200, body = LabRun), (status = 404), (status = 409)))]
pub(super) async fn void(
    auth: Allowed<RunVoid>,
    Path(id): Path<RunId>,
    Body(why): Body<LabRunWhy>,
) -> Result<Answer<LabRun>, Fault> {
    let mut tx = auth.write().await?;
    let loaded = locked(&mut tx, &auth.scope, id).await?;
    rules::may_void(loaded.run.state)?;
    tx.because(&why.reason);
    let end = db::End { state: RunState::Void, validity: None, why: Some(why.reason.trim()) };
    db::end(&mut tx, &auth.scope, id, &end).await?;
    let shown = changed(&mut tx, &auth.scope, id).await?;
    tx.ok(shown).await
}

/// Cancels a run of which nothing was read.
#[utoipa::path(post, path = "/api/lab/runs/{id}/cancel", tag = "lab", operation_id = "lab.run.cancel",
    params(("id" = RunId, Path)), request_body = LabRunWhy,
    responses((status = 200, body = LabRun), (status = 404), (status = 409)))]
pub(super) async fn cancel(
    auth: Allowed<RunCancel>,
    Path(id): Path<RunId>,
    Body(why): Body<LabRunWhy>,
) -> Result<Answer<LabRun>, Fault> {
    let mut tx = auth.write().await?;
    let loaded = locked(&mut tx, &auth.scope, id).await?;
    rules::may_cancel(loaded.run.state, loaded.is_begun())?;
    tx.because(&why.reason);
    let end = db::End { state: RunState::Cancelled, validity: None, why: Some(why.reason.trim()) };
    db::end(&mut tx, &auth.scope, id, &end).await?;
    let shown = changed(&mut tx, &auth.scope, id).await?;
    tx.ok(shown).await
}

/// The run, locked: whoever else does something with it waits.
pub(super) async fn locked(tx: &mut Tx, scope: &Scope, id: RunId) -> Result<Loaded, Fault> {
    db::lock(tx, scope, id).await?;
    view::load(tx, scope, id).await
}

/// The run after a change, announced.
pub(super) async fn changed(tx: &mut Tx, scope: &Scope, id: RunId) -> Result<LabRun, Fault> {
    tx.announce("runs", Some(scope.org)).await?;
    view::load(tx, scope, id).await?.shown(scope)
}
