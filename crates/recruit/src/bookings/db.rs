//! Statements about bookings.

use sqlx::FromRow;
use uuid::Uuid;
use vena_kernel::{
    clock::{Day, Instant},
    id::{BookingId, DonationId, DonorId, OrgId, SiteId, UserId},
};
use vena_platform::{auth::Scope, db::Tx, fault::Fault};

/// A booking with the names around it.
#[derive(Debug, Clone, FromRow)]
pub(crate) struct BookingRow {
    pub(crate) booking_id: BookingId,
    pub(crate) code: String,
    pub(crate) org_id: OrgId,
    pub(crate) site_id: SiteId,
    pub(crate) site_name: String,
    pub(crate) site_name_en: String,
    pub(crate) day: Day,
    pub(crate) kind: String,
    pub(crate) starts_at: Instant,
    pub(crate) ends_at: Instant,
    pub(crate) machine_id: Option<Uuid>,
    pub(crate) machine_name: Option<String>,
    pub(crate) donor_id: Option<DonorId>,
    pub(crate) donor_name: Option<String>,
    pub(crate) group_id: Option<Uuid>,
    pub(crate) group_name: Option<String>,
    pub(crate) state: String,
    pub(crate) state_at: Instant,
    pub(crate) source: String,
    pub(crate) offer_until: Option<Instant>,
    pub(crate) shown_before: i32,
    pub(crate) missed_before: i32,
    pub(crate) first_time: bool,
    pub(crate) confirmed_at: Option<Instant>,
    pub(crate) expected_show: Option<f64>,
    pub(crate) booked_at: Instant,
    pub(crate) ended_reason: Option<String>,
    pub(crate) replaced_by: Option<BookingId>,
    pub(crate) donation_id: Option<DonationId>,
    pub(crate) ended_by: Option<String>,
}

/// One booking.
pub(crate) async fn booking(tx: &mut Tx, scope: &Scope, id: BookingId) -> Result<Option<BookingRow>, Fault> {
    Ok(sqlx::query_as("select * from recruit.v_booking where booking_id = $1 and $2::uuid is null")
        .bind(id)
        .bind(scope.only_org())
        .fetch_optional(tx.conn())
        .await?)
}

/// Makes everybody who would change this booking wait.
pub(crate) async fn lock(tx: &mut Tx, id: BookingId) -> Result<(), Fault> {
    sqlx::query("select 1 from recruit.booking where booking_id = $1 for update").bind(id).execute(tx.conn()).await?;
    Ok(())
}

/// The booking of a code.
pub(crate) async fn by_code(tx: &mut Tx, scope: &Scope, code: &str) -> Result<Option<BookingRow>, Fault> {
    Ok(sqlx::query_as("select * from recruit.v_booking where code = $1 and $2::uuid is null")
        .bind(code)
        .bind(scope.only_org())
        .fetch_optional(tx.conn())
        .await?)
}

/// Every file of the person behind `donor`, the one that stands for the person first; none when there is no such file.
pub(crate) async fn same_person(tx: &mut Tx, donor: DonorId) -> Result<Vec<DonorId>, Fault> {
    Ok(sqlx::query_scalar(
        "select p.donor_id from recruit.donor d join recruit.donor p on p.person_id = d.person_id where d.donor_id = $1
         order by (p.donor_id = p.person_id) desc, p.donor_id limit 50",
    )
    .bind(donor)
    .fetch_all(tx.conn())
    .await?)
}

/// Makes everybody who would book for this donor wait, also those who insert a first booking.
pub(crate) async fn lock_person(tx: &mut Tx, donor: DonorId) -> Result<(), Fault> {
    sqlx::query("select 1 from recruit.donor where donor_id = $1 for update").bind(donor).execute(tx.conn()).await?;
    Ok(())
}

fn uuids(donors: &[DonorId]) -> Vec<Uuid> {
    donors.iter().map(|donor| donor.uuid()).collect()
}

/// The open booking of a person, by any of the person's files; an offered place counts only when nothing is booked.
pub(crate) async fn open_of(tx: &mut Tx, donors: &[DonorId]) -> Result<Option<BookingRow>, Fault> {
    Ok(sqlx::query_as(
        "select * from recruit.v_booking where donor_id = any($1) and state = 'booked' order by starts_at limit 1",
    )
    .bind(uuids(donors))
    .fetch_optional(tx.conn())
    .await?)
}

/// The bookings of a person at a site on a day that are still to be kept.
pub(crate) async fn due(
    tx: &mut Tx,
    scope: &Scope,
    donors: &[DonorId],
    site: SiteId,
    day: Day,
) -> Result<Option<BookingRow>, Fault> {
    Ok(sqlx::query_as(
        "select * from recruit.v_booking
         where donor_id = any($1) and site_id = $2 and day = $3 and state in ('booked', 'missed') and $4::uuid is null
         order by state, starts_at limit 1",
    )
    .bind(uuids(donors))
    .bind(site)
    .bind(day)
    .bind(scope.only_org())
    .fetch_optional(tx.conn())
    .await?)
}

/// All bookings of a person, latest place first.
pub(crate) async fn of_person(
    tx: &mut Tx,
    scope: &Scope,
    donors: &[DonorId],
    limit: i64,
) -> Result<Vec<BookingRow>, Fault> {
    Ok(sqlx::query_as(
        "select * from recruit.v_booking where donor_id = any($1) and $2::uuid is null order by starts_at desc, booking_id limit $3",
    )
    .bind(uuids(donors))
    .bind(scope.only_org())
    .bind(limit)
    .fetch_all(tx.conn())
    .await?)
}

/// Which bookings are listed.
#[derive(Debug)]
pub(crate) struct Listed<'a> {
    pub(crate) site: Option<SiteId>,
    pub(crate) day: Day,
    pub(crate) states: &'a [&'a str],
    /// The row after which the page begins.
    pub(crate) after: Option<BookingId>,
    pub(crate) limit: i64,
}

/// The bookings of a day, by time.
pub(crate) async fn of_day(tx: &mut Tx, scope: &Scope, listed: &Listed<'_>) -> Result<Vec<BookingRow>, Fault> {
    let states: Vec<String> = listed.states.iter().map(|state| (*state).to_owned()).collect();
    Ok(sqlx::query_as(
        "select b.* from recruit.v_booking b
         where b.day = $1 and ($2::uuid is null or b.site_id = $2) and b.state = any($3) and $4::uuid is null
           and ($5::uuid is null or (b.starts_at, b.booking_id) >
               (select a.starts_at, a.booking_id from recruit.booking a where a.booking_id = $5))
         order by b.starts_at, b.booking_id limit $6",
    )
    .bind(listed.day)
    .bind(listed.site)
    .bind(states)
    .bind(scope.only_org())
    .bind(listed.after)
    .bind(listed.limit)
    .fetch_all(tx.conn())
    .await?)
}

/// What a person did with earlier bookings, and whether any donation is known.
#[derive(Debug, Clone, Copy, Default, FromRow)]
pub(crate) struct Habit {
    pub(crate) shown: i32,
    pub(crate) missed: i32,
    pub(crate) first_time: bool,
}

/// What a person did with earlier bookings.
pub(crate) async fn habit(tx: &mut Tx, donors: &[DonorId]) -> Result<Habit, Fault> {
    Ok(sqlx::query_as(
        "select count(*) filter (where state in ('arrived', 'fulfilled'))::int as shown,
             count(*) filter (where state = 'missed')::int as missed,
             not exists (select from recruit.donation where donor_id = any($1)) as first_time
         from recruit.booking where donor_id = any($1)",
    )
    .bind(uuids(donors))
    .fetch_one(tx.conn())
    .await?)
}

/// A place to be kept.
#[derive(Debug)]
pub(crate) struct NewBooking<'a> {
    pub(crate) id: BookingId,
    pub(crate) code: &'a str,
    pub(crate) org: OrgId,
    pub(crate) site: SiteId,
    pub(crate) day: Day,
    pub(crate) kind: &'static str,
    pub(crate) starts_at: Instant,
    pub(crate) ends_at: Instant,
    pub(crate) seat: i32,
    pub(crate) machine: Option<Uuid>,
    pub(crate) donor: Option<DonorId>,
    pub(crate) group: Option<Uuid>,
    pub(crate) state: &'static str,
    pub(crate) source: &'static str,
    pub(crate) offer_until: Option<Instant>,
    pub(crate) habit: Habit,
    pub(crate) expected_show: f64,
    pub(crate) by: Option<UserId>,
}

/// Keeps a place; `false` when the donor has an open booking already.
pub(crate) async fn insert(tx: &mut Tx, new: &NewBooking<'_>) -> Result<bool, Fault> {
    let now = tx.now();
    let done = sqlx::query(
        "insert into recruit.booking (booking_id, code, org_id, site_id, day, kind, starts_at, ends_at, seat, machine_id, donor_id,
             group_id, state, state_at, source, offer_until, shown_before, missed_before, first_time, expected_show, booked_at, booked_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $14, $21)
         on conflict (donor_id) where state = 'booked' and donor_id is not null do nothing",
    )
    .bind(new.id)
    .bind(new.code)
    .bind(new.org)
    .bind(new.site)
    .bind(new.day)
    .bind(new.kind)
    .bind(new.starts_at)
    .bind(new.ends_at)
    .bind(new.seat)
    .bind(new.machine)
    .bind(new.donor)
    .bind(new.group)
    .bind(new.state)
    .bind(now)
    .bind(new.source)
    .bind(new.offer_until)
    .bind(new.habit.shown)
    .bind(new.habit.missed)
    .bind(new.habit.first_time)
    .bind(new.expected_show)
    .bind(new.by)
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// How a booking ends without a donation.
#[derive(Debug)]
pub(crate) struct Ending<'a> {
    /// `cancelled` or `moved`.
    pub(crate) state: &'static str,
    /// `donor`, `staff` or `station`.
    pub(crate) by: &'static str,
    pub(crate) reason: Option<&'a str>,
    pub(crate) replaced_by: Option<BookingId>,
}

/// Ends a booking that is still to be kept; `false` when it is not.
pub(crate) async fn end(tx: &mut Tx, id: BookingId, ending: &Ending<'_>) -> Result<bool, Fault> {
    let now = tx.now();
    let done = sqlx::query(
        "update recruit.booking set state = $2, state_at = $3, ended_by = $4, ended_reason = $5, offer_until = null,
             replaced_by = $6
         where booking_id = $1 and state in ('booked', 'offered')",
    )
    .bind(id)
    .bind(ending.state)
    .bind(now)
    .bind(ending.by)
    .bind(ending.reason)
    .bind(ending.replaced_by)
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Names the booking that came in the place of another.
pub(crate) async fn replaced(tx: &mut Tx, id: BookingId, by: BookingId) -> Result<(), Fault> {
    sqlx::query("update recruit.booking set replaced_by = $2 where booking_id = $1")
        .bind(id)
        .bind(by)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Notes a step of a booking out of one of `from`; `false` when it is in another state. The first time of a state stays.
pub(crate) async fn step(tx: &mut Tx, id: BookingId, from: &[&str], to: &'static str) -> Result<bool, Fault> {
    let now = tx.now();
    let from: Vec<String> = from.iter().map(|state| (*state).to_owned()).collect();
    let done = sqlx::query(
        "update recruit.booking set state = $3, state_at = $4, offer_until = null where booking_id = $1 and state = any($2)",
    )
    .bind(id)
    .bind(from)
    .bind(to)
    .bind(now)
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Notes which donation came of a booking.
pub(crate) async fn donated(tx: &mut Tx, id: BookingId, donation: DonationId) -> Result<(), Fault> {
    sqlx::query("update recruit.booking set donation_id = $2 where booking_id = $1 and donation_id is null")
        .bind(id)
        .bind(donation)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Notes that the donor has said to come.
pub(crate) async fn confirm(tx: &mut Tx, id: BookingId, expected_show: f64) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query(
        "update recruit.booking set confirmed_at = $2, expected_show = $3 where booking_id = $1 and state = 'booked' and confirmed_at is null",
    )
    .bind(id)
    .bind(now)
    .bind(expected_show)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Gives a group's place to a donor; `false` when the donor has an open booking already.
pub(crate) async fn name(
    tx: &mut Tx,
    id: BookingId,
    donor: DonorId,
    habit: Habit,
    expected_show: f64,
) -> Result<bool, Fault> {
    let done = sqlx::query(
        "update recruit.booking b set donor_id = $2, shown_before = $3, missed_before = $4, first_time = $5, expected_show = $6
         where b.booking_id = $1 and b.state = 'booked' and b.donor_id is null
           and not exists (select from recruit.booking o where o.donor_id = $2 and o.state = 'booked')",
    )
    .bind(id)
    .bind(donor)
    .bind(habit.shown)
    .bind(habit.missed)
    .bind(habit.first_time)
    .bind(expected_show)
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// The bookings of a site and day that are still to be kept, locked.
pub(crate) async fn open_of_day(tx: &mut Tx, site: SiteId, day: Day) -> Result<Vec<BookingRow>, Fault> {
    sqlx::query(
        "select 1 from recruit.booking where site_id = $1 and day = $2 and state in ('booked', 'offered') for update",
    )
    .bind(site)
    .bind(day)
    .execute(tx.conn())
    .await?;
    Ok(sqlx::query_as(
        "select * from recruit.v_booking where site_id = $1 and day = $2 and state in ('booked', 'offered') order by starts_at, seat",
    )
    .bind(site)
    .bind(day)
    .fetch_all(tx.conn())
    .await?)
}
