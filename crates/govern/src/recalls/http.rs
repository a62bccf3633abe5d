//! Requests and answers about cases that are open: who has seen them, who was followed, how they end.

use axum::Json;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use vena_kernel::id::{RecallId, UnitId};
use vena_platform::{
    auth::{Allowed, Answer, Scope},
    db::Tx,
    fault::{Fault, Problem},
    http::{Body, Page, Path, Query, cursor},
};

use super::{
    RecallAcknowledge, RecallClose, RecallFollow, RecallList, RecallView, db, rules,
    sheet::{Recall, RecallHead, Whole, open_of},
};

/// Which cases.
#[derive(Debug, Deserialize, IntoParams, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct RecallQuery {
    /// Open or closed ones; all when absent.
    #[garde(skip)]
    open: Option<bool>,
    /// Where the page begins: `next` of the page before.
    #[garde(length(chars, max = 300))]
    cursor: Option<String>,
    /// How many rows, 50 when absent.
    #[garde(range(min = 1, max = 200))]
    limit: Option<i64>,
}

#[utoipa::path(get, path = "/api/govern/recalls", tag = "govern", operation_id = "govern.recall.list", params(RecallQuery),
    responses((status = 200, body = Page<RecallHead>)))]
pub(super) async fn list(
    auth: Allowed<RecallList>,
    Query(query): Query<RecallQuery>,
) -> Result<Json<Page<RecallHead>>, Fault> {
    let before = cursor(query.cursor.as_deref())?;
    let mut tx = auth.read().await?;
    let limit = query.limit.unwrap_or(50);
    let wanted = db::Wanted { open: query.open, before, limit: limit + 1 };
    let (rows, now) = (db::cases(&mut tx, &auth.scope, &wanted).await?, tx.now());
    let rows = rows.into_iter().map(|row| RecallHead::of(&auth.scope, row, now)).collect();
    Ok(Json(Page::cut(rows, limit, now, |row: &RecallHead| row.recall_id.to_string())))
}

/// Everything of a case that `scope` sees.
pub(super) async fn whole(tx: &mut Tx, scope: &Scope, id: RecallId) -> Result<Whole, Fault> {
    let case = db::case(tx, scope, id).await?.ok_or_else(|| Problem::not_found("recall", id))?;
    let donations = db::donations(tx, scope, id).await?;
    let units = db::units(tx, scope, id).await?;
    let parties = db::parties(tx, scope, id).await?;
    Ok(Whole { case, donations, units, parties })
}

async fn locked(tx: &mut Tx, scope: &Scope, id: RecallId) -> Result<Whole, Fault> {
    db::lock(tx, scope, id).await?;
    whole(tx, scope, id).await
}

async fn changed(tx: &mut Tx, scope: &Scope, id: RecallId) -> Result<Recall, Fault> {
    tx.announce("recalls", None).await?;
    let now = tx.now();
    whole(tx, scope, id).await?.shown(scope, now)
}

#[utoipa::path(get, path = "/api/govern/recalls/{id}", tag = "govern", operation_id = "govern.recall.view",
    params(("id" = RecallId, Path)), responses((status = 200, body = Recall)))]
pub(super) async fn view(auth: Allowed<RecallView>, Path(id): Path<RecallId>) -> Result<Json<Recall>, Fault> {
    let mut tx = auth.read().await?;
    let now = tx.now();
    Ok(Json(whole(&mut tx, &auth.scope, id).await?.shown(&auth.scope, now)?))
}

/// That the own organisation has it.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct RecallAcknowledgement {
    /// What was done with the units that were found.
    #[garde(inner(length(chars, max = 300)))]
    note: Option<String>,
}

#[utoipa::path(post, path = "/api/govern/recalls/{id}/acknowledge", tag = "govern",
    operation_id = "govern.recall.acknowledge", params(("id" = RecallId, Path)), request_body = RecallAcknowledgement,
    responses((status = 200, body = Recall)))]
pub(super) async fn acknowledge(
    auth: Allowed<RecallAcknowledge>,
    Path(id): Path<RecallId>,
    Body(said): Body<RecallAcknowledgement>,
) -> Result<Answer<Recall>, Fault> {
    let mut tx = auth.write().await?;
    let closed = locked(&mut tx, &auth.scope, id).await?.case.closed_at.is_some();
    let asked = !closed && db::acknowledge(&mut tx, &auth.scope, id, said.note.as_deref()).await?;
    rules::may_acknowledge(asked, closed)?;
    let shown = changed(&mut tx, &auth.scope, id).await?;
    tx.ok(shown).await
}

/// What became of who received a unit.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct RecallFollowUp {
    /// The unit.
    #[garde(skip)]
    unit: UnitId,
    /// Whether the recipient was told and tested, and what came of it; never who it is.
    #[garde(length(chars, min = 2, max = 500))]
    said: String,
}

#[utoipa::path(post, path = "/api/govern/recalls/{id}/follow", tag = "govern", operation_id = "govern.recall.follow",
    params(("id" = RecallId, Path)), request_body = RecallFollowUp, responses((status = 200, body = Recall)))]
pub(super) async fn follow(
    auth: Allowed<RecallFollow>,
    Path(id): Path<RecallId>,
    Body(said): Body<RecallFollowUp>,
) -> Result<Answer<Recall>, Fault> {
    let mut tx = auth.write().await?;
    let whole = locked(&mut tx, &auth.scope, id).await?;
    let own = whole.units.iter().find(|unit| unit.unit.unit_id == said.unit);
    let unit = own.ok_or_else(|| Problem::not_found("unit", said.unit))?;
    rules::may_follow(whole.case.closed_at.is_some(), open_of(unit)?)?;
    db::follow(&mut tx, &auth.scope, (id, said.unit), said.said.trim()).await?;
    let shown = changed(&mut tx, &auth.scope, id).await?;
    tx.ok(shown).await
}

/// What came of a case.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct RecallEnd {
    /// In words.
    #[garde(length(chars, min = 2, max = 1000))]
    conclusion: String,
}

#[utoipa::path(post, path = "/api/govern/recalls/{id}/close", tag = "govern", operation_id = "govern.recall.close",
    params(("id" = RecallId, Path)), request_body = RecallEnd, responses((status = 200, body = Recall)))]
pub(super) async fn close(
    auth: Allowed<RecallClose>,
    Path(id): Path<RecallId>,
    Body(end): Body<RecallEnd>,
) -> Result<Answer<Recall>, Fault> {
    let mut tx = auth.write().await?;
    let whole = locked(&mut tx, &auth.scope, id).await?;
    rules::may_close(&whole.end()?, auth.scope.user)?;
    db::close(&mut tx, &auth.scope, id, end.conclusion.trim()).await?;
    let shown = changed(&mut tx, &auth.scope, id).await?;
    tx.ok(shown).await
}
