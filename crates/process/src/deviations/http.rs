//! The routes of deviations.

use std::collections::BTreeMap;

use axum::Json;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use vena_contracts::shown::{Can, UnitText};
use vena_kernel::{
    clock::{Day, Instant},
    id::{DeviationId, UnitId, UserId},
    say,
    text::Text,
    zone,
};
use vena_platform::{
    auth::{Allowed, Answer, Scope},
    db::Tx,
    fault::{Fault, Problem},
    http::{Body, Page, Path, Query, cursor},
};

use super::{
    DeviationClose, DeviationCreate, DeviationList, DeviationView, DeviationWrite, NewDeviation, Origin,
    actions::DeviationAction,
    db::{self, DeviationRow, EntryRow},
    open::{self, late},
    rules::{self, Case},
};

/// A deviation without what was written.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct DeviationHead {
    /// Identity.
    deviation_id: DeviationId,
    /// Its number, for example `PC-2026-003`.
    number: String,
    /// Who or what found it.
    origin: Origin,
    /// In one sentence.
    title: Text,
    /// Where.
    place: Option<String>,
    /// When it was opened.
    opened_at: Instant,
    /// By whom.
    opened_by_name: String,
    /// By when it has to be closed.
    due_on: String,
    /// It is open and late, or one of its actions is.
    overdue: bool,
    /// When it was closed.
    closed_at: Option<Instant>,
    /// By whom.
    closed_by_name: Option<String>,
    /// How many actions it has.
    actions: i64,
    /// How many of them are verified.
    verified: i64,
}

impl DeviationHead {
    fn of(row: &DeviationRow, today: Day) -> Self {
        Self {
            deviation_id: row.deviation_id,
            number: format!("PC-{}-{:03}", row.year, row.serial),
            origin: row.origin,
            title: row.title.0.clone(),
            place: row.place.clone(),
            opened_at: row.opened_at,
            opened_by_name: row.opened_by_name.clone(),
            overdue: row.closed_at.is_none() && (row.late > 0 || late(&row.due_on, today)),
            due_on: row.due_on.clone(),
            closed_at: row.closed_at,
            closed_by_name: row.closed_by_name.clone(),
            actions: row.actions,
            verified: row.verified,
        }
    }
}

/// A deviation with what was written.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Deviation {
    /// The deviation.
    #[serde(flatten)]
    head: DeviationHead,
    /// The units that it concerns.
    units: Vec<UnitId>,
    /// The lots that it concerns.
    lots: Vec<String>,
    /// What was written, oldest first.
    entries: Vec<DeviationEntry>,
    /// What shall correct it or prevent another, oldest first.
    action_list: Vec<DeviationAction>,
    /// `close`.
    can: BTreeMap<String, Can>,
}

/// What was written at a step.
#[derive(Debug, Serialize, ToSchema)]
struct DeviationEntry {
    /// The step.
    step: String,
    /// What was written.
    said: String,
    /// When.
    said_at: Instant,
    /// By whom.
    said_by_name: String,
}

/// A deviation as `scope` sees it.
pub(super) async fn shown(tx: &mut Tx, scope: &Scope, id: DeviationId) -> Result<Deviation, Fault> {
    let today = tx.now().day_in(&zone::china());
    let row = db::one(tx, scope, id, today).await?.ok_or_else(|| Problem::not_found("deviation", id))?;
    let entries = db::entries(tx, scope, id).await?;
    let may = rules::open(row.closed_at.is_some()).and_then(|()| may_close(&row, &entries, scope.user));
    let actions = db::actions(tx, scope, id).await?;
    let entry = |row: EntryRow| DeviationEntry {
        step: row.step,
        said: row.said,
        said_at: row.said_at,
        said_by_name: row.said_by_name,
    };
    Ok(Deviation {
        head: DeviationHead::of(&row, today),
        units: row.units,
        lots: row.lots,
        entries: entries.into_iter().map(entry).collect(),
        action_list: actions.into_iter().map(|row| DeviationAction::of(scope, row, today)).collect(),
        can: BTreeMap::from([("close".to_owned(), Can::by(scope, "process.deviation.close", may))]),
    })
}

fn may_close(row: &DeviationRow, entries: &[EntryRow], user: UserId) -> Result<(), vena_kernel::refusal::Refusal> {
    let steps: Vec<String> = entries.iter().map(|entry| entry.step.clone()).collect();
    let effect = entries.iter().rev().find(|entry| entry.step == "effectiveness");
    let (actions, verified) = counts(row);
    let case = Case {
        steps: &steps,
        actions,
        verified,
        effect_by: effect.map(|entry| entry.said_by),
        opened_by: row.opened_by,
    };
    rules::may_close(&case, user)
}

fn counts(row: &DeviationRow) -> (usize, usize) {
    let count = |n: i64| usize::try_from(n).unwrap_or(0);
    (count(row.actions), count(row.verified))
}

/// Which deviations.
#[derive(Debug, Deserialize, IntoParams, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct DeviationQuery {
    /// Closed ones, or open ones; all when absent.
    #[garde(skip)]
    closed: Option<bool>,
    /// Where the page begins.
    #[garde(length(chars, max = 300))]
    cursor: Option<String>,
    /// How many rows, 50 when absent.
    #[garde(range(min = 1, max = 200))]
    limit: Option<i64>,
}

/// The deviations of the station, newest first.
#[utoipa::path(get, path = "/api/process/deviations", tag = "process", operation_id = "process.deviation.list",
    params(DeviationQuery), responses((status = 200, body = Page<DeviationHead>)))]
pub(super) async fn list(
    auth: Allowed<DeviationList>,
    Query(query): Query<DeviationQuery>,
) -> Result<Json<Page<DeviationHead>>, Fault> {
    let mut tx = auth.read().await?;
    let limit = query.limit.unwrap_or(50);
    let today = tx.now().day_in(&zone::china());
    let wanted = db::Wanted { closed: query.closed, before: cursor(query.cursor.as_deref())?, limit: limit + 1 };
    let rows = db::list(&mut tx, &auth.scope, &wanted, today).await?;
    let items = rows.iter().map(|row| DeviationHead::of(row, today)).collect();
    Ok(Json(Page::cut(items, limit, tx.now(), |row: &DeviationHead| row.deviation_id.to_string())))
}

/// A deviation.
#[utoipa::path(get, path = "/api/process/deviations/{id}", tag = "process", operation_id = "process.deviation.view",
    params(("id" = DeviationId, Path)), responses((status = 200, body = Deviation)))]
pub(super) async fn view(auth: Allowed<DeviationView>, Path(id): Path<DeviationId>) -> Result<Json<Deviation>, Fault> {
    let mut tx = auth.read().await?;
    Ok(Json(shown(&mut tx, &auth.scope, id).await?))
}

/// What somebody has found.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct DeviationNew {
    /// In one sentence.
    #[garde(length(chars, min = 4, max = 200))]
    title: String,
    /// The units that it concerns: labels, unit ids, or donation numbers that mean everything made of them.
    #[garde(length(max = 200), inner(length(chars, min = 1, max = 200)))]
    units: Vec<String>,
    /// The lots that it concerns.
    #[garde(length(max = 50), inner(length(chars, min = 1, max = 60)))]
    lots: Vec<String>,
    /// Where.
    #[garde(inner(length(chars, max = 100)))]
    place: Option<String>,
}

/// Opens a deviation that a person has found.
#[utoipa::path(post, path = "/api/process/deviations", tag = "process", operation_id = "process.deviation.create",
    request_body = DeviationNew, responses((status = 201, body = Deviation)))]
pub(super) async fn create(
    auth: Allowed<DeviationCreate>,
    Body(new): Body<DeviationNew>,
) -> Result<Answer<Deviation>, Fault> {
    let mut tx = auth.write().await?;
    let units = concerned(&mut tx, &auth.scope, &new.units).await?;
    let DeviationNew { title, lots, place, .. } = new;
    let new = NewDeviation { origin: Origin::Person, key: None, title: Text::new(&title, &title), units, lots, place };
    let id = open::open(&mut tx, &auth.scope, new).await?.ok_or_else(|| Problem::not_found("deviation", title))?;
    let deviation = shown(&mut tx, &auth.scope, id).await?;
    tx.created(deviation).await
}

/// The units in the own custody that were scanned, each once. Refuses by `unit.unknown` a text that means none of them.
async fn concerned(tx: &mut Tx, scope: &Scope, texts: &[String]) -> Result<Vec<UnitId>, Fault> {
    let mut units = Vec::new();
    for (place, text) in texts.iter().enumerate() {
        let wrong = |rule: &str, reason| Problem::invalid(&format!("units.{place}"), text, rule, reason);
        let read = UnitText::read(text).map_err(|refusal| wrong(&refusal.rule, refusal.reason))?;
        let meant = db::meant(tx, scope, &read).await?;
        if meant.is_empty() {
            return Err(wrong("unit.unknown", say!("本站没有该血液单位", "there is no such unit here")).into());
        }
        units.extend(meant);
    }
    units.sort_unstable();
    units.dedup();
    Ok(units)
}

/// A step of a deviation.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum DeviationStep {
    /// What was done at once.
    Immediate,
    /// What was looked into.
    Investigation,
    /// Why it happened.
    RootCause,
    /// Whether the actions have helped.
    Effectiveness,
}

/// What is written at a step.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct DeviationWriting {
    /// The step.
    #[garde(skip)]
    step: DeviationStep,
    /// What is written.
    #[garde(length(chars, min = 4, max = 4000))]
    said: String,
}

/// Adds what was found out or done.
#[utoipa::path(post, path = "/api/process/deviations/{id}/entries", tag = "process", operation_id = "process.deviation.write",
    params(("id" = DeviationId, Path)), request_body = DeviationWriting, responses((status = 201, body = Deviation)))]
pub(super) async fn write(
    auth: Allowed<DeviationWrite>,
    Path(id): Path<DeviationId>,
    Body(writing): Body<DeviationWriting>,
) -> Result<Answer<Deviation>, Fault> {
    let mut tx = auth.write().await?;
    let row = locked(&mut tx, &auth.scope, id).await?;
    let (actions, verified) = counts(&row);
    let step = match writing.step {
        DeviationStep::Immediate => "immediate",
        DeviationStep::Investigation => "investigation",
        DeviationStep::RootCause => "root_cause",
        DeviationStep::Effectiveness => "effectiveness",
    };
    rules::may_write(step, actions, verified)?;
    db::write(&mut tx, &auth.scope, id, (step, &writing.said)).await?;
    tx.announce("deviations", None).await?;
    let deviation = shown(&mut tx, &auth.scope, id).await?;
    tx.created(deviation).await
}

/// An open deviation that nobody else changes until the transaction ends.
pub(super) async fn locked(tx: &mut Tx, scope: &Scope, id: DeviationId) -> Result<DeviationRow, Fault> {
    let closed = db::lock(tx, scope, id).await?.ok_or_else(|| Problem::not_found("deviation", id))?;
    rules::open(closed)?;
    let today = tx.now().day_in(&zone::china());
    Ok(db::one(tx, scope, id, today).await?.ok_or_else(|| Problem::not_found("deviation", id))?)
}

/// Nothing has to be said: the case says it all.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct DeviationClosing {}

/// Closes a deviation.
#[utoipa::path(post, path = "/api/process/deviations/{id}/close", tag = "process", operation_id = "process.deviation.close",
    params(("id" = DeviationId, Path)), request_body = DeviationClosing, responses((status = 200, body = Deviation)))]
pub(super) async fn close(
    auth: Allowed<DeviationClose>,
    Path(id): Path<DeviationId>,
    Body(DeviationClosing {}): Body<DeviationClosing>,
) -> Result<Answer<Deviation>, Fault> {
    let mut tx = auth.write().await?;
    let row = locked(&mut tx, &auth.scope, id).await?;
    let entries = db::entries(&mut tx, &auth.scope, id).await?;
    may_close(&row, &entries, auth.scope.user)?;
    db::close(&mut tx, &auth.scope, id).await?;
    tx.announce("deviations", None).await?;
    let deviation = shown(&mut tx, &auth.scope, id).await?;
    tx.ok(deviation).await
}
