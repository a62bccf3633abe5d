//! Statements about wishes to be deleted.

use sqlx::{FromRow, types::Json};
use uuid::Uuid;
use vena_kernel::{
    clock::{Day, Instant},
    id::{BookingId, DonorId, UserId},
};
use vena_platform::{auth::Scope, db::Tx, fault::Fault};

use super::rules::{Facts, Line};

/// A wish as it is kept.
#[derive(Debug, FromRow)]
pub(super) struct LeavingRow {
    pub(super) leaving_id: Uuid,
    pub(super) donor_id: DonorId,
    pub(super) name: String,
    pub(super) asked_at: Instant,
    pub(super) due_on: Day,
    pub(super) state: String,
    pub(super) closed_at: Option<Instant>,
    pub(super) closed_by: Option<UserId>,
    pub(super) closed_by_name: Option<String>,
    pub(super) removed: Option<Json<Vec<Line>>>,
    pub(super) kept: Option<Json<Vec<Line>>>,
    pub(super) answer: Option<String>,
}

/// Keeps a wish; `false` when one is open.
pub(super) async fn insert(tx: &mut Tx, id: Uuid, donor: DonorId, due_on: Day) -> Result<bool, Fault> {
    let now = tx.now();
    let done = sqlx::query(
        "insert into recruit.leaving (leaving_id, donor_id, asked_at, due_on, state) values ($1, $2, $3, $4, 'open')
         on conflict (donor_id) where state = 'open' do nothing",
    )
    .bind(id)
    .bind(donor)
    .bind(now)
    .bind(due_on)
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// The latest wish of the person behind these files.
pub(super) async fn latest(tx: &mut Tx, files: &[DonorId]) -> Result<Option<LeavingRow>, Fault> {
    Ok(sqlx::query_as(
        "select l.leaving_id, l.donor_id, d.name, l.asked_at, l.due_on, l.state, l.closed_at, l.closed_by,
             u.display_name as closed_by_name, l.removed, l.kept, l.answer
         from recruit.leaving l join recruit.donor d on d.donor_id = l.donor_id
         left join platform.v_user u on u.user_id = l.closed_by
         where l.donor_id = any($1) order by l.leaving_no desc limit 1",
    )
    .bind(uuids(files))
    .fetch_optional(tx.conn())
    .await?)
}

/// Wishes, those that wait or those that are over; the one that waits longest first. A hospital has none to see.
pub(super) async fn list(tx: &mut Tx, scope: &Scope, open: bool, limit: i64) -> Result<Vec<LeavingRow>, Fault> {
    Ok(sqlx::query_as(
        "select l.leaving_id, l.donor_id, d.name, l.asked_at, l.due_on, l.state, l.closed_at, l.closed_by,
             u.display_name as closed_by_name, l.removed, l.kept, l.answer
         from recruit.leaving l join recruit.donor d on d.donor_id = l.donor_id
         left join platform.v_user u on u.user_id = l.closed_by
         where (l.state = 'open') = $1 and $2::uuid is null
         order by case when $1 then l.leaving_no else -l.leaving_no end limit $3",
    )
    .bind(open)
    .bind(scope.only_org())
    .bind(limit)
    .fetch_all(tx.conn())
    .await?)
}

/// One wish; nobody else changes it until this transaction ends, when `lock` says so.
pub(super) async fn one(tx: &mut Tx, scope: &Scope, id: Uuid) -> Result<Option<LeavingRow>, Fault> {
    Ok(sqlx::query_as(
        "select l.leaving_id, l.donor_id, d.name, l.asked_at, l.due_on, l.state, l.closed_at, l.closed_by,
             u.display_name as closed_by_name, l.removed, l.kept, l.answer
         from recruit.leaving l join recruit.donor d on d.donor_id = l.donor_id
         left join platform.v_user u on u.user_id = l.closed_by
         where l.leaving_id = $1 and $2::uuid is null",
    )
    .bind(id)
    .bind(scope.only_org())
    .fetch_optional(tx.conn())
    .await?)
}

/// Makes those who handle one wish wait for each other.
pub(super) async fn lock(tx: &mut Tx, id: Uuid) -> Result<(), Fault> {
    sqlx::query("select from recruit.leaving where leaving_id = $1 for update").bind(id).execute(tx.conn()).await?;
    Ok(())
}

/// Takes an open wish back; `false` when there is none.
pub(super) async fn withdraw(tx: &mut Tx, files: &[DonorId]) -> Result<bool, Fault> {
    let now = tx.now();
    let done = sqlx::query(
        "update recruit.leaving set state = 'withdrawn', closed_at = $2 where donor_id = any($1) and state = 'open'",
    )
    .bind(uuids(files))
    .bind(now)
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() > 0)
}

/// What is known of the person behind these files; sign-ins and consents are asked elsewhere.
pub(super) async fn facts(tx: &mut Tx, files: &[DonorId]) -> Result<Facts, Fault> {
    Ok(sqlx::query_as(
        "select 0::bigint as sign_ins, 0::bigint as consents,
             (select count(*) from recruit.booking b where b.donor_id = any($1) and b.state in ('offered', 'booked'))
                 as bookings,
             (select count(*) from recruit.waiting w where w.donor_id = any($1) and w.state in ('waiting', 'offered'))
                 as waiting,
             (select count(*) from recruit.donor d where d.donor_id = any($1) and (d.district is not null
                 or d.occupation is not null or d.emergency_sealed is not null)) as details,
             (select count(*) from recruit.donation n where n.donor_id = any($1)) as donations,
             (select count(*) from recruit.needle n where n.donor_id = any($1)) as needles,
             (select count(*) from recruit.deferral x where x.donor_id = any($1)) as deferrals,
             exists (select from recruit.booking b where b.donor_id = any($1) and b.state = 'arrived') as here",
    )
    .bind(uuids(files))
    .fetch_one(tx.conn())
    .await?)
}

/// Places that the person still has.
pub(super) async fn open_bookings(tx: &mut Tx, files: &[DonorId]) -> Result<Vec<BookingId>, Fault> {
    let sql = "select booking_id from recruit.booking where donor_id = any($1) and state in ('offered', 'booked')
         order by booking_id";
    Ok(sqlx::query_scalar(sql).bind(uuids(files)).fetch_all(tx.conn()).await?)
}

/// Ends waiting, removes what was there for convenience, and closes the account.
pub(super) async fn clear(tx: &mut Tx, files: &[DonorId]) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query(
        "update recruit.waiting set state = 'left' where donor_id = any($1) and state in ('waiting', 'offered')",
    )
    .bind(uuids(files))
    .execute(tx.conn())
    .await?;
    sqlx::query(
        "update recruit.donor set district = null, occupation = null, emergency_sealed = null, account_closed_at = $2
         where donor_id = any($1)",
    )
    .bind(uuids(files))
    .bind(now)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Closes the case.
pub(super) async fn close(
    tx: &mut Tx,
    scope: &Scope,
    id: Uuid,
    (removed, kept): (&[Line], &[Line]),
    answer: &str,
) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query(
        "update recruit.leaving set state = 'done', closed_at = $2, closed_by = $3, removed = $4, kept = $5, answer = $6
         where leaving_id = $1",
    )
    .bind(id)
    .bind(now)
    .bind(scope.user)
    .bind(Json(removed))
    .bind(Json(kept))
    .bind(answer)
    .execute(tx.conn())
    .await?;
    Ok(())
}

fn uuids(donors: &[DonorId]) -> Vec<Uuid> {
    donors.iter().map(|donor| donor.uuid()).collect()
}
