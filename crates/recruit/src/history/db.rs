//! Statements of the history.

use sqlx::FromRow;
use uuid::Uuid;
use vena_kernel::{
    clock::{Day, Instant},
    donation_number::DonationNumber,
    eligibility::DonationKind,
    id::DonorId,
};
use vena_platform::{auth::Scope, db::Tx, fault::Fault};

use super::{Evidence, Outcome};

/// Entries of one kind in a history, at most.
pub(super) const ENTRIES_MAX: i64 = 300;

/// A donation at another station to be kept.
#[derive(Debug, Clone)]
pub(crate) struct NewElsewhere<'a> {
    pub(crate) donor: DonorId,
    pub(crate) station: &'a str,
    pub(crate) given_on: Day,
    pub(crate) kind: DonationKind,
    pub(crate) outcome: Outcome,
    pub(crate) volume_ml: Option<i32>,
    pub(crate) evidence: Evidence,
}

/// Keeps a donation at another station; nothing when this person has one of that day and kind.
pub(crate) async fn insert(tx: &mut Tx, scope: &Scope, new: &NewElsewhere<'_>) -> Result<Option<Uuid>, Fault> {
    let (id, now) = (tx.new_id(), tx.now());
    Ok(sqlx::query_scalar(
        "insert into recruit.elsewhere (elsewhere_id, donor_id, station, given_on, kind, outcome, volume_ml, evidence,
             entered_at, entered_by)
         select $1, $2, $3, $4, $5, $6, $7, $8, $9, $10
         where not exists (
             select from recruit.donor d join recruit.donor m on m.person_id = d.person_id
             join recruit.elsewhere e on e.donor_id = m.donor_id
             where d.donor_id = $2 and e.given_on = $4 and e.kind = $5 and e.withdrawn_at is null)
         on conflict (donor_id, given_on, kind) where withdrawn_at is null do nothing
         returning elsewhere_id",
    )
    .bind(id)
    .bind(new.donor)
    .bind(new.station)
    .bind(new.given_on)
    .bind(new.kind)
    .bind(new.outcome)
    .bind(new.volume_ml)
    .bind(new.evidence)
    .bind(now)
    .bind(scope.user)
    .fetch_optional(tx.conn())
    .await?)
}

/// Withdraws a donation at another station of this person; `false` when there is none that stands.
pub(super) async fn withdraw(
    tx: &mut Tx,
    scope: &Scope,
    (person, id): (DonorId, Uuid),
    reason: &str,
) -> Result<bool, Fault> {
    let now = tx.now();
    let done = sqlx::query(
        "update recruit.elsewhere set withdrawn_at = $3, withdrawn_by = $4, withdrawn_reason = $5
         where elsewhere_id = $2 and withdrawn_at is null
           and donor_id in (select donor_id from recruit.donor where person_id = $1)",
    )
    .bind(person)
    .bind(id)
    .bind(now)
    .bind(scope.user)
    .bind(reason)
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Every file of a person.
pub(super) async fn files(tx: &mut Tx, person: DonorId) -> Result<Vec<DonorId>, Fault> {
    let sql = "select donor_id from recruit.donor where person_id = $1 order by donor_id";
    Ok(sqlx::query_scalar(sql).bind(person).fetch_all(tx.conn()).await?)
}

/// A donation of ours.
#[derive(Debug, FromRow)]
pub(super) struct DonationRow {
    pub(super) donor_id: DonorId,
    pub(super) donation_number: DonationNumber,
    pub(super) ended_at: Instant,
    pub(super) volume_ml: Option<i32>,
    pub(super) reaction: Option<bool>,
}

/// Donations of a person, latest first.
pub(super) async fn donations(tx: &mut Tx, person: DonorId) -> Result<Vec<DonationRow>, Fault> {
    Ok(sqlx::query_as(
        "select n.donor_id, n.donation_number, n.ended_at, n.volume_ml, n.reaction
         from recruit.donor m join recruit.donation n on n.donor_id = m.donor_id
         where m.person_id = $1 and n.ended_at is not null order by n.ended_at desc limit $2",
    )
    .bind(person)
    .bind(ENTRIES_MAX)
    .fetch_all(tx.conn())
    .await?)
}

/// Needles in vain of a person, latest first.
pub(super) async fn needles(tx: &mut Tx, person: DonorId) -> Result<Vec<(DonorId, Instant)>, Fault> {
    Ok(sqlx::query_as(
        "select n.donor_id, n.needle_at from recruit.donor m join recruit.needle n on n.donor_id = m.donor_id
         where m.person_id = $1 order by n.needle_at desc limit $2",
    )
    .bind(person)
    .bind(ENTRIES_MAX)
    .fetch_all(tx.conn())
    .await?)
}

/// A donation at another station.
#[derive(Debug, FromRow)]
pub(super) struct ElsewhereRow {
    pub(super) elsewhere_id: Uuid,
    pub(super) donor_id: DonorId,
    pub(super) station: String,
    pub(super) given_on: Day,
    pub(super) kind: DonationKind,
    pub(super) outcome: Outcome,
    pub(super) volume_ml: Option<i32>,
    pub(super) evidence: Evidence,
    pub(super) entered_by_name: Option<String>,
    pub(super) withdrawn_reason: Option<String>,
}

/// Donations of a person at other stations, latest first, withdrawn ones too.
pub(super) async fn elsewhere(tx: &mut Tx, person: DonorId) -> Result<Vec<ElsewhereRow>, Fault> {
    Ok(sqlx::query_as(
        "select e.elsewhere_id, e.donor_id, e.station, e.given_on, e.kind, e.outcome, e.volume_ml, e.evidence,
             u.display_name as entered_by_name, e.withdrawn_reason
         from recruit.donor m join recruit.elsewhere e on e.donor_id = m.donor_id
         left join platform.v_user u on u.user_id = e.entered_by
         where m.person_id = $1 order by e.given_on desc, e.elsewhere_id limit $2",
    )
    .bind(person)
    .bind(ENTRIES_MAX)
    .fetch_all(tx.conn())
    .await?)
}

/// Whether one of these files holds a completed donation at another station that was not withdrawn.
pub(crate) async fn gave_elsewhere(tx: &mut Tx, files: &[DonorId]) -> Result<bool, Fault> {
    let files: Vec<Uuid> = files.iter().map(|file| file.uuid()).collect();
    let sql = "select exists (select from recruit.elsewhere
                   where donor_id = any($1) and outcome = 'completed' and withdrawn_at is null)";
    Ok(sqlx::query_scalar(sql).bind(files).fetch_one(tx.conn()).await?)
}

/// Something that happened to a file, with no word of why.
#[derive(Debug, FromRow)]
pub(super) struct Happening {
    pub(super) donor_id: DonorId,
    pub(super) what: String,
    pub(super) at: Instant,
    pub(super) until: Option<Day>,
    pub(super) by_name: Option<String>,
}

/// Registrations, deferrals, merges and bookings of a person, latest first.
pub(super) async fn happenings(tx: &mut Tx, person: DonorId) -> Result<Vec<Happening>, Fault> {
    Ok(sqlx::query_as(
        "with files as (select donor_id, registered_at, registered_by from recruit.donor where person_id = $1),
         all_of (donor_id, what, at, until, by_user) as (
             select donor_id, 'registered', registered_at, null::date, registered_by from files
             union all
             select x.donor_id, case when x.kind = 'permanent' then 'excluded' else 'deferred' end, x.made_at, x.until,
                 x.made_by
             from recruit.deferral x join files f on f.donor_id = x.donor_id
             union all
             select x.donor_id, 'deferral_lifted', x.lifted_at, null, x.lifted_by
             from recruit.deferral x join files f on f.donor_id = x.donor_id where x.lifted_at is not null
             union all
             select g.loser, 'merged', g.decided_at, null, g.decided_by
             from recruit.merge g join files f on f.donor_id = g.loser where g.state in ('confirmed', 'undone')
             union all
             select g.loser, 'merge_undone', g.undone_at, null, g.undone_by
             from recruit.merge g join files f on f.donor_id = g.loser where g.undone_at is not null
             union all
             select b.donor_id, 'booking_' || b.state, b.state_at, b.day, null
             from recruit.booking b join files f on f.donor_id = b.donor_id)
         select a.donor_id, a.what, a.at, a.until, u.display_name as by_name
         from all_of a left join platform.v_user u on u.user_id = a.by_user
         order by a.at desc limit $2",
    )
    .bind(person)
    .bind(ENTRIES_MAX)
    .fetch_all(tx.conn())
    .await?)
}
