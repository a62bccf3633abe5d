//! Requests and answers about deliveries.

use axum::Json;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use vena_contracts::shown::Can;
use vena_kernel::{
    clock::Instant,
    id::{DeliveryId, RunId},
    refusal::Refusal,
    say,
    text::Text,
};
use vena_platform::{
    auth::{Allowed, Answer, Permission, Scope},
    db::Tx,
    fault::{Fault, Problem},
    http::{Body, Page, Path, Query, cursor},
};

use super::{
    DeliveryList, DeliveryOrders, DeliveryPlace, DeliverySettle, DeliveryView,
    db::{self, DeliveryRecord, LineRecord},
};
use crate::runs::open::{self, OpenCell};

/// A delivery in a list.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct LabDeliveryRow {
    /// Identity.
    delivery_id: DeliveryId,
    /// Code of the instrument.
    instrument_code: String,
    /// Its name.
    instrument_name: String,
    /// How it was written: `astm`, `hl7`, `table`.
    protocol: String,
    /// As its sender numbers it.
    message_no: Option<String>,
    /// When it came.
    received_at: Instant,
    /// Who let it in.
    received_by_name: String,
    /// How many lines it has.
    lines: i64,
    /// How many stand in wells.
    taken: i64,
    /// How many wait for a person.
    kept: i64,
}

impl From<DeliveryRecord> for LabDeliveryRow {
    fn from(record: DeliveryRecord) -> Self {
        Self {
            delivery_id: record.delivery_id,
            instrument_code: record.instrument_code,
            instrument_name: record.instrument_name,
            protocol: record.protocol,
            message_no: record.message_no,
            received_at: record.received_at,
            received_by_name: record.received_by_name,
            lines: record.lines,
            taken: record.taken,
            kept: record.kept,
        }
    }
}

/// A line of a delivery, and what became of it.
#[derive(Debug, Serialize, ToSchema)]
struct LabDeliveryLine {
    /// Where it stands in the message.
    line: i32,
    /// What is on the tube.
    specimen: String,
    /// The run that the analyser names.
    run_no: Option<String>,
    /// The well that it names.
    well: Option<String>,
    /// The analyser's code of the test.
    test: String,
    /// As it was said.
    value: String,
    /// As it was said.
    unit: String,
    /// Marks beside it.
    flags: Vec<String>,
    /// `final`, `corrected`, `cannot`, `preliminary`, `unreadable`.
    status: String,
    /// `taken`, `kept`, `settled`.
    outcome: String,
    /// The rule that keeps it.
    rule: Option<String>,
    /// Why it is kept.
    why: Option<Text>,
    /// The run in which it stands.
    run_id: Option<RunId>,
    /// The marker.
    marker: Option<String>,
    /// What a person has said of it.
    settled_why: Option<String>,
    /// When.
    settled_at: Option<Instant>,
    /// Who.
    settled_by_name: Option<String>,
}

impl From<LineRecord> for LabDeliveryLine {
    fn from(record: LineRecord) -> Self {
        Self {
            line: record.line,
            specimen: record.specimen,
            run_no: record.run_no,
            well: record.well,
            test: record.test,
            value: record.value,
            unit: record.unit,
            flags: record.flags,
            status: record.status,
            outcome: record.outcome,
            rule: record.rule,
            why: record.why.map(|why| why.0),
            run_id: record.run_id,
            marker: record.marker,
            settled_why: record.settled_why,
            settled_at: record.settled_at,
            settled_by_name: record.settled_by_name,
        }
    }
}

/// What may be done with a delivery now.
#[derive(Debug, Serialize, ToSchema)]
struct LabDeliveryCan {
    /// Place its kept lines again.
    place: Can,
    /// Settle a kept line.
    settle: Can,
}

/// A delivery with its lines.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct LabDelivery {
    /// As in the list.
    #[serde(flatten)]
    row: LabDeliveryRow,
    /// Line by line.
    items: Vec<LabDeliveryLine>,
    /// What may be done.
    can: LabDeliveryCan,
}

/// Which deliveries.
#[derive(Debug, Deserialize, IntoParams, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct DeliveryQuery {
    /// Those of which something waits for a person; all when absent.
    #[garde(skip)]
    #[serde(default)]
    kept: bool,
    /// Where the page begins: `next` of the page before.
    #[garde(length(chars, max = 100))]
    cursor: Option<String>,
    /// How many rows, 50 when absent.
    #[garde(range(min = 1, max = 200))]
    limit: Option<i64>,
}

/// Deliveries, latest first.
#[utoipa::path(get, path = "/api/lab/deliveries", tag = "lab", operation_id = "lab.delivery.list", params(DeliveryQuery),
    responses((status = 200, body = Page<LabDeliveryRow>)))]
pub(super) async fn list(
    auth: Allowed<DeliveryList>,
    Query(query): Query<DeliveryQuery>,
) -> Result<Json<Page<LabDeliveryRow>>, Fault> {
    let mut tx = auth.read().await?;
    let as_of = tx.now();
    let limit = query.limit.unwrap_or(50);
    let search = db::Search { kept: query.kept, after: cursor(query.cursor.as_deref())?, limit: limit + 1 };
    let rows = db::list(&mut tx, &auth.scope, &search).await?.into_iter().map(LabDeliveryRow::from).collect();
    Ok(Json(Page::cut(rows, limit, as_of, |row: &LabDeliveryRow| row.delivery_id.to_string())))
}

/// A delivery with its lines.
#[utoipa::path(get, path = "/api/lab/deliveries/{id}", tag = "lab", operation_id = "lab.delivery.view",
    params(("id" = DeliveryId, Path)), responses((status = 200, body = LabDelivery), (status = 404)))]
pub(super) async fn view(auth: Allowed<DeliveryView>, Path(id): Path<DeliveryId>) -> Result<Json<LabDelivery>, Fault> {
    let mut tx = auth.read().await?;
    Ok(Json(shown(&mut tx, &auth.scope, id).await?))
}

/// What a person says of a line that could not be placed.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct LabLineSettled {
    /// The line.
    #[garde(range(min = 1))]
    line: i32,
    /// For the record.
    #[garde(length(chars, min = 2, max = 500))]
    reason: String,
}

/// Settles a line that nobody could place: it stands in no well, and the reason says why that is right.
#[utoipa::path(post, path = "/api/lab/deliveries/{id}/settle", tag = "lab", operation_id = "lab.delivery.settle",
    params(("id" = DeliveryId, Path)), request_body = LabLineSettled,
    responses((status = 200, body = LabDelivery), (status = 404), (status = 409)))]
pub(super) async fn settle(
    auth: Allowed<DeliverySettle>,
    Path(id): Path<DeliveryId>,
    Body(said): Body<LabLineSettled>,
) -> Result<Answer<LabDelivery>, Fault> {
    let mut tx = auth.write().await?;
    delivery(&mut tx, &auth.scope, id).await?;
    tx.because(&said.reason);
    if !db::settle(&mut tx, &auth.scope, id, said.line, said.reason.trim()).await? {
        let line = said.line;
        let reason = say!("第 {line} 行不在待处理之列", "line {line} does not wait for anybody");
        return Err(Refusal::new("delivery.settled", reason).into());
    }
    tx.announce("deliveries", Some(auth.scope.org)).await?;
    let shown = shown(&mut tx, &auth.scope, id).await?;
    tx.ok(shown).await
}

/// What an analyser asks.
#[derive(Debug, Deserialize, IntoParams, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct OrdersQuery {
    /// Code of the instrument.
    #[garde(length(chars, min = 1, max = 30))]
    instrument: String,
    /// What is on the tube; every tube when absent.
    #[garde(length(chars, max = 100))]
    specimen: Option<String>,
}

/// A tube with the tests that the analyser shall make of it.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct LabOrder {
    /// What is on the tube.
    specimen: String,
    /// The run.
    run_no: String,
    /// The well.
    well: String,
    /// The analyser's codes of the tests.
    tests: Vec<String>,
}

/// What stands unread in the open runs of an analyser, for its own question.
#[utoipa::path(get, path = "/api/lab/orders", tag = "lab", operation_id = "lab.delivery.orders", params(OrdersQuery),
    responses((status = 200, body = Vec<LabOrder>)))]
pub(super) async fn orders(
    auth: Allowed<DeliveryOrders>,
    Query(query): Query<OrdersQuery>,
) -> Result<Json<Vec<LabOrder>>, Fault> {
    let mut tx = auth.read().await?;
    let code = query.instrument.trim();
    let analyser = db::analyser(&mut tx, &auth.scope, code).await?;
    let analyser = analyser.ok_or_else(|| Problem::not_found("instrument", code))?;
    let mut orders: Vec<LabOrder> = Vec::new();
    for run in db::runs_of(&mut tx, &auth.scope, analyser.instrument_id).await? {
        for cell in open::cells(&mut tx, &auth.scope, run).await? {
            let wanted = query.specimen.as_deref().is_none_or(|specimen| cell.holds(specimen.trim()));
            if wanted && cell.read.is_none() {
                add(&mut orders, &cell, &analyser);
            }
        }
    }
    Ok(Json(orders))
}

/// One tube of a well stands for all of a pool, and one test for all markers that are read together.
fn add(orders: &mut Vec<LabOrder>, cell: &OpenCell, analyser: &db::Analyser) {
    let named = analyser.codes.iter().find(|(_, marker)| **marker == cell.marker);
    let test = named.map_or(&cell.marker, |(code, _)| code).clone();
    let known = orders.iter_mut().find(|order| order.run_no == cell.run_no && order.well == cell.well);
    if let Some(order) = known {
        if !cell.combined {
            order.tests.push(test);
        }
        return;
    }
    let tube = cell.donations.first().map(|number| number.as_str().to_owned());
    let specimen = cell.control.clone().or(tube).unwrap_or_default();
    orders.push(LabOrder { specimen, run_no: cell.run_no.clone(), well: cell.well.clone(), tests: vec![test] });
}

/// The delivery, or a 404 problem.
pub(super) async fn delivery(tx: &mut Tx, scope: &Scope, id: DeliveryId) -> Result<DeliveryRecord, Fault> {
    db::one(tx, scope, id).await?.ok_or_else(|| Problem::not_found("delivery", id).into())
}

/// The delivery as `scope` sees it.
pub(super) async fn shown(tx: &mut Tx, scope: &Scope, id: DeliveryId) -> Result<LabDelivery, Fault> {
    let record = delivery(tx, scope, id).await?;
    let waiting = || match record.kept {
        0 => Err(Refusal::new("delivery.settled", say!("没有待处理的行", "no line waits for anybody"))),
        _ => Ok(()),
    };
    Ok(LabDelivery {
        items: db::lines(tx, id).await?.into_iter().map(LabDeliveryLine::from).collect(),
        can: LabDeliveryCan {
            place: Can::by(scope, DeliveryPlace::INFO.name, waiting()),
            settle: Can::by(scope, DeliverySettle::INFO.name, waiting()),
        },
        row: LabDeliveryRow::from(record),
    })
}
