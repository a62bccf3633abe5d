//! Where else there is a place when the wanted one is taken.

use vena_kernel::{clock::Instant, refusal::Refusal, say};
use vena_platform::{auth::Scope, db::Tx, fault::Fault};

use super::{act::Wanted, rules::shown};
use crate::{
    sites::{
        book::BookingBook,
        calendar::{Calendar, later},
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
