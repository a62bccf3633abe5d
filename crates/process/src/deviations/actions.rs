//! The routes of corrective and preventive actions.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vena_contracts::shown::Can;
use vena_kernel::{
    clock::{Day, Instant},
    id::{ActionId, DeviationId},
    say, zone,
};
use vena_platform::{
    auth::{Allowed, Answer, Scope},
    db::Tx,
    fault::{Fault, Problem},
    http::{Body, Path},
};

use super::{
    ActionAdd, ActionFinish, ActionVerify,
    db::{self, ActionRow, NewAction},
    http::{Deviation, locked, shown},
    open::late,
    rules,
};

/// What shall correct a deviation or prevent another.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct DeviationAction {
    /// Identity.
    action_id: ActionId,
    /// `corrective` or `preventive`.
    kind: String,
    /// What is to be done.
    what: String,
    /// Who sees to it.
    owner_name: String,
    /// By when.
    due_on: String,
    /// It is not done and late.
    overdue: bool,
    /// When it was done.
    done_at: Option<Instant>,
    /// By whom.
    done_by_name: Option<String>,
    /// What was done.
    done_note: Option<String>,
    /// When another person saw that it was done.
    verified_at: Option<Instant>,
    /// Who.
    verified_by_name: Option<String>,
    /// `finish`, `verify`.
    can: BTreeMap<String, Can>,
}

impl DeviationAction {
    /// The action as `scope` sees it.
    pub(super) fn of(scope: &Scope, row: ActionRow, today: Day) -> Self {
        let finish = rules::may_finish(row.done_at.is_some());
        let verify = rules::may_verify(row.done_by, row.verified_at.is_some(), scope.user);
        Self {
            can: BTreeMap::from([
                ("finish".to_owned(), Can::by(scope, "process.deviation.finish_action", finish)),
                ("verify".to_owned(), Can::by(scope, "process.deviation.verify_action", verify)),
            ]),
            overdue: row.done_at.is_none() && late(&row.due_on, today),
            action_id: row.action_id,
            kind: row.kind,
            what: row.what,
            owner_name: row.owner_name,
            due_on: row.due_on,
            done_at: row.done_at,
            done_by_name: row.done_by_name,
            done_note: row.done_note,
            verified_at: row.verified_at,
            verified_by_name: row.verified_by_name,
        }
    }
}

/// What an action is for.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum DeviationActionKind {
    /// Corrects this one.
    Corrective,
    /// Prevents another.
    Preventive,
}

/// An action to be added.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct DeviationActionNew {
    /// What it is for.
    #[garde(skip)]
    kind: DeviationActionKind,
    /// What is to be done.
    #[garde(length(chars, min = 4, max = 1000))]
    what: String,
    /// Sign-in name of the person of the station who sees to it.
    #[garde(length(chars, min = 1, max = 60))]
    owner: String,
    /// By when.
    #[garde(skip)]
    due_on: Day,
}

/// Adds an action to a deviation.
#[utoipa::path(post, path = "/api/process/deviations/{id}/actions", tag = "process",
    operation_id = "process.deviation.add_action", params(("id" = DeviationId, Path)), request_body = DeviationActionNew,
    responses((status = 201, body = Deviation)))]
pub(super) async fn add(
    auth: Allowed<ActionAdd>,
    Path(id): Path<DeviationId>,
    Body(new): Body<DeviationActionNew>,
) -> Result<Answer<Deviation>, Fault> {
    let mut tx = auth.write().await?;
    locked(&mut tx, &auth.scope, id).await?;
    if new.due_on < tx.now().day_in(&zone::china()) {
        let detail = say!("完成期限不能早于今天", "an action cannot be due before today");
        return Err(Problem::invalid("due_on", new.due_on, "deviation.due-past", detail).into());
    }
    let owner = db::person(&mut tx, &auth.scope, new.owner.trim()).await?.ok_or_else(|| {
        let detail = say!("本站没有这个用户名", "nobody of the station has this sign-in name");
        Problem::invalid("owner", &new.owner, "deviation.owner", detail)
    })?;
    let kind = match new.kind {
        DeviationActionKind::Corrective => "corrective",
        DeviationActionKind::Preventive => "preventive",
    };
    let action = NewAction { kind, what: &new.what, owner, due_on: new.due_on };
    db::add(&mut tx, &auth.scope, id, &action).await?;
    tx.announce("deviations", None).await?;
    let deviation = shown(&mut tx, &auth.scope, id).await?;
    tx.created(deviation).await
}

/// An action of an open deviation that nobody else changes until the transaction ends.
async fn of(tx: &mut Tx, scope: &Scope, id: ActionId) -> Result<(DeviationId, ActionRow), Fault> {
    let missing = || Problem::not_found("action", id);
    let deviation = db::of_action(tx, scope, id).await?.ok_or_else(missing)?;
    locked(tx, scope, deviation).await?;
    let actions = db::actions(tx, scope, deviation).await?;
    let action = actions.into_iter().find(|row| row.action_id == id).ok_or_else(missing)?;
    Ok((deviation, action))
}

/// What was done.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct DeviationActionDone {
    /// What was done.
    #[garde(length(chars, min = 2, max = 1000))]
    note: String,
}

/// Reports an action as done.
#[utoipa::path(post, path = "/api/process/deviation-actions/{id}/finish", tag = "process",
    operation_id = "process.deviation.finish_action", params(("id" = ActionId, Path)), request_body = DeviationActionDone,
    responses((status = 200, body = Deviation)))]
pub(super) async fn finish(
    auth: Allowed<ActionFinish>,
    Path(id): Path<ActionId>,
    Body(DeviationActionDone { note }): Body<DeviationActionDone>,
) -> Result<Answer<Deviation>, Fault> {
    let mut tx = auth.write().await?;
    let (deviation, action) = of(&mut tx, &auth.scope, id).await?;
    rules::may_finish(action.done_at.is_some())?;
    db::finish(&mut tx, &auth.scope, id, &note).await?;
    tx.announce("deviations", None).await?;
    let deviation = shown(&mut tx, &auth.scope, deviation).await?;
    tx.ok(deviation).await
}

/// Nothing has to be said.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct DeviationActionVerified {}

/// Verifies that an action was done.
#[utoipa::path(post, path = "/api/process/deviation-actions/{id}/verify", tag = "process",
    operation_id = "process.deviation.verify_action", params(("id" = ActionId, Path)),
    request_body = DeviationActionVerified, responses((status = 200, body = Deviation)))]
pub(super) async fn verify(
    auth: Allowed<ActionVerify>,
    Path(id): Path<ActionId>,
    Body(DeviationActionVerified {}): Body<DeviationActionVerified>,
) -> Result<Answer<Deviation>, Fault> {
    let mut tx = auth.write().await?;
    let (deviation, action) = of(&mut tx, &auth.scope, id).await?;
    rules::may_verify(action.done_by, action.verified_at.is_some(), auth.scope.user)?;
    db::verify(&mut tx, &auth.scope, id).await?;
    tx.announce("deviations", None).await?;
    let deviation = shown(&mut tx, &auth.scope, deviation).await?;
    tx.ok(deviation).await
}
