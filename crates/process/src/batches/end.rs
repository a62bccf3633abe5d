//! The end of a batch: what was told is judged, bags that deviated are isolated, and somebody else looks at the record.

use serde::Deserialize;
use utoipa::ToSchema;
use vena_kernel::{
    clock::Instant,
    id::{BatchId, UnitId},
    refusal::Refusal,
    say,
    unit_state::{Attribute, Fact, UnitEvent},
    zone,
};
use vena_ledger::{UnitRecord, append_all_or_refuse};
use vena_platform::{
    auth::{Allowed, Answer, Scope},
    db::Tx,
    fault::{Fault, Problem},
    http::{Body, Path},
};

use super::{
    BatchBreakOff, BatchCheck, BatchEnd, db,
    http::{changed, locked},
    isolate::{isolate, report},
    judge::{self, Course},
    rules::{self, BatchState},
    view::{HallBatch, Loaded},
};
use crate::{
    events::{Hand, event_id},
    machine,
    plans::{Deviation, Readings, hall},
    steps,
};

/// What was read when a step ended. What the machine has told itself need not be said again.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct HallBatchEnd {
    /// For the whole batch, by the name of the value.
    #[garde(length(max = 20))]
    #[serde(default)]
    readings: Readings,
    /// For single bags.
    #[garde(length(max = 200), dive)]
    #[serde(default)]
    bags: Vec<HallBagRead>,
}

/// What was read of one bag.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct HallBagRead {
    /// The bag.
    #[garde(skip)]
    unit_id: UnitId,
    /// By the name of the value.
    #[garde(length(max = 20))]
    readings: Readings,
}

/// Why a step was broken off.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct HallBatchWhy {
    /// For the record.
    #[garde(length(chars, min = 2, max = 200))]
    reason: String,
}

/// Ends a step: what the machine told and what was read is judged for each bag. Refuses by `batch.not-begun`, `batch.over`,
/// `batch.reading-missing`, `batch.machine-told`, `batch.not-in`, `reading.unknown`, `reading.form` and `reading.implausible`.
#[utoipa::path(post, path = "/api/process/batches/{id}/end", tag = "process", operation_id = "process.batch.end",
    params(("id" = BatchId, Path)), request_body = HallBatchEnd,
    responses((status = 200, body = HallBatch), (status = 404), (status = 409), (status = 422)))]
pub(super) async fn end(
    auth: Allowed<BatchEnd>,
    Path(id): Path<BatchId>,
    Body(read): Body<HallBatchEnd>,
) -> Result<Answer<HallBatch>, Fault> {
    let mut tx = auth.write().await?;
    let scope = &auth.scope;
    let loaded = locked(&mut tx, scope, id).await?;
    rules::may_end(loaded.batch.state)?;
    let records = loaded.records(&mut tx).await?;
    let told = machine::of_batch(&mut tx, scope, &loaded.batch, &records).await?;
    let (now, began_at) = (tx.now(), loaded.batch.began_at.unwrap_or(loaded.batch.opened_at));
    plausible(&read, now)?;
    let readings = judge::together(&told.ended, &read.readings).map_err(|found| invalid("readings", found))?;
    let readings = judge::timed(readings, began_at, now);
    let windows = loaded.windows(now);
    judge::complete(&windows, &readings, false).map_err(|found| invalid("readings", found))?;
    let programme = &loaded.batch.programme_number;
    let course = Course { windows: &windows, programme, readings: &readings, samples: &told.samples };
    let own = own_readings(&loaded, &read, &told)?;
    let shared = course.of_all();
    let mut found = Vec::with_capacity(records.len());
    for (bag, record) in own.iter().zip(&records) {
        let late = judge::followed(loaded.step()?, before(&mut tx, scope, &loaded, record).await?, began_at);
        let of_bag = course.of_bag(&bag.readings);
        found.push(shared.iter().cloned().chain(of_bag).chain(late).collect::<Vec<Deviation>>());
    }
    let (fates, events) = settled(&tx, scope, &loaded, (&records, own), found)?;
    append_all_or_refuse(&mut tx, &events).await?;
    db::end(&mut tx, scope, id, (BatchState::Done, None), &readings).await?;
    db::settle(&mut tx, id, &fates).await?;
    reported(&mut tx, scope, &loaded, &fates).await?;
    tx.announce("units", None).await?;
    let shown = changed(&mut tx, scope, id).await?;
    tx.ok(shown).await
}

/// What was read of a bag, by whoever read it.
struct Own {
    unit: UnitId,
    readings: Readings,
}

fn plausible(read: &HallBatchEnd, now: Instant) -> Result<(), Fault> {
    let day = now.day_in(&zone::china());
    let of_bags = read.bags.iter().enumerate().map(|(at, bag)| (format!("bags[{at}].readings"), &bag.readings));
    for (field, readings) in std::iter::once(("readings".to_owned(), &read.readings)).chain(of_bags) {
        for (name, told) in readings {
            hall().believes(name, told, day).map_err(|refusal| invalid(&field, (name.clone(), refusal)))?;
        }
    }
    Ok(())
}

fn invalid(field: &str, (name, refusal): (String, Refusal)) -> Fault {
    Problem::invalid(&format!("{field}.{name}"), "", &refusal.rule, refusal.reason).into()
}

/// The readings of each bag in the order of the batch, machine and people together.
fn own_readings(loaded: &Loaded, read: &HallBatchEnd, told: &machine::Course) -> Result<Vec<Own>, Fault> {
    if let Some(at) = read.bags.iter().position(|bag| !loaded.bags.iter().any(|known| known.unit_id == bag.unit_id)) {
        let reason = say!("此袋不在该批中", "this bag is not in the batch");
        return Err(Problem::invalid(&format!("bags[{at}].unit_id"), "", "batch.not-in", reason).into());
    }
    let windows = loaded.windows(loaded.batch.opened_at);
    let empty = Readings::new();
    let own = |unit: UnitId| {
        let at = read.bags.iter().position(|bag| bag.unit_id == unit);
        let typed = at.map_or(&empty, |at| &read.bags[at].readings);
        let field = at.map_or_else(|| "bags".to_owned(), |at| format!("bags[{at}].readings"));
        let machine = told.of_bags.get(&unit).unwrap_or(&empty);
        let readings = judge::together(machine, typed).map_err(|found| invalid(&field, found))?;
        judge::complete(&windows, &readings, true).map_err(|found| invalid(&field, found))?;
        Ok(Own { unit, readings })
    };
    loaded.bags.iter().map(|bag| own(bag.unit_id)).collect()
}

/// When the step before ended that this one must follow.
async fn before(tx: &mut Tx, scope: &Scope, loaded: &Loaded, record: &UnitRecord) -> Result<Option<Instant>, Fault> {
    let Some(after) = &loaded.step()?.after else { return Ok(None) };
    let rows = steps::db::of_units(tx, scope, &[record.unit_id]).await?;
    let done = steps::done(&rows, record);
    Ok(done.iter().rev().find(|done| done.step == after.step).map(|done| done.ended_at))
}

/// What becomes of each bag, and what the ledger is told: a hold for one that deviated, the treatment for one that passed.
fn settled(
    tx: &Tx,
    scope: &Scope,
    loaded: &Loaded,
    (records, own): (&[UnitRecord], Vec<Own>),
    found: Vec<Vec<Deviation>>,
) -> Result<(Vec<db::Fate>, Vec<UnitEvent>), Fault> {
    let hand = Hand { site: loaded.batch.site_id, ..Hand::of(scope, tx, None) };
    let (mut fates, mut events) = (Vec::new(), Vec::new());
    for ((own, record), deviations) in own.into_iter().zip(records).zip(found) {
        let mut hold = None;
        if !deviations.is_empty() {
            let (id, event) = isolate(tx, &hand, own.unit, &loaded.batch.batch_no, &deviations);
            hold = Some(id);
            events.push(event);
        } else if let Some(expires_at) = rules::treated(loaded.step()?, &record.facts, hand.at)? {
            let fact = Fact::Treated { attribute: Attribute::Irradiated, expires_at };
            events.push(hand.event(event_id(tx), own.unit, fact));
        }
        fates.push(db::Fate { unit: own.unit, readings: own.readings, deviations, hold });
    }
    Ok((fates, events))
}

async fn reported(tx: &mut Tx, scope: &Scope, loaded: &Loaded, fates: &[db::Fate]) -> Result<(), Fault> {
    let bags: Vec<(UnitId, &[Deviation])> = fates.iter().map(|fate| (fate.unit, fate.deviations.as_slice())).collect();
    report(tx, scope, (&loaded.batch.batch_no, &loaded.batch.equipment_code), &bags).await
}

/// Breaks a step off. Before it began its bags go free; after that nobody knows what happened to them, and all are isolated.
/// Refuses by `batch.over`.
#[utoipa::path(post, path = "/api/process/batches/{id}/break-off", tag = "process",
    operation_id = "process.batch.break_off", params(("id" = BatchId, Path)), request_body = HallBatchWhy,
    responses((status = 200, body = HallBatch), (status = 404), (status = 409)))]
pub(super) async fn break_off(
    auth: Allowed<BatchBreakOff>,
    Path(id): Path<BatchId>,
    Body(why): Body<HallBatchWhy>,
) -> Result<Answer<HallBatch>, Fault> {
    let mut tx = auth.write().await?;
    let scope = &auth.scope;
    let loaded = locked(&mut tx, scope, id).await?;
    rules::may_break_off(loaded.batch.state)?;
    let reason = why.reason.trim();
    tx.because(reason);
    if loaded.batch.state == BatchState::Running {
        let broken = Deviation::new("broken-off", say!("工序中止：{reason}", "the step was broken off: {reason}"));
        let records = loaded.records(&mut tx).await?;
        let own = loaded.bags.iter().map(|bag| Own { unit: bag.unit_id, readings: Readings::new() }).collect();
        let found = vec![vec![broken]; records.len()];
        let (fates, events) = settled(&tx, scope, &loaded, (&records, own), found)?;
        append_all_or_refuse(&mut tx, &events).await?;
        db::settle(&mut tx, id, &fates).await?;
        reported(&mut tx, scope, &loaded, &fates).await?;
        tx.announce("units", None).await?;
    } else {
        db::release(&mut tx, id).await?;
    }
    db::end(&mut tx, scope, id, (BatchState::BrokenOff, Some(reason)), &Readings::new()).await?;
    let shown = changed(&mut tx, scope, id).await?;
    tx.ok(shown).await
}

/// Somebody who had no hand in it looks at the record. Refuses by `batch.not-over`, `batch.checked` and `batch.same-person`.
#[utoipa::path(post, path = "/api/process/batches/{id}/check", tag = "process", operation_id = "process.batch.check",
    params(("id" = BatchId, Path)), responses((status = 200, body = HallBatch), (status = 404), (status = 409)))]
pub(super) async fn check(auth: Allowed<BatchCheck>, Path(id): Path<BatchId>) -> Result<Answer<HallBatch>, Fault> {
    let mut tx = auth.write().await?;
    let loaded = locked(&mut tx, &auth.scope, id).await?;
    rules::may_check(loaded.record(), auth.scope.user)?;
    db::check(&mut tx, &auth.scope, id).await?;
    let shown = changed(&mut tx, &auth.scope, id).await?;
    tx.ok(shown).await
}
