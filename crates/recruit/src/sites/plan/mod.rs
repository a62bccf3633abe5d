//! The station's planner: weeks of houses and vehicles with people, chairs, expected donors and what is wrong.
//!
//! Who may: `recruit.plan.*`. Expected are the bookings with the chance of each, and those who come without one.

mod db;
mod rules;
mod walk_ins;

use axum::Json;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use vena_kernel::{clock::Day, eligibility::DonationKind, id::SiteId, refusal::Refusal, text::Text};
use vena_platform::{
    auth::{Allowed, Answer, Scope},
    db::Tx,
    fault::{Fault, Problem},
    http::{Body, Path, Query},
};

use super::{
    KINDS, PlanSet, PlanView, Spot,
    book::{BookingBook, PlanRules, Travel},
    calendar::{Calendar, SiteDay, days_between, later},
    change::db::NewStop,
    db as sites,
    near::Point,
    rules::Session,
    view::{Hours, Stop},
};
use crate::today;
use rules::{Planned, both, on_target, staffed};
use walk_ins::WalkIns;

/// Which days are planned.
#[derive(Debug, Deserialize, IntoParams, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct PlanQuery {
    /// The first day; today when absent.
    #[garde(skip)]
    from: Option<Day>,
    /// How many days, 7 when absent.
    #[garde(range(min = 1, max = 31))]
    days: Option<i32>,
}

/// People and target of a day.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct DayPlanNew {
    /// People at the chairs.
    #[garde(range(min = 0, max = 200))]
    staff: i32,
    /// How many donors are meant to come.
    #[garde(range(min = 0, max = 2000))]
    target: i32,
}

/// One site on one day of the plan.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct PlanDay {
    /// Which day.
    day: Day,
    /// Hours.
    hours: Vec<Hours>,
    /// Where, when that is not its usual place.
    place: Option<String>,
    /// Stops of a vehicle.
    stops: Vec<Stop>,
    /// Chairs.
    beds: i32,
    /// People at the chairs.
    staff: i32,
    /// How many donors are meant to come.
    target: i32,
    /// How many can be served.
    capacity: i32,
    /// Bookings.
    booked: i32,
    /// Expected donors: bookings with the chance of each, and those without one.
    expected: f64,
    /// Those of them who come without a booking, by what the site has seen.
    walk_ins: f64,
    /// What is wrong.
    conflicts: Vec<Refusal>,
}

/// One site of the plan.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct PlanSite {
    /// Which.
    site: Spot,
    /// `house` or `vehicle`.
    kind: String,
    /// Its days.
    days: Vec<PlanDay>,
}

/// The plan of the station.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Plan {
    /// First day.
    from: Day,
    /// Last day.
    until: Day,
    /// Sites.
    sites: Vec<PlanSite>,
}

/// The plan of houses and vehicles.
#[utoipa::path(get, path = "/api/recruit/plan", tag = "recruit", operation_id = "recruit.plan.view", params(PlanQuery),
    responses((status = 200, body = Plan)))]
pub(super) async fn view(auth: Allowed<PlanView>, Query(asked): Query<PlanQuery>) -> Result<Json<Plan>, Fault> {
    let mut tx = auth.read().await?;
    let from = asked.from.unwrap_or_else(|| today::day(tx.now()));
    let until = later(from, asked.days.unwrap_or(7) - 1);
    Ok(Json(plan(&mut tx, &auth.scope, (from, until), &[]).await?))
}

async fn plan(tx: &mut Tx, scope: &Scope, (from, until): (Day, Day), only: &[SiteId]) -> Result<Plan, Fault> {
    let (rules, travel) = measures(from)?;
    let calendar = Calendar::load(tx, scope, only, (from, until)).await?;
    let stops = sites::stops(tx, &sites::Asked { sites: only, from, until }).await?;
    let today = today::day(tx.now());
    let walk_ins = WalkIns::load(tx, scope, only, (rules, today)).await?;
    let mut found = Vec::new();
    for basic in sites::basics(tx, scope, only).await? {
        let mut days = Vec::new();
        for day in days_between(from, until) {
            let Some(site_day) = calendar.day(basic.site_id, day) else { continue };
            let of_day: Vec<&sites::StopRow> =
                stops.iter().filter(|stop| stop.site_id == basic.site_id && stop.day == day).collect();
            let walk_ins = walk_ins.expected(basic.site_id, site_day);
            days.push(plan_day(site_day, &of_day, (rules, travel), walk_ins)?);
        }
        let site = Spot { site_id: basic.site_id, name: Text::new(basic.name, basic.name_en) };
        found.push(PlanSite { site, kind: basic.kind, days });
    }
    Ok(Plan { from, until, sites: found })
}

fn measures(day: Day) -> Result<(&'static PlanRules, &'static Travel), Fault> {
    let rules = BookingBook::get().plan(day)?;
    let travel = BookingBook::get().travel(&rules.vehicle_mode, day);
    let travel = travel.ok_or_else(|| super::near::unknown_mode(&rules.vehicle_mode))?;
    Ok((rules, travel))
}

fn plan_day(
    site_day: &SiteDay,
    stops: &[&sites::StopRow],
    (rules, travel): (&PlanRules, &Travel),
    walk_ins: f64,
) -> Result<PlanDay, Fault> {
    let sessions: Vec<Session> = site_day.sessions.iter().chain(&site_day.group_sessions).copied().collect();
    let mut capacity = 0;
    for kind in KINDS {
        capacity += site_day.places(kind, true)?.iter().map(|place| place.slot.capacity).sum::<i32>();
    }
    let booked = site_day.held.len();
    let by_machine = site_day.held.iter().filter(|held| held.kind != DonationKind::WholeBlood).count();
    let expected = site_day.held.iter().map(|held| held.expected_show).sum::<f64>() + walk_ins;
    let target = site_day.planned.map_or_else(|| stops.iter().map(|stop| stop.target).sum(), |(_, target)| target);
    let staff = sessions.iter().map(|session| session.staff).max().unwrap_or(0);
    Ok(PlanDay {
        day: site_day.day,
        hours: sessions.iter().map(|session| Hours::of(session.window)).collect(),
        place: site_day.elsewhere.as_ref().map(|elsewhere| elsewhere.place.clone()),
        stops: stops.iter().map(|stop| Stop::of((*stop).clone())).collect(),
        beds: sessions.iter().map(|session| session.beds).max().unwrap_or(0),
        staff,
        target,
        capacity: capacity + i32::try_from(by_machine).unwrap_or(0),
        booked: i32::try_from(booked).unwrap_or(i32::MAX),
        expected: (expected * 10.0).round() / 10.0,
        walk_ins: (walk_ins * 10.0).round() / 10.0,
        conflicts: conflicts(&sessions, stops, (rules, travel), (expected, target)),
    })
}

fn conflicts(
    sessions: &[Session],
    stops: &[&sites::StopRow],
    (rules, travel): (&PlanRules, &Travel),
    (expected, target): (f64, i32),
) -> Vec<Refusal> {
    let planned: Vec<Planned> = stops.iter().map(|stop| planned(stop)).collect();
    let pairs =
        planned.iter().enumerate().flat_map(|(at, one)| planned[at + 1..].iter().map(move |other| (one, other)));
    let mut found: Vec<Refusal> = pairs.filter_map(|(one, other)| both(one, other, rules, travel).err()).collect();
    if let Some(fewest) = sessions.iter().map(|session| session.staff).min() {
        found.extend(staffed(fewest, rules).err());
        found.extend(on_target(expected, target).err());
    }
    found
}

fn planned(stop: &sites::StopRow) -> Planned {
    Planned {
        window: stop.session().window,
        place: stop.place.clone(),
        at: stop.latitude.zip(stop.longitude).map(|(latitude, longitude)| Point::new(latitude, longitude)),
    }
}

/// Whether a vehicle can make this stop beside those that are planned for it on that day. Refuses by `plan.two-places` and
/// `plan.distance`.
pub(super) async fn may_stop(tx: &mut Tx, site: SiteId, new: &NewStop<'_>) -> Result<(), Fault> {
    let (rules, travel) = measures(new.day)?;
    let at = new.latitude.zip(new.longitude).map(|(latitude, longitude)| Point::new(latitude, longitude));
    let wanted = Planned { window: new.window, place: new.place.to_owned(), at };
    let asked = sites::Asked { sites: &[site], from: new.day, until: new.day };
    for stop in sites::stops(tx, &asked).await? {
        both(&planned(&stop), &wanted, rules, travel)?;
    }
    Ok(())
}

/// Sets people and target of a site on a day.
#[utoipa::path(post, path = "/api/recruit/sites/{id}/days/{day}/plan", tag = "recruit", operation_id = "recruit.plan.set",
    params(("id" = SiteId, Path), ("day" = Day, Path)), request_body = DayPlanNew, responses((status = 200, body = Plan)))]
pub(super) async fn set(
    auth: Allowed<PlanSet>,
    Path((id, day)): Path<(SiteId, Day)>,
    Body(new): Body<DayPlanNew>,
) -> Result<Answer<Plan>, Fault> {
    let mut tx = auth.write().await?;
    let own = sites::basics(&mut tx, &auth.scope, &[id]).await?.into_iter().any(|basic| basic.org_id == auth.scope.org);
    if !own {
        return Err(Problem::not_found("site", id).into());
    }
    sites::lock_day(&mut tx, id, day).await?;
    db::set(&mut tx, id, day, (new.staff, new.target)).await?;
    tx.announce("sites", Some(auth.scope.org)).await?;
    let plan = plan(&mut tx, &auth.scope, (day, day), &[id]).await?;
    tx.ok(plan).await
}
