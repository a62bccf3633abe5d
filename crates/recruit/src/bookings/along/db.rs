//! Statements about lists that vehicles take along.

use sqlx::FromRow;
use vena_kernel::{
    clock::{Day, Instant},
    id::{BookingId, DonorId, SiteId},
};
use vena_platform::{auth::Scope, db::Tx, fault::Fault};

use crate::bookings::db::BookingRow;

/// A place with the donor's sealed documents.
#[derive(Debug, FromRow)]
pub(super) struct PlaceRow {
    pub(super) booking_id: BookingId,
    pub(super) code: String,
    pub(super) kind: String,
    pub(super) starts_at: Instant,
    pub(super) donor_name: String,
    pub(super) group_name: Option<String>,
    pub(super) document_kinds: Vec<String>,
    pub(super) documents_sealed: Vec<Vec<u8>>,
}

/// Everybody who is expected at a site on a day, by time; documents of every file of the person.
pub(super) async fn places(tx: &mut Tx, scope: &Scope, (site, day): (SiteId, Day)) -> Result<Vec<PlaceRow>, Fault> {
    Ok(sqlx::query_as(
        "select b.booking_id, b.code, b.kind, b.starts_at, d.name as donor_name, g.name as group_name,
             coalesce(o.kinds, '{}') as document_kinds, coalesce(o.sealed, '{}') as documents_sealed
         from recruit.booking b
         join recruit.donor d on d.donor_id = b.donor_id
         left join recruit.booking_group g on g.group_id = b.group_id
         left join lateral (
             select array_agg(x.kind order by x.document_id) as kinds, array_agg(x.number_sealed order by x.document_id) as sealed
             from recruit.donor f join recruit.document x on x.donor_id = f.donor_id
             where f.person_id = d.person_id and x.ended_how is distinct from 'corrected'
         ) o on true
         where b.site_id = $1 and b.day = $2 and b.state in ('booked', 'missed') and $3::uuid is null
         order by b.starts_at, b.seat, b.booking_id limit 1000",
    )
    .bind(site)
    .bind(day)
    .bind(scope.only_org())
    .fetch_all(tx.conn())
    .await?)
}

/// Notes that the list is on its way.
pub(super) async fn away(tx: &mut Tx, (site, day): (SiteId, Day)) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query(
        "insert into recruit.day_away (site_id, day, since)
         select site_id, $2, $3 from recruit.collection_site where site_id = $1 on conflict do nothing",
    )
    .bind(site)
    .bind(day)
    .bind(now)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Notes that the vehicle is back.
pub(in crate::bookings) async fn back(tx: &mut Tx, (site, day): (SiteId, Day)) -> Result<(), Fault> {
    sqlx::query("delete from recruit.day_away where site_id = $1 and day = $2")
        .bind(site)
        .bind(day)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// The booking of a person at a site on a day, whether somebody came of it yet or not.
pub(in crate::bookings) async fn due_on(
    tx: &mut Tx,
    scope: &Scope,
    donors: &[DonorId],
    (site, day): (SiteId, Day),
) -> Result<Option<BookingRow>, Fault> {
    let donors: Vec<uuid::Uuid> = donors.iter().map(|donor| donor.uuid()).collect();
    Ok(sqlx::query_as(
        "select * from recruit.v_booking
         where donor_id = any($1) and site_id = $2 and day = $3 and state in ('booked', 'missed', 'arrived')
           and $4::uuid is null
         order by starts_at, booking_id limit 1",
    )
    .bind(donors)
    .bind(site)
    .bind(day)
    .bind(scope.only_org())
    .fetch_optional(tx.conn())
    .await?)
}
