//! The routes of discards.

use std::collections::BTreeSet;

use axum::Json;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;
use vena_kernel::{
    id::UnitId,
    refusal::Refusal,
    unit_state::{Fact, UnitEvent},
    zone,
};
use vena_ledger::{Outcome, append};
use vena_platform::{
    app::App,
    auth::{Allowed, Answer, Permission, PermissionInfo, Scope},
    db::Tx,
    fault::{Fault, Problem},
    http::{Body, Page, Path, Query, cursor},
    permission,
};

use super::{
    book::{self, DiscardReason},
    db::{self, Locked, Proposal},
    rules,
    sheet::{StoreDiscard, StoreDiscardHead},
};
use crate::{
    hand::{Hand, event_id},
    units,
};

permission! {
    pub(crate) ReasonList = "store.discard_reason.list", "查看报废原因", "See reasons of discard";
    pub(crate) DiscardList = "store.discard.list", "查看报废单", "See discards";
    pub(crate) DiscardView = "store.discard.view", "查看报废单明细", "See a discard with its units";
    pub(crate) DiscardPropose = "store.discard.propose", "提出报废", "Propose a discard";
    pub(crate) DiscardConfirm = "store.discard.confirm", "确认报废", "Confirm a discard";
}

/// The permissions of this feature.
pub(crate) fn permissions() -> Vec<PermissionInfo> {
    vec![ReasonList::INFO, DiscardList::INFO, DiscardView::INFO, DiscardPropose::INFO, DiscardConfirm::INFO]
}

/// The routes of this feature.
pub(crate) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(reasons))
        .routes(routes!(list, propose))
        .routes(routes!(view))
        .routes(routes!(confirm))
}

#[utoipa::path(get, path = "/api/store/discard-reasons", tag = "store", operation_id = "store.discard_reason.list",
    responses((status = 200, body = Vec<DiscardReason>)))]
async fn reasons(auth: Allowed<ReasonList>) -> Json<Vec<DiscardReason>> {
    let today = auth.app.db.clock().now().day_in(&zone::china());
    Json(book::reasons(today).into_iter().cloned().collect())
}

/// Units that shall be destroyed.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
struct StoreDiscardNew {
    /// The units.
    #[garde(length(min = 1, max = 200))]
    units: Vec<UnitId>,
    /// Code of the reason.
    #[garde(length(chars, min = 1, max = 40))]
    reason_code: String,
    /// More about it; some reasons need it.
    #[garde(inner(length(chars, max = 300)))]
    note: Option<String>,
}

#[utoipa::path(post, path = "/api/store/discards", tag = "store", operation_id = "store.discard.propose",
    request_body = StoreDiscardNew, responses((status = 201, body = StoreDiscard)))]
async fn propose(
    auth: Allowed<DiscardPropose>,
    Body(mut new): Body<StoreDiscardNew>,
) -> Result<Answer<StoreDiscard>, Fault> {
    let mut tx = auth.write().await?;
    let today = tx.now().day_in(&zone::china());
    rules::known(book::reason(&new.reason_code, today), &new.reason_code, new.note.as_deref())?;
    let mut seen = BTreeSet::new();
    new.units.retain(|id| seen.insert(*id));
    all_may(&mut tx, &auth.scope, &new.units).await?;
    let id = tx.new_id();
    let proposal = Proposal { id, reason_code: &new.reason_code, note: new.note.as_deref(), units: &new.units };
    db::insert(&mut tx, &auth.scope, &proposal).await?;
    tx.announce("stock", Some(auth.scope.org)).await?;
    let discard = shown(&mut tx, &auth.scope, id).await?;
    tx.created(discard).await
}

/// Refuses a proposal with a unit that is not here or that the ledger would not let go.
async fn all_may(tx: &mut Tx, scope: &Scope, ids: &[UnitId]) -> Result<(), Fault> {
    let rows = units::db::shown(tx, scope, ids).await?;
    let here: BTreeSet<UnitId> =
        rows.iter().filter(|row| row.custodian_org == scope.org).map(|row| row.unit_id).collect();
    if let Some(stranger) = ids.iter().find(|id| !here.contains(id)) {
        return Err(Problem::not_found("unit", stranger).into());
    }
    let hand = Hand::of(scope, tx, None);
    for record in vena_ledger::units(tx, ids).await? {
        rules::may_propose(&hand, record.unit_id, &record.unit())?;
    }
    Ok(())
}

async fn shown(tx: &mut Tx, scope: &Scope, id: Uuid) -> Result<StoreDiscard, Fault> {
    let head = db::head(tx, scope, id).await?.ok_or_else(|| Problem::not_found("discard", id))?;
    let lines = db::lines(tx, scope, id).await?;
    Ok(StoreDiscard::of(scope, head, lines))
}

/// Nothing has to be said: the discard says it all.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
struct StoreDiscardConfirmation {}

#[utoipa::path(post, path = "/api/store/discards/{id}/confirm", tag = "store", operation_id = "store.discard.confirm",
    params(("id" = Uuid, Path)), request_body = StoreDiscardConfirmation, responses((status = 200, body = StoreDiscard)))]
async fn confirm(
    auth: Allowed<DiscardConfirm>,
    Path(id): Path<Uuid>,
    Body(StoreDiscardConfirmation {}): Body<StoreDiscardConfirmation>,
) -> Result<Answer<StoreDiscard>, Fault> {
    let mut tx = auth.write().await?;
    let found = db::lock(&mut tx, &auth.scope, id).await?.ok_or_else(|| Problem::not_found("discard", id))?;
    rules::may_confirm(found.proposed_by, found.confirmed, auth.scope.user)?;
    let decided = discard(&mut tx, &auth.scope, id, found).await?;
    db::confirm(&mut tx, &auth.scope, id, &decided).await?;
    tx.announce("units", None).await?;
    tx.announce("stock", Some(auth.scope.org)).await?;
    let discard = shown(&mut tx, &auth.scope, id).await?;
    tx.ok(discard).await
}

/// Ends the units; the ledger has the last word on each.
async fn discard(tx: &mut Tx, scope: &Scope, id: Uuid, found: Locked) -> Result<Vec<(UnitId, Option<Refusal>)>, Fault> {
    let units = db::unit_ids(tx, scope, id).await?;
    let name = book::name(&found.reason_code);
    let reason = found.note.map_or_else(|| name.zh.clone(), |note| format!("{}：{note}", name.zh));
    let hand = Hand { second: Some(found.proposed_by), reason: Some(reason), ..Hand::of(scope, tx, None) };
    let ended = |unit: &UnitId| hand.event(event_id(tx), *unit, Fact::Discarded { cause: found.reason_code.clone() });
    let events: Vec<UnitEvent> = units.iter().map(ended).collect();
    let outcomes = append(tx, &events).await?;
    Ok(units.into_iter().zip(&outcomes).map(|(unit, outcome)| (unit, Outcome::refusal(outcome).cloned())).collect())
}

/// How far a discard has come.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum StoreDiscardState {
    /// Waits for its second person.
    Proposed,
    /// Decided.
    Confirmed,
}

/// Which discards.
#[derive(Debug, Deserialize, IntoParams, garde::Validate)]
#[serde(deny_unknown_fields)]
struct DiscardQuery {
    /// How far they have come; all when absent.
    #[garde(skip)]
    #[param(inline)]
    state: Option<StoreDiscardState>,
    /// Where the page begins.
    #[garde(length(chars, max = 300))]
    cursor: Option<String>,
    /// How many rows, 50 when absent.
    #[garde(range(min = 1, max = 200))]
    limit: Option<i64>,
}

#[utoipa::path(get, path = "/api/store/discards", tag = "store", operation_id = "store.discard.list",
    params(DiscardQuery), responses((status = 200, body = Page<StoreDiscardHead>)))]
async fn list(
    auth: Allowed<DiscardList>,
    Query(query): Query<DiscardQuery>,
) -> Result<Json<Page<StoreDiscardHead>>, Fault> {
    let mut tx = auth.read().await?;
    let limit = query.limit.unwrap_or(50);
    let confirmed = query.state.map(|state| matches!(state, StoreDiscardState::Confirmed));
    let before = cursor(query.cursor.as_deref())?;
    let rows = db::heads(&mut tx, &auth.scope, &db::Wanted { confirmed, before, limit: limit + 1 }).await?;
    let items = rows.into_iter().map(StoreDiscardHead::from).collect();
    Ok(Json(Page::cut(items, limit, tx.now(), |row: &StoreDiscardHead| row.discard_id.to_string())))
}

#[utoipa::path(get, path = "/api/store/discards/{id}", tag = "store", operation_id = "store.discard.view",
    params(("id" = Uuid, Path)), responses((status = 200, body = StoreDiscard)))]
async fn view(auth: Allowed<DiscardView>, Path(id): Path<Uuid>) -> Result<Json<StoreDiscard>, Fault> {
    let mut tx = auth.read().await?;
    Ok(Json(shown(&mut tx, &auth.scope, id).await?))
}
