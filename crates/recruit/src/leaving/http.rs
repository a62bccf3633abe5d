//! Routes of those who handle wishes to be deleted.

use axum::{Extension, Json};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use vena_contracts::shown::{Can, Person};
use vena_kernel::{
    clock::{Day, Instant},
    id::DonorId,
    masking::mask_name,
    text::Text,
};
use vena_platform::{
    auth::{Allowed, Answer, Permission, Scope},
    db::Tx,
    fault::{Fault, Problem},
    http::{Body, Path, Query},
};

use super::{LeavingClose, LeavingList, LeavingView, act, db, db::LeavingRow, rules, rules::Line};
use crate::{Messages, own::book::OwnBook, today};

/// So many are listed at most.
const LIST_MAX: i64 = 500;

/// Which wishes.
#[derive(Debug, Deserialize, IntoParams, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct LeavingQuery {
    /// Those that are over, not those that wait.
    #[garde(skip)]
    #[serde(default)]
    closed: bool,
}

/// A wish in a list.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct LeavingItem {
    /// Identity.
    leaving_id: Uuid,
    /// Whose.
    donor_id: DonorId,
    /// Name, masked.
    name_masked: String,
    /// When it was asked.
    asked_at: Instant,
    /// Until when it is to be answered.
    due_on: Day,
    /// That day has passed.
    late: bool,
    /// `open`, `done` or `withdrawn`.
    state: String,
    /// When it was over.
    closed_at: Option<Instant>,
}

/// A wish with what it means.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Leaving {
    #[serde(flatten)]
    item: LeavingItem,
    /// What goes, or went.
    removes: Vec<Line>,
    /// What stays, and why.
    keeps: Vec<Line>,
    /// Who handled it.
    closed_by: Option<Person>,
    /// What the donor was told.
    answer: Option<String>,
    /// Whether it may be handled now.
    can_close: Can,
}

/// How a wish is handled.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct LeavingAnswer {
    /// What the donor is told.
    #[garde(length(chars, min = 2, max = 500))]
    answer: String,
}

fn item(row: &LeavingRow, today: Day) -> LeavingItem {
    LeavingItem {
        leaving_id: row.leaving_id,
        donor_id: row.donor_id,
        name_masked: mask_name(&row.name),
        asked_at: row.asked_at,
        due_on: row.due_on,
        late: row.state == "open" && row.due_on < today,
        state: row.state.clone(),
        closed_at: row.closed_at,
    }
}

async fn shown(tx: &mut Tx, scope: &Scope, id: Uuid) -> Result<Leaving, Fault> {
    let row = db::one(tx, scope, id).await?.ok_or_else(|| Problem::not_found("leaving", id))?;
    let today = today::day(tx.now());
    let files = act::files(tx, row.donor_id).await?;
    let facts = act::facts(tx, &files).await?;
    let (removes, keeps) = match (&row.removed, &row.kept) {
        (Some(removed), Some(kept)) => (removed.0.clone(), kept.0.clone()),
        _ => (rules::removed(&facts), rules::kept(&facts, &OwnBook::get().keeps(today))),
    };
    Ok(Leaving {
        item: item(&row, today),
        removes,
        keeps,
        closed_by: Person::of(row.closed_by, row.closed_by_name),
        answer: row.answer,
        can_close: Can::by(scope, LeavingClose::INFO.name, rules::may_close(&row.state, &facts)),
    })
}

/// Who wants to be deleted: those that wait, longest first, or those that are over.
#[utoipa::path(get, path = "/api/recruit/leavings", tag = "recruit", operation_id = "recruit.leaving.list",
    params(LeavingQuery), responses((status = 200, body = Vec<LeavingItem>)))]
pub(super) async fn list(
    auth: Allowed<LeavingList>,
    Query(asked): Query<LeavingQuery>,
) -> Result<Json<Vec<LeavingItem>>, Fault> {
    let mut tx = auth.read().await?;
    let today = today::day(tx.now());
    let rows = db::list(&mut tx, &auth.scope, !asked.closed, LIST_MAX).await?;
    Ok(Json(rows.iter().map(|row| item(row, today)).collect()))
}

/// One wish: what goes, what the law keeps.
#[utoipa::path(get, path = "/api/recruit/leavings/{id}", tag = "recruit", operation_id = "recruit.leaving.view",
    params(("id" = Uuid, Path)), responses((status = 200, body = Leaving), (status = 404)))]
pub(super) async fn view(auth: Allowed<LeavingView>, Path(id): Path<Uuid>) -> Result<Json<Leaving>, Fault> {
    let mut tx = auth.read().await?;
    Ok(Json(shown(&mut tx, &auth.scope, id).await?))
}

/// Handles a wish: sign-ins, consents, places and conveniences end, what the law keeps stays, and the donor is answered.
#[utoipa::path(post, path = "/api/recruit/leavings/{id}/close", tag = "recruit", operation_id = "recruit.leaving.close",
    params(("id" = Uuid, Path)), request_body = LeavingAnswer,
    responses((status = 200, body = Leaving), (status = 404), (status = 409)))]
pub(super) async fn close(
    auth: Allowed<LeavingClose>,
    Extension(messages): Messages,
    Path(id): Path<Uuid>,
    Body(new): Body<LeavingAnswer>,
) -> Result<Answer<Leaving>, Fault> {
    let (scope, mut tx) = (&auth.scope, auth.write().await?);
    db::lock(&mut tx, id).await?;
    let row = db::one(&mut tx, scope, id).await?.ok_or_else(|| Problem::not_found("leaving", id))?;
    let files = act::files(&mut tx, row.donor_id).await?;
    let facts = act::facts(&mut tx, &files).await?;
    rules::may_close(&row.state, &facts)?;
    let keeps = OwnBook::get().keeps(today::day(tx.now()));
    let (removed, kept) = (rules::removed(&facts), rules::kept(&facts, &keeps));
    act::end(&mut tx, scope, messages.as_ref(), &files).await?;
    let answer = new.answer.trim();
    db::close(&mut tx, scope, id, (&removed, &kept), answer).await?;
    let text = Text::new(
        format!("{{name}}，您好！您的注销申请已办结：{answer}"),
        format!("Dear {{name}}, your wish to be deleted was handled: {answer}"),
    );
    act::told(&mut tx, messages.as_ref(), (files[0], "account_closed"), (id, "closed"), text).await?;
    tx.announce("leavings", Some(scope.org)).await?;
    tx.announce("donors", Some(scope.org)).await?;
    let answer = shown(&mut tx, scope, id).await?;
    tx.ok(answer).await
}
