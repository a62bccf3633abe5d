//! Statements that change when and where blood may be given.

use uuid::Uuid;
use vena_kernel::{
    clock::{Day, Instant},
    id::{BookingId, SiteId},
};
use vena_platform::{auth::Scope, db::Tx, fault::Fault};

use crate::sites::rules::Window;

/// What a site has for everybody, every day.
#[derive(Debug)]
pub(crate) struct Standing<'a> {
    pub(crate) address: &'a str,
    pub(crate) beds: i32,
    pub(crate) staff: i32,
    /// The version that the change was made on; 0 for a site that was not set up yet.
    pub(crate) version: i32,
}

/// Sets up or changes a site; `false` when somebody changed it meanwhile.
pub(crate) async fn set_site(tx: &mut Tx, scope: &Scope, site: SiteId, new: &Standing<'_>) -> Result<bool, Fault> {
    let done = sqlx::query(
        "insert into recruit.collection_site (site_id, org_id, address, beds, staff)
         select $1, $2, $3, $4, $5 where $6 = 0 or exists (select from recruit.collection_site where site_id = $1)
         on conflict (site_id) do update set address = excluded.address, beds = excluded.beds, staff = excluded.staff,
             version = collection_site.version + 1
         where collection_site.version = $6",
    )
    .bind(site)
    .bind(scope.org)
    .bind(new.address)
    .bind(new.beds)
    .bind(new.staff)
    .bind(new.version)
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Replaces the weekly hours.
pub(crate) async fn set_week(tx: &mut Tx, site: SiteId, week: &[(i32, Window)]) -> Result<(), Fault> {
    sqlx::query("delete from recruit.opening where site_id = $1").bind(site).execute(tx.conn()).await?;
    for (weekday, window) in week {
        sqlx::query(
            "insert into recruit.opening (site_id, weekday, opens_minute, closes_minute) values ($1, $2, $3, $4)",
        )
        .bind(site)
        .bind(weekday)
        .bind(window.opens)
        .bind(window.closes)
        .execute(tx.conn())
        .await?;
    }
    Ok(())
}

/// Counts a change of a site.
pub(crate) async fn touch(tx: &mut Tx, site: SiteId) -> Result<(), Fault> {
    sqlx::query("update recruit.collection_site set version = version + 1 where site_id = $1")
        .bind(site)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// A day that will differ.
#[derive(Debug)]
pub(crate) struct NewDay<'a> {
    pub(crate) day: Day,
    pub(crate) kind: &'static str,
    pub(crate) windows: &'a [Window],
    pub(crate) place: Option<&'a str>,
    pub(crate) latitude: Option<f64>,
    pub(crate) longitude: Option<f64>,
    pub(crate) reason: &'a str,
}

/// Makes a day differ, in the place of what was set for it before.
pub(crate) async fn set_day(tx: &mut Tx, scope: &Scope, site: SiteId, new: &NewDay<'_>) -> Result<(), Fault> {
    let now = tx.now();
    let minutes: Vec<i32> = new.windows.iter().flat_map(|window| [window.opens, window.closes]).collect();
    sqlx::query(
        "insert into recruit.opening_exception (site_id, day, kind, minutes, place, latitude, longitude, reason, set_at, set_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
         on conflict (site_id, day) do update set kind = excluded.kind, minutes = excluded.minutes, place = excluded.place,
             latitude = excluded.latitude, longitude = excluded.longitude, reason = excluded.reason, set_at = excluded.set_at,
             set_by = excluded.set_by",
    )
    .bind(site)
    .bind(new.day)
    .bind(new.kind)
    .bind(minutes)
    .bind(new.place)
    .bind(new.latitude)
    .bind(new.longitude)
    .bind(new.reason)
    .bind(now)
    .bind(scope.user)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Takes back what was set for a day; `false` when nothing was.
pub(crate) async fn clear_day(tx: &mut Tx, site: SiteId, day: Day) -> Result<bool, Fault> {
    let done = sqlx::query("delete from recruit.opening_exception where site_id = $1 and day = $2")
        .bind(site)
        .bind(day)
        .execute(tx.conn())
        .await?;
    Ok(done.rows_affected() == 1)
}

/// A stop to be planned.
#[derive(Debug)]
pub(crate) struct NewStop<'a> {
    pub(crate) id: Uuid,
    pub(crate) day: Day,
    pub(crate) window: Window,
    pub(crate) place: &'a str,
    pub(crate) district: &'a str,
    pub(crate) latitude: Option<f64>,
    pub(crate) longitude: Option<f64>,
    pub(crate) beds: i32,
    pub(crate) staff: i32,
    pub(crate) target: i32,
    pub(crate) group_only: bool,
}

/// Plans a stop.
pub(crate) async fn insert_stop(tx: &mut Tx, scope: &Scope, site: SiteId, new: &NewStop<'_>) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query(
        "insert into recruit.stop (stop_id, site_id, day, opens_minute, closes_minute, place, district, latitude, longitude, beds,
             staff, target, group_only, set_at, set_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
    )
    .bind(new.id)
    .bind(site)
    .bind(new.day)
    .bind(new.window.opens)
    .bind(new.window.closes)
    .bind(new.place)
    .bind(new.district)
    .bind(new.latitude)
    .bind(new.longitude)
    .bind(new.beds)
    .bind(new.staff)
    .bind(new.target)
    .bind(new.group_only)
    .bind(now)
    .bind(scope.user)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Where and when a stop is.
#[derive(Debug, sqlx::FromRow)]
pub(crate) struct StopPlace {
    pub(crate) site_id: SiteId,
    pub(crate) day: Day,
    pub(crate) opens_minute: i32,
    pub(crate) closes_minute: i32,
    pub(crate) latitude: Option<f64>,
    pub(crate) longitude: Option<f64>,
}

/// Where and when a stop is.
pub(crate) async fn stop(tx: &mut Tx, scope: &Scope, id: Uuid) -> Result<Option<StopPlace>, Fault> {
    Ok(sqlx::query_as(
        "select t.site_id, t.day, t.opens_minute, t.closes_minute, t.latitude, t.longitude
         from recruit.stop t join recruit.collection_site c using (site_id)
         where t.stop_id = $1 and c.org_id = $2",
    )
    .bind(id)
    .bind(scope.org)
    .fetch_optional(tx.conn())
    .await?)
}

/// Takes a stop out of the plan.
pub(crate) async fn delete_stop(tx: &mut Tx, id: Uuid) -> Result<(), Fault> {
    sqlx::query("delete from recruit.stop where stop_id = $1").bind(id).execute(tx.conn()).await?;
    Ok(())
}

/// Registers a machine.
pub(crate) async fn insert_machine(tx: &mut Tx, site: SiteId, name: &str, kinds: &[String]) -> Result<Uuid, Fault> {
    let id = tx.new_id();
    sqlx::query("insert into recruit.machine (machine_id, site_id, name, kinds) values ($1, $2, $3, $4)")
        .bind(id)
        .bind(site)
        .bind(name)
        .bind(kinds)
        .execute(tx.conn())
        .await?;
    Ok(id)
}

/// The site of a machine.
pub(crate) async fn machine_site(tx: &mut Tx, scope: &Scope, id: Uuid) -> Result<Option<SiteId>, Fault> {
    Ok(sqlx::query_scalar(
        "select m.site_id from recruit.machine m join recruit.collection_site c using (site_id)
         where m.machine_id = $1 and c.org_id = $2 and m.retired_at is null",
    )
    .bind(id)
    .bind(scope.org)
    .fetch_optional(tx.conn())
    .await?)
}

/// Takes a machine out of use for a while.
pub(crate) async fn insert_out(
    tx: &mut Tx,
    scope: &Scope,
    machine: Uuid,
    (from, until, reason): (Instant, Instant, &str),
) -> Result<Uuid, Fault> {
    let (id, now) = (tx.new_id(), tx.now());
    sqlx::query(
        "insert into recruit.machine_out (out_id, machine_id, from_at, until_at, reason, set_at, set_by)
         values ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(id)
    .bind(machine)
    .bind(from)
    .bind(until)
    .bind(reason)
    .bind(now)
    .bind(scope.user)
    .execute(tx.conn())
    .await?;
    Ok(id)
}

/// The open bookings of a machine in a stretch of time.
pub(crate) async fn on_machine(
    tx: &mut Tx,
    machine: Uuid,
    from: Instant,
    until: Instant,
) -> Result<Vec<BookingId>, Fault> {
    Ok(sqlx::query_scalar(
        "select booking_id from recruit.booking
         where machine_id = $1 and starts_at < $3 and ends_at > $2 and state in ('booked', 'offered') for update",
    )
    .bind(machine)
    .bind(from)
    .bind(until)
    .fetch_all(tx.conn())
    .await?)
}
