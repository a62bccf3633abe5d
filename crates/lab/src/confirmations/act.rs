//! The acts of a confirmation.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vena_kernel::{clock::Day, id::ConfirmationId, refusal::Refusal, zone};
use vena_platform::{
    auth::{Allowed, Answer, Scope, Write},
    db::Tx,
    fault::{Fault, Problem},
    http::{Body, Path},
};

use super::{
    ConfirmationConfirm, ConfirmationGiveBack, ConfirmationNotify, ConfirmationSample, ConfirmationSend,
    ConfirmationType,
    db::{self, Row, Sending, Typed},
    http::{Confirmation, load, one, rules_of},
    rules::{self, Confirmed},
};

/// Samples that go together.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct ConfirmationSending {
    /// Which.
    #[garde(length(min = 1, max = 100))]
    confirmations: Vec<ConfirmationId>,
    /// Number of the list that goes with them.
    #[garde(length(chars, min = 1, max = 60))]
    list_no: String,
    /// Where they go.
    #[garde(length(chars, min = 2, max = 100))]
    laboratory: String,
    /// Who takes them.
    #[garde(length(chars, min = 2, max = 60))]
    carrier: String,
}

/// Samples that went together.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ConfirmationsSent {
    /// Each of them.
    items: Vec<Confirmation>,
}

/// Sends samples with one list: all of them, or none. Refuses by `confirmation.stage`.
#[utoipa::path(post, path = "/api/lab/confirmations/send", tag = "lab", operation_id = "lab.confirmation.send",
    request_body = ConfirmationSending, responses((status = 200, body = ConfirmationsSent)))]
pub(super) async fn send(
    auth: Allowed<ConfirmationSend>,
    Body(mut new): Body<ConfirmationSending>,
) -> Result<Answer<ConfirmationsSent>, Fault> {
    let mut tx = auth.write().await?;
    let scope = &auth.scope;
    // Everybody locks in the same order; one that is named twice is sent once.
    new.confirmations.sort_unstable();
    new.confirmations.dedup();
    let sending = Sending { list_no: &new.list_no, laboratory: &new.laboratory, carrier: &new.carrier };
    for id in &new.confirmations {
        let row = locked(&mut tx, scope, *id).await?;
        rules::may_send(&row.facts(), rules_of(&row)?)?;
        db::sent(&mut tx, scope, *id, &sending).await?;
    }
    tx.announce("confirmations", Some(scope.org)).await?;
    let mut items = Vec::with_capacity(new.confirmations.len());
    for id in &new.confirmations {
        items.push(load(&mut tx, scope, *id).await?);
    }
    tx.ok(ConfirmationsSent { items }).await
}

async fn locked(tx: &mut Tx, scope: &Scope, id: ConfirmationId) -> Result<Row, Fault> {
    db::lock(tx, scope, id).await?;
    one(tx, scope, id).await
}

async fn told(mut tx: Write, scope: &Scope, id: ConfirmationId) -> Result<Answer<Confirmation>, Fault> {
    tx.announce("confirmations", Some(scope.org)).await?;
    let confirmation = load(&mut tx, scope, id).await?;
    tx.ok(confirmation).await
}

/// The donor was sampled again.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct ConfirmationSampled {
    /// When.
    #[garde(skip)]
    sampled_on: Day,
}

/// Records another sample of the donor. Refuses by `confirmation.stage`, `confirmation.too-early` and `confirmation.future`.
#[utoipa::path(post, path = "/api/lab/confirmations/{id}/sample", tag = "lab", operation_id = "lab.confirmation.sample",
    params(("id" = ConfirmationId, Path)), request_body = ConfirmationSampled,
    responses((status = 200, body = Confirmation)))]
pub(super) async fn sample(
    auth: Allowed<ConfirmationSample>,
    Path(id): Path<ConfirmationId>,
    Body(asked): Body<ConfirmationSampled>,
) -> Result<Answer<Confirmation>, Fault> {
    let mut tx = auth.write().await?;
    let row = locked(&mut tx, &auth.scope, id).await?;
    let today = tx.now().day_in(&zone::china());
    let judged = rules::may_sample(&row.facts(), rules_of(&row)?, asked.sampled_on, today);
    judged.map_err(|refusal| at_field("sampled_on", asked.sampled_on, refusal))?;
    db::sampled(&mut tx, &auth.scope, id, asked.sampled_on).await?;
    told(tx, &auth.scope, id).await
}

/// A refusal of a day names its field; one of the stage is about the whole.
fn at_field(field: &str, day: Day, refusal: Refusal) -> Fault {
    if refusal.rule == "confirmation.stage" {
        return refusal.into();
    }
    Problem::invalid(field, day, &refusal.rule, refusal.reason).into()
}

/// A result as it stands in the report.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct ConfirmationResult {
    /// What it says.
    #[garde(skip)]
    outcome: Confirmed,
    /// Its number.
    #[garde(length(chars, min = 1, max = 60))]
    report_no: String,
    /// Its day.
    #[garde(skip)]
    reported_on: Day,
    /// What it says besides: bands, titres.
    #[garde(length(chars, max = 500))]
    note: Option<String>,
}

/// Types a result. Refuses by `confirmation.stage`, `confirmation.future` and `confirmation.before-sent`.
#[utoipa::path(post, path = "/api/lab/confirmations/{id}/result", tag = "lab", operation_id = "lab.confirmation.enter",
    params(("id" = ConfirmationId, Path)), request_body = ConfirmationResult,
    responses((status = 200, body = Confirmation)))]
pub(super) async fn enter(
    auth: Allowed<ConfirmationType>,
    Path(id): Path<ConfirmationId>,
    Body(result): Body<ConfirmationResult>,
) -> Result<Answer<Confirmation>, Fault> {
    let mut tx = auth.write().await?;
    let row = locked(&mut tx, &auth.scope, id).await?;
    let today = tx.now().day_in(&zone::china());
    let judged = rules::may_enter(&row.facts(), rules_of(&row)?, result.reported_on, today);
    judged.map_err(|refusal| at_field("reported_on", result.reported_on, refusal))?;
    let ConfirmationResult { outcome, report_no, reported_on, note } = &result;
    let typed = Typed { outcome: *outcome, report_no, reported_on: *reported_on, note: note.as_deref() };
    db::typed(&mut tx, &auth.scope, id, &typed).await?;
    told(tx, &auth.scope, id).await
}

/// What the second reader reads.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct ConfirmationRead {
    /// What the report says.
    #[garde(skip)]
    outcome: Confirmed,
    /// Its number.
    #[garde(length(chars, min = 1, max = 60))]
    report_no: String,
}

/// Another person reads the report without the first one's eyes and says the same. An indeterminate result opens the next
/// round. Refuses by `confirmation.stage`, `confirmation.same-person` and `confirmation.differs`.
#[utoipa::path(post, path = "/api/lab/confirmations/{id}/confirm", tag = "lab", operation_id = "lab.confirmation.confirm",
    params(("id" = ConfirmationId, Path)), request_body = ConfirmationRead,
    responses((status = 200, body = Confirmation)))]
pub(super) async fn confirm(
    auth: Allowed<ConfirmationConfirm>,
    Path(id): Path<ConfirmationId>,
    Body(read): Body<ConfirmationRead>,
) -> Result<Answer<Confirmation>, Fault> {
    let mut tx = auth.write().await?;
    let row = locked(&mut tx, &auth.scope, id).await?;
    let agent = rules_of(&row)?;
    rules::may_check(&row.facts(), agent, auth.scope.user)?;
    let typed = (row.outcome, row.report_no.as_deref().unwrap_or_default());
    rules::equal(typed, (read.outcome, &read.report_no))?;
    db::confirmed(&mut tx, &auth.scope, id).await?;
    if read.outcome == Confirmed::Indeterminate {
        let last = row.sampled_on.or(row.reported_on).unwrap_or(tx.now().day_in(&zone::china()));
        let from = last.later(0, 7 * agent.follow_up_weeks);
        db::open(&mut tx, &auth.scope, (row.donation_number, &row.agent, row.round + 1), from).await?;
    }
    told(tx, &auth.scope, id).await
}

/// Why a typed result goes back.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct ConfirmationReturn {
    /// For the record.
    #[garde(length(chars, min = 2, max = 200))]
    reason: String,
}

/// Returns a typed result to be typed again; what it said is kept. Refuses by `confirmation.stage` and
/// `confirmation.same-person`.
#[utoipa::path(post, path = "/api/lab/confirmations/{id}/return", tag = "lab", operation_id = "lab.confirmation.return",
    params(("id" = ConfirmationId, Path)), request_body = ConfirmationReturn,
    responses((status = 200, body = Confirmation)))]
pub(super) async fn give_back(
    auth: Allowed<ConfirmationGiveBack>,
    Path(id): Path<ConfirmationId>,
    Body(back): Body<ConfirmationReturn>,
) -> Result<Answer<Confirmation>, Fault> {
    let mut tx = auth.write().await?;
    let row = locked(&mut tx, &auth.scope, id).await?;
    rules::may_check(&row.facts(), rules_of(&row)?, auth.scope.user)?;
    db::returned(&mut tx, &auth.scope, id, &back.reason).await?;
    told(tx, &auth.scope, id).await
}

/// The case was reported.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct ConfirmationCard {
    /// Number of the report card.
    #[garde(length(chars, min = 1, max = 60))]
    card_no: String,
}

/// Records that a confirmed case was reported to the CDC. Refuses by `confirmation.stage`.
#[utoipa::path(post, path = "/api/lab/confirmations/{id}/notify", tag = "lab", operation_id = "lab.confirmation.notify",
    params(("id" = ConfirmationId, Path)), request_body = ConfirmationCard,
    responses((status = 200, body = Confirmation)))]
pub(super) async fn notify(
    auth: Allowed<ConfirmationNotify>,
    Path(id): Path<ConfirmationId>,
    Body(card): Body<ConfirmationCard>,
) -> Result<Answer<Confirmation>, Fault> {
    let mut tx = auth.write().await?;
    let row = locked(&mut tx, &auth.scope, id).await?;
    rules::may_notify(&row.facts(), rules_of(&row)?)?;
    db::notified(&mut tx, &auth.scope, id, &card.card_no).await?;
    told(tx, &auth.scope, id).await
}
