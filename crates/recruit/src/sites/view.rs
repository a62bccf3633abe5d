//! How sites are shown: to the desk, to the map and to the donor who looks for the nearest one.

use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;
use vena_kernel::{
    clock::{Day, Instant},
    eligibility::DonationKind,
    id::SiteId,
    text::Text,
};
use vena_platform::{auth::Scope, db::Tx, fault::Fault};

use super::{
    KINDS,
    book::Travel,
    calendar::{Calendar, SiteDay, later},
    db::{self, Asked, Basic},
    near::{Point, links, metres, minutes, place_of},
    rules::{Window, clock},
};
use crate::today;

pub(crate) use super::near::MapLinks;

/// How far ahead the next free place is looked for, days.
const AHEAD_DAYS: i32 = 13;

/// A site by its name.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = SiteSpot)]
pub(crate) struct Spot {
    /// Identity.
    pub(crate) site_id: SiteId,
    /// Its name.
    pub(crate) name: Text,
}

/// From when to when, as a clock shows it.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = OpenHours)]
pub(crate) struct Hours {
    /// `08:30`
    opens: String,
    /// `17:00`; midnight is `24:00`.
    closes: String,
}

impl Hours {
    pub(crate) fn of(window: Window) -> Self {
        Self { opens: clock(window.opens), closes: clock(window.closes) }
    }
}

/// The next free place of a kind.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct NextFree {
    /// What may be given.
    kind: DonationKind,
    /// When; absent when nothing is free for two weeks.
    at: Option<Instant>,
}

/// A site in a list.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CollectionSite)]
pub(crate) struct SiteRow {
    /// Which.
    pub(crate) site: Spot,
    /// `house` or `vehicle`.
    kind: String,
    /// District.
    district: String,
    /// Where it is today: its address, or the stop of a vehicle.
    place: String,
    /// Where it is today, degrees.
    latitude: Option<f64>,
    /// Where it is today, degrees.
    longitude: Option<f64>,
    /// Addresses that open a map there.
    map: Option<MapLinks>,
    /// Today's hours.
    today: Vec<Hours>,
    /// Open at this moment.
    open_now: bool,
    /// Chairs.
    beds: i32,
    /// Machines.
    machines: usize,
    /// The next free place of each kind.
    next_free: Vec<NextFree>,
    /// Metres as the crow flies from where the asker is.
    pub(crate) distance_m: Option<i64>,
    /// Estimated minutes.
    minutes: Option<i32>,
}

/// Every site, nearest first when `from` says where the asker is, with the time that `travel` takes.
pub(crate) async fn rows(tx: &mut Tx, scope: &Scope, from: Option<(Point, &Travel)>) -> Result<Vec<SiteRow>, Fault> {
    let now = tx.now();
    let today = today::day(now);
    let basics = db::basics(tx, scope, &[]).await?;
    let calendar = Calendar::load(tx, scope, &[], (today, later(today, AHEAD_DAYS))).await?;
    let mut rows = Vec::with_capacity(basics.len());
    for basic in basics {
        let Some(day) = calendar.day(basic.site_id, today) else { continue };
        let next_free = next_free(&calendar, basic.site_id, now)?;
        rows.push(row(basic, day, (next_free, from, now)));
    }
    rows.sort_by_key(|row| row.distance_m.unwrap_or(i64::MAX));
    Ok(rows)
}

fn next_free(calendar: &Calendar, site: SiteId, now: Instant) -> Result<Vec<NextFree>, Fault> {
    let mut found = Vec::with_capacity(KINDS.len());
    for kind in KINDS {
        let mut at = None;
        for day in calendar.of_site(site) {
            let places = day.places(kind, false)?;
            at = places.iter().find(|place| place.starts_at > now && place.left() > 0).map(|place| place.starts_at);
            if at.is_some() {
                break;
            }
        }
        found.push(NextFree { kind, at });
    }
    Ok(found)
}

fn row(
    basic: Basic,
    day: &SiteDay,
    (next_free, from, now): (Vec<NextFree>, Option<(Point, &Travel)>, Instant),
) -> SiteRow {
    let at = place_of(&basic, day);
    let distance = from.zip(at).map(|((from, travel), at)| {
        let metres = metres(from, at);
        (metres as i64, minutes(travel, metres))
    });
    SiteRow {
        place: day.elsewhere.as_ref().map_or(basic.address, |elsewhere| elsewhere.place.clone()),
        latitude: at.map(|at| at.latitude),
        longitude: at.map(|at| at.longitude),
        map: at.map(|at| links(at, &basic.name)),
        site: Spot { site_id: basic.site_id, name: Text::new(basic.name, basic.name_en) },
        kind: basic.kind,
        district: basic.district,
        today: day.sessions.iter().map(|session| Hours::of(session.window)).collect(),
        open_now: day.is_open_at(now),
        beds: basic.beds,
        machines: day.machines.len(),
        next_free,
        distance_m: distance.map(|(metres, _)| metres),
        minutes: distance.map(|(_, minutes)| minutes),
    }
}

/// Hours of one weekday.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WeekdayHours {
    /// 1 is Monday.
    weekday: i32,
    /// Hours.
    hours: Vec<Hours>,
}

/// A day that differs.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ChangedDay {
    /// Which.
    day: Day,
    /// `closed`, `hours` or `moved`.
    kind: String,
    /// The hours that are left.
    hours: Vec<Hours>,
    /// Where to, when moved.
    place: Option<String>,
    /// Why.
    reason: String,
}

/// A stop of a vehicle.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Stop {
    /// Identity.
    pub(crate) stop_id: Uuid,
    /// Which day.
    day: Day,
    /// From when to when.
    hours: Hours,
    /// Where.
    place: String,
    /// District.
    district: String,
    /// Degrees.
    latitude: Option<f64>,
    /// Degrees.
    longitude: Option<f64>,
    /// Chairs.
    beds: i32,
    /// People at the chairs.
    staff: i32,
    /// How many donors are meant to come.
    target: i32,
    /// For a group alone.
    group_only: bool,
}

/// A machine.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = BookedMachine)]
pub(crate) struct Machine {
    /// Identity.
    machine_id: Uuid,
    /// What people call it.
    name: String,
    /// What it can do.
    kinds: Vec<String>,
    /// When it is out of use.
    out: Vec<MachineOutage>,
}

/// When a machine is out of use.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MachineOutage {
    /// Identity.
    out_id: Uuid,
    /// From when.
    from_at: Instant,
    /// Until when.
    until_at: Instant,
    /// Why.
    reason: String,
}

/// Chairs out of use.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ChairsOutShown {
    /// Identity.
    out_id: Uuid,
    /// How many.
    chairs: i32,
    /// From when.
    from_at: Instant,
    /// Until when.
    until_at: Instant,
    /// Why.
    reason: String,
}

/// A site with everything that decides about its places.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CollectionSiteFull)]
pub(crate) struct SiteFull {
    /// Which.
    site: Spot,
    /// `house` or `vehicle`.
    kind: String,
    /// District.
    district: String,
    /// Address.
    address: String,
    /// Chairs.
    beds: i32,
    /// People at the chairs.
    staff: i32,
    /// Goes up with every change; a change names the one it was made on.
    version: i32,
    /// Weekly hours.
    week: Vec<WeekdayHours>,
    /// Days that differ, from today on.
    changed_days: Vec<ChangedDay>,
    /// When chairs are out of use, from today on.
    chairs_out: Vec<ChairsOutShown>,
    /// Stops, from today on.
    stops: Vec<Stop>,
    /// Machines.
    machines: Vec<Machine>,
}

impl Stop {
    pub(crate) fn of(row: db::StopRow) -> Self {
        Self {
            stop_id: row.stop_id,
            day: row.day,
            hours: Hours::of(Window::new(row.opens_minute, row.closes_minute)),
            place: row.place,
            district: row.district,
            latitude: row.latitude,
            longitude: row.longitude,
            beds: row.beds,
            staff: row.staff,
            target: row.target,
            group_only: row.group_only,
        }
    }
}

/// A site with everything that decides about its places, from `today` on.
pub(crate) async fn full(tx: &mut Tx, scope: &Scope, site: SiteId) -> Result<Option<SiteFull>, Fault> {
    let today = today::day(tx.now());
    let sites = [site];
    let Some(basic) = db::basics(tx, scope, &sites).await?.pop() else { return Ok(None) };
    let asked = Asked { sites: &sites, from: today, until: later(today, 365) };
    let openings = db::openings(tx, &sites).await?;
    let changed = db::exceptions(tx, &asked).await?;
    let stops = db::stops(tx, &asked).await?;
    let machines = db::machines(tx, &sites).await?;
    let outs = db::outs(tx, &asked).await?;
    let chairs_out = super::chairs::db::outs(tx, &asked).await?;
    let hours = |weekday: i32| {
        let of_day = openings.iter().filter(|opening| opening.weekday == weekday);
        of_day.map(|opening| Hours::of(Window::new(opening.opens_minute, opening.closes_minute))).collect()
    };
    Ok(Some(SiteFull {
        site: Spot { site_id: site, name: Text::new(basic.name, basic.name_en) },
        kind: basic.kind,
        district: basic.district,
        address: basic.address,
        beds: basic.beds,
        staff: basic.staff,
        version: basic.version,
        week: (1..=7).map(|weekday| WeekdayHours { weekday, hours: hours(weekday) }).collect(),
        changed_days: changed.into_iter().map(changed_day).collect(),
        chairs_out: chairs_out
            .into_iter()
            .map(|out| ChairsOutShown {
                out_id: out.out_id,
                chairs: out.chairs,
                from_at: out.from_at,
                until_at: out.until_at,
                reason: out.reason,
            })
            .collect(),
        stops: stops.into_iter().map(Stop::of).collect(),
        machines: machines.into_iter().map(|machine| machine_of(machine, &outs)).collect(),
    }))
}

fn changed_day(row: db::ExceptionRow) -> ChangedDay {
    let hours = row.windows().into_iter().map(Hours::of).collect();
    ChangedDay { day: row.day, kind: row.kind, hours, place: row.place, reason: row.reason }
}

fn machine_of(machine: db::MachineRow, outs: &[db::OutRow]) -> Machine {
    let out = outs.iter().filter(|out| out.machine_id == machine.machine_id);
    Machine {
        machine_id: machine.machine_id,
        name: machine.name,
        kinds: machine.kinds,
        out: out
            .map(|out| MachineOutage {
                out_id: out.out_id,
                from_at: out.from_at,
                until_at: out.until_at,
                reason: out.reason.clone(),
            })
            .collect(),
    }
}
