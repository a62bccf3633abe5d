//! Statements about the waiting list.

use sqlx::FromRow;
use uuid::Uuid;
use vena_kernel::{
    clock::{Day, Instant},
    id::{BookingId, DonorId, SiteId},
};
use vena_platform::{auth::Scope, db::Tx, fault::Fault};

/// Somebody who waits.
#[derive(Debug, Clone, FromRow)]
pub(crate) struct WaitingRow {
    pub(crate) waiting_id: Uuid,
    pub(crate) donor_id: DonorId,
    pub(crate) donor_name: String,
    pub(crate) site_id: SiteId,
    pub(crate) site_name: String,
    pub(crate) site_name_en: String,
    pub(crate) kind: String,
    pub(crate) from_day: Day,
    pub(crate) until_day: Day,
    pub(crate) state: String,
    pub(crate) since: Instant,
    pub(crate) booking_id: Option<BookingId>,
    pub(crate) offers: i32,
}

/// Those who wait, at one site or everywhere, of one donor or of all, first come first.
pub(crate) async fn list(
    tx: &mut Tx,
    scope: &Scope,
    site: Option<SiteId>,
    donors: Option<&[DonorId]>,
) -> Result<Vec<WaitingRow>, Fault> {
    let donors: Option<Vec<Uuid>> = donors.map(|donors| donors.iter().map(|donor| donor.uuid()).collect());
    Ok(sqlx::query_as(
        "select w.waiting_id, w.donor_id, d.name as donor_name, w.site_id, s.name as site_name, s.name_en as site_name_en, w.kind,
             w.from_day, w.until_day, w.state, w.since, w.booking_id, w.offers
         from recruit.waiting w join recruit.donor d using (donor_id) join platform.v_site s on s.site_id = w.site_id
         where w.state in ('waiting', 'offered') and ($1::uuid is null or w.site_id = $1)
           and ($2::uuid[] is null or w.donor_id = any($2)) and $3::uuid is null
         order by w.since, w.waiting_id limit 500",
    )
    .bind(site)
    .bind(donors)
    .bind(scope.only_org())
    .fetch_all(tx.conn())
    .await?)
}

/// Somebody who will wait.
#[derive(Debug)]
pub(crate) struct NewWaiting {
    pub(crate) id: Uuid,
    pub(crate) donor: DonorId,
    pub(crate) site: SiteId,
    pub(crate) kind: &'static str,
    pub(crate) from: Day,
    pub(crate) until: Day,
}

/// Puts a donor on the list; `false` when the donor waits there for that already.
pub(crate) async fn insert(tx: &mut Tx, new: &NewWaiting) -> Result<bool, Fault> {
    let now = tx.now();
    let done = sqlx::query(
        "insert into recruit.waiting (waiting_id, donor_id, site_id, kind, from_day, until_day, state, since)
         values ($1, $2, $3, $4, $5, $6, 'waiting', $7)
         on conflict (donor_id, site_id, kind) where state in ('waiting', 'offered') do nothing",
    )
    .bind(new.id)
    .bind(new.donor)
    .bind(new.site)
    .bind(new.kind)
    .bind(new.from)
    .bind(new.until)
    .bind(now)
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Takes somebody off the list; `false` when they do not wait (an offered place is answered first).
pub(crate) async fn leave(tx: &mut Tx, scope: &Scope, id: Uuid) -> Result<bool, Fault> {
    let done = sqlx::query(
        "update recruit.waiting set state = 'left' where waiting_id = $1 and state = 'waiting' and $2::uuid is null",
    )
    .bind(id)
    .bind(scope.only_org())
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Those who wait for a place at a site on a day, first come first; nobody else offers them one until this transaction ends.
pub(crate) async fn queue(tx: &mut Tx, site: SiteId, day: Day) -> Result<Vec<(Uuid, DonorId, String)>, Fault> {
    Ok(sqlx::query_as(
        "select waiting_id, donor_id, kind from recruit.waiting
         where site_id = $1 and state = 'waiting' and $2 between from_day and until_day
         order by since, waiting_id limit 50 for update skip locked",
    )
    .bind(site)
    .bind(day)
    .fetch_all(tx.conn())
    .await?)
}

/// Notes which place is offered.
pub(crate) async fn offered(tx: &mut Tx, id: Uuid, booking: BookingId) -> Result<(), Fault> {
    sqlx::query(
        "update recruit.waiting set state = 'offered', booking_id = $2 where waiting_id = $1 and state = 'waiting'",
    )
    .bind(id)
    .bind(booking)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Notes that the offered place was taken.
pub(crate) async fn taken(tx: &mut Tx, booking: BookingId) -> Result<(), Fault> {
    sqlx::query("update recruit.waiting set state = 'taken' where booking_id = $1 and state = 'offered'")
        .bind(booking)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// An offer went by: back to the end of the line, and off the list after `offers_max` of them.
pub(crate) async fn went_by(tx: &mut Tx, booking: BookingId, offers_max: i32) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query(
        "update recruit.waiting set state = case when offers + 1 >= $3 then 'over' else 'waiting' end, offers = offers + 1,
             since = $2, booking_id = null
         where booking_id = $1 and state = 'offered'",
    )
    .bind(booking)
    .bind(now)
    .bind(offers_max)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Offers whose time is over, given back: booking, site and day of each.
pub(crate) async fn expire(tx: &mut Tx) -> Result<Vec<(BookingId, SiteId, Day)>, Fault> {
    let now = tx.now();
    Ok(sqlx::query_as(
        "update recruit.booking set state = 'cancelled', state_at = $1, offer_until = null, ended_by = 'station', ended_reason = '候补名额到期未确认'
         where booking_id in (select booking_id from recruit.booking where state = 'offered' and offer_until < $1
             order by offer_until limit 500 for update skip locked) returning booking_id, site_id, day",
    )
    .bind(now)
    .fetch_all(tx.conn())
    .await?)
}

/// Ends what nobody can wait for any more.
pub(crate) async fn end_past(tx: &mut Tx, today: Day) -> Result<(), Fault> {
    sqlx::query("update recruit.waiting set state = 'over' where state = 'waiting' and until_day < $1")
        .bind(today)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Sites and days for which somebody waits, up to `until`.
pub(crate) async fn wanted(tx: &mut Tx, today: Day, until: Day) -> Result<Vec<(SiteId, Day)>, Fault> {
    Ok(sqlx::query_as(
        "select distinct w.site_id, d::date as day from recruit.waiting w
         cross join lateral generate_series(greatest(w.from_day, $1), least(w.until_day, $2), interval '1 day') as d
         where w.state = 'waiting' order by day, site_id limit 1000",
    )
    .bind(today)
    .bind(until)
    .fetch_all(tx.conn())
    .await?)
}
