//! What the agent of a site says: readings, one or many, and which instruments are connected.

use axum::Json;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vena_kernel::{
    clock::Instant,
    collection::reading::{ReadingKind, ReadingSent},
};
use vena_platform::{
    auth::{Allowed, Answer},
    fault::{Fault, Problem},
    http::Body,
};

use super::{
    DeviceSeen, ReadingCreate, ReadingCreateMany, db,
    keep::{self, ReadingFate, ReadingOutcome},
    words::DeviceLink,
};

/// Takes one reading in.
#[utoipa::path(post, path = "/api/collect/readings", tag = "collect", operation_id = "collect.reading.create",
    request_body = ReadingSent, responses((status = 201, body = ReadingOutcome)))]
pub(super) async fn create(
    auth: Allowed<ReadingCreate>,
    Body(sent): Body<ReadingSent>,
) -> Result<Answer<ReadingOutcome>, Fault> {
    let mut tx = auth.write().await?;
    let done = keep::keep(&mut tx, &auth.scope, &sent).await?;
    if let (Some(rule), Some(reason)) = (&done.rule, &done.reason) {
        return Err(Problem::invalid(done.field.as_deref().unwrap_or("device"), "", rule, reason.clone()).into());
    }
    tx.announce("readings", Some(auth.scope.org)).await?;
    tx.created(done).await
}

/// Readings that waited at a site.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct ReadingBatch {
    /// At most 200, oldest first.
    #[garde(length(min = 1, max = 200))]
    readings: Vec<ReadingSent>,
}

/// What became of each.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ReadingBatchDone {
    /// The server's time.
    received_at: Instant,
    /// In the order in which they were sent.
    items: Vec<ReadingOutcome>,
}

/// Takes many readings in; each has its own fate, and what is refused will be refused again.
#[utoipa::path(post, path = "/api/collect/readings/batch", tag = "collect", operation_id = "collect.reading.create_many",
    request_body = ReadingBatch, responses((status = 200, body = ReadingBatchDone)))]
pub(super) async fn create_many(
    auth: Allowed<ReadingCreateMany>,
    Body(batch): Body<ReadingBatch>,
) -> Result<Answer<ReadingBatchDone>, Fault> {
    let mut tx = auth.write().await?;
    let mut items = Vec::with_capacity(batch.readings.len());
    for sent in &batch.readings {
        items.push(keep::keep(&mut tx, &auth.scope, sent).await?);
    }
    if items.iter().any(|item| item.outcome == ReadingFate::Kept) {
        tx.announce("readings", Some(auth.scope.org)).await?;
    }
    let done = ReadingBatchDone { received_at: tx.now(), items };
    tx.ok(done).await
}

/// What an agent says of itself and of the lines to its instruments.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct AgentSaid {
    /// What its clock shows.
    #[garde(skip)]
    clock_at: Instant,
    /// Version of the program.
    #[garde(length(chars, max = 40))]
    version: String,
    /// Readings that wait at the site.
    #[garde(range(min = 0))]
    waiting: i64,
    /// The instruments that it knows.
    #[garde(length(max = 100), dive)]
    devices: Vec<LinkSaid>,
}

/// The line to one instrument.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
struct LinkSaid {
    #[garde(skip)]
    kind: ReadingKind,
    /// Serial number of the instrument.
    #[garde(length(chars, min = 1, max = 60))]
    serial: String,
    #[garde(skip)]
    link: DeviceLink,
    /// What is wrong with it, for people.
    #[garde(length(chars, max = 200))]
    detail: String,
}

/// What the server answers an agent.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct AgentHeard {
    /// The server's time, so that the agent can compare its clock.
    received_at: Instant,
}

/// Remembers which instruments are connected. It comes every minute from every site and changes nothing that anybody
/// decided, so it stands in no audit.
#[utoipa::path(post, path = "/api/collect/devices/seen", tag = "collect", operation_id = "collect.device.seen",
    request_body = AgentSaid, responses((status = 200, body = AgentHeard)))]
pub(super) async fn seen(auth: Allowed<DeviceSeen>, Body(said): Body<AgentSaid>) -> Result<Json<AgentHeard>, Fault> {
    let mut tx = auth.app.db.begin().await?;
    let of_itself = db::Heard { clock_at: said.clock_at, version: &said.version, waiting: said.waiting };
    db::heard(&mut tx, &auth.scope, &of_itself).await?;
    let mut changed = false;
    for line in &said.devices {
        let serial = line.serial.trim();
        // Too many strangers are told with their readings.
        if keep::noted(&mut tx, &auth.scope, (line.kind, serial)).await?.is_ok() {
            changed |= db::linked(&mut tx, &auth.scope, (line.kind, serial), (line.link, &line.detail)).await?;
        }
    }
    if changed {
        tx.announce("readings", Some(auth.scope.org)).await?;
    }
    let received_at = tx.now();
    tx.commit().await?;
    Ok(Json(AgentHeard { received_at }))
}
