//! Where else there is a place when the wanted one is taken.

use serde::Serialize;
use utoipa::ToSchema;
use vena_kernel::{
    clock::{Day, Instant},
    refusal::Refusal,
    say,
    text::Text,
};
use vena_platform::{auth::Scope, db::Tx, fault::Fault};

use super::{act::Wanted, rules::shown};
use crate::{
    sites::{
        Point, Spot,
        book::BookingBook,
        calendar::{Calendar, SiteDay, later},
        db::{self as sites, Basic},
        metres, place_of,
    },
    today,
};

/// How many other places a refusal names.
const ALTERNATIVES: usize = 3;
/// How far ahead other places are looked for, days.
const ALTERNATIVE_DAYS: i32 = 7;

/// Full, and where the next places are.
pub(super) async fn full(tx: &mut Tx, scope: &Scope, wanted: Wanted, places: i32) -> Result<Refusal, Fault> {
    let next = next_free(tx, scope, wanted).await?;
    let at = shown(wanted.starts_at);
    let listed: Vec<String> = next.iter().map(|at| shown(*at)).collect();
    let reason = if listed.is_empty() {
        say!(
            "{at} 的 {places} 个名额已约满，本站点近 {ALTERNATIVE_DAYS} 日也已约满；可登记候补，或选择其他站点",
            "all {places} places at {at} are taken, and so is every other of this site for {ALTERNATIVE_DAYS} days; join the waiting list or choose another site"
        )
    } else {
        let listed = listed.join("、");
        say!(
            "{at} 的 {places} 个名额已约满；本站点最近可约：{listed}；也可登记候补",
            "all {places} places at {at} are taken; the next free ones here: {listed}; or join the waiting list"
        )
    };
    Ok(Refusal::new("booking.full", reason))
}

/// The next free places of the same kind at the same site, nearest to the wanted time first.
pub(crate) async fn next_free(tx: &mut Tx, scope: &Scope, wanted: Wanted) -> Result<Vec<Instant>, Fault> {
    let now = tx.now();
    let limits = BookingBook::get().limits(today::day(now))?;
    let earliest = now.plus_seconds(limits.book_minutes_before * 60);
    let day = today::day(wanted.starts_at);
    let calendar = Calendar::load(tx, scope, &[wanted.site], (day, later(day, ALTERNATIVE_DAYS))).await?;
    let mut free = Vec::new();
    for site_day in calendar.of_site(wanted.site) {
        let places = site_day.places(wanted.kind, false)?;
        free.extend(
            places.iter().filter(|place| place.left() > 0 && place.starts_at >= earliest).map(|place| place.starts_at),
        );
    }
    free.sort_by_key(|at| at.seconds_since(wanted.starts_at).abs());
    free.truncate(ALTERNATIVES);
    free.sort_unstable();
    Ok(free)
}

/// How many other sites are named.
const SITES: usize = 3;
/// For how many days other sites are looked at, from the day of the lost place on.
const SITE_DAYS: i32 = 3;

/// A free place at another site.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = PlaceElsewhere)]
pub(crate) struct Elsewhere {
    /// Where.
    pub(crate) site: Spot,
    /// When it begins.
    pub(crate) starts_at: Instant,
    /// How far from the lost place, metres as the crow flies, where that is known.
    pub(crate) distance_m: Option<i64>,
}

impl Elsewhere {
    /// In both languages: where, how far, when.
    pub(crate) fn words(&self) -> Text {
        let (at, Text { zh, en }) = (shown(self.starts_at), &self.site.name);
        match self.distance_m {
            None => say!("{zh} {at}", "{en} {at}"),
            Some(metres) => {
                let km = format!("{:.1}", metres as f64 / 1000.0);
                say!("{zh}（约 {km} 公里）{at}", "{en} (about {km} km) {at}")
            }
        }
    }
}

/// Every site on some days, to look for places around a lost one.
pub(crate) struct Around {
    basics: Vec<Basic>,
    calendar: Calendar,
    earliest: Instant,
}

impl Around {
    /// The days from `day` on.
    pub(crate) async fn load(tx: &mut Tx, scope: &Scope, day: Day) -> Result<Self, Fault> {
        let limits = BookingBook::get().limits(today::day(tx.now()))?;
        let earliest = tx.now().plus_seconds(limits.book_minutes_before * 60);
        let basics = sites::basics(tx, scope, &[]).await?;
        let calendar = Calendar::load(tx, scope, &[], (day, later(day, SITE_DAYS))).await?;
        Ok(Self { basics, calendar, earliest })
    }

    /// Free places of the same kind at other sites, the nearest site first, each at the time nearest to the wanted one. `from`: where
    /// the lost place was, when the site is not there any more.
    pub(crate) fn elsewhere(&self, wanted: Wanted, from: Option<Point>, now: Instant) -> Result<Vec<Elsewhere>, Fault> {
        let day = today::day(wanted.starts_at);
        let here = self.basics.iter().find(|basic| basic.site_id == wanted.site);
        let here = here.and_then(|basic| place_of(basic, self.calendar.day(wanted.site, day)?));
        let from = from.or(here);
        let mut found = Vec::new();
        for basic in self.basics.iter().filter(|basic| basic.site_id != wanted.site) {
            let Some((site_day, starts_at)) = self.nearest_time(basic, wanted, now)? else { continue };
            let way = from.zip(place_of(basic, site_day)).map(|(from, to)| metres(from, to).round() as i64);
            let site = Spot { site_id: basic.site_id, name: Text::new(basic.name.clone(), basic.name_en.clone()) };
            found.push(Elsewhere { site, starts_at, distance_m: way });
        }
        found.sort_by_key(|other| (other.distance_m.unwrap_or(i64::MAX), other.starts_at));
        found.truncate(SITES);
        Ok(found)
    }

    fn nearest_time(&self, basic: &Basic, wanted: Wanted, now: Instant) -> Result<Option<(&SiteDay, Instant)>, Fault> {
        let mut best: Option<(&SiteDay, Instant)> = None;
        let apart = |at: Instant| at.seconds_since(wanted.starts_at).abs();
        for site_day in self.calendar.of_site(basic.site_id) {
            for place in site_day.places(wanted.kind, false)? {
                let free = place.left() > 0 && place.starts_at >= self.earliest.max(now);
                if free && best.is_none_or(|(_, at)| apart(place.starts_at) < apart(at)) {
                    best = Some((site_day, place.starts_at));
                }
            }
        }
        Ok(best)
    }
}
