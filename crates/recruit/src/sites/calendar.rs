//! Which places there are on which days: hours, exceptions, stops, chairs, machines and what is taken, put together.

use std::collections::BTreeMap;

use uuid::Uuid;
use vena_kernel::{
    clock::{Day, Instant},
    eligibility::DonationKind,
    id::SiteId,
    zone,
};
use vena_platform::{auth::Scope, db::Tx, fault::Fault};

use super::{
    book::BookingBook,
    chairs::{self, db::ChairsOut},
    db,
    rules::{self, Exception, MINUTES, MachineDay, Session, Slot, Window},
    words::kind_of,
};

/// A place that somebody has.
#[derive(Debug, Clone)]
pub(crate) struct Held {
    pub(crate) kind: DonationKind,
    pub(crate) starts_at: Instant,
    pub(crate) ends_at: Instant,
    pub(crate) seat: i32,
    pub(crate) machine_id: Option<Uuid>,
    /// The chance that the donor comes; certain where nothing is known.
    pub(crate) expected_show: f64,
}

/// One site on one day.
#[derive(Debug, Clone)]
pub(crate) struct SiteDay {
    pub(crate) day: Day,
    /// Work that everybody may book.
    pub(crate) sessions: Vec<Session>,
    /// Work that is a group's alone.
    pub(crate) group_sessions: Vec<Session>,
    pub(crate) machines: Vec<MachineDay>,
    /// Chairs that are out of use, and when.
    pub(crate) chairs_out: Vec<(Window, i32)>,
    pub(crate) held: Vec<Held>,
    /// Where, when that is not where the site usually is.
    pub(crate) elsewhere: Option<Elsewhere>,
    /// Staff and target of the plan.
    pub(crate) planned: Option<(i32, i32)>,
}

/// Where a site is on a day.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Elsewhere {
    pub(crate) place: String,
    pub(crate) latitude: Option<f64>,
    pub(crate) longitude: Option<f64>,
}

/// Places that begin together, with those that have them.
#[derive(Debug, Clone)]
pub(crate) struct Offered {
    pub(crate) slot: Slot,
    pub(crate) starts_at: Instant,
    pub(crate) ends_at: Instant,
    /// Seats taken, chairs only.
    pub(crate) seats: Vec<i32>,
    /// The chances of those who have them, chairs only.
    pub(crate) chances: Vec<f64>,
}

impl Offered {
    /// How many places are left to be promised.
    pub(crate) fn left(&self) -> i32 {
        let taken = i32::try_from(self.seats.len()).unwrap_or(i32::MAX);
        (self.slot.promised - taken).max(0)
    }

    /// The lowest seat that nobody has.
    pub(crate) fn seat(&self) -> i32 {
        (1..).find(|seat| !self.seats.contains(seat)).unwrap_or(1)
    }
}

/// The moment of `minute` of `day` on Chinese clocks.
pub(crate) fn moment(day: Day, minute: i32) -> Option<Instant> {
    day.start_in(&zone::china()).map(|start| start.plus_seconds(i64::from(minute) * 60))
}

/// The minute of `day` at `at`, held within the day.
fn minute(day: Day, at: Instant) -> i32 {
    let seconds = day.start_in(&zone::china()).map_or(0, |start| at.seconds_since(start));
    i32::try_from((seconds.max(0) + 59) / 60).unwrap_or(MINUTES).min(MINUTES)
}

impl SiteDay {
    /// The places of `kind`, with who has them; of everybody's sessions, or (`group`) of all.
    pub(crate) fn places(&self, kind: DonationKind, group: bool) -> Result<Vec<Offered>, Fault> {
        let book = BookingBook::get();
        let place = book.place(kind, self.day)?;
        let mut sessions = self.sessions.clone();
        if group {
            sessions.extend(&self.group_sessions);
        }
        let slots = if place.on_machine {
            rules::machines(place, &sessions, &self.machines_taken())
        } else {
            rules::chairs(place, &sessions, book.walk_in_per_mille(self.day)?, &self.chairs_out)
        };
        Ok(slots.into_iter().filter_map(|slot| self.offered(slot, kind)).collect())
    }

    fn offered(&self, slot: Slot, kind: DonationKind) -> Option<Offered> {
        let starts_at = moment(self.day, slot.minute)?;
        let here = |held: &&Held| held.machine_id.is_none() && held.kind == kind && held.starts_at == starts_at;
        let taken: Vec<&Held> = self.held.iter().filter(here).collect();
        Some(Offered {
            starts_at,
            ends_at: starts_at.plus_seconds(i64::from(slot.minutes) * 60),
            seats: taken.iter().map(|held| held.seat).collect(),
            chances: taken.iter().map(|held| held.expected_show).collect(),
            slot,
        })
    }

    fn machines_taken(&self) -> Vec<MachineDay> {
        let mut machines = self.machines.clone();
        for machine in &mut machines {
            let of_machine = self.held.iter().filter(|held| held.machine_id == Some(machine.machine_id));
            machine.taken.extend(
                of_machine.map(|held| Window::new(minute(self.day, held.starts_at), minute(self.day, held.ends_at))),
            );
        }
        machines
    }

    /// Whether anybody may come at all.
    pub(crate) fn is_open(&self) -> bool {
        !self.sessions.is_empty()
    }

    /// Whether `at` lies in its hours.
    pub(crate) fn is_open_at(&self, at: Instant) -> bool {
        at.day_in(&zone::china()) == self.day
            && self.sessions.iter().any(|session| {
                let [opens, closes] =
                    [session.window.opens, session.window.closes].map(|minute| moment(self.day, minute));
                opens.is_some_and(|opens| opens <= at) && closes.is_some_and(|closes| at < closes)
            })
    }
}

/// Sites and days that were looked up together.
#[derive(Debug, Default)]
pub(crate) struct Calendar {
    days: BTreeMap<(SiteId, Day), SiteDay>,
}

impl Calendar {
    /// Every day from `from` to `until` of `sites`.
    pub(crate) async fn load(
        tx: &mut Tx,
        scope: &Scope,
        sites: &[SiteId],
        (from, until): (Day, Day),
    ) -> Result<Self, Fault> {
        let asked = db::Asked { sites, from, until };
        let basics = db::basics(tx, scope, sites).await?;
        let parts = Parts {
            openings: db::openings(tx, sites).await?,
            exceptions: db::exceptions(tx, &asked).await?,
            stops: db::stops(tx, &asked).await?,
            machines: db::machines(tx, sites).await?,
            outs: db::outs(tx, &asked).await?,
            chairs: chairs::db::outs(tx, &asked).await?,
            plans: db::plans(tx, &asked).await?,
        };
        let mut days = BTreeMap::new();
        for basic in &basics {
            for day in days_between(from, until) {
                days.insert((basic.site_id, day), parts.day(basic, day));
            }
        }
        for held in db::held(tx, &asked).await? {
            let Some(day) = days.get_mut(&(held.site_id, held.day)) else { continue };
            day.held.push(held.place());
        }
        Ok(Self { days })
    }

    /// Counts with chairs that will be out of use.
    pub(crate) fn take_out(&mut self, out: &ChairsOut) {
        for ((site, day), site_day) in &mut self.days {
            if *site == out.site_id {
                site_day.chairs_out.extend(on_day(*day, out));
            }
        }
    }

    /// One site on one day; `None` where there is no such site to be seen.
    pub(crate) fn day(&self, site: SiteId, day: Day) -> Option<&SiteDay> {
        self.days.get(&(site, day))
    }

    /// Every site and day.
    pub(crate) fn all(&self) -> impl Iterator<Item = (SiteId, &SiteDay)> {
        self.days.iter().map(|((site, _), day)| (*site, day))
    }

    /// The days of one site, in order.
    pub(crate) fn of_site(&self, site: SiteId) -> impl Iterator<Item = &SiteDay> {
        self.days.iter().filter(move |((of, _), _)| *of == site).map(|(_, day)| day)
    }
}

/// Every day from `from` to `until`, both included.
pub(crate) fn days_between(from: Day, until: Day) -> impl Iterator<Item = Day> {
    std::iter::successors(Some(from), |day| day.date().tomorrow().ok().map(Day::from))
        .take_while(move |day| *day <= until)
}

/// The day `days` after `day`.
pub(crate) fn later(day: Day, days: i32) -> Day {
    day.date().checked_add(jiff::Span::new().days(i64::from(days))).map_or(day, Day::from)
}

struct Parts {
    openings: Vec<db::OpeningRow>,
    exceptions: Vec<db::ExceptionRow>,
    stops: Vec<db::StopRow>,
    machines: Vec<db::MachineRow>,
    outs: Vec<db::OutRow>,
    chairs: Vec<ChairsOut>,
    plans: Vec<db::PlanRow>,
}

impl Parts {
    fn day(&self, site: &db::Basic, day: Day) -> SiteDay {
        let weekday = i32::from(day.date().weekday().to_monday_one_offset());
        let weekly: Vec<Window> = self
            .openings
            .iter()
            .filter(|opening| opening.site_id == site.site_id && opening.weekday == weekday)
            .map(|opening| Window::new(opening.opens_minute, opening.closes_minute))
            .collect();
        let differs = self.exceptions.iter().find(|found| found.site_id == site.site_id && found.day == day);
        let plan = self.plans.iter().find(|plan| plan.site_id == site.site_id && plan.day == day);
        let staff = plan.map_or(site.staff, |plan| plan.staff);
        let exception = differs.map(db::ExceptionRow::exception);
        let hours = rules::hours(&weekly, exception.as_ref());
        let house = hours.into_iter().map(|window| Session { window, beds: site.beds, staff });
        let stops: Vec<&db::StopRow> =
            self.stops.iter().filter(|stop| stop.site_id == site.site_id && stop.day == day).collect();
        let closed = exception == Some(Exception::Closed);
        let of = |group_only: bool| {
            stops.iter().filter(move |stop| !closed && stop.group_only == group_only).map(|stop| stop.session())
        };
        SiteDay {
            day,
            sessions: house.chain(of(false)).collect(),
            group_sessions: of(true).collect(),
            machines: self.machines_of(site.site_id, day),
            chairs_out: self
                .chairs
                .iter()
                .filter(|out| out.site_id == site.site_id)
                .filter_map(|out| on_day(day, out))
                .collect(),
            held: Vec::new(),
            elsewhere: differs
                .and_then(db::ExceptionRow::elsewhere)
                .or_else(|| stops.first().map(|stop| stop.elsewhere())),
            planned: plan.map(|plan| (plan.staff, plan.target)),
        }
    }

    fn machines_of(&self, site: SiteId, day: Day) -> Vec<MachineDay> {
        let of_site = self.machines.iter().filter(|machine| machine.site_id == site);
        of_site
            .map(|machine| MachineDay {
                machine_id: machine.machine_id,
                kinds: machine.kinds.iter().filter_map(|word| kind_of(word)).collect(),
                taken: self
                    .outs
                    .iter()
                    .filter(|out| out.machine_id == machine.machine_id)
                    .map(|out| Window::new(floor_minute(day, out.from_at), minute(day, out.until_at)))
                    .filter(|window| window.opens < window.closes)
                    .collect(),
            })
            .collect()
    }
}

/// When and how many of the chairs are out of use on `day`.
fn on_day(day: Day, out: &ChairsOut) -> Option<(Window, i32)> {
    let window = Window::new(floor_minute(day, out.from_at), minute(day, out.until_at));
    (window.opens < window.closes).then_some((window, out.chairs))
}

fn floor_minute(day: Day, at: Instant) -> i32 {
    let seconds = day.start_in(&zone::china()).map_or(0, |start| at.seconds_since(start));
    i32::try_from(seconds.max(0) / 60).unwrap_or(MINUTES).min(MINUTES)
}
