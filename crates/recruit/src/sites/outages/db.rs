//! Statements about what is out of use, and back.

use sqlx::FromRow;
use uuid::Uuid;
use vena_kernel::{
    clock::Instant,
    id::{BookingId, SiteId},
};
use vena_platform::{auth::Scope, db::Tx, fault::Fault};

/// One stretch of time in which something is out of use.
#[derive(Debug, Clone, FromRow)]
pub(super) struct Outage {
    pub(super) site_id: SiteId,
    pub(super) from_at: Instant,
    pub(super) until_at: Instant,
    pub(super) back_at: Option<Instant>,
}

/// Chairs out of use.
pub(super) async fn chairs(tx: &mut Tx, scope: &Scope, id: Uuid) -> Result<Option<Outage>, Fault> {
    Ok(sqlx::query_as(
        "select o.site_id, o.from_at, o.until_at, o.back_at
         from recruit.chair_out o join recruit.collection_site c using (site_id) where o.out_id = $1 and c.org_id = $2",
    )
    .bind(id)
    .bind(scope.org)
    .fetch_optional(tx.conn())
    .await?)
}

/// A machine out of use.
pub(super) async fn machine(tx: &mut Tx, scope: &Scope, id: Uuid) -> Result<Option<Outage>, Fault> {
    Ok(sqlx::query_as(
        "select m.site_id, o.from_at, o.until_at, o.back_at
         from recruit.machine_out o join recruit.machine m using (machine_id)
         join recruit.collection_site c using (site_id) where o.out_id = $1 and c.org_id = $2",
    )
    .bind(id)
    .bind(scope.org)
    .fetch_optional(tx.conn())
    .await?)
}

/// The chairs are back.
pub(super) async fn chairs_back(tx: &mut Tx, scope: &Scope, id: Uuid, why: &str) -> Result<bool, Fault> {
    let now = tx.now();
    let sql = "update recruit.chair_out set back_at = $2, back_by = $3, back_reason = $4 where out_id = $1 and back_at is null";
    let done = sqlx::query(sql).bind(id).bind(now).bind(scope.user).bind(why).execute(tx.conn()).await?;
    Ok(done.rows_affected() == 1)
}

/// The machine is back.
pub(super) async fn machine_back(tx: &mut Tx, scope: &Scope, id: Uuid, why: &str) -> Result<bool, Fault> {
    let now = tx.now();
    let sql = "update recruit.machine_out set back_at = $2, back_by = $3, back_reason = $4 where out_id = $1 and back_at is null";
    let done = sqlx::query(sql).bind(id).bind(now).bind(scope.user).bind(why).execute(tx.conn()).await?;
    Ok(done.rows_affected() == 1)
}

/// Cases of a machine that is back are kept places, unless the machine is out of use for another reason then.
pub(super) async fn keep_on_machine(tx: &mut Tx, scope: &Scope, id: Uuid, why: &str) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query(
        "update recruit.booking_case k set decision = 'keep', decided_reason = $2, decided_at = $3, decided_by = $4
         from recruit.booking b
         where k.machine_out_id = $1 and k.decision is null and b.booking_id = k.booking_id
           and not exists (
               select from recruit.machine_out o
               where o.machine_id = b.machine_id and o.from_at < b.ends_at
                 and o.from_at < coalesce(o.back_at, o.until_at) and coalesce(o.back_at, o.until_at) > b.starts_at)",
    )
    .bind(id)
    .bind(why)
    .bind(now)
    .bind(scope.user)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Cases of chairs that are back are kept places, but for the bookings of `still`, which are one too many all the same.
pub(super) async fn keep_on_chairs(
    tx: &mut Tx,
    scope: &Scope,
    (id, still): (Uuid, &[BookingId]),
    why: &str,
) -> Result<(), Fault> {
    let now = tx.now();
    let still: Vec<Uuid> = still.iter().map(|booking| booking.uuid()).collect();
    sqlx::query(
        "update recruit.booking_case set decision = 'keep', decided_reason = $2, decided_at = $3, decided_by = $4
         where out_id = $1 and decision is null and not booking_id = any($5)",
    )
    .bind(id)
    .bind(why)
    .bind(now)
    .bind(scope.user)
    .bind(still)
    .execute(tx.conn())
    .await?;
    Ok(())
}
