//! How far it is, and who lives within half an hour: estimates from the distance as the crow flies, said to be that.

mod db;
mod rules;

use std::collections::BTreeMap;

use axum::Json;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use vena_kernel::{clock::Day, id::SiteId, say, text::Text};
use vena_platform::{
    auth::Allowed,
    fault::{Fault, Problem},
    http::Query,
};

use super::{CoverageView, Spot, book::BookingBook, calendar::Calendar, db as sites};
use crate::today;

pub(crate) use rules::{MapLinks, Point, links, metres, minutes, place_of};

/// How the city gets to its houses.
#[derive(Debug, Deserialize, IntoParams, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct CoverageQuery {
    /// Within how many minutes, 30 when absent.
    #[garde(range(min = 5, max = 120))]
    minutes: Option<i32>,
    /// `walk`, `ride`, `transit` (when absent) or `drive`.
    #[garde(length(chars, max = 20))]
    mode: Option<String>,
    /// On which day; today when absent. Only what is open on that day counts.
    #[garde(skip)]
    day: Option<Day>,
}

/// Where some people live and how they get to the nearest site.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CoverageArea {
    /// District.
    district: Text,
    /// Middle of the area.
    latitude: f64,
    /// Middle of the area.
    longitude: f64,
    /// How many people live there.
    people: i32,
    /// The nearest open site; absent when none is open.
    nearest: Option<SiteId>,
    /// Estimated minutes to it.
    minutes: Option<i32>,
    /// Within the circle.
    within: bool,
}

/// A district as a whole.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CoverageDistrict {
    /// District.
    district: Text,
    /// People.
    people: i64,
    /// Those of them within the circle.
    within: i64,
}

/// A site on the map.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CoverageSite {
    /// Which.
    site: Spot,
    /// `house` or `vehicle`.
    kind: String,
    /// Where it is on that day.
    latitude: f64,
    /// Where it is on that day.
    longitude: f64,
    /// Open on that day.
    open: bool,
}

/// Who lives within so many minutes of an open site. An estimate.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Coverage {
    /// Within how many minutes.
    minutes: i32,
    /// How people get about.
    mode: String,
    /// On which day.
    day: Day,
    /// People of the city.
    people: i64,
    /// Those of them within the circle.
    within: i64,
    /// The circle as a distance as the crow flies, metres.
    radius_m: i64,
    /// What this is: an estimate.
    note: Text,
    /// Districts, worst served first.
    districts: Vec<CoverageDistrict>,
    /// Areas.
    areas: Vec<CoverageArea>,
    /// Sites.
    sites: Vec<CoverageSite>,
}

/// Who lives within half an hour of an open site.
#[utoipa::path(get, path = "/api/recruit/coverage", tag = "recruit", operation_id = "recruit.coverage.view", params(CoverageQuery),
    responses((status = 200, body = Coverage)))]
pub(super) async fn coverage(
    auth: Allowed<CoverageView>,
    Query(asked): Query<CoverageQuery>,
) -> Result<Json<Coverage>, Fault> {
    let mut tx = auth.read().await?;
    let day = asked.day.unwrap_or_else(|| today::day(tx.now()));
    let (limit, mode) = (asked.minutes.unwrap_or(30), asked.mode.unwrap_or_else(|| "transit".to_owned()));
    let travel = BookingBook::get().travel(&mode, day).ok_or_else(|| unknown_mode(&mode))?;
    let basics = sites::basics(&mut tx, &auth.scope, &[]).await?;
    let calendar = Calendar::load(&mut tx, &auth.scope, &[], (day, day)).await?;
    let sites: Vec<CoverageSite> = basics.iter().filter_map(|basic| on_map(basic, &calendar, day)).collect();
    let open: Vec<(SiteId, Point)> = sites
        .iter()
        .filter(|site| site.open)
        .map(|site| (site.site.site_id, Point::new(site.latitude, site.longitude)))
        .collect();
    let areas: Vec<CoverageArea> = db::areas(&mut tx, &auth.scope)
        .await?
        .into_iter()
        .map(|area| {
            let here = Point::new(area.latitude, area.longitude);
            let nearest = open
                .iter()
                .map(|(site, at)| (*site, minutes(travel, metres(here, *at))))
                .min_by_key(|(_, minutes)| *minutes);
            CoverageArea {
                district: Text::new(area.district, area.district_en),
                latitude: area.latitude,
                longitude: area.longitude,
                people: area.people,
                nearest: nearest.map(|(site, _)| site),
                minutes: nearest.map(|(_, minutes)| minutes),
                within: nearest.is_some_and(|(_, minutes)| minutes <= limit),
            }
        })
        .collect();
    let sum =
        |within: bool| areas.iter().filter(|area| !within || area.within).map(|area| i64::from(area.people)).sum();
    Ok(Json(Coverage {
        minutes: limit,
        radius_m: rules::radius(travel, limit),
        mode,
        day,
        people: sum(false),
        within: sum(true),
        note: say!(
            "按直线距离、绕行系数与平均速度估算，非实际路况",
            "an estimate from the distance as the crow flies, a factor for the way round and an average speed; not the traffic"
        ),
        districts: districts(&areas),
        areas,
        sites,
    }))
}

pub(super) fn unknown_mode(mode: &str) -> Problem {
    let detail = say!(
        "没有“{mode}”这种出行方式；可选：walk 步行、ride 骑行、transit 公交、drive 驾车",
        "there is no way of travelling \"{mode}\"; one of walk, ride, transit, drive"
    );
    Problem::invalid("mode", mode, "booking.travel-mode", detail)
}

fn on_map(basic: &sites::Basic, calendar: &Calendar, day: Day) -> Option<CoverageSite> {
    let site_day = calendar.day(basic.site_id, day)?;
    let at = rules::place_of(basic, site_day)?;
    Some(CoverageSite {
        site: Spot { site_id: basic.site_id, name: Text::new(basic.name.clone(), basic.name_en.clone()) },
        kind: basic.kind.clone(),
        latitude: at.latitude,
        longitude: at.longitude,
        open: site_day.is_open(),
    })
}

fn districts(areas: &[CoverageArea]) -> Vec<CoverageDistrict> {
    let mut found: BTreeMap<&str, CoverageDistrict> = BTreeMap::new();
    for area in areas {
        let entry = found.entry(&area.district.zh).or_insert_with(|| CoverageDistrict {
            district: area.district.clone(),
            people: 0,
            within: 0,
        });
        entry.people += i64::from(area.people);
        entry.within += if area.within { i64::from(area.people) } else { 0 };
    }
    let mut districts: Vec<CoverageDistrict> = found.into_values().collect();
    districts.sort_by_key(|district| district.within * 1000 / district.people.max(1));
    districts
}
