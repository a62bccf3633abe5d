//! Requests and answers about what machines report.

use axum::Json;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use utoipa::{IntoParams, ToSchema};
use vena_kernel::{clock::Instant, id::BatchId, zone};
use vena_platform::{
    auth::{Allowed, Answer},
    fault::{Fault, Problem},
    http::{Body, Page, Query, cursor},
};

use super::{MachineList, MachineRecord, db};
use crate::{
    batches, equipment,
    plans::{Readings, hall},
};

/// When a machine said it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum HallMachineEvent {
    /// As it began.
    Begin,
    /// On the way.
    Sample,
    /// When it had ended.
    End,
}

impl HallMachineEvent {
    const fn word(self) -> &'static str {
        match self {
            Self::Begin => "begin",
            Self::Sample => "sample",
            Self::End => "end",
        }
    }
}

/// What a machine said.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct HallMachineSaid {
    /// The machine, as it is labelled.
    #[garde(length(chars, min = 1, max = 30))]
    equipment: String,
    /// The frame as it came: the same frame again is the same message.
    #[garde(length(chars, min = 1, max = 4000))]
    frame: String,
    /// When it was said.
    #[garde(skip)]
    event: HallMachineEvent,
    /// What was scanned at the machine, where the values are those of one bag.
    #[garde(length(chars, min = 1, max = 200))]
    bag: Option<String>,
    /// By the name of the value.
    #[garde(length(max = 20))]
    #[serde(default)]
    readings: Readings,
}

/// What became of it.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct HallMachineTaken {
    /// The batch to which it belongs; none when there was no batch at the machine.
    batch_id: Option<BatchId>,
    /// Its number.
    batch_no: Option<String>,
    /// True when it was here before.
    again: bool,
}

/// Keeps what a machine said. Refuses by `reading.unknown`, `reading.form` and `reading.implausible`.
#[utoipa::path(post, path = "/api/process/machine-records", tag = "process", operation_id = "process.machine.record",
    request_body = HallMachineSaid,
    responses((status = 200, body = HallMachineTaken), (status = 404), (status = 422)))]
pub(super) async fn record(
    auth: Allowed<MachineRecord>,
    Body(said): Body<HallMachineSaid>,
) -> Result<Answer<HallMachineTaken>, Fault> {
    let mut tx = auth.write().await?;
    let (scope, day) = (&auth.scope, tx.now().day_in(&zone::china()));
    let found = equipment::db::named(&mut tx, scope, said.equipment.trim()).await?;
    let machine = found.ok_or_else(|| Problem::not_found("equipment", &said.equipment))?;
    for (name, told) in &said.readings {
        hall()
            .believes(name, told, day)
            .map_err(|refusal| Problem::invalid(&format!("readings.{name}"), "", &refusal.rule, refusal.reason))?;
    }
    // Whoever ends the batch waits, or has ended it before this is looked at.
    equipment::db::lock(&mut tx, scope, machine.equipment_id).await?;
    let working = batches::db::at_work(&mut tx, scope).await?;
    let mut at_work = working.into_iter().find(|batch| batch.equipment_id == machine.equipment_id);
    if let Some(batch) = &at_work {
        batches::db::lock(&mut tx, scope, batch.batch_id).await?;
        let now = batches::db::one(&mut tx, scope, batch.batch_id).await?;
        at_work = at_work.filter(|_| now.is_some_and(|batch| batch.ended_at.is_none()));
    }
    let digest = Sha256::digest(said.frame.as_bytes());
    let new = db::NewRecord {
        equipment: machine.equipment_id,
        digest: &digest,
        frame: &said.frame,
        event: said.event.word(),
        bag: said.bag.as_deref(),
        readings: &said.readings,
        batch: at_work.as_ref().map(|batch| batch.batch_id),
    };
    let again = !db::keep(&mut tx, scope, &new).await?;
    tx.announce("hall", Some(scope.org)).await?;
    let (batch_id, batch_no) = at_work.map(|batch| (batch.batch_id, batch.batch_no)).unzip();
    tx.ok(HallMachineTaken { batch_id, batch_no, again }).await
}

/// A message that belongs to no batch.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct HallMachineKept {
    /// Its number.
    record_id: i64,
    /// The machine.
    equipment_code: String,
    /// As it came.
    frame: String,
    /// `begin`, `sample` or `end`.
    event: String,
    /// When it came.
    received_at: Instant,
}

/// Which page.
#[derive(Debug, Deserialize, IntoParams, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct MachineQuery {
    /// Where the page begins: `next` of the page before.
    #[garde(length(chars, max = 100))]
    cursor: Option<String>,
    /// How many rows, 50 when absent.
    #[garde(range(min = 1, max = 200))]
    limit: Option<i64>,
}

/// What machines said when there was no batch at them, latest first.
#[utoipa::path(get, path = "/api/process/machine-records", tag = "process", operation_id = "process.machine.list",
    params(MachineQuery), responses((status = 200, body = Page<HallMachineKept>)))]
pub(super) async fn list(
    auth: Allowed<MachineList>,
    Query(query): Query<MachineQuery>,
) -> Result<Json<Page<HallMachineKept>>, Fault> {
    let mut tx = auth.read().await?;
    let (as_of, limit) = (tx.now(), query.limit.unwrap_or(50));
    let rows = db::kept(&mut tx, &auth.scope, cursor(query.cursor.as_deref())?, limit + 1).await?;
    let shown = |row: db::Kept| HallMachineKept {
        record_id: row.record_id,
        equipment_code: row.equipment_code,
        frame: row.frame,
        event: row.event,
        received_at: row.received_at,
    };
    let rows = rows.into_iter().map(shown).collect();
    Ok(Json(Page::cut(rows, limit, as_of, |row: &HallMachineKept| row.record_id.to_string())))
}
