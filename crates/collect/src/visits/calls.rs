//! Who waits, who is called, who goes.

use std::cmp::Reverse;

use axum::Json;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use vena_kernel::{
    clock::{Day, Instant},
    id::{SiteId, VisitId},
    refusal::Refusal,
    say,
};
use vena_platform::{
    auth::{Allowed, Answer, Scope},
    db::Tx,
    fault::{Fault, Problem},
    http::{Body, Path, Query},
};

use super::{
    VisitCall, VisitCallNext, VisitLeave, VisitList, VisitPass, VisitScreen, VisitView,
    db::{self, VisitRecord},
    door,
    rules::{self, Ending},
    view,
    view::Visit,
    words::{LeftReason, VisitState},
};
use crate::{
    day,
    donations::{self, DonationRecord, DonationState},
};

/// Which visits.
#[derive(Debug, Deserialize, IntoParams, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct VisitQuery {
    /// Where; the caller's own place when absent.
    #[garde(skip)]
    site_id: Option<SiteId>,
    /// Which day; today when absent.
    #[garde(skip)]
    day: Option<Day>,
    /// Those that are over too.
    #[garde(skip)]
    all: Option<bool>,
}

/// Who is and was at a place on a day, in the order in which their turn comes; at most a thousand.
#[utoipa::path(get, path = "/api/collect/visits", tag = "collect", operation_id = "collect.visit.list", params(VisitQuery),
    responses((status = 200, body = Vec<Visit>)))]
pub(super) async fn list(auth: Allowed<VisitList>, Query(query): Query<VisitQuery>) -> Result<Json<Vec<Visit>>, Fault> {
    let mut tx = auth.read().await?;
    let on = query.day.unwrap_or_else(|| day(tx.now()));
    let site = query.site_id.unwrap_or(auth.scope.site);
    let mut found = db::here(&mut tx, &auth.scope, site, on, query.all.unwrap_or(false)).await?;
    found.sort_by_key(|record| (view::due(record), record.visit_id));
    Ok(Json(found.into_iter().map(|record| Visit::of(record, &auth.scope)).collect()))
}

/// A visit.
#[utoipa::path(get, path = "/api/collect/visits/{id}", tag = "collect", operation_id = "collect.visit.view",
    params(("id" = VisitId, Path)), responses((status = 200, body = Visit)))]
pub(super) async fn view(auth: Allowed<VisitView>, Path(id): Path<VisitId>) -> Result<Json<Visit>, Fault> {
    let mut tx = auth.read().await?;
    Ok(Json(view::visit_or_404(&mut tx, &auth.scope, id).await?))
}

/// Who calls for which step.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct VisitNext {
    /// Where; the caller's own place when absent.
    #[garde(skip)]
    site_id: Option<SiteId>,
    /// Whoever has come so far waits for this place: `asked` waits for the check.
    #[garde(skip)]
    waits_in: VisitState,
    /// Where to: `体检 1 号台`.
    #[garde(length(chars, min = 1, max = 30))]
    place: String,
}

/// Calls whose turn it is. Two places that call at once call two people.
#[utoipa::path(post, path = "/api/collect/visits/next", tag = "collect", operation_id = "collect.visit.call_next",
    request_body = VisitNext, responses((status = 200, body = Visit)))]
pub(super) async fn next(auth: Allowed<VisitCallNext>, Body(asked): Body<VisitNext>) -> Result<Answer<Visit>, Fault> {
    let mut tx = auth.write().await?;
    let site = door::own_site(&mut tx, &auth.scope, asked.site_id).await?;
    let today = day(tx.now());
    let here = db::here(&mut tx, &auth.scope, site, today, false).await?;
    let place = asked.place.trim();
    for record in in_turn(here, asked.waits_in, tx.now()) {
        let (id, state) = (record.visit_id, asked.waits_in);
        if db::call_free(&mut tx, &auth.scope, (id, state), place).await? {
            tx.announce("visits", Some(auth.scope.org)).await?;
            let visit = view::visit_or_404(&mut tx, &auth.scope, id).await?;
            return tx.ok(visit).await;
        }
    }
    Err(Refusal::new("visit.nobody-waits", say!("现在没有人等候", "nobody waits now")).into())
}

/// Those who wait in `state` and are not called, whose turn comes first; who was put back a moment ago waits that moment
/// unless nobody else is there.
fn in_turn(here: Vec<VisitRecord>, state: VisitState, now: Instant) -> Vec<VisitRecord> {
    let waits =
        |record: &VisitRecord| record.state == state && state.waits() && !record.refused && record.called_at.is_none();
    let mut waiting: Vec<VisitRecord> = here.into_iter().filter(waits).collect();
    let rests = |record: &VisitRecord| record.put_back_at.is_some() && view::due(record) > now;
    waiting.sort_by_key(|record| (Reverse(!rests(record)), view::due(record), record.visit_id));
    waiting
}

/// Where somebody is called to.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct VisitCalled {
    /// `体检 1 号台`
    #[garde(length(chars, min = 1, max = 30))]
    place: String,
}

/// Calls one person: out of turn, again, or on to another place.
#[utoipa::path(post, path = "/api/collect/visits/{id}/call", tag = "collect", operation_id = "collect.visit.call",
    params(("id" = VisitId, Path)), request_body = VisitCalled, responses((status = 200, body = Visit)))]
pub(super) async fn call(
    auth: Allowed<VisitCall>,
    Path(id): Path<VisitId>,
    Body(asked): Body<VisitCalled>,
) -> Result<Answer<Visit>, Fault> {
    let mut tx = auth.write().await?;
    let record = view::opened(&mut tx, &auth.scope, id).await?;
    rules::may_call(&view::stand(&record))?;
    db::call(&mut tx, &auth.scope, id, asked.place.trim()).await?;
    tx.announce("visits", Some(auth.scope.org)).await?;
    let visit = view::visit_or_404(&mut tx, &auth.scope, id).await?;
    tx.ok(visit).await
}

/// Puts somebody back who did not come when called.
#[utoipa::path(post, path = "/api/collect/visits/{id}/pass", tag = "collect", operation_id = "collect.visit.pass",
    params(("id" = VisitId, Path)), responses((status = 200, body = Visit)))]
pub(super) async fn pass(auth: Allowed<VisitPass>, Path(id): Path<VisitId>) -> Result<Answer<Visit>, Fault> {
    let mut tx = auth.write().await?;
    let record = view::opened(&mut tx, &auth.scope, id).await?;
    rules::may_pass(&view::stand(&record))?;
    db::put_back(&mut tx, id).await?;
    tx.announce("visits", Some(auth.scope.org)).await?;
    let visit = view::visit_or_404(&mut tx, &auth.scope, id).await?;
    tx.ok(visit).await
}

/// Why somebody goes.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct VisitEnd {
    /// In a word.
    #[garde(skip)]
    reason: LeftReason,
    /// In words.
    #[garde(length(chars, max = 200))]
    note: Option<String>,
}

/// Ends a visit.
#[utoipa::path(post, path = "/api/collect/visits/{id}/leave", tag = "collect", operation_id = "collect.visit.leave",
    params(("id" = VisitId, Path)), request_body = VisitEnd, responses((status = 200, body = Visit)))]
pub(super) async fn leave(
    auth: Allowed<VisitLeave>,
    Path(id): Path<VisitId>,
    Body(asked): Body<VisitEnd>,
) -> Result<Answer<Visit>, Fault> {
    let mut tx = auth.write().await?;
    // Everybody who works at the chair locks the donation first and the visit after it.
    let donation = ending_of(&mut tx, &auth.scope, id).await?;
    let record = view::opened(&mut tx, &auth.scope, id).await?;
    let ending = donation.as_ref().map_or(Ending::Nothing, |(_, ending)| *ending);
    rules::may_end(&view::stand(&record), ending, asked.reason)?;
    let note = asked.note.as_deref().map(str::trim).filter(|note| !note.is_empty());
    if asked.reason == LeftReason::SentAway && note.is_none() {
        let reason = say!("请写明为什么请其改天再来", "say why the person was sent away");
        return Err(Problem::invalid("note", "", "visit.why-sent-away", reason).into());
    }
    if let Some((record, Ending::Accepted)) = &donation {
        // Who was accepted and goes does not give: nobody is seated on that decision any more.
        let now = tx.now();
        donations::call_off(&mut tx, &auth.scope, record, (asked.reason.zh(), now)).await?;
    }
    db::leave(&mut tx, id, asked.reason, note).await?;
    tx.announce("visits", Some(auth.scope.org)).await?;
    let visit = view::visit_or_404(&mut tx, &auth.scope, id).await?;
    tx.ok(visit).await
}

/// The donation of a visit, locked, and how far it has come.
async fn ending_of(tx: &mut Tx, scope: &Scope, id: VisitId) -> Result<Option<(DonationRecord, Ending)>, Fault> {
    let Some(donation) = view::record_or_404(tx, scope, id).await?.donation_id else { return Ok(None) };
    let record = donations::opened(tx, scope, donation).await?;
    let ending = match record.state {
        DonationState::Accepted => Ending::Accepted,
        DonationState::Bound | DonationState::Started => Ending::AtNeedle,
        DonationState::Completed if record.left_at.is_none() => Ending::Resting,
        _ => Ending::Nothing,
    };
    Ok(Some((record, ending)))
}

/// What hangs on the wall of the waiting room: numbers, no names.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct VisitBoard {
    /// Name of the place.
    site_name: String,
    /// Name of the place in English.
    site_name_en: String,
    /// Who is called, latest first.
    called: Vec<VisitCallShown>,
    /// Whose turn comes next, first first; at most eight.
    next: Vec<String>,
    /// How many wait.
    waiting: usize,
    /// As of.
    as_of: Instant,
}

/// A call.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct VisitCallShown {
    /// `B012`
    ticket: String,
    /// Where to.
    place: String,
    /// Since when.
    at: Instant,
}

/// The calls at the caller's place, for the screen of the waiting room.
#[utoipa::path(get, path = "/api/collect/visits/screen", tag = "collect", operation_id = "collect.visit.screen",
    responses((status = 200, body = VisitBoard)))]
pub(super) async fn screen(auth: Allowed<VisitScreen>) -> Result<Json<VisitBoard>, Fault> {
    let mut tx = auth.read().await?;
    let (site, now) = (auth.scope.site, tx.now());
    let here = db::here(&mut tx, &auth.scope, site, day(now), false).await?;
    let (site_name, site_name_en) = db::site_name(&mut tx, site).await?;
    let mut called: Vec<VisitCallShown> = here.iter().filter_map(shown).collect();
    called.sort_by_key(|call| Reverse(call.at));
    called.truncate(12);
    let mut waiting: Vec<&VisitRecord> =
        here.iter().filter(|record| record.state.waits() && !record.refused && record.called_at.is_none()).collect();
    waiting.sort_by_key(|record| (view::due(record), record.visit_id));
    let next = waiting.iter().take(8).map(|record| record.ticket()).collect();
    Ok(Json(VisitBoard { site_name, site_name_en, called, next, waiting: waiting.len(), as_of: now }))
}

fn shown(record: &VisitRecord) -> Option<VisitCallShown> {
    let (at, place) = record.called_at.zip(record.called_to.clone())?;
    Some(VisitCallShown { ticket: record.ticket(), place, at })
}
