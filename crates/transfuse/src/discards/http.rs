//! Asking for discards, confirming, withdrawing and listing them.

use axum::Json;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use vena_contracts::shown::{Can, Person, UnitRow};
use vena_kernel::{
    clock::Instant,
    id::UserId,
    refusal::Refusal,
    say,
    text::Text,
    unit_state::{Fact, UnitEvent},
};
use vena_platform::{
    auth::{Allowed, Answer, Permission, Scope},
    db::Tx,
    fault::{Fault, Problem},
    http::{Body, Page, Path, Query},
};

use super::{DiscardConfirm, DiscardCreate, DiscardList, DiscardWithdraw, db, rules};
use crate::{event, matches, patients, policy::Policy};

/// A discard.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Discard {
    /// Identity.
    discard_id: Uuid,
    /// The unit.
    unit: UnitRow,
    /// Code of the cause.
    cause: String,
    /// What it means.
    cause_name: Text,
    /// In words.
    reason: String,
    /// `pending`, `done` or `withdrawn`.
    state: String,
    /// Who asked for it.
    asked_by: Person,
    /// When.
    asked_at: Instant,
    /// Who confirmed it.
    confirmed_by: Option<Person>,
    /// When.
    confirmed_at: Option<Instant>,
    /// Why it was withdrawn.
    withdrawn_reason: Option<String>,
    /// What may be done now.
    can: DiscardCan,
}

/// What may be done with a discard now.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct DiscardCan {
    /// Confirm it as the second person.
    confirm: Can,
    /// Take the request back.
    withdraw: Can,
}

/// A unit that shall be destroyed.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct DiscardNew {
    /// Id or scanned label of a unit in the hospital's custody.
    #[garde(length(chars, min = 1, max = 500))]
    unit: String,
    /// Code of the cause, as listed by `transfuse.codes.view`.
    #[garde(length(chars, min = 1, max = 40))]
    cause: String,
    /// In words.
    #[garde(length(chars, min = 2, max = 300))]
    reason: String,
}

/// The confirmation needs nothing but the second person's own sign-in.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct DiscardConfirmation {}

/// Why a request is taken back.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct DiscardWithdrawal {
    /// For the record.
    #[garde(length(chars, min = 2, max = 200))]
    reason: String,
}

/// Which page of which discards.
#[derive(Debug, Deserialize, IntoParams, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct DiscardQuery {
    /// `pending`, `done` or `withdrawn`; all when absent.
    #[garde(length(chars, max = 20))]
    state: Option<String>,
    /// Where the page begins: `next` of the page before.
    #[garde(skip)]
    cursor: Option<Uuid>,
    /// How many rows, 50 when absent.
    #[garde(range(min = 1, max = 200))]
    limit: Option<i64>,
}

fn shown(row: db::DiscardRow, scope: &Scope, now: Instant) -> Discard {
    let can = DiscardCan {
        confirm: Can::by(
            scope,
            DiscardConfirm::INFO.name,
            rules::may_confirm(&row.discard_state, row.asked_by, scope.user),
        ),
        withdraw: Can::by(scope, DiscardWithdraw::INFO.name, rules::may_withdraw(&row.discard_state)),
    };
    let name = Policy::book().discards(now).find(|code| code.code == row.cause).map(|code| code.name.clone());
    Discard {
        discard_id: row.discard_id,
        unit: row.unit.for_scope(scope),
        cause_name: name.unwrap_or_else(|| Text::new(&row.cause, &row.cause)),
        cause: row.cause,
        reason: row.reason,
        state: row.discard_state,
        asked_by: Person { user_id: row.asked_by, display_name: row.asked_by_name },
        asked_at: row.asked_at,
        confirmed_by: Person::of(row.confirmed_by, row.confirmed_by_name),
        confirmed_at: row.confirmed_at,
        withdrawn_reason: row.withdrawn_reason,
        can,
    }
}

async fn one(tx: &mut Tx, scope: &Scope, id: Uuid) -> Result<db::DiscardRow, Fault> {
    let found = db::discards(tx, scope, Some(id), "", None, 1).await?.pop();
    Ok(found.ok_or_else(|| Problem::not_found("discard", id))?)
}

async fn locked(tx: &mut Tx, scope: &Scope, id: Uuid) -> Result<db::DiscardRow, Fault> {
    if !db::lock(tx, scope, id).await? {
        return Err(Problem::not_found("discard", id).into());
    }
    one(tx, scope, id).await
}

async fn changed(tx: &mut Tx, scope: &Scope, id: Uuid) -> Result<Discard, Fault> {
    tx.announce("stock", Some(scope.org)).await?;
    let row = one(tx, scope, id).await?;
    Ok(shown(row, scope, tx.now()))
}

/// The event of the end: who asked did it, who confirms is the second person.
fn discarded(
    tx: &Tx,
    scope: &Scope,
    unit: vena_kernel::id::UnitId,
    cause: &str,
    reason: &str,
    asked_by: UserId,
) -> UnitEvent {
    let mut discarded = event(tx, scope, unit, Fact::Discarded { cause: cause.to_owned() });
    discarded.actor = asked_by;
    discarded.second = Some(scope.user);
    discarded.reason = Some(reason.to_owned());
    discarded
}

#[utoipa::path(post, path = "/api/transfuse/discards", tag = "transfuse", operation_id = "transfuse.discard.create",
    request_body = DiscardNew, responses((status = 201, body = Discard)))]
pub(super) async fn create(
    auth: Allowed<DiscardCreate>,
    Body(new): Body<DiscardNew>,
) -> Result<Answer<Discard>, Fault> {
    patients::rules::hospital_only(auth.scope.org_kind)?;
    let mut tx = auth.write().await?;
    let known = Policy::book().discards(tx.now()).any(|code| code.code == new.cause);
    rules::known_cause(&new.cause, known)?;
    let unit = matches::meant(&mut tx, &auth.scope, &new.unit).await?;
    // The ledger is asked already now, with somebody as the second person: what has ended is not discarded again.
    let mut draft = discarded(&tx, &auth.scope, unit.unit_id, &new.cause, &new.reason, auth.scope.user);
    draft.second = Some(UserId::from_uuid(tx.new_id()));
    matches::view::would(&unit, &draft, tx.now())?;
    tx.because(&new.reason);
    let id = tx.new_id();
    if !db::insert(&mut tx, &auth.scope, id, unit.unit_id, &new.cause, &new.reason).await? {
        let label = unit.facts.label();
        let reason = say!("{label} 已有待复核的报废申请", "a discard of {label} waits for its second person already");
        return Err(Refusal::new("discard.asked-already", reason).into());
    }
    let discard = changed(&mut tx, &auth.scope, id).await?;
    tx.created(discard).await
}

#[utoipa::path(post, path = "/api/transfuse/discards/{id}/confirm", tag = "transfuse",
    operation_id = "transfuse.discard.confirm", params(("id" = Uuid, Path)), request_body = DiscardConfirmation,
    responses((status = 200, body = Discard)))]
pub(super) async fn confirm(
    auth: Allowed<DiscardConfirm>,
    Path(id): Path<Uuid>,
    Body(DiscardConfirmation {}): Body<DiscardConfirmation>,
) -> Result<Answer<Discard>, Fault> {
    let mut tx = auth.write().await?;
    let row = locked(&mut tx, &auth.scope, id).await?;
    rules::may_confirm(&row.discard_state, row.asked_by, auth.scope.user)?;
    tx.because(&row.reason);
    let unit = row.unit.unit_id;
    let event = discarded(&tx, &auth.scope, unit, &row.cause, &row.reason, row.asked_by);
    vena_ledger::append_all_or_refuse(&mut tx, &[event]).await?;
    db::confirm(&mut tx, &auth.scope, id, unit).await?;
    let discard = changed(&mut tx, &auth.scope, id).await?;
    tx.ok(discard).await
}

#[utoipa::path(post, path = "/api/transfuse/discards/{id}/withdraw", tag = "transfuse",
    operation_id = "transfuse.discard.withdraw", params(("id" = Uuid, Path)), request_body = DiscardWithdrawal,
    responses((status = 200, body = Discard)))]
pub(super) async fn withdraw(
    auth: Allowed<DiscardWithdraw>,
    Path(id): Path<Uuid>,
    Body(why): Body<DiscardWithdrawal>,
) -> Result<Answer<Discard>, Fault> {
    let mut tx = auth.write().await?;
    let row = locked(&mut tx, &auth.scope, id).await?;
    rules::may_withdraw(&row.discard_state)?;
    tx.because(&why.reason);
    db::withdraw(&mut tx, &auth.scope, id, &why.reason).await?;
    let discard = changed(&mut tx, &auth.scope, id).await?;
    tx.ok(discard).await
}

#[utoipa::path(get, path = "/api/transfuse/discards", tag = "transfuse", operation_id = "transfuse.discard.list",
    params(DiscardQuery), responses((status = 200, body = Page<Discard>)))]
pub(super) async fn list(
    auth: Allowed<DiscardList>,
    Query(page): Query<DiscardQuery>,
) -> Result<Json<Page<Discard>>, Fault> {
    let mut tx = auth.read().await?;
    let (limit, state) = (page.limit.unwrap_or(50), page.state.unwrap_or_default());
    if !["", "pending", "done", "withdrawn"].contains(&state.as_str()) {
        let detail = say!("没有这个报废状态", "discards have no such state");
        return Err(Problem::invalid("state", &state, "discard.state-word", detail).into());
    }
    let rows = db::discards(&mut tx, &auth.scope, None, &state, page.cursor, limit + 1).await?;
    let discards = rows.into_iter().map(|row| shown(row, &auth.scope, tx.now())).collect();
    Ok(Json(Page::cut(discards, limit, tx.now(), |discard: &Discard| discard.discard_id.to_string())))
}
