//! Statements that write bookings of the past year.

use uuid::Uuid;
use vena_kernel::{
    clock::{Day, Instant},
    id::{DonorId, OrgId},
};
use vena_platform::{db::Tx, fault::Fault};

use super::Past;

/// Donors of the city, always in the same order.
pub(super) async fn donors(tx: &mut Tx, limit: i64) -> Result<Vec<DonorId>, Fault> {
    let sql = "select donor_id from recruit.donor where donor_id = person_id order by donor_id limit $1";
    Ok(sqlx::query_scalar(sql).bind(limit).fetch_all(tx.conn()).await?)
}

/// Writes them all at once.
pub(super) async fn insert(tx: &mut Tx, station: OrgId, past: &[Past]) -> Result<(), Fault> {
    sqlx::query(
        "insert into recruit.booking (booking_id, code, org_id, site_id, day, kind, starts_at, ends_at, seat, donor_id, state,
             state_at, source, shown_before, missed_before, first_time, confirmed_at, booked_at)
         select id, code, $2, site_id, day, 'whole_blood', starts_at, starts_at + interval '30 minutes', seat, donor_id,
             case when came then 'arrived' else 'missed' end, starts_at + interval '1 hour', 'donor', shown, missed, shown = 0,
             case when confirmed then starts_at - interval '1 day' end, booked_at
         from unnest($1::uuid[], $3::text[], $4::uuid[], $5::date[], $6::timestamptz[], $7::int[], $8::uuid[], $9::boolean[],
             $10::int[], $11::int[], $12::boolean[], $13::timestamptz[])
             as given (id, code, site_id, day, starts_at, seat, donor_id, came, shown, missed, confirmed, booked_at)",
    )
    .bind(past.iter().map(|one| one.id).collect::<Vec<Uuid>>())
    .bind(station)
    .bind(past.iter().map(|one| one.code.clone()).collect::<Vec<String>>())
    .bind(past.iter().map(|one| one.site.uuid()).collect::<Vec<Uuid>>())
    .bind(past.iter().map(|one| one.day).collect::<Vec<Day>>())
    .bind(past.iter().map(|one| one.starts_at).collect::<Vec<Instant>>())
    .bind(past.iter().map(|one| one.seat).collect::<Vec<i32>>())
    .bind(past.iter().map(|one| one.donor.uuid()).collect::<Vec<Uuid>>())
    .bind(past.iter().map(|one| one.came).collect::<Vec<bool>>())
    .bind(past.iter().map(|one| one.shown).collect::<Vec<i32>>())
    .bind(past.iter().map(|one| one.missed).collect::<Vec<i32>>())
    .bind(past.iter().map(|one| one.confirmed).collect::<Vec<bool>>())
    .bind(past.iter().map(|one| one.booked_at).collect::<Vec<Instant>>())
    .execute(tx.conn())
    .await?;
    Ok(())
}
