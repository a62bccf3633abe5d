//! Statements about bookings that the clock asks for.

use uuid::Uuid;
use vena_kernel::{
    clock::{Day, Instant},
    id::{BookingId, SiteId},
};
use vena_platform::{db::Tx, fault::Fault};

use crate::bookings::db::BookingRow;

/// Bookings whose donor did not come: over for longer than the grace. Of a day that a vehicle took along nobody knows yet, unless
/// the vehicle has not come back since `away_before`.
pub(crate) async fn miss(tx: &mut Tx, ended_before: Instant, away_before: Instant) -> Result<Vec<BookingId>, Fault> {
    let now = tx.now();
    Ok(sqlx::query_scalar(
        "update recruit.booking set state = 'missed', state_at = $2
         where booking_id in (select b.booking_id from recruit.booking b
             where b.state = 'booked' and b.donor_id is not null and b.ends_at < $1
               and not exists (select from recruit.day_away a where a.site_id = b.site_id and a.day = b.day and a.since > $3)
             order by b.ends_at limit 500 for update skip locked) returning booking_id",
    )
    .bind(ended_before)
    .bind(now)
    .bind(away_before)
    .fetch_all(tx.conn())
    .await?)
}

/// Places that a group reserved and named nobody for in time, given back: site, day and group of each.
pub(crate) async fn release_unnamed(tx: &mut Tx, begins_before: Instant) -> Result<Vec<(SiteId, Day, Uuid)>, Fault> {
    let now = tx.now();
    Ok(sqlx::query_as(
        "update recruit.booking set state = 'cancelled', state_at = $2, ended_by = 'station', ended_reason = '到期未报名单，名额释放'
         where booking_id in (select booking_id from recruit.booking where state = 'booked' and donor_id is null and starts_at < $1
             order by starts_at limit 500 for update skip locked) returning site_id, day, group_id",
    )
    .bind(begins_before)
    .bind(now)
    .fetch_all(tx.conn())
    .await?)
}

/// Bookings that begin between two moments and whose reminder of `minutes` before was not dealt with.
pub(crate) async fn to_remind(
    tx: &mut Tx,
    minutes: i64,
    from: Instant,
    until: Instant,
) -> Result<Vec<BookingRow>, Fault> {
    Ok(sqlx::query_as(
        "select v.* from recruit.v_booking v join recruit.booking b using (booking_id)
         where v.state = 'booked' and v.donor_id is not null and v.starts_at > $2 and v.starts_at <= $3
           and (b.reminded_minutes is null or b.reminded_minutes > $1) order by v.starts_at limit 500",
    )
    .bind(minutes)
    .bind(from)
    .bind(until)
    .fetch_all(tx.conn())
    .await?)
}

/// Notes that the reminder of `minutes` before was dealt with.
pub(crate) async fn reminded(tx: &mut Tx, id: BookingId, minutes: i64) -> Result<(), Fault> {
    sqlx::query(
        "update recruit.booking set reminded_minutes = $2
         where booking_id = $1 and (reminded_minutes is null or reminded_minutes > $2)",
    )
    .bind(id)
    .bind(minutes)
    .execute(tx.conn())
    .await?;
    Ok(())
}
