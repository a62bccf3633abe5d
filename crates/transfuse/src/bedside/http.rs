//! Beginning, confirming and ending a transfusion.

use anyhow::anyhow;
use serde::Deserialize;
use utoipa::ToSchema;
use vena_contracts::transfuse::UnitTransfused;
use vena_kernel::{clock::Instant, id::MatchId, unit_state::Fact};
use vena_platform::{
    auth::{Allowed, Answer, Scope},
    db::Tx,
    fault::Fault,
    http::{Body, Path},
};

use super::{MatchConfirmStart, MatchFinish, MatchStart, db, draft, may_confirm_now, rules};
use crate::{
    event,
    matches::{
        db::MatchRow,
        meant,
        rules::Standing,
        view::{self, Match},
    },
    policy::Policy,
};

/// What was scanned at the bedside.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct BedsideScan {
    /// The record number on the patient's wristband.
    #[garde(length(chars, min = 1, max = 200))]
    patient_scan: String,
    /// The label of the bag.
    #[garde(length(chars, min = 1, max = 500))]
    unit_scan: String,
}

/// How a transfusion ended.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct TransfusionEnd {
    /// When; now when absent.
    #[garde(skip)]
    ended_at: Option<Instant>,
    /// How much was given, mL; the whole bag when absent.
    #[garde(range(min = 0, max = 5000))]
    volume_ml: Option<i32>,
    /// A reaction, if one was seen.
    #[garde(dive)]
    reaction: Option<ReactionNew>,
}

/// A reaction that was seen.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct ReactionNew {
    /// Code of WS/T 624, as listed by `transfuse.codes.view`.
    #[garde(length(chars, min = 1, max = 20))]
    code: String,
    /// 1 mild, 2 severe, 3 life-threatening, 4 death.
    #[garde(range(min = 1, max = 4))]
    severity: i32,
    /// In words.
    #[garde(length(chars, max = 500))]
    note: Option<String>,
}

#[utoipa::path(post, path = "/api/transfuse/matches/{id}/start", tag = "transfuse",
    operation_id = "transfuse.match.start", params(("id" = MatchId, Path)), request_body = BedsideScan,
    responses((status = 200, body = Match)))]
pub(super) async fn start(
    auth: Allowed<MatchStart>,
    Path(id): Path<MatchId>,
    Body(scan): Body<BedsideScan>,
) -> Result<Answer<Match>, Fault> {
    let mut tx = auth.write().await?;
    let row = view::locked(&mut tx, &auth.scope, id).await?;
    rules::may_start(&view::standing(&row, &auth.scope, tx.now()))?;
    identify(&mut tx, &auth.scope, &row, &scan).await?;
    // The ledger is asked already now: nobody should call a second person for a unit that may not be given.
    let record = vena_ledger::unit_or_404(&mut tx, row.unit.unit_id).await?;
    view::would(&record, &draft(&tx, &auth.scope, &row), tx.now())?;
    db::begin(&mut tx, &auth.scope, id).await?;
    let shown = view::changed(&mut tx, &auth.scope, id).await?;
    tx.ok(shown).await
}

async fn identify(tx: &mut Tx, scope: &Scope, row: &MatchRow, scan: &BedsideScan) -> Result<(), Fault> {
    let same_patient = scan.patient_scan.trim() == row.record_no;
    rules::identified(same_patient, true)?;
    let unit = meant(tx, scope, &scan.unit_scan).await?;
    Ok(rules::identified(same_patient, unit.unit_id == row.unit.unit_id)?)
}

#[utoipa::path(post, path = "/api/transfuse/matches/{id}/confirm-start", tag = "transfuse",
    operation_id = "transfuse.match.confirm_start", params(("id" = MatchId, Path)), request_body = BedsideScan,
    responses((status = 200, body = Match)))]
pub(super) async fn confirm(
    auth: Allowed<MatchConfirmStart>,
    Path(id): Path<MatchId>,
    Body(scan): Body<BedsideScan>,
) -> Result<Answer<Match>, Fault> {
    let mut tx = auth.write().await?;
    let row = view::locked(&mut tx, &auth.scope, id).await?;
    let standing = view::standing(&row, &auth.scope, tx.now());
    may_confirm_now(&standing)?;
    identify(&mut tx, &auth.scope, &row, &scan).await?;
    let mut started = draft(&tx, &auth.scope, &row);
    started.actor = standing.first.map_or(started.actor, |(first, _)| first);
    started.second = Some(auth.scope.user);
    vena_ledger::append_all_or_refuse(&mut tx, &[started]).await?;
    db::confirm(&mut tx, &auth.scope, id).await?;
    let shown = view::changed(&mut tx, &auth.scope, id).await?;
    tx.ok(shown).await
}

#[utoipa::path(post, path = "/api/transfuse/matches/{id}/finish", tag = "transfuse",
    operation_id = "transfuse.match.finish", params(("id" = MatchId, Path)), request_body = TransfusionEnd,
    responses((status = 200, body = Match)))]
pub(super) async fn finish(
    auth: Allowed<MatchFinish>,
    Path(id): Path<MatchId>,
    Body(end): Body<TransfusionEnd>,
) -> Result<Answer<Match>, Fault> {
    let mut tx = auth.write().await?;
    let row = view::locked(&mut tx, &auth.scope, id).await?;
    let standing = view::standing(&row, &auth.scope, tx.now());
    rules::may_finish(&standing)?;
    let noted = noted(&standing, &row, &end)?;
    let given = u32::try_from(noted.given_ml).map_err(|error| anyhow!(error))?;
    let ended = Fact::TransfusionEnded { patient: row.patient_id, volume_ml: given, reaction: end.reaction.is_some() };
    let mut event = event(&tx, &auth.scope, row.unit.unit_id, ended);
    event.at = noted.at;
    vena_ledger::append_all_or_refuse(&mut tx, &[event]).await?;
    db::finish(&mut tx, &auth.scope, id, &noted).await?;
    let news = UnitTransfused {
        unit_id: row.unit.unit_id,
        donation_number: row.unit.donation_number,
        org_id: auth.scope.org,
        ended_at: noted.at,
    };
    tx.tell(&news).await?;
    let shown = view::changed(&mut tx, &auth.scope, id).await?;
    tx.ok(shown).await
}

fn noted<'a>(standing: &Standing, row: &MatchRow, end: &'a TransfusionEnd) -> Result<db::End<'a>, Fault> {
    let at = end.ended_at.unwrap_or(standing.now);
    let given_ml = end.volume_ml.unwrap_or(row.unit.volume_ml);
    rules::plausible_end(standing, at, given_ml, row.unit.volume_ml)?;
    if let Some(reaction) = &end.reaction {
        let known = Policy::book().reactions(standing.now).any(|entry| entry.code == reaction.code);
        rules::known_reaction(&reaction.code, known)?;
    }
    let reaction = end.reaction.as_ref();
    Ok(db::End {
        at,
        given_ml,
        code: reaction.map(|reaction| reaction.code.as_str()),
        severity: reaction.map(|reaction| reaction.severity),
        note: reaction.and_then(|reaction| reaction.note.as_deref()),
    })
}
