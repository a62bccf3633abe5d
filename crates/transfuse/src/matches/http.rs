//! Making, listing and calling off matches.

use axum::Json;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use vena_contracts::shown::UnitText;
use vena_kernel::{
    clock::Instant,
    id::{MatchId, PatientId},
    refusal::Refusal,
    rulebook, say,
    unit_state::Fact,
};
use vena_ledger::UnitRecord;
use vena_platform::{
    auth::{Allowed, Answer, Scope},
    db::Tx,
    fault::{Fault, Problem},
    http::{Body, Page, Path, Query, cursor},
};

use super::{
    MatchCancel, MatchCreate, MatchList, MatchView, db,
    rules::{self, MatchFacts, SampleFacts},
    view::{self, Match, MatchEntry},
    words::{Crossmatch, MatchState},
};
use crate::{event, patients, policy::Policy, samples, stock};

/// A match to be made.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct MatchNew {
    /// Id or scanned label of a unit in the hospital's stock.
    #[garde(length(chars, min = 1, max = 500))]
    unit: String,
    /// For whom.
    #[garde(skip)]
    patient_id: PatientId,
    /// The sample of the crossmatch.
    #[garde(skip)]
    sample_id: Option<Uuid>,
    /// The crossmatch, or why there is none.
    #[garde(dive)]
    crossmatch: CrossmatchNew,
    /// Why a unit of another ABO group was approved.
    #[garde(length(chars, max = 300))]
    approval_reason: Option<String>,
}

/// A crossmatch.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct CrossmatchNew {
    /// What it came out as.
    #[garde(skip)]
    result: Crossmatch,
    /// Why there was no time for one; for an emergency.
    #[garde(length(chars, max = 300))]
    reason: Option<String>,
}

/// Why a match is called off.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct MatchCancelReason {
    /// For the record.
    #[garde(length(chars, min = 2, max = 200))]
    reason: String,
}

/// Which page of which matches.
#[derive(Debug, Deserialize, IntoParams, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct MatchQuery {
    /// Beginning of the patient's record number or of the donation number.
    #[garde(length(chars, max = 60))]
    q: Option<String>,
    /// States, separated by commas.
    #[garde(length(chars, max = 200))]
    state: Option<String>,
    /// Of which patient.
    #[garde(skip)]
    patient_id: Option<PatientId>,
    /// Only emergencies whose crossmatch is still due.
    #[garde(skip)]
    due: Option<bool>,
    /// Where the page begins: `next` of the page before.
    #[garde(length(chars, max = 100))]
    cursor: Option<String>,
    /// How many rows, 50 when absent.
    #[garde(range(min = 1, max = 200))]
    limit: Option<i64>,
}

impl MatchQuery {
    fn states(&self) -> Result<Vec<MatchState>, Fault> {
        let words = self.state.as_deref().unwrap_or("").split(',').map(str::trim).filter(|word| !word.is_empty());
        words.map(|word| MatchState::from_word(word).ok_or_else(|| unknown_state(word))).collect()
    }
}

fn unknown_state(word: &str) -> Fault {
    Problem::invalid("state", word, "match.state-word", say!("没有这个配血状态", "matches have no such state")).into()
}

#[utoipa::path(post, path = "/api/transfuse/matches", tag = "transfuse", operation_id = "transfuse.match.create",
    request_body = MatchNew, responses((status = 201, body = Match)))]
pub(super) async fn create(auth: Allowed<MatchCreate>, Body(new): Body<MatchNew>) -> Result<Answer<Match>, Fault> {
    let mut tx = auth.write().await?;
    let id = make(&mut tx, &auth.scope, &new).await?;
    let made = view::changed(&mut tx, &auth.scope, id).await?;
    tx.created(made).await
}

async fn make(tx: &mut Tx, scope: &Scope, new: &MatchNew) -> Result<MatchId, Fault> {
    let patient = patients::view::row_or_404(tx, scope, new.patient_id).await?;
    let unit = meant(tx, scope, &new.unit).await?;
    let results = patients::db::results(tx, scope, &[new.patient_id]).await?;
    let sample = match new.sample_id {
        Some(sample) => Some(samples::view::row_or_404(tx, scope, sample).await?),
        None => None,
    };
    let facts = MatchFacts {
        class: rulebook::products().named(unit.facts.product)?.class,
        patient_group: patients::view::known_group(&results).confirmed,
        unit_group: unit.facts.group,
        crossmatch: new.crossmatch.result,
        sample: sample.as_ref().map(|sample| SampleFacts {
            of_patient: sample.patient_id == patient.patient_id,
            valid_until: sample.valid_until,
        }),
        emergency_reason: said(&new.crossmatch.reason).is_some(),
        approval_reason: said(&new.approval_reason).is_some(),
        now: tx.now(),
    };
    let preference = rules::may_match(&facts)?;
    let sample_no = sample.as_ref().map_or("not required", |sample| &sample.sample_no);
    let valid_until = keep(tx, scope, &unit, new, sample_no, &facts).await?;
    let match_id = MatchId::from_uuid(tx.new_id());
    let row = db::NewMatch {
        match_id,
        unit_id: unit.unit_id,
        patient_id: new.patient_id,
        sample_id: new.sample_id,
        crossmatch: new.crossmatch.result,
        state: first_state(new.crossmatch.result),
        patient_group: facts.patient_group,
        preference: i32::from(preference.0),
        approval_reason: said(&new.approval_reason),
        emergency_reason: said(&new.crossmatch.reason).filter(|_| new.crossmatch.result == Crossmatch::Emergency),
        valid_until,
    };
    if !db::insert(tx, scope, &row).await? {
        let label = unit.facts.label();
        let reason = say!("{label} 已经配血，请先取消", "{label} is matched already: call that off first");
        return Err(Refusal::new("match.exists-already", reason).into());
    }
    Ok(match_id)
}

const fn first_state(crossmatch: Crossmatch) -> MatchState {
    match crossmatch {
        Crossmatch::Compatible | Crossmatch::NotRequired => MatchState::Matched,
        Crossmatch::Incompatible => MatchState::Incompatible,
        Crossmatch::Emergency => MatchState::Emergency,
    }
}

/// Keeps the unit for the patient in the ledger, where there is a match to keep it for. An emergency keeps nothing: the
/// unit is taken when the physician has signed. What is incompatible is only written down, but the unit has to be one
/// that could have been matched.
async fn keep(
    tx: &mut Tx,
    scope: &Scope,
    unit: &UnitRecord,
    new: &MatchNew,
    sample_no: &str,
    facts: &MatchFacts,
) -> Result<Option<Instant>, Fault> {
    let lasting = tx.now().plus_seconds(Policy::book().sample(tx.now())?.match_hours * 3600);
    let until = facts.sample.map_or(lasting, |sample| sample.valid_until);
    let matched = Fact::Matched { patient: new.patient_id, sample: sample_no.to_owned(), until };
    let event = event(tx, scope, unit.unit_id, matched);
    match new.crossmatch.result {
        Crossmatch::Compatible | Crossmatch::NotRequired => {
            vena_ledger::append_all_or_refuse(tx, &[event]).await?;
            Ok(Some(until))
        }
        Crossmatch::Incompatible | Crossmatch::Emergency => {
            view::would(unit, &event, tx.now())?;
            Ok(None)
        }
    }
}

/// The unit in the hospital's custody that a scanned text means.
pub(crate) async fn meant(tx: &mut Tx, scope: &Scope, text: &str) -> Result<UnitRecord, Fault> {
    let found = stock::meant(tx, scope, &UnitText::read(text)?).await?;
    Ok(UnitText::one(text, found)?)
}

fn said(text: &Option<String>) -> Option<&str> {
    text.as_deref().map(str::trim).filter(|text| !text.is_empty())
}

#[utoipa::path(get, path = "/api/transfuse/matches", tag = "transfuse", operation_id = "transfuse.match.list",
    params(MatchQuery), responses((status = 200, body = Page<MatchEntry>)))]
pub(super) async fn list(
    auth: Allowed<MatchList>,
    Query(page): Query<MatchQuery>,
) -> Result<Json<Page<MatchEntry>>, Fault> {
    let mut tx = auth.read().await?;
    let (states, limit) = (page.states()?, page.limit.unwrap_or(50));
    let search = db::Search {
        states: &states,
        patient: page.patient_id,
        text: page.q.as_deref().unwrap_or("").trim(),
        due: page.due.unwrap_or(false),
        before: cursor(page.cursor.as_deref())?,
        limit: limit + 1,
        id: None,
    };
    let rows = db::matches(&mut tx, &auth.scope, &search).await?;
    let entries = view::entries(&mut tx, &auth.scope, rows).await?;
    Ok(Json(Page::cut(entries, limit, tx.now(), |entry| entry.match_id.to_string())))
}

#[utoipa::path(get, path = "/api/transfuse/matches/{id}", tag = "transfuse", operation_id = "transfuse.match.view",
    params(("id" = MatchId, Path)), responses((status = 200, body = Match)))]
pub(super) async fn view(auth: Allowed<MatchView>, Path(id): Path<MatchId>) -> Result<Json<Match>, Fault> {
    let mut tx = auth.read().await?;
    Ok(Json(view::shown(&mut tx, &auth.scope, id).await?))
}

#[utoipa::path(post, path = "/api/transfuse/matches/{id}/cancel", tag = "transfuse",
    operation_id = "transfuse.match.cancel", params(("id" = MatchId, Path)), request_body = MatchCancelReason,
    responses((status = 200, body = Match)))]
pub(super) async fn cancel(
    auth: Allowed<MatchCancel>,
    Path(id): Path<MatchId>,
    Body(why): Body<MatchCancelReason>,
) -> Result<Answer<Match>, Fault> {
    let mut tx = auth.write().await?;
    let row = view::locked(&mut tx, &auth.scope, id).await?;
    rules::may_cancel(&view::standing(&row, &auth.scope, tx.now()))?;
    tx.because(&why.reason);
    // A unit that was rejected since is free already; only the match still counts on it.
    let lasts = row.match_state == MatchState::Matched && row.valid_until.is_some_and(|until| until > tx.now());
    if lasts && row.unit.promise.patient_id == Some(row.patient_id) {
        let mut freed = event(&tx, &auth.scope, row.unit.unit_id, Fact::Freed);
        freed.reason = Some(why.reason.clone());
        vena_ledger::append_all_or_refuse(&mut tx, &[freed]).await?;
    }
    db::cancel(&mut tx, &auth.scope, id, &why.reason).await?;
    let cancelled = view::changed(&mut tx, &auth.scope, id).await?;
    tx.ok(cancelled).await
}
