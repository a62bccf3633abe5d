//! Statements of matches. Every one of them sees the caller's own hospital only.

use sqlx::FromRow;
use uuid::Uuid;
use vena_contracts::shown::UnitRow;
use vena_kernel::{
    abo::BloodGroup,
    clock::Instant,
    id::{MatchId, PatientId, SiteId, UnitId, UserId},
};
use vena_platform::{
    auth::Scope,
    db::{Tx, violated_constraint},
    fault::Fault,
};

use super::words::{Crossmatch, LaterResult, MatchState};

/// A match with the patient and the unit.
#[derive(Debug, Clone, FromRow)]
pub(crate) struct MatchRow {
    pub(crate) match_id: MatchId,
    pub(crate) patient_id: PatientId,
    pub(crate) record_no: String,
    pub(crate) patient_name: String,
    pub(crate) sample_id: Option<Uuid>,
    pub(crate) crossmatch: Crossmatch,
    pub(crate) match_state: MatchState,
    pub(crate) patient_group: Option<BloodGroup>,
    pub(crate) preference: i32,
    pub(crate) approval_reason: Option<String>,
    pub(crate) valid_until: Option<Instant>,
    pub(crate) matched_at: Instant,
    pub(crate) matched_by: UserId,
    pub(crate) emergency_reason: Option<String>,
    pub(crate) signed_at: Option<Instant>,
    pub(crate) signed_by: Option<UserId>,
    pub(crate) signature: Option<String>,
    pub(crate) crossmatch_due_at: Option<Instant>,
    pub(crate) later_result: Option<LaterResult>,
    pub(crate) later_at: Option<Instant>,
    pub(crate) later_by: Option<UserId>,
    pub(crate) dispensed_at: Option<Instant>,
    pub(crate) dispensed_by: Option<UserId>,
    pub(crate) ward_id: Option<SiteId>,
    pub(crate) ward_name: Option<String>,
    pub(crate) first_at: Option<Instant>,
    pub(crate) first_by: Option<UserId>,
    pub(crate) started_at: Option<Instant>,
    pub(crate) second_by: Option<UserId>,
    pub(crate) ended_at: Option<Instant>,
    pub(crate) ended_by: Option<UserId>,
    pub(crate) given_ml: Option<i32>,
    pub(crate) reaction_code: Option<String>,
    pub(crate) reaction_severity: Option<i32>,
    pub(crate) reaction_note: Option<String>,
    pub(crate) returned_at: Option<Instant>,
    pub(crate) returned_by: Option<UserId>,
    pub(crate) minutes_out: Option<i32>,
    pub(crate) return_reason: Option<String>,
    pub(crate) cancelled_at: Option<Instant>,
    pub(crate) cancelled_by: Option<UserId>,
    pub(crate) cancel_reason: Option<String>,
    #[sqlx(flatten)]
    pub(crate) unit: UnitRow,
}

/// What is needed to store a match.
#[derive(Debug)]
pub(super) struct NewMatch<'a> {
    pub(super) match_id: MatchId,
    pub(super) unit_id: UnitId,
    pub(super) patient_id: PatientId,
    pub(super) sample_id: Option<Uuid>,
    pub(super) crossmatch: Crossmatch,
    pub(super) state: MatchState,
    pub(super) patient_group: Option<BloodGroup>,
    pub(super) preference: i32,
    pub(super) approval_reason: Option<&'a str>,
    pub(super) emergency_reason: Option<&'a str>,
    pub(super) valid_until: Option<Instant>,
}

/// Stores a match. The ledger has locked the unit before, so that two requests do not wait for each other. False when
/// the unit is matched already; a match that has lapsed makes room.
pub(super) async fn insert(tx: &mut Tx, scope: &Scope, new: &NewMatch<'_>) -> Result<bool, Fault> {
    let now = tx.now();
    sqlx::query(
        "update transfuse.match set state = 'lapsed' where unit_id = $1 and state = 'matched' and valid_until <= $2",
    )
    .bind(new.unit_id)
    .bind(now)
    .execute(tx.conn())
    .await?;
    let done = sqlx::query(
        "insert into transfuse.match (match_id, org_id, unit_id, patient_id, sample_id, crossmatch, state,
             patient_group, preference, approval_reason, emergency_reason, valid_until, matched_at, matched_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
    )
    .bind(new.match_id)
    .bind(scope.org)
    .bind(new.unit_id)
    .bind(new.patient_id)
    .bind(new.sample_id)
    .bind(new.crossmatch)
    .bind(new.state)
    .bind(new.patient_group)
    .bind(new.preference)
    .bind(new.approval_reason)
    .bind(new.emergency_reason)
    .bind(new.valid_until)
    .bind(now)
    .bind(scope.user)
    .execute(tx.conn())
    .await;
    match done {
        Ok(_) => Ok(true),
        Err(error) if violated_constraint(&error) == Some("match_one") => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// Locks a match of the caller's hospital against every other change of it. False when there is none.
pub(super) async fn lock(tx: &mut Tx, scope: &Scope, id: MatchId) -> Result<bool, Fault> {
    let found: Option<MatchId> =
        sqlx::query_scalar("select match_id from transfuse.match where match_id = $1 and org_id = $2 for update")
            .bind(id)
            .bind(scope.org)
            .fetch_optional(tx.conn())
            .await?;
    Ok(found.is_some())
}

/// Which matches.
#[derive(Debug, Default)]
pub(crate) struct Search<'a> {
    /// This one.
    pub(crate) id: Option<MatchId>,
    /// In these states; all when empty.
    pub(crate) states: &'a [MatchState],
    /// Of this patient.
    pub(crate) patient: Option<PatientId>,
    /// Beginning of the patient's record number or of the donation number.
    pub(crate) text: &'a str,
    /// Emergencies whose crossmatch is still due.
    pub(crate) due: bool,
    /// Older than this one.
    pub(crate) before: Option<MatchId>,
    pub(crate) limit: i64,
}

/// Matches of the caller's hospital, newest first.
pub(crate) async fn matches(tx: &mut Tx, scope: &Scope, search: &Search<'_>) -> Result<Vec<MatchRow>, Fault> {
    let states: Vec<&str> = search.states.iter().map(|state| state.word()).collect();
    Ok(sqlx::query_as(
        "select m.*, m.state as match_state, p.record_no, p.name as patient_name, w.name as ward_name, v.*
         from transfuse.match m join transfuse.patient p using (patient_id)
         join ledger.v_unit_shown v on v.unit_id = m.unit_id
         left join platform.v_site w on w.site_id = m.ward_id
         where m.org_id = $1 and ($2::uuid is null or m.match_id = $2)
           and (cardinality($3::text[]) = 0 or m.state = any($3))
           and ($4::uuid is null or m.patient_id = $4)
           and ($5 = '' or starts_with(p.record_no, $5) or starts_with(v.donation_number, replace($5, '-', '')))
           and (not $6 or (m.crossmatch_due_at is not null and m.later_result is null))
           and ($7::uuid is null or m.match_id < $7)
         order by m.match_id desc limit $8",
    )
    .bind(scope.org)
    .bind(search.id)
    .bind(states)
    .bind(search.patient)
    .bind(search.text)
    .bind(search.due)
    .bind(search.before)
    .bind(search.limit)
    .fetch_all(tx.conn())
    .await?)
}

/// The names of users.
pub(super) async fn names(tx: &mut Tx, users: &[UserId]) -> Result<Vec<(UserId, String)>, Fault> {
    Ok(sqlx::query_as("select user_id, display_name from platform.v_user where user_id = any($1)")
        .bind(users)
        .fetch_all(tx.conn())
        .await?)
}

/// Notes that a match was called off.
pub(super) async fn cancel(tx: &mut Tx, scope: &Scope, id: MatchId, reason: &str) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query(
        "update transfuse.match set state = 'cancelled', cancelled_at = $3, cancelled_by = $4, cancel_reason = $5
         where match_id = $1 and org_id = $2",
    )
    .bind(id)
    .bind(scope.org)
    .bind(now)
    .bind(scope.user)
    .bind(reason)
    .execute(tx.conn())
    .await?;
    Ok(())
}
