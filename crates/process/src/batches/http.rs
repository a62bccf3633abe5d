//! Requests and answers about batches: the list, one of them, its bags, and its begin.

use axum::Json;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use vena_contracts::shown::UnitText;
use vena_kernel::{
    clock::Day,
    id::{BatchId, UnitId},
    refusal::Refusal,
    say, zone,
};
use vena_ledger::UnitRecord;
use vena_platform::{
    auth::{Allowed, Answer, Scope},
    db::Tx,
    fault::{Fault, Problem},
    http::{Body, Page, Path, Query, cursor},
};

use super::{
    BatchAdd, BatchBegin, BatchList, BatchRemove, BatchView, db,
    rules::{self, BatchState, Room},
    view::{self, HallBatch, HallBatchRow, Loaded},
};
use crate::{
    equipment,
    events::Hand,
    plans::{Route, Step, hall},
    splits, steps, units,
};

/// Where a bag may be that goes through a step.
const LIVES: &[&str] = &["collected", "in_process", "stock"];

/// Which batches.
#[derive(Debug, Deserialize, IntoParams, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct BatchQuery {
    /// How far they have come; all when absent.
    #[garde(skip)]
    #[param(inline)]
    state: Option<BatchState>,
    /// Opened on this day; all when absent.
    #[garde(skip)]
    day: Option<Day>,
    /// Where the page begins: `next` of the page before.
    #[garde(length(chars, max = 100))]
    cursor: Option<String>,
    /// How many rows, 50 when absent.
    #[garde(range(min = 1, max = 200))]
    limit: Option<i64>,
}

/// Batches, latest first.
#[utoipa::path(get, path = "/api/process/batches", tag = "process", operation_id = "process.batch.list",
    params(BatchQuery), responses((status = 200, body = Page<HallBatchRow>)))]
pub(super) async fn list(
    auth: Allowed<BatchList>,
    Query(query): Query<BatchQuery>,
) -> Result<Json<Page<HallBatchRow>>, Fault> {
    let mut tx = auth.read().await?;
    let as_of = tx.now();
    let (limit, after) = (query.limit.unwrap_or(50), cursor(query.cursor.as_deref())?);
    let search = db::Search { state: query.state, day: query.day, after, limit: limit + 1 };
    let rows = db::list(&mut tx, &auth.scope, &search).await?;
    let day = as_of.day_in(&zone::china());
    let rows = rows.into_iter().map(|row| HallBatchRow::of(row, day)).collect();
    Ok(Json(Page::cut(rows, limit, as_of, HallBatchRow::cursor)))
}

/// A batch with its bags.
#[utoipa::path(get, path = "/api/process/batches/{id}", tag = "process", operation_id = "process.batch.view",
    params(("id" = BatchId, Path)), responses((status = 200, body = HallBatch), (status = 404)))]
pub(super) async fn view(auth: Allowed<BatchView>, Path(id): Path<BatchId>) -> Result<Json<HallBatch>, Fault> {
    let mut tx = auth.read().await?;
    Ok(Json(view::load(&mut tx, &auth.scope, id).await?.shown(&mut tx, &auth.scope).await?))
}

/// Bags that are scanned at the machine.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct HallScans {
    /// Donation numbers, labels or unit ids, as scanned.
    #[garde(length(min = 1, max = 200), inner(length(chars, min = 1, max = 200)))]
    scans: Vec<String>,
}

/// What became of one scan.
#[derive(Debug, Serialize, ToSchema)]
struct HallScanned {
    /// The text.
    scan: String,
    /// True when the bag is in the batch now.
    ok: bool,
    /// Why not.
    #[serde(skip_serializing_if = "Option::is_none")]
    refusal: Option<Refusal>,
}

/// A batch after a scan.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct HallBatchScanned {
    /// The batch with its bags.
    batch: HallBatch,
    /// One for each scan, in its order.
    items: Vec<HallScanned>,
}

/// Scans bags into a batch; a bag that is refused does not stop the others. Refuses each by `batch.full`, `batch.not-here`,
/// `batch.held`, `batch.elsewhere`, `step.missing`, `step.done`, `step.not-for-product`, `step.other-plan`,
/// `preparation.too-late`, or by what the ledger would say.
#[utoipa::path(post, path = "/api/process/batches/{id}/bags", tag = "process", operation_id = "process.batch.add",
    params(("id" = BatchId, Path)), request_body = HallScans,
    responses((status = 200, body = HallBatchScanned), (status = 404), (status = 409)))]
pub(super) async fn add(
    auth: Allowed<BatchAdd>,
    Path(id): Path<BatchId>,
    Body(new): Body<HallScans>,
) -> Result<Answer<HallBatchScanned>, Fault> {
    let mut tx = auth.write().await?;
    let scope = &auth.scope;
    let loaded = locked(&mut tx, scope, id).await?;
    rules::may_change(loaded.batch.state)?;
    let hand = Hand { site: loaded.batch.site_id, ..Hand::of(scope, &tx, None) };
    let mut taken = loaded.bags.len();
    let mut items = Vec::with_capacity(new.scans.len());
    for scan in new.scans {
        let refusal = match admitted(&mut tx, scope, &hand, &loaded, (&scan, taken)).await? {
            Ok(unit) => {
                db::add(&mut tx, scope, id, unit).await?;
                taken += 1;
                None
            }
            Err(refusal) => Some(refusal),
        };
        items.push(HallScanned { scan, ok: refusal.is_none(), refusal });
    }
    let batch = changed(&mut tx, scope, id).await?;
    tx.ok(HallBatchScanned { batch, items }).await
}

/// The bag that a scan means, when it may go into the batch. Whoever else does something with the bag waits until this is over.
async fn admitted(
    tx: &mut Tx,
    scope: &Scope,
    hand: &Hand,
    loaded: &Loaded,
    (scan, taken): (&str, usize),
) -> Result<Result<UnitId, Refusal>, Fault> {
    let step = loaded.step()?;
    let record = match meant(tx, scope, step, scan).await? {
        Ok(record) => record,
        Err(refusal) => return Ok(Err(refusal)),
    };
    steps::db::lock_unit(tx, record.unit_id).await?;
    if let Some(no) = db::batch_of(tx, record.unit_id).await? {
        let reason = say!("此袋已在批次 {no} 中", "this bag is in batch {no} already");
        return Ok(Err(Refusal::new("batch.elsewhere", reason)));
    }
    let rows = steps::db::of_units(tx, scope, &[record.unit_id]).await?;
    let done = steps::done(&rows, &record);
    let day = hand.at.day_in(&zone::china());
    let route = Route { hall: hall(), day, product: record.facts.product, done: &done };
    let places = usize::try_from(loaded.batch.places).unwrap_or_default();
    let room = Room { step, site: loaded.batch.site_id, places, taken, at: hand.at };
    let decided = room
        .admits(&route, &record.state, &record.facts)
        .and_then(|()| splits::rules::may_begin(hand, record.unit_id, &record.unit()));
    Ok(decided.map(|()| record.unit_id))
}

/// The bag that a scan means. A donation number may stand on several bags: then the one counts that has such a step.
async fn meant(tx: &mut Tx, scope: &Scope, step: &Step, scan: &str) -> Result<Result<UnitRecord, Refusal>, Fault> {
    let text = match UnitText::read(scan) {
        Ok(text) => text,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let found = units::db::meant(tx, scope, &text, LIVES).await?;
    let records = vena_ledger::units(tx, &found).await?;
    let day = tx.now().day_in(&zone::china());
    let plans = hall().plans(day);
    let fits = |record: &&UnitRecord| {
        plans.iter().any(|plan| plan.from.contains(&record.facts.product) && plan.steps.contains(&step.code))
    };
    let fitting: Vec<UnitId> = records.iter().filter(fits).map(|record| record.unit_id).collect();
    let one = UnitText::one(scan, if fitting.is_empty() { found } else { fitting });
    Ok(one.and_then(|id| {
        let record = records.into_iter().find(|record| record.unit_id == id);
        record.ok_or_else(|| Refusal::new("unit.unknown", say!("没有此血袋", "there is no such bag")))
    }))
}

/// A bag to be taken out.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct HallBagOut {
    /// The bag.
    #[garde(skip)]
    unit_id: UnitId,
}

/// Takes a bag out of a batch that has not begun. Refuses by `batch.begun`, `batch.over` and `batch.not-in`.
#[utoipa::path(post, path = "/api/process/batches/{id}/remove", tag = "process", operation_id = "process.batch.remove",
    params(("id" = BatchId, Path)), request_body = HallBagOut,
    responses((status = 200, body = HallBatch), (status = 404), (status = 409)))]
pub(super) async fn remove(
    auth: Allowed<BatchRemove>,
    Path(id): Path<BatchId>,
    Body(out): Body<HallBagOut>,
) -> Result<Answer<HallBatch>, Fault> {
    let mut tx = auth.write().await?;
    let loaded = locked(&mut tx, &auth.scope, id).await?;
    rules::may_change(loaded.batch.state)?;
    if !db::remove(&mut tx, id, out.unit_id).await? {
        return Err(Refusal::new("batch.not-in", say!("此袋不在该批中", "this bag is not in the batch")).into());
    }
    let shown = changed(&mut tx, &auth.scope, id).await?;
    tx.ok(shown).await
}

/// The machine begins: it and the times of every bag are looked at once more. Refuses by `batch.empty`, `batch.begun`,
/// `batch.over`, `batch.bag-late`, `equipment.stopped` and `equipment.calibration`.
#[utoipa::path(post, path = "/api/process/batches/{id}/begin", tag = "process", operation_id = "process.batch.begin",
    params(("id" = BatchId, Path)), responses((status = 200, body = HallBatch), (status = 404), (status = 409)))]
pub(super) async fn begin(auth: Allowed<BatchBegin>, Path(id): Path<BatchId>) -> Result<Answer<HallBatch>, Fault> {
    let mut tx = auth.write().await?;
    let scope = &auth.scope;
    let loaded = locked(&mut tx, scope, id).await?;
    rules::may_begin(loaded.batch.state, loaded.bags.len())?;
    let (now, machine) = (tx.now(), loaded.batch.equipment_id);
    let found = equipment::db::one(&mut tx, scope, machine).await?;
    let found = found.ok_or_else(|| Problem::not_found("equipment", machine))?;
    equipment::rules::may_use(found.stopped_why.as_deref(), found.calibrated_until, now.day_in(&zone::china()))?;
    let step = loaded.step()?;
    for record in &loaded.records(&mut tx).await? {
        rules::in_time(step, &record.facts, now).map_err(|late| {
            let (number, zh, en) = (record.facts.donation_number, late.reason.zh, late.reason.en);
            let reason = say!("请取出 {number}：{zh}", "take {number} out: {en}");
            Refusal::new("batch.bag-late", reason)
        })?;
    }
    db::begin(&mut tx, scope, id).await?;
    let shown = changed(&mut tx, scope, id).await?;
    tx.ok(shown).await
}

/// The batch, locked: whoever else does something with it waits.
pub(super) async fn locked(tx: &mut Tx, scope: &Scope, id: BatchId) -> Result<Loaded, Fault> {
    db::lock(tx, scope, id).await?;
    view::load(tx, scope, id).await
}

/// The batch after a change, announced.
pub(super) async fn changed(tx: &mut Tx, scope: &Scope, id: BatchId) -> Result<HallBatch, Fault> {
    tx.announce("hall", Some(scope.org)).await?;
    view::load(tx, scope, id).await?.shown(tx, scope).await
}
