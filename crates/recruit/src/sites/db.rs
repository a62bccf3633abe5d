//! Statements about when and where blood may be given.

use sqlx::FromRow;
use uuid::Uuid;
use vena_kernel::{
    clock::{Day, Instant},
    id::{OrgId, SiteId},
    zone::china,
};
use vena_platform::{auth::Scope, db::Tx, fault::Fault};

use super::{
    calendar::{Elsewhere, Held, later},
    rules::{Exception, Session, Window},
    words::kind_of,
};

/// Which sites and days are asked for.
#[derive(Debug)]
pub(crate) struct Asked<'a> {
    pub(crate) sites: &'a [SiteId],
    pub(crate) from: Day,
    pub(crate) until: Day,
}

impl Asked<'_> {
    pub(crate) fn ids(&self) -> Vec<Uuid> {
        uuids(self.sites)
    }
}

fn uuids(sites: &[SiteId]) -> Vec<Uuid> {
    sites.iter().map(|site| site.uuid()).collect()
}

/// A site with its chairs and people.
#[derive(Debug, Clone, FromRow)]
pub(crate) struct Basic {
    pub(crate) site_id: SiteId,
    pub(crate) org_id: OrgId,
    pub(crate) kind: String,
    pub(crate) name: String,
    pub(crate) name_en: String,
    pub(crate) district: String,
    pub(crate) latitude: Option<f64>,
    pub(crate) longitude: Option<f64>,
    pub(crate) address: String,
    pub(crate) beds: i32,
    pub(crate) staff: i32,
    pub(crate) version: i32,
}

/// The sites where blood may be given, all when `sites` is empty; a hospital sees none.
pub(crate) async fn basics(tx: &mut Tx, scope: &Scope, sites: &[SiteId]) -> Result<Vec<Basic>, Fault> {
    Ok(sqlx::query_as(
        "select c.site_id, c.org_id, s.kind, s.name, s.name_en, s.district, s.latitude, s.longitude, c.address, c.beds, c.staff,
             c.version
         from recruit.collection_site c join platform.v_site s using (site_id)
         where (cardinality($1::uuid[]) = 0 or c.site_id = any($1)) and $2::uuid is null order by s.code limit 500",
    )
    .bind(uuids(sites))
    .bind(scope.only_org())
    .fetch_all(tx.conn())
    .await?)
}

/// Houses and vehicles of the caller's organisation, set up or not: site, its kind and name, and whether blood may be given there.
pub(crate) async fn candidate(tx: &mut Tx, scope: &Scope, site: SiteId) -> Result<Option<(String, String)>, Fault> {
    Ok(sqlx::query_as(
        "select kind, name from platform.v_site where site_id = $1 and org_id = $2 and kind in ('house', 'vehicle')",
    )
    .bind(site)
    .bind(scope.org)
    .fetch_optional(tx.conn())
    .await?)
}

#[derive(Debug, FromRow)]
pub(crate) struct OpeningRow {
    pub(crate) site_id: SiteId,
    pub(crate) weekday: i32,
    pub(crate) opens_minute: i32,
    pub(crate) closes_minute: i32,
}

/// Weekly hours.
pub(crate) async fn openings(tx: &mut Tx, sites: &[SiteId]) -> Result<Vec<OpeningRow>, Fault> {
    Ok(sqlx::query_as(
        "select site_id, weekday, opens_minute, closes_minute from recruit.opening
         where cardinality($1::uuid[]) = 0 or site_id = any($1) order by site_id, weekday, opens_minute",
    )
    .bind(uuids(sites))
    .fetch_all(tx.conn())
    .await?)
}

#[derive(Debug, FromRow)]
pub(crate) struct ExceptionRow {
    pub(crate) site_id: SiteId,
    pub(crate) day: Day,
    pub(crate) kind: String,
    pub(crate) minutes: Vec<i32>,
    pub(crate) place: Option<String>,
    pub(crate) latitude: Option<f64>,
    pub(crate) longitude: Option<f64>,
    pub(crate) reason: String,
}

impl ExceptionRow {
    /// The hours that it leaves.
    pub(crate) fn windows(&self) -> Vec<Window> {
        self.minutes.chunks_exact(2).map(|pair| Window::new(pair[0], pair[1])).collect()
    }

    pub(crate) fn exception(&self) -> Exception {
        if self.kind == "closed" { Exception::Closed } else { Exception::Hours(self.windows()) }
    }

    pub(crate) fn elsewhere(&self) -> Option<Elsewhere> {
        let place = self.place.clone()?;
        Some(Elsewhere { place, latitude: self.latitude, longitude: self.longitude })
    }
}

/// Days that differ.
pub(crate) async fn exceptions(tx: &mut Tx, asked: &Asked<'_>) -> Result<Vec<ExceptionRow>, Fault> {
    Ok(sqlx::query_as(
        "select site_id, day, kind, minutes, place, latitude, longitude, reason from recruit.opening_exception
         where (cardinality($1::uuid[]) = 0 or site_id = any($1)) and day between $2 and $3 order by site_id, day",
    )
    .bind(asked.ids())
    .bind(asked.from)
    .bind(asked.until)
    .fetch_all(tx.conn())
    .await?)
}

#[derive(Debug, Clone, FromRow)]
pub(crate) struct StopRow {
    pub(crate) stop_id: Uuid,
    pub(crate) site_id: SiteId,
    pub(crate) day: Day,
    pub(crate) opens_minute: i32,
    pub(crate) closes_minute: i32,
    pub(crate) place: String,
    pub(crate) district: String,
    pub(crate) latitude: Option<f64>,
    pub(crate) longitude: Option<f64>,
    pub(crate) beds: i32,
    pub(crate) staff: i32,
    pub(crate) target: i32,
    pub(crate) group_only: bool,
}

impl StopRow {
    pub(crate) fn session(&self) -> Session {
        Session { window: Window::new(self.opens_minute, self.closes_minute), beds: self.beds, staff: self.staff }
    }

    pub(crate) fn elsewhere(&self) -> Elsewhere {
        Elsewhere { place: self.place.clone(), latitude: self.latitude, longitude: self.longitude }
    }
}

/// Stops of vehicles.
pub(crate) async fn stops(tx: &mut Tx, asked: &Asked<'_>) -> Result<Vec<StopRow>, Fault> {
    Ok(sqlx::query_as(
        "select stop_id, site_id, day, opens_minute, closes_minute, place, district, latitude, longitude, beds, staff, target, group_only
         from recruit.stop where (cardinality($1::uuid[]) = 0 or site_id = any($1)) and day between $2 and $3
         order by day, opens_minute, stop_id limit 2000",
    )
    .bind(asked.ids())
    .bind(asked.from)
    .bind(asked.until)
    .fetch_all(tx.conn())
    .await?)
}

#[derive(Debug, Clone, FromRow)]
pub(crate) struct MachineRow {
    pub(crate) machine_id: Uuid,
    pub(crate) site_id: SiteId,
    pub(crate) name: String,
    pub(crate) kinds: Vec<String>,
}

/// Machines in use.
pub(crate) async fn machines(tx: &mut Tx, sites: &[SiteId]) -> Result<Vec<MachineRow>, Fault> {
    Ok(sqlx::query_as(
        "select machine_id, site_id, name, kinds from recruit.machine
         where (cardinality($1::uuid[]) = 0 or site_id = any($1)) and retired_at is null order by name, machine_id limit 1000",
    )
    .bind(uuids(sites))
    .fetch_all(tx.conn())
    .await?)
}

#[derive(Debug, Clone, FromRow)]
pub(crate) struct OutRow {
    pub(crate) out_id: Uuid,
    pub(crate) machine_id: Uuid,
    pub(crate) from_at: Instant,
    pub(crate) until_at: Instant,
    pub(crate) reason: String,
}

/// When machines are out of use.
pub(crate) async fn outs(tx: &mut Tx, asked: &Asked<'_>) -> Result<Vec<OutRow>, Fault> {
    Ok(sqlx::query_as(
        "select o.out_id, o.machine_id, o.from_at, coalesce(o.back_at, o.until_at) as until_at, o.reason
         from recruit.machine_out o join recruit.machine m using (machine_id)
         where (cardinality($1::uuid[]) = 0 or m.site_id = any($1))
           and coalesce(o.back_at, o.until_at) > $2 and o.from_at < $3
           and o.from_at < coalesce(o.back_at, o.until_at) order by o.from_at limit 2000",
    )
    .bind(asked.ids())
    .bind(asked.from.start_in(&china()))
    .bind(later(asked.until, 1).start_in(&china()))
    .fetch_all(tx.conn())
    .await?)
}

#[derive(Debug, FromRow)]
pub(crate) struct PlanRow {
    pub(crate) site_id: SiteId,
    pub(crate) day: Day,
    pub(crate) staff: i32,
    pub(crate) target: i32,
}

/// What houses mean to do.
pub(crate) async fn plans(tx: &mut Tx, asked: &Asked<'_>) -> Result<Vec<PlanRow>, Fault> {
    Ok(sqlx::query_as(
        "select site_id, day, staff, target from recruit.day_plan
         where (cardinality($1::uuid[]) = 0 or site_id = any($1)) and day between $2 and $3",
    )
    .bind(asked.ids())
    .bind(asked.from)
    .bind(asked.until)
    .fetch_all(tx.conn())
    .await?)
}

#[derive(Debug, FromRow)]
pub(crate) struct HeldRow {
    pub(crate) site_id: SiteId,
    pub(crate) day: Day,
    kind: String,
    starts_at: Instant,
    ends_at: Instant,
    seat: i32,
    machine_id: Option<Uuid>,
    expected_show: Option<f64>,
}

impl HeldRow {
    pub(crate) fn place(&self) -> Held {
        Held {
            kind: kind_of(&self.kind).unwrap_or(vena_kernel::eligibility::DonationKind::WholeBlood),
            starts_at: self.starts_at,
            ends_at: self.ends_at,
            seat: self.seat,
            machine_id: self.machine_id,
            expected_show: self.expected_show.unwrap_or(1.0),
        }
    }
}

/// Places that somebody has, or had and did not use.
pub(crate) async fn held(tx: &mut Tx, asked: &Asked<'_>) -> Result<Vec<HeldRow>, Fault> {
    Ok(sqlx::query_as(
        "select site_id, day, kind, starts_at, ends_at, seat, machine_id, expected_show from recruit.booking
         where (cardinality($1::uuid[]) = 0 or site_id = any($1)) and day between $2 and $3
           and state in ('offered', 'booked', 'arrived', 'fulfilled', 'missed') order by starts_at, seat",
    )
    .bind(asked.ids())
    .bind(asked.from)
    .bind(asked.until)
    .fetch_all(tx.conn())
    .await?)
}

/// Makes everybody who gives or takes places of this site and day wait for each other.
pub(crate) async fn lock_day(tx: &mut Tx, site: SiteId, day: Day) -> Result<(), Fault> {
    sqlx::query("insert into recruit.site_day (site_id, day) values ($1, $2) on conflict do nothing")
        .bind(site)
        .bind(day)
        .execute(tx.conn())
        .await?;
    sqlx::query("select 1 from recruit.site_day where site_id = $1 and day = $2 for update")
        .bind(site)
        .bind(day)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Whose site it is.
pub(crate) async fn org_of(tx: &mut Tx, site: SiteId) -> Result<Option<OrgId>, Fault> {
    Ok(sqlx::query_scalar("select org_id from recruit.collection_site where site_id = $1")
        .bind(site)
        .fetch_optional(tx.conn())
        .await?)
}
