//! 温度记录: what the logger of a box has written down on the way, read out by the receiver before the box is received.

pub(crate) mod db;
pub(crate) mod rules;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vena_contracts::shown::Person;
use vena_kernel::{clock::Instant, id::ShipmentId};
use vena_platform::{
    auth::{Allowed, Answer},
    db::Tx,
    fault::Fault,
    http::{Body, Path},
};

use super::{
    BoxLog, book,
    db::BoxRecord,
    rules::{BoxState, needs},
    view::{self, HandOverBox},
};
use rules::{Reading, Verdict};

/// What was read out of a logger.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct BoxReadings {
    /// Which logger.
    #[garde(length(chars, min = 1, max = 60))]
    logger: String,
    /// Its lines, the earliest first.
    #[garde(length(min = 1, max = 5000))]
    points: Vec<Reading>,
}

/// A record as shown.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = BoxRecordShown)]
pub(crate) struct RecordShown {
    /// Which logger.
    logger: String,
    /// Its lines.
    points: Vec<Reading>,
    /// Coldest allowed, °C.
    min_c: f64,
    /// Warmest allowed, °C.
    max_c: f64,
    /// When it was read out.
    read_at: Instant,
    /// By whom.
    read_by: Option<Person>,
    /// What it says of the journey until now, or until the box was received.
    verdict: Verdict,
}

/// Keeps what was read out of the logger of a box that is on its way.
#[utoipa::path(post, path = "/api/collect/boxes/{id}/record", tag = "collect", operation_id = "collect.box.record",
    params(("id" = ShipmentId, Path)), request_body = BoxReadings, responses((status = 200, body = HandOverBox)))]
pub(super) async fn record(
    auth: Allowed<BoxLog>,
    Path(id): Path<ShipmentId>,
    Body(new): Body<BoxReadings>,
) -> Result<Answer<HandOverBox>, Fault> {
    let mut tx = auth.write().await?;
    let head = view::locked(&mut tx, &auth.scope, id).await?;
    needs(head.state, BoxState::Sent)?;
    rules::in_order(&new.points, tx.now())?;
    db::keep(&mut tx, &auth.scope, id, (new.logger.trim(), &new.points)).await?;
    let answer = view::changed(&mut tx, &auth.scope, id).await?;
    tx.ok(answer).await
}

/// The record of a box that has left, judged.
pub(super) async fn shown(tx: &mut Tx, head: &BoxRecord) -> Result<Option<RecordShown>, Fault> {
    let (Some(row), Some(sent_at)) = (db::of(tx, head.box_id).await?, head.sent_at) else { return Ok(None) };
    let mode = book::mode(&head.mode, head.day)?;
    let until = head.received_at.unwrap_or_else(|| tx.now());
    let verdict = rules::judge(mode, book::record(head.day)?, &row.points.0, (sent_at, until));
    Ok(Some(RecordShown {
        logger: row.logger,
        points: row.points.0,
        min_c: mode.min_c,
        max_c: mode.max_c,
        read_at: row.read_at,
        read_by: Person::of(Some(row.read_by), row.read_by_name),
        verdict,
    }))
}

impl RecordShown {
    /// What it says of the journey.
    pub(super) fn verdict(&self) -> &Verdict {
        &self.verdict
    }
}
