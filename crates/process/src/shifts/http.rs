//! Requests and answers about hand-overs of shifts.

use axum::{Extension, Json};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use vena_contracts::shown::Can;
use vena_kernel::{clock::Instant, id::ShiftId};
use vena_platform::{
    auth::{Allowed, Answer, Permission, Scope},
    db::Tx,
    fault::{Fault, Problem},
    http::{Body, Page, Path, Query, cursor},
};

use super::{
    ShiftHand, ShiftList, ShiftTake, ShiftView,
    db::{self, ShiftRecord},
    rules,
};
use crate::{
    Ports,
    board::{self, HallMachine, HallMachineState, HallQueue},
};

/// What stood open when a shift ended.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub(super) struct HallSlip {
    /// Bags in the hall.
    bags: usize,
    /// Of them near their limit.
    red: usize,
    /// Of them waiting too long.
    stuck: usize,
    /// What waits where.
    queues: Vec<HallQueue>,
    /// Machines with a batch, stopped or not calibrated.
    machines: Vec<HallMachine>,
    /// Bags that deviated on the day.
    deviated: i64,
    /// Records of batches that nobody has checked.
    unchecked: i64,
}

/// A hand-over.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct HallShift {
    /// Identity.
    shift_id: ShiftId,
    /// In the words of whoever handed over.
    note: Option<String>,
    /// What stood open.
    slip: HallSlip,
    /// When it was handed over.
    handed_at: Instant,
    /// By whom.
    handed_by_name: String,
    /// When it was taken over.
    taken_at: Option<Instant>,
    /// By whom.
    taken_by_name: Option<String>,
    /// In their words.
    taken_note: Option<String>,
    /// Whether the caller may take it over.
    can_take: Can,
}

impl HallShift {
    fn of(record: ShiftRecord, scope: &Scope) -> Self {
        let may = rules::may_take(record.handed_by, record.taken_at.is_some(), scope.user);
        Self {
            can_take: Can::by(scope, ShiftTake::INFO.name, may),
            shift_id: record.shift_id,
            note: record.note,
            slip: record.slip.0,
            handed_at: record.handed_at,
            handed_by_name: record.handed_by_name,
            taken_at: record.taken_at,
            taken_by_name: record.taken_by_name,
            taken_note: record.taken_note,
        }
    }
}

/// Which page.
#[derive(Debug, Deserialize, IntoParams, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct ShiftQuery {
    /// Where the page begins: `next` of the page before.
    #[garde(length(chars, max = 100))]
    cursor: Option<String>,
    /// How many rows, 50 when absent.
    #[garde(range(min = 1, max = 200))]
    limit: Option<i64>,
}

/// Words to a hand-over.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct HallShiftNote {
    /// What the other should know.
    #[garde(length(chars, max = 1000))]
    note: Option<String>,
}

/// Hand-overs, latest first.
#[utoipa::path(get, path = "/api/process/shifts", tag = "process", operation_id = "process.shift.list",
    params(ShiftQuery), responses((status = 200, body = Page<HallShift>)))]
pub(super) async fn list(
    auth: Allowed<ShiftList>,
    Query(query): Query<ShiftQuery>,
) -> Result<Json<Page<HallShift>>, Fault> {
    let mut tx = auth.read().await?;
    let (as_of, limit) = (tx.now(), query.limit.unwrap_or(50));
    let rows = db::list(&mut tx, &auth.scope, cursor(query.cursor.as_deref())?, limit + 1).await?;
    let rows = rows.into_iter().map(|row| HallShift::of(row, &auth.scope)).collect();
    Ok(Json(Page::cut(rows, limit, as_of, |row: &HallShift| row.shift_id.to_string())))
}

/// A hand-over.
#[utoipa::path(get, path = "/api/process/shifts/{id}", tag = "process", operation_id = "process.shift.view",
    params(("id" = ShiftId, Path)), responses((status = 200, body = HallShift), (status = 404)))]
pub(super) async fn view(auth: Allowed<ShiftView>, Path(id): Path<ShiftId>) -> Result<Json<HallShift>, Fault> {
    let mut tx = auth.read().await?;
    Ok(Json(HallShift::of(shift_or_404(&mut tx, &auth.scope, id).await?, &auth.scope)))
}

/// Hands the shift over: what stands open is written down as it is now.
#[utoipa::path(post, path = "/api/process/shifts", tag = "process", operation_id = "process.shift.hand_over",
    request_body = HallShiftNote, responses((status = 201, body = HallShift)))]
pub(super) async fn hand_over(
    auth: Allowed<ShiftHand>,
    Extension(ports): Extension<Ports>,
    Body(new): Body<HallShiftNote>,
) -> Result<Answer<HallShift>, Fault> {
    let mut tx = auth.write().await?;
    let board = board::load(&mut tx, &auth.scope, &ports, None).await?;
    let slip = HallSlip {
        bags: board.bags.len(),
        red: board.red,
        stuck: board.stuck,
        queues: board.queues,
        machines: board.machines.into_iter().filter(|one| one.state != HallMachineState::Free).collect(),
        deviated: board.deviated,
        unchecked: board.unchecked,
    };
    let note = new.note.as_deref().map(str::trim).filter(|note| !note.is_empty());
    let id = db::hand_over(&mut tx, &auth.scope, note, &slip).await?;
    let shown = changed(&mut tx, &auth.scope, id).await?;
    tx.created(shown).await
}

/// Takes a shift over. Refuses by `shift.taken` and `shift.same-person`.
#[utoipa::path(post, path = "/api/process/shifts/{id}/take-over", tag = "process",
    operation_id = "process.shift.take_over", params(("id" = ShiftId, Path)), request_body = HallShiftNote,
    responses((status = 200, body = HallShift), (status = 404), (status = 409)))]
pub(super) async fn take_over(
    auth: Allowed<ShiftTake>,
    Path(id): Path<ShiftId>,
    Body(new): Body<HallShiftNote>,
) -> Result<Answer<HallShift>, Fault> {
    let mut tx = auth.write().await?;
    db::lock(&mut tx, &auth.scope, id).await?;
    let found = shift_or_404(&mut tx, &auth.scope, id).await?;
    rules::may_take(found.handed_by, found.taken_at.is_some(), auth.scope.user)?;
    let note = new.note.as_deref().map(str::trim).filter(|note| !note.is_empty());
    db::take_over(&mut tx, &auth.scope, id, note).await?;
    let shown = changed(&mut tx, &auth.scope, id).await?;
    tx.ok(shown).await
}

async fn changed(tx: &mut Tx, scope: &Scope, id: ShiftId) -> Result<HallShift, Fault> {
    tx.announce("hall", Some(scope.org)).await?;
    Ok(HallShift::of(shift_or_404(tx, scope, id).await?, scope))
}

async fn shift_or_404(tx: &mut Tx, scope: &Scope, id: ShiftId) -> Result<ShiftRecord, Fault> {
    db::one(tx, scope, id).await?.ok_or_else(|| Problem::not_found("shift", id).into())
}
