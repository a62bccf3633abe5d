//! Bookings of the past year and what became of each, so that the model of who comes has something to learn from. Invented: people
//! who book long ahead, come for the first time or stayed away before, stay away more often; who has answered the reminder comes.

mod db;

use std::collections::HashMap;

use uuid::Uuid;
use vena_kernel::{
    clock::{Day, Instant},
    id::{DonorId, SiteId},
    zone,
};
use vena_platform::{
    db::{Db, Tx},
    fault::Fault,
};

use super::{HOUSES, id, places};

/// At most so many donors have a past.
const DONORS_MAX: i64 = 600;
/// Days of the past year, the week that the city lives left out.
const DAYS: (u64, u64) = (9, 355);
/// Half a year and some days: nobody gives whole blood more often.
const APART_DAYS: u64 = 190;
const SECONDS_PER_DAY: i64 = 86_400;
/// The job of recruit that learns from them; the city knows it by its public name only.
const FIT: &str = "recruit.fit_show_model";
/// Letters of codes; the last one of ours is no check, so that no door takes these.
const LETTERS: &[u8] = b"23456789ABCDEFGHJKMNPQRSTUVWXYZ";

#[derive(Debug)]
struct Past {
    id: Uuid,
    code: String,
    site: SiteId,
    day: Day,
    starts_at: Instant,
    seat: i32,
    donor: DonorId,
    came: bool,
    shown: i32,
    missed: i32,
    confirmed: bool,
    booked_at: Instant,
}

/// Writes the past of the city's donors, and has the model fitted to it.
pub async fn seed_past(db: &Db) -> Result<(), Fault> {
    let mut tx = db.begin().await?;
    let donors = db::donors(&mut tx, DONORS_MAX).await?;
    let past = of(&donors, tx.now());
    db::insert(&mut tx, places::org_id("STATION"), &past).await?;
    fit(&mut tx).await?;
    tx.commit().await
}

async fn fit(tx: &mut Tx) -> Result<(), Fault> {
    tx.enqueue(FIT, &serde_json::Value::Null).await
}

/// A number that looks like chance and is always the same.
fn dice(at: u64, what: u64) -> u64 {
    let mut n = at.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ what.wrapping_mul(0xd1b5_4a32_d192_ed03);
    n ^= n >> 30;
    n = n.wrapping_mul(0xbf58_476d_1ce4_e5b9);
    n ^= n >> 27;
    n = n.wrapping_mul(0x94d0_49bb_1331_11eb);
    n ^ (n >> 31)
}

/// One or two bookings of each donor, before `now`.
fn of(donors: &[DonorId], now: Instant) -> Vec<Past> {
    let mut seats: HashMap<(SiteId, Instant), i32> = HashMap::new();
    let mut found = Vec::new();
    for (donor, at) in donors.iter().zip(0_u64..) {
        let later = DAYS.0 + dice(at, 1) % (DAYS.1 - DAYS.0);
        let twice = later + APART_DAYS <= DAYS.1;
        let (mut shown, mut missed) = (0, 0);
        for days_ago in twice.then_some(later + APART_DAYS).into_iter().chain([later]) {
            let Some(one) = booking((*donor, at), (now, days_ago), (shown, missed), &mut seats) else { continue };
            (shown, missed) = if one.came { (shown + 1, missed) } else { (shown, missed + 1) };
            found.push(one);
        }
    }
    found
}

fn booking(
    (donor, at): (DonorId, u64),
    (now, days_ago): (Instant, u64),
    (shown, missed): (i32, i32),
    seats: &mut HashMap<(SiteId, Instant), i32>,
) -> Option<Past> {
    let turn = at * 1000 + days_ago;
    let day = now.plus_seconds(-i64::try_from(days_ago).ok()? * SECONDS_PER_DAY).day_in(&zone::china());
    let site = places::site_id(&format!("HOUSE-{:02}", 1 + dice(turn, 2) as usize % HOUSES));
    let quarter = i64::try_from(dice(turn, 3) % 12).ok()?;
    let starts_at = day.start_in(&zone::china())?.plus_seconds(9 * 3600 + quarter * 900);
    let seat = seats.entry((site, starts_at)).and_modify(|seat| *seat += 1).or_insert(1);
    let lead_days = dice(turn, 4) % 15;
    let confirmed = dice(turn, 5) % 100 < 45;
    let away = chance_away(lead_days as f64, (shown, missed), confirmed);
    let code = (0..8).map(|place| char::from(LETTERS[dice(turn, 10 + place) as usize % LETTERS.len()])).collect();
    Some(Past {
        id: id(&format!("past/{donor}/{days_ago}")),
        code,
        site,
        day,
        starts_at,
        seat: *seat,
        donor,
        came: (dice(turn, 6) % 10_000) as f64 / 10_000.0 >= away,
        shown,
        missed,
        confirmed,
        booked_at: starts_at.plus_seconds(-i64::try_from(lead_days).ok()? * SECONDS_PER_DAY - 3600),
    })
}

fn chance_away(lead_days: f64, (shown, missed): (i32, i32), confirmed: bool) -> f64 {
    let first = if shown == 0 { 0.6 } else { 0.0 };
    let said = if confirmed { -1.3 } else { 0.0 };
    let sum = -2.1 + 0.5 * lead_days.ln_1p() + 1.1 * f64::from(missed) - 0.4 * f64::from(shown) + first + said;
    1.0 / (1.0 + (-sum).exp())
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn nobody_sits_on_anothers_place_and_nobody_gives_twice_in_half_a_year() {
        let donors: Vec<DonorId> = (1..=600).map(|n| DonorId::from_uuid(Uuid::from_u128(n))).collect();
        let now: Instant = "2026-11-16T00:30:00Z".parse().expect("an instant");
        let past = of(&donors, now);
        assert!((700..1200).contains(&past.len()), "{}", past.len());
        let places: HashSet<(SiteId, Instant, i32)> =
            past.iter().map(|one| (one.site, one.starts_at, one.seat)).collect();
        let codes: HashSet<&str> = past.iter().map(|one| one.code.as_str()).collect();
        assert_eq!((places.len(), codes.len()), (past.len(), past.len()));
        assert!(
            past.iter()
                .all(|one| one.starts_at < now.plus_seconds(-8 * SECONDS_PER_DAY) && one.booked_at < one.starts_at)
        );
        let came = past.iter().filter(|one| one.came).count() as f64 / past.len() as f64;
        assert!((0.6..0.9).contains(&came), "{came}");
    }
}
