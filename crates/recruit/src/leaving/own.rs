//! Routes of donors who want to leave.

use axum::{Extension, Json};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vena_kernel::{
    clock::{Day, Instant},
    id::DonorId,
    say,
};
use vena_platform::{
    auth::{Answer, AsDonor},
    db::Tx,
    fault::Fault,
    http::Body,
};

use super::{OwnLeave, OwnLeavingView, OwnStay, act, db, rules, rules::Line};
use crate::{Messages, own::book::OwnBook, sites::calendar::later, today};

/// How far one's own wish is, and what would go and stay.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct OwnLeaving {
    /// `open`, `done` or `withdrawn`; absent when nothing was asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    state: Option<String>,
    /// When it was asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    asked_at: Option<Instant>,
    /// Until when it is answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    due_on: Option<Day>,
    /// What goes.
    removes: Vec<Line>,
    /// What stays, and why.
    keeps: Vec<Line>,
}

/// Nothing: no reason is asked.
#[derive(Debug, Default, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct OwnLeavingNew {}

async fn shown(tx: &mut Tx, files: &[DonorId]) -> Result<OwnLeaving, Fault> {
    let row = db::latest(tx, files).await?;
    let facts = act::facts(tx, files).await?;
    let keeps = OwnBook::get().keeps(today::day(tx.now()));
    Ok(OwnLeaving {
        state: row.as_ref().map(|row| row.state.clone()),
        asked_at: row.as_ref().map(|row| row.asked_at),
        due_on: row.as_ref().map(|row| row.due_on),
        removes: rules::removed(&facts),
        keeps: rules::kept(&facts, &keeps),
    })
}

/// What would go and stay, and how far the donor's own wish is.
#[utoipa::path(get, path = "/api/recruit/own/leaving", tag = "recruit", operation_id = "recruit.own.leaving",
    responses((status = 200, body = OwnLeaving), (status = 401)))]
pub(super) async fn view(auth: AsDonor<OwnLeavingView>) -> Result<Json<OwnLeaving>, Fault> {
    let mut tx = auth.read().await?;
    let files = act::files(&mut tx, auth.donor).await?;
    Ok(Json(shown(&mut tx, &files).await?))
}

/// Asks that the account be deleted: a case for a person, with a last day for the answer.
#[utoipa::path(post, path = "/api/recruit/own/leaving", tag = "recruit", operation_id = "recruit.own.leave",
    request_body = OwnLeavingNew, responses((status = 201, body = OwnLeaving), (status = 401), (status = 409)))]
pub(super) async fn ask(
    auth: AsDonor<OwnLeave>,
    Extension(messages): Messages,
    Body(OwnLeavingNew {}): Body<OwnLeavingNew>,
) -> Result<Answer<OwnLeaving>, Fault> {
    let mut tx = auth.write().await?;
    let files = act::files(&mut tx, auth.donor).await?;
    let today = today::day(tx.now());
    let due_on = later(today, OwnBook::get().leave(today)?.days);
    let id = tx.new_id();
    if !db::insert(&mut tx, id, files[0], due_on).await? {
        return Err(rules::asked_already().into());
    }
    let due = act::day_zh(due_on);
    let text = say!(
        "{{name}}，您好！我们已收到您的注销申请，工作人员会在 {due} 前办理并答复您。在此之前您可以随时在应用中撤回。",
        "Dear {{name}}, we have your wish to be deleted and will handle it and answer by {due_on}. Until then you may take it back in the app."
    );
    act::told(&mut tx, messages.as_ref(), (files[0], "account"), (id, "asked"), text).await?;
    tx.announce("leavings", Some(auth.scope.org)).await?;
    let answer = shown(&mut tx, &files).await?;
    tx.created(answer).await
}

/// Takes the wish back.
#[utoipa::path(post, path = "/api/recruit/own/leaving/withdraw", tag = "recruit", operation_id = "recruit.own.stay",
    request_body = OwnLeavingNew, responses((status = 200, body = OwnLeaving), (status = 401), (status = 409)))]
pub(super) async fn stay(
    auth: AsDonor<OwnStay>,
    Body(OwnLeavingNew {}): Body<OwnLeavingNew>,
) -> Result<Answer<OwnLeaving>, Fault> {
    let mut tx = auth.write().await?;
    let files = act::files(&mut tx, auth.donor).await?;
    if !db::withdraw(&mut tx, &files).await? {
        rules::open("")?;
    }
    tx.announce("leavings", Some(auth.scope.org)).await?;
    let answer = shown(&mut tx, &files).await?;
    tx.ok(answer).await
}
