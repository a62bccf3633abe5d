//! Statements about bookings that are to be judged again.

use vena_kernel::{
    clock::Instant,
    id::{BookingId, OrgId, SiteId},
};
use vena_platform::{db::Tx, fault::Fault};

/// Bookings to come that nobody judged since `before`, or since something was entered into the donor's file.
pub(super) async fn to_judge(tx: &mut Tx, before: Instant) -> Result<Vec<BookingId>, Fault> {
    let now = tx.now();
    Ok(sqlx::query_scalar(
        "select b.booking_id from recruit.booking b join recruit.donor d using (donor_id)
         where b.state in ('booked', 'offered') and b.starts_at > $1
           and (b.judged_at is null or b.judged_at < $2 or exists (
               select from recruit.donor o where o.person_id = d.person_id and (
                   exists (select from recruit.deferral f where f.donor_id = o.donor_id and f.made_at >= b.judged_at)
                   or exists (select from recruit.donation g where g.donor_id = o.donor_id and g.ended_at >= b.judged_at)
                   or exists (select from recruit.needle n where n.donor_id = o.donor_id and n.needle_at >= b.judged_at))))
         order by b.judged_at nulls first, b.starts_at limit 200",
    )
    .bind(now)
    .bind(before)
    .fetch_all(tx.conn())
    .await?)
}

/// Holds a booking that is still to come: whose it is and where.
pub(super) async fn hold(tx: &mut Tx, id: BookingId) -> Result<Option<(OrgId, SiteId)>, Fault> {
    let now = tx.now();
    Ok(sqlx::query_as(
        "select org_id, site_id from recruit.booking
         where booking_id = $1 and state in ('booked', 'offered') and starts_at > $2 for update skip locked",
    )
    .bind(id)
    .bind(now)
    .fetch_optional(tx.conn())
    .await?)
}

/// Notes that the file allows the day as of now.
pub(super) async fn judged(tx: &mut Tx, id: BookingId) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query("update recruit.booking set judged_at = $2 where booking_id = $1")
        .bind(id)
        .bind(now)
        .execute(tx.conn())
        .await?;
    Ok(())
}
