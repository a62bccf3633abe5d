//! 温度记录: what the logger of a box has written down on the way, read out by the receiver before the box is received.

pub(crate) mod db;
pub(crate) mod rules;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vena_contracts::shown::Person;
use vena_kernel::{
    clock::Instant,
    id::ShipmentId,
    unit_state::{Fact, HoldKind, UnitEvent},
};
use vena_platform::{
    auth::{Allowed, Answer, Scope},
    db::Tx,
    fault::Fault,
    http::{Body, Path},
};

use super::{
    BoxLog, book,
    db::BoxRecord,
    event,
    rules::{BoxState, Found, may_read},
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

/// Keeps what was read out of the logger of a box that is on its way, or was received already: then what it brought is held if
/// the journey was not as it should be.
#[utoipa::path(post, path = "/api/collect/boxes/{id}/record", tag = "collect", operation_id = "collect.box.record",
    params(("id" = ShipmentId, Path)), request_body = BoxReadings, responses((status = 200, body = HandOverBox)))]
pub(super) async fn record(
    auth: Allowed<BoxLog>,
    Path(id): Path<ShipmentId>,
    Body(new): Body<BoxReadings>,
) -> Result<Answer<HandOverBox>, Fault> {
    let mut tx = auth.write().await?;
    let head = view::locked(&mut tx, &auth.scope, id).await?;
    may_read(head.state)?;
    rules::in_order(&new.points, tx.now())?;
    let before = shown(&mut tx, &head).await?.and_then(|record| record.verdict.excursion);
    db::keep(&mut tx, &auth.scope, id, (new.logger.trim(), &new.points)).await?;
    let after = shown(&mut tx, &head).await?.and_then(|record| record.verdict.excursion);
    if let (BoxState::Received, None, Some(why)) = (head.state, before, after) {
        hold(&mut tx, &auth.scope, id, &why.zh).await?;
    }
    let answer = view::changed(&mut tx, &auth.scope, id).await?;
    tx.ok(answer).await
}

/// Holds what a box brought, and what was made of it since. Blood that was used or discarded takes no hold.
async fn hold(tx: &mut Tx, scope: &Scope, id: ShipmentId, why: &str) -> Result<(), Fault> {
    for bag in super::db::bags(tx, id).await?.into_iter().filter(|bag| bag.found != Some(Found::Missing)) {
        for unit in vena_ledger::units_of_donation(tx, bag.donation_number).await? {
            let held = event(tx, scope, scope.site, (unit.unit_id, Fact::Held { hold: HoldKind::Excursion }));
            vena_ledger::append(tx, &[UnitEvent { reason: Some(why.to_owned()), ..held }]).await?;
        }
    }
    tx.announce("units", None).await
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
