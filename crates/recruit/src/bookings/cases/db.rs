//! Statements about bookings that are one too many.

use sqlx::FromRow;
use uuid::Uuid;
use vena_kernel::{clock::Instant, id::BookingId};
use vena_platform::{auth::Scope, db::Tx, fault::Fault};

use super::Out;

/// A case that waits for a person.
#[derive(Debug, Clone, FromRow)]
pub(super) struct CaseRow {
    pub(super) case_id: Uuid,
    pub(super) booking_id: BookingId,
    pub(super) reason: String,
    pub(super) chairs: Option<i32>,
    pub(super) machine: Option<String>,
    pub(super) opened_at: Instant,
    pub(super) opened_by_name: String,
}

/// Opens a case, once for each booking.
pub(super) async fn insert(tx: &mut Tx, scope: &Scope, out: Out, booking: BookingId) -> Result<(), Fault> {
    let (id, now) = (tx.new_id(), tx.now());
    let (chairs, machine) = match out {
        Out::Chairs(id) => (Some(id), None),
        Out::Machine(id) => (None, Some(id)),
    };
    sqlx::query(
        "insert into recruit.booking_case (case_id, booking_id, out_id, machine_out_id, opened_at, opened_by)
         values ($1, $2, $3, $4, $5, $6)
         on conflict (booking_id) where decision is null do nothing",
    )
    .bind(id)
    .bind(booking)
    .bind(chairs)
    .bind(machine)
    .bind(now)
    .bind(scope.user)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Cases that nobody has decided, of bookings that are still to be kept; one of them, or all, the nearest place first.
pub(super) async fn open(tx: &mut Tx, scope: &Scope, only: Option<Uuid>) -> Result<Vec<CaseRow>, Fault> {
    Ok(sqlx::query_as(
        "select k.case_id, k.booking_id, coalesce(o.reason, mo.reason) as reason, o.chairs, m.name as machine, k.opened_at,
             u.display_name as opened_by_name
         from recruit.booking_case k
         left join recruit.chair_out o using (out_id)
         left join recruit.machine_out mo on mo.out_id = k.machine_out_id
         left join recruit.machine m on m.machine_id = mo.machine_id
         join recruit.booking b using (booking_id)
         join platform.v_user u on u.user_id = k.opened_by
         where k.decision is null and b.state in ('booked', 'offered') and b.org_id = $1
           and ($2::uuid is null or k.case_id = $2)
         order by b.starts_at, k.case_id limit 200",
    )
    .bind(scope.org)
    .bind(only)
    .fetch_all(tx.conn())
    .await?)
}

/// Keeps how a case ended; `false` when somebody was faster.
pub(super) async fn decide(
    tx: &mut Tx,
    scope: &Scope,
    case: Uuid,
    (decision, reason): (&'static str, &str),
) -> Result<bool, Fault> {
    let now = tx.now();
    let done = sqlx::query(
        "update recruit.booking_case set decision = $2, decided_reason = $3, decided_at = $4, decided_by = $5
         where case_id = $1 and decision is null",
    )
    .bind(case)
    .bind(decision)
    .bind(reason)
    .bind(now)
    .bind(scope.user)
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}
