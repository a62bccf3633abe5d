//! Confirmations as people of the laboratory see them.

use axum::Json;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use vena_contracts::shown::Can;
use vena_kernel::{
    clock::{Day, Instant},
    donation_number::DonationNumber,
    id::ConfirmationId,
    refusal::Refusal,
    text::Text,
    zone,
};
use vena_platform::{
    auth::{Allowed, Permission, Scope},
    db::Tx,
    fault::{Fault, Problem},
    http::{Page, Path, Query, cursor},
};

use super::{
    ConfirmationConfirm, ConfirmationGiveBack, ConfirmationList, ConfirmationNotify, ConfirmationSample,
    ConfirmationSend, ConfirmationType, ConfirmationView,
    book::Agent,
    db::{self, Row, Search},
    rules::{self, Confirmed, Stage},
};

/// Which confirmations.
#[derive(Debug, Deserialize, IntoParams, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct ConfirmationQuery {
    /// Only those in which something is to be done.
    #[garde(skip)]
    #[serde(default)]
    open: bool,
    /// Beginning of a donation number.
    #[garde(length(chars, max = 40))]
    q: Option<String>,
    /// Where the page begins.
    #[garde(length(chars, max = 100))]
    cursor: Option<String>,
    /// How many rows, 50 when absent.
    #[garde(range(min = 1, max = 200))]
    limit: Option<i64>,
}

/// What may be done with a confirmation now.
#[derive(Debug, Serialize, ToSchema)]
struct ConfirmationCan {
    /// Record another sample of the donor.
    sample: Can,
    /// Send the sample.
    send: Can,
    /// Type its result.
    enter: Can,
    /// Confirm what was typed.
    confirm: Can,
    /// Return it.
    give_back: Can,
    /// Record the report by law.
    notify: Can,
}

/// The confirmation of an agent for a donation.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Confirmation {
    /// Identity.
    confirmation_id: ConfirmationId,
    /// The reactive donation.
    donation_number: DonationNumber,
    /// Code of the agent.
    agent: String,
    /// What people call it.
    title: Text,
    /// What confirms it.
    method: Text,
    /// Which laboratory does, by the rulebook.
    usual_laboratory: Text,
    /// Where these rules come from.
    source: String,
    /// 1 the donation's own sample, then later samples of the donor.
    round: i32,
    /// How far it has come.
    stage: Stage,
    /// Until when the next step is due.
    due_at: Option<Instant>,
    /// That time is over.
    overdue: bool,
    /// When it was opened.
    opened_at: Instant,
    /// From when on the donor may be sampled again.
    sample_from: Option<Day>,
    /// When the donor was.
    sampled_on: Option<Day>,
    /// Number of the list with which the sample went.
    list_no: Option<String>,
    /// Where it went.
    laboratory: Option<String>,
    /// With whom.
    carrier: Option<String>,
    /// When.
    sent_at: Option<Instant>,
    /// Who has sent it.
    sent_by_name: Option<String>,
    /// What the laboratory says; hidden from the second reader until both have read the same.
    outcome: Option<Confirmed>,
    /// Number of its report.
    report_no: Option<String>,
    /// Day of its report.
    reported_on: Option<Day>,
    /// What the report says besides.
    note: Option<String>,
    /// When it was typed.
    typed_at: Option<Instant>,
    /// By whom.
    typed_by_name: Option<String>,
    /// When another person confirmed it.
    confirmed_at: Option<Instant>,
    /// Who.
    confirmed_by_name: Option<String>,
    /// Number of the report card.
    card_no: Option<String>,
    /// When the case was reported.
    notified_at: Option<Instant>,
    /// By whom.
    notified_by_name: Option<String>,
    /// How often a typed result was returned.
    returned: i64,
    /// What may be done.
    can: ConfirmationCan,
}

/// The rules of a confirmation's agent, as of the day on which it was opened.
pub(super) fn rules_of(row: &Row) -> Result<&'static Agent, Refusal> {
    rules::of_agent(&row.agent, row.opened_at.day_in(&zone::china()))
}

fn shown(scope: &Scope, now: Instant, row: Row) -> Result<Confirmation, Fault> {
    let (agent, facts, today) = (rules_of(&row)?, row.facts(), now.day_in(&zone::china()));
    let due_at = facts.due(agent);
    let can = ConfirmationCan {
        sample: Can::by(scope, ConfirmationSample::INFO.name, rules::may_sample(&facts, agent, today, today)),
        send: Can::by(scope, ConfirmationSend::INFO.name, rules::may_send(&facts, agent)),
        enter: Can::by(scope, ConfirmationType::INFO.name, rules::may_enter(&facts, agent, today, today)),
        confirm: Can::by(scope, ConfirmationConfirm::INFO.name, rules::may_check(&facts, agent, scope.user)),
        give_back: Can::by(scope, ConfirmationGiveBack::INFO.name, rules::may_check(&facts, agent, scope.user)),
        notify: Can::by(scope, ConfirmationNotify::INFO.name, rules::may_notify(&facts, agent)),
    };
    // Two who read one report read it without each other's eyes.
    let own = row.confirmed_at.is_some() || row.typed_by == Some(scope.user);
    Ok(Confirmation {
        title: agent.title.clone(),
        method: agent.method.clone(),
        usual_laboratory: agent.laboratory.clone(),
        source: agent.basis.source.clone(),
        stage: facts.stage(agent),
        due_at,
        overdue: due_at.is_some_and(|due| now >= due),
        outcome: row.outcome.filter(|_| own),
        report_no: row.report_no.filter(|_| own),
        note: row.note.filter(|_| own),
        confirmation_id: row.confirmation_id,
        donation_number: row.donation_number,
        agent: row.agent,
        round: row.round,
        opened_at: row.opened_at,
        sample_from: row.sample_from,
        sampled_on: row.sampled_on,
        list_no: row.list_no,
        laboratory: row.laboratory,
        carrier: row.carrier,
        sent_at: row.sent_at,
        sent_by_name: row.sent_by_name,
        reported_on: row.reported_on,
        typed_at: row.typed_at,
        typed_by_name: row.typed_by_name,
        confirmed_at: row.confirmed_at,
        confirmed_by_name: row.confirmed_by_name,
        card_no: row.card_no,
        notified_at: row.notified_at,
        notified_by_name: row.notified_by_name,
        returned: row.returned,
        can,
    })
}

/// Confirmations, latest first.
#[utoipa::path(get, path = "/api/lab/confirmations", tag = "lab", operation_id = "lab.confirmation.list",
    params(ConfirmationQuery), responses((status = 200, body = Page<Confirmation>)))]
pub(super) async fn list(
    auth: Allowed<ConfirmationList>,
    Query(query): Query<ConfirmationQuery>,
) -> Result<Json<Page<Confirmation>>, Fault> {
    let mut tx = auth.read().await?;
    let (limit, now) = (query.limit.unwrap_or(50), tx.now());
    let q: String = query.q.unwrap_or_default().chars().filter(char::is_ascii_alphanumeric).collect();
    let after = cursor(query.cursor.as_deref())?;
    let search = Search { open: query.open, q: &q, after, limit: limit + 1, one: None };
    let rows = db::list(&mut tx, &auth.scope, &search).await?;
    let rows = rows.into_iter().map(|row| shown(&auth.scope, now, row)).collect::<Result<Vec<_>, _>>()?;
    Ok(Json(Page::cut(rows, limit, now, |row: &Confirmation| row.confirmation_id.to_string())))
}

/// One confirmation.
#[utoipa::path(get, path = "/api/lab/confirmations/{id}", tag = "lab", operation_id = "lab.confirmation.view",
    params(("id" = ConfirmationId, Path)), responses((status = 200, body = Confirmation), (status = 404)))]
pub(super) async fn view(
    auth: Allowed<ConfirmationView>,
    Path(id): Path<ConfirmationId>,
) -> Result<Json<Confirmation>, Fault> {
    let mut tx = auth.read().await?;
    Ok(Json(load(&mut tx, &auth.scope, id).await?))
}

/// One confirmation as it stands.
pub(super) async fn load(tx: &mut Tx, scope: &Scope, id: ConfirmationId) -> Result<Confirmation, Fault> {
    let row = one(tx, scope, id).await?;
    shown(scope, tx.now(), row)
}

/// One confirmation, or 404.
pub(super) async fn one(tx: &mut Tx, scope: &Scope, id: ConfirmationId) -> Result<Row, Fault> {
    let search = Search { one: Some(id), limit: 1, ..Search::default() };
    let found = db::list(tx, scope, &search).await?.pop();
    found.ok_or_else(|| Problem::not_found("confirmation", id).into())
}
