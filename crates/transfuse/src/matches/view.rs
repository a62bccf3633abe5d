//! A match as people see it, with what may be done next.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;
use vena_contracts::shown::{Can, Person, UnitRow};
use vena_kernel::{
    abo::BloodGroup,
    clock::Instant,
    id::{MatchId, PatientId, SiteId, UserId},
    masking::mask_name,
    refusal::Refusal,
    unit_state::{Recorded, UnitEvent, apply},
};
use vena_ledger::UnitRecord;
use vena_platform::{
    auth::{Permission, Scope},
    db::Tx,
    fault::{Fault, Problem},
};

use super::{
    MatchCancel,
    db::{self, MatchRow, Search},
    rules::{self, Standing},
    words::{Crossmatch, LaterResult, MatchState},
};
use crate::{
    bedside::{self, MatchConfirmStart, MatchFinish, MatchStart},
    emergency::{self, MatchCrossmatch, MatchSign},
    samples::view::Sample,
    ward::{self, MatchDispense, MatchReturn},
};

/// A match in a list.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MatchEntry {
    /// Identity.
    pub(crate) match_id: MatchId,
    /// How far it has come.
    pub(crate) state: MatchState,
    /// The unit.
    pub(crate) unit: UnitRow,
    /// The patient, masked.
    pub(crate) patient: MatchPatient,
    /// What the crossmatch came out as.
    pub(crate) crossmatch: Crossmatch,
    /// Place of the unit in the order of choice: 1 is the first choice.
    pub(crate) preference: i32,
    /// Why another ABO group was approved.
    pub(crate) approval_reason: Option<String>,
    /// When the match lapses.
    pub(crate) valid_until: Option<Instant>,
    /// When it was made, and by whom.
    pub(crate) matched: Done,
    /// The emergency, if it is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) emergency: Option<EmergencyShown>,
    /// When the unit left the blood bank, and where to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) dispensed: Option<DispensedShown>,
    /// The start at the bedside.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) start: Option<StartShown>,
    /// The end of the transfusion.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) ended: Option<EndedShown>,
    /// How it came back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) returned: Option<ReturnedShown>,
    /// Why it was called off.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) cancelled: Option<CancelledShown>,
    /// What is late, but does not forbid anything.
    pub(crate) warnings: Vec<Refusal>,
}

/// A match with its sample and what may be done next.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Match {
    #[serde(flatten)]
    pub(crate) entry: MatchEntry,
    /// The sample of the crossmatch.
    pub(crate) sample: Option<Sample>,
    /// What may be done now.
    pub(crate) can: MatchCan,
    /// When this was true.
    pub(crate) as_of: Instant,
}

/// The patient of a match, masked.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MatchPatient {
    /// Identity.
    pub(crate) patient_id: PatientId,
    /// Number of the hospital's record.
    pub(crate) record_no: String,
    /// Masked name.
    pub(crate) name_masked: String,
    /// The group for which the patient was taken; empty when it was not confirmed.
    pub(crate) group: Option<BloodGroup>,
}

/// Who did something, and when.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Done {
    /// When.
    pub(crate) at: Instant,
    /// Who.
    pub(crate) by: Person,
}

/// An emergency.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct EmergencyShown {
    /// Why there was no time.
    pub(crate) reason: String,
    /// The physician's signature.
    pub(crate) signed: Option<Done>,
    /// Digest of what the physician was shown.
    pub(crate) signature: Option<String>,
    /// Until when the crossmatch has to follow.
    pub(crate) due_at: Option<Instant>,
    /// What it came out as.
    pub(crate) later_result: Option<LaterResult>,
    /// By whom.
    pub(crate) later: Option<Done>,
}

/// The unit left the blood bank.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DispensedShown {
    /// When.
    pub(crate) at: Instant,
    /// Who handed it out.
    pub(crate) by: Person,
    /// Where to.
    pub(crate) ward_id: Option<SiteId>,
    /// Name of the ward.
    pub(crate) ward_name: Option<String>,
}

/// The start at the bedside.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct StartShown {
    /// Who identified patient and unit first.
    pub(crate) first: Done,
    /// Who identified them as well.
    pub(crate) second: Option<Person>,
    /// When the transfusion began.
    pub(crate) started_at: Option<Instant>,
}

/// The end of the transfusion.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct EndedShown {
    /// When.
    pub(crate) at: Instant,
    /// Who reported it.
    pub(crate) by: Person,
    /// How much was given, mL.
    pub(crate) volume_ml: Option<i32>,
    /// A reaction, if one was seen.
    pub(crate) reaction: Option<ReactionShown>,
}

/// A reaction.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ReactionShown {
    /// Code of WS/T 624.
    pub(crate) code: String,
    /// 1 mild, 2 severe, 3 life-threatening, 4 death.
    pub(crate) severity: i32,
    /// In words.
    pub(crate) note: Option<String>,
}

/// The unit came back.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ReturnedShown {
    /// When.
    pub(crate) at: Instant,
    /// Who took it back.
    pub(crate) by: Person,
    /// Minutes out of the monitored place.
    pub(crate) minutes_out: i32,
    /// Why.
    pub(crate) reason: String,
}

/// The match was called off.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CancelledShown {
    /// When.
    pub(crate) at: Instant,
    /// Who.
    pub(crate) by: Person,
    /// Why.
    pub(crate) reason: String,
}

/// What may be done with a match now.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MatchCan {
    /// Call it off.
    pub(crate) cancel: Can,
    /// Sign the emergency.
    pub(crate) sign_emergency: Can,
    /// Hand the unit out.
    pub(crate) dispense: Can,
    /// Enter the crossmatch afterwards.
    pub(crate) crossmatch: Can,
    /// Take the unit back.
    pub(crate) r#return: Can,
    /// Begin at the bedside.
    pub(crate) start: Can,
    /// Confirm the beginning as the second person.
    pub(crate) confirm_start: Can,
    /// Report the end.
    pub(crate) finish: Can,
}

/// The match, locked against every other change of it, or 404.
pub(crate) async fn locked(tx: &mut Tx, scope: &Scope, id: MatchId) -> Result<MatchRow, Fault> {
    if !db::lock(tx, scope, id).await? {
        return Err(Problem::not_found("match", id).into());
    }
    row(tx, scope, id).await
}

/// The match, or 404.
pub(crate) async fn row(tx: &mut Tx, scope: &Scope, id: MatchId) -> Result<MatchRow, Fault> {
    let search = Search { id: Some(id), limit: 1, ..Search::default() };
    let found = db::matches(tx, scope, &search).await?.pop();
    Ok(found.ok_or_else(|| Problem::not_found("match", id))?)
}

/// What rules need to know of a match.
pub(crate) fn standing(row: &MatchRow, scope: &Scope, now: Instant) -> Standing {
    Standing {
        state: state_at(row, now),
        crossmatch: row.crossmatch,
        crossmatched_later: row.later_result.is_some(),
        matched_by: row.matched_by,
        first: row.first_by.zip(row.first_at),
        started_at: row.started_at,
        caller: scope.user,
        now,
    }
}

/// A match that nobody used in time has lapsed, whether or not anybody has noted it.
fn state_at(row: &MatchRow, now: Instant) -> MatchState {
    match row.match_state {
        MatchState::Matched if row.valid_until.is_some_and(|until| until <= now) => MatchState::Lapsed,
        state => state,
    }
}

/// One match with what may be done next.
pub(crate) async fn shown(tx: &mut Tx, scope: &Scope, id: MatchId) -> Result<Match, Fault> {
    let row = row(tx, scope, id).await?;
    let record = vena_ledger::unit_or_404(tx, row.unit.unit_id).await?;
    let can = can(tx, scope, &row, &record)?;
    let sample = match row.sample_id {
        Some(sample) => {
            Some(crate::samples::view::sample(crate::samples::view::row_or_404(tx, scope, sample).await?, tx.now()))
        }
        None => None,
    };
    let entry = entries(tx, scope, vec![row]).await?.pop().ok_or_else(|| Problem::not_found("match", id))?;
    Ok(Match { entry, sample, can, as_of: tx.now() })
}

/// After a write: tells open screens, and returns the match.
pub(crate) async fn changed(tx: &mut Tx, scope: &Scope, id: MatchId) -> Result<Match, Fault> {
    tx.announce("transfusions", Some(scope.org)).await?;
    tx.announce("stock", Some(scope.org)).await?;
    shown(tx, scope, id).await
}

/// What may be done. Where the ledger has the last word, it is asked what it would say.
fn can(tx: &Tx, scope: &Scope, row: &MatchRow, record: &UnitRecord) -> Result<MatchCan, Fault> {
    let standing = standing(row, scope, tx.now());
    let would = |event: UnitEvent| would(record, &event, tx.now());
    let dispense = ward::rules::may_dispense(&standing).and_then(|()| would(ward::draft(tx, scope, row)));
    let start = bedside::rules::may_start(&standing).and_then(|()| would(bedside::draft(tx, scope, row)));
    let by = |permission: &str, decision| Can::by(scope, permission, decision);
    Ok(MatchCan {
        cancel: by(MatchCancel::INFO.name, rules::may_cancel(&standing)),
        sign_emergency: by(MatchSign::INFO.name, emergency::rules::may_sign(&standing)),
        dispense: by(MatchDispense::INFO.name, dispense),
        crossmatch: by(MatchCrossmatch::INFO.name, emergency::rules::may_crossmatch(&standing)),
        r#return: by(MatchReturn::INFO.name, ward::rules::may_return(&standing)),
        start: by(MatchStart::INFO.name, start),
        confirm_start: by(MatchConfirmStart::INFO.name, bedside::may_confirm_now(&standing)),
        finish: by(MatchFinish::INFO.name, bedside::rules::may_finish(&standing)),
    })
}

/// What the ledger would say to `event` now.
pub(crate) fn would(record: &UnitRecord, event: &UnitEvent, now: Instant) -> Result<(), Refusal> {
    apply(Some(&record.unit()), event, Recorded { at: now, ahead_seconds_max: 0 }).map(|_| ())
}

/// Matches of a list, with the names of everybody in them.
pub(crate) async fn entries(tx: &mut Tx, scope: &Scope, rows: Vec<MatchRow>) -> Result<Vec<MatchEntry>, Fault> {
    let users: Vec<UserId> = rows.iter().flat_map(people).collect();
    let names: BTreeMap<UserId, String> = db::names(tx, &users).await?.into_iter().collect();
    let now = tx.now();
    rows.into_iter().map(|row| entry(row, scope, &names, now)).collect()
}

fn people(row: &MatchRow) -> Vec<UserId> {
    let maybe = [
        row.signed_by,
        row.later_by,
        row.dispensed_by,
        row.first_by,
        row.second_by,
        row.ended_by,
        row.returned_by,
        row.cancelled_by,
    ];
    maybe.into_iter().flatten().chain([row.matched_by]).collect()
}

fn entry(row: MatchRow, scope: &Scope, names: &BTreeMap<UserId, String>, now: Instant) -> Result<MatchEntry, Fault> {
    let person = |user: UserId| Person { user_id: user, display_name: names.get(&user).cloned().unwrap_or_default() };
    let done = |at: Option<Instant>, by: Option<UserId>| at.zip(by).map(|(at, by)| Done { at, by: person(by) });
    let (warnings, state) = (bedside::warnings(&row, now)?, state_at(&row, now));
    let emergency = row.emergency_reason.map(|reason| EmergencyShown {
        reason,
        signed: done(row.signed_at, row.signed_by),
        signature: row.signature,
        due_at: row.crossmatch_due_at,
        later_result: row.later_result,
        later: done(row.later_at, row.later_by),
    });
    let dispensed = done(row.dispensed_at, row.dispensed_by).map(|Done { at, by }| DispensedShown {
        at,
        by,
        ward_id: row.ward_id,
        ward_name: row.ward_name,
    });
    let start = done(row.first_at, row.first_by).map(|first| StartShown {
        first,
        second: row.second_by.map(person),
        started_at: row.started_at,
    });
    let reaction = row.reaction_code.zip(row.reaction_severity);
    let reaction = reaction.map(|(code, severity)| ReactionShown { code, severity, note: row.reaction_note });
    let ended = done(row.ended_at, row.ended_by);
    let returned = done(row.returned_at, row.returned_by).zip(row.minutes_out);
    let cancelled = done(row.cancelled_at, row.cancelled_by);
    Ok(MatchEntry {
        match_id: row.match_id,
        state,
        patient: MatchPatient {
            patient_id: row.patient_id,
            record_no: row.record_no,
            name_masked: mask_name(&row.patient_name),
            group: row.patient_group,
        },
        unit: row.unit.for_scope(scope),
        crossmatch: row.crossmatch,
        preference: row.preference,
        approval_reason: row.approval_reason,
        valid_until: row.valid_until,
        matched: Done { at: row.matched_at, by: person(row.matched_by) },
        emergency,
        dispensed,
        start,
        ended: ended.map(|Done { at, by }| EndedShown { at, by, volume_ml: row.given_ml, reaction }),
        returned: returned.map(|(Done { at, by }, minutes_out)| ReturnedShown {
            at,
            by,
            minutes_out,
            reason: row.return_reason.unwrap_or_default(),
        }),
        cancelled: cancelled.map(|Done { at, by }| CancelledShown {
            at,
            by,
            reason: row.cancel_reason.unwrap_or_default(),
        }),
        warnings,
    })
}
