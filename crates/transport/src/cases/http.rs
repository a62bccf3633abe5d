//! Looking at cases and closing them.

use axum::Json;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use vena_contracts::{
    shown::{Can, Person, UnitRow},
    transport::ShipmentReceived,
};
use vena_kernel::{
    clock::Instant,
    id::ShipmentId,
    say,
    unit_state::{Fact, UnitEvent},
};
use vena_platform::{
    auth::{Allowed, Answer, Permission, Scope},
    db::Tx,
    fault::{Fault, Problem},
    http::{Body, Page, Path, Query},
};

use super::{
    CaseClose, CaseList, db,
    rules::{self, Outcome},
};
use crate::event;

/// A unit that was not in the box.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct MissingCase {
    /// Identity.
    case_id: Uuid,
    /// The journey.
    shipment_id: ShipmentId,
    /// Its number.
    shipment_no: String,
    /// The unit.
    unit: UnitRow,
    /// `open` or `closed`.
    state: String,
    /// When it was missed.
    opened_at: Instant,
    /// By whom.
    opened_by: Person,
    /// What was said then.
    note: String,
    /// What became of it: `arrived`, `lost`, `came_back`.
    outcome: Option<String>,
    /// When that was known.
    closed_at: Option<Instant>,
    /// Who said so.
    closed_by: Option<Person>,
    /// In words.
    close_note: Option<String>,
    /// What may be said now.
    can: CaseCan,
}

/// What may be said of a missing unit now.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CaseCan {
    /// It arrived after all.
    arrived: Can,
    /// It is lost.
    lost: Can,
    /// It came back to the sender.
    came_back: Can,
}

/// Which page of which cases.
#[derive(Debug, Deserialize, IntoParams, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct CaseQuery {
    /// `open` or `closed`; both when absent.
    #[garde(length(chars, max = 20))]
    state: Option<String>,
    /// Where the page begins: `next` of the page before.
    #[garde(skip)]
    cursor: Option<Uuid>,
    /// How many rows, 50 when absent.
    #[garde(range(min = 1, max = 200))]
    limit: Option<i64>,
}

impl CaseQuery {
    fn open(&self) -> Result<Option<bool>, Fault> {
        match self.state.as_deref() {
            None | Some("") => Ok(None),
            Some("open") => Ok(Some(true)),
            Some("closed") => Ok(Some(false)),
            Some(word) => Err(Problem::invalid(
                "state",
                word,
                "case.state-word",
                say!("应为 open 或 closed", "expected open or closed"),
            )
            .into()),
        }
    }
}

/// What became of a missing unit.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct CaseClosed {
    /// What became of it.
    #[garde(skip)]
    outcome: Outcome,
    /// In words.
    #[garde(length(chars, min = 2, max = 300))]
    note: String,
}

fn shown(row: db::CaseRow, scope: &Scope) -> MissingCase {
    let closed = row.outcome.is_some();
    let can = |outcome| {
        let decision = rules::may_close(closed, outcome, scope.org, row.from_org, row.to_org);
        Can::by(scope, CaseClose::INFO.name, decision)
    };
    let can = CaseCan { arrived: can(Outcome::Arrived), lost: can(Outcome::Lost), came_back: can(Outcome::CameBack) };
    MissingCase {
        case_id: row.case_id,
        shipment_id: row.shipment_id,
        shipment_no: row.shipment_no,
        unit: row.unit.for_scope(scope),
        state: if closed { "closed" } else { "open" }.to_owned(),
        opened_at: row.opened_at,
        opened_by: Person { user_id: row.opened_by, display_name: row.opened_by_name },
        note: row.case_note,
        outcome: row.outcome,
        closed_at: row.closed_at,
        closed_by: Person::of(row.closed_by, row.closed_by_name),
        close_note: row.close_note,
        can,
    }
}

#[utoipa::path(get, path = "/api/transport/cases", tag = "transport", operation_id = "transport.case.list",
    params(CaseQuery), responses((status = 200, body = Page<MissingCase>)))]
pub(super) async fn list(
    auth: Allowed<CaseList>,
    Query(page): Query<CaseQuery>,
) -> Result<Json<Page<MissingCase>>, Fault> {
    let mut tx = auth.read().await?;
    let limit = page.limit.unwrap_or(50);
    let rows = db::cases(&mut tx, &auth.scope, None, page.open()?, page.cursor, limit + 1).await?;
    let rows = rows.into_iter().map(|row| shown(row, &auth.scope)).collect();
    Ok(Json(Page::cut(rows, limit, tx.now(), |row: &MissingCase| row.case_id.to_string())))
}

#[utoipa::path(post, path = "/api/transport/cases/{id}/close", tag = "transport", operation_id = "transport.case.close",
    params(("id" = Uuid, Path)), request_body = CaseClosed, responses((status = 200, body = MissingCase)))]
pub(super) async fn close(
    auth: Allowed<CaseClose>,
    Path(id): Path<Uuid>,
    Body(said): Body<CaseClosed>,
) -> Result<Answer<MissingCase>, Fault> {
    let mut tx = auth.write().await?;
    if !db::lock(&mut tx, &auth.scope, id).await? {
        return Err(Problem::not_found("case", id).into());
    }
    let row = one(&mut tx, &auth.scope, id).await?;
    rules::may_close(row.outcome.is_some(), said.outcome, auth.scope.org, row.from_org, row.to_org)?;
    tx.because(&said.note);
    let events = consequences(&tx, &auth.scope, &row, &said);
    vena_ledger::append_all_or_refuse(&mut tx, &events).await?;
    db::close(&mut tx, &auth.scope, id, said.outcome.word(), &said.note).await?;
    if said.outcome == Outcome::Arrived {
        tx.tell(&arrived(&row)).await?;
    }
    tx.announce("shipments", Some(row.to_org)).await?;
    let row = one(&mut tx, &auth.scope, id).await?;
    let case = shown(row, &auth.scope);
    tx.ok(case).await
}

async fn one(tx: &mut Tx, scope: &Scope, id: Uuid) -> Result<db::CaseRow, Fault> {
    let found = db::cases(tx, scope, Some(id), None, None, 1).await?.pop();
    Ok(found.ok_or_else(|| Problem::not_found("case", id))?)
}

/// What the ledger is told. A unit that came back to the sender is free for others again.
fn consequences(tx: &Tx, scope: &Scope, row: &db::CaseRow, said: &CaseClosed) -> Vec<UnitEvent> {
    let because = |fact| {
        let mut event = event(tx, scope, row.unit.unit_id, fact);
        event.reason = Some(said.note.clone());
        event
    };
    let received = Fact::Received { shipment: row.shipment_id, position: None };
    match said.outcome {
        Outcome::Arrived => vec![because(received)],
        Outcome::Lost => vec![because(Fact::Lost)],
        Outcome::CameBack => vec![because(received), because(Fact::Freed)],
    }
}

fn arrived(row: &db::CaseRow) -> ShipmentReceived {
    ShipmentReceived {
        shipment_id: row.shipment_id,
        order_id: row.order_id,
        by: row.to_org,
        units: vec![row.unit.unit_id],
        damaged: Vec::new(),
        missing: Vec::new(),
    }
}
