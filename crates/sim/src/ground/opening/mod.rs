//! When and where the invented city gives blood: hours of houses, stops of vehicles, machines, and where its people live. The
//! numbers of people are invented.

mod db;

use uuid::Uuid;
use vena_kernel::{
    clock::{Day, Instant},
    id::{OrgId, SiteId},
    zone,
};
use vena_platform::{db::Tx, fault::Fault};

use super::{HOUSES, VEHICLES, id, places};
use crate::names::{DISTRICTS, word};

/// Stops are planned for so many days before and after the city begins.
const DAYS_BEFORE: i32 = 10;
const DAYS_AHEAD: i32 = 45;
/// Houses with machines for apheresis.
const WITH_MACHINES: usize = 8;
/// Areas of a district, as a square of so many a side.
const AREA_SIDE: usize = 5;

#[derive(Debug)]
struct Site {
    site_id: SiteId,
    address: String,
    beds: i32,
    staff: i32,
}

#[derive(Debug)]
struct Opening {
    site_id: SiteId,
    weekday: i32,
    opens: i32,
    closes: i32,
}

#[derive(Debug)]
struct Stop {
    stop_id: Uuid,
    site_id: SiteId,
    day: Day,
    place: String,
    district: &'static str,
    latitude: f64,
    longitude: f64,
}

#[derive(Debug)]
struct Machine {
    machine_id: Uuid,
    site_id: SiteId,
    name: String,
}

#[derive(Debug)]
struct Lot {
    stock_id: Uuid,
    site_id: SiteId,
    item: &'static str,
    lot: &'static str,
    article: &'static str,
    expires_on: Day,
}

/// What lies at every house and on every vehicle: the articles of the rulebook's page on the chair, in one lot each.
pub(crate) const LOTS: [(&str, &str, &str); 8] = [
    ("kit", "S26A11", "06901234502008"),
    ("kit", "T26A11", "06901234503005"),
    ("kit", "Q26A11", "06901234504002"),
    ("kit", "P26A11", "06901234505009"),
    ("kit", "L26A11", "06901234506006"),
    ("tube", "B26A11", "06901234511000"),
    ("tube", "N26A11", "06901234512007"),
    ("tube", "R26A11", "06901234513004"),
];
/// They may be used for so many days from the day on which the city begins.
const LOT_DAYS: i64 = 700;

#[derive(Debug)]
struct Area {
    district: &'static str,
    district_en: &'static str,
    latitude: f64,
    longitude: f64,
    people: i32,
}

/// Writes it all, around the moment at which the city begins.
pub(super) async fn seed(tx: &mut Tx, station: OrgId) -> Result<(), Fault> {
    let begin = tx.now();
    db::insert_sites(tx, station, &sites()).await?;
    db::insert_openings(tx, &openings()).await?;
    db::insert_machines(tx, &machines()).await?;
    db::insert_lots(tx, station, &lots(begin)).await?;
    db::insert_stops(tx, &stops(begin)).await?;
    db::insert_areas(tx, &areas()).await
}

fn lots(begin: Instant) -> Vec<Lot> {
    let expires_on = begin.plus_seconds(LOT_DAYS * 86_400).day_in(&zone::china());
    let places = (0..HOUSES + VEHICLES).map(super::people::collecting_site);
    let at = |code: String| {
        LOTS.map(|(item, lot, article)| Lot {
            stock_id: id(&format!("lot/{code}/{lot}")),
            site_id: places::site_id(&code),
            item,
            lot,
            article,
            expires_on,
        })
    };
    places.flat_map(at).collect()
}

fn house(index: usize) -> SiteId {
    places::site_id(&format!("HOUSE-{:02}", index + 1))
}

fn vehicle(index: usize) -> SiteId {
    places::site_id(&format!("VEHICLE-{:02}", index + 1))
}

fn sites() -> Vec<Site> {
    let houses = (0..HOUSES).map(|index| Site {
        site_id: house(index),
        address: format!("{}路 {} 号", word(95 - index).0, 8 + index * 6),
        beds: if index < WITH_MACHINES { 6 } else { 4 },
        staff: 4,
    });
    let vehicles =
        (0..VEHICLES).map(|index| Site { site_id: vehicle(index), address: "随车".to_owned(), beds: 4, staff: 4 });
    houses.chain(vehicles).collect()
}

/// Every day; the large houses over noon and into the evening, the others with a break.
fn openings() -> Vec<Opening> {
    let hours = |index: usize| if index < WITH_MACHINES { vec![(510, 1170)] } else { vec![(510, 720), (780, 1020)] };
    let of_day = move |index: usize, weekday: i32| {
        let site_id = house(index);
        hours(index).into_iter().map(move |(opens, closes)| Opening { site_id, weekday, opens, closes })
    };
    (0..HOUSES).flat_map(|index| (1..=7).flat_map(move |weekday| of_day(index, weekday))).collect()
}

fn machines() -> Vec<Machine> {
    (0..WITH_MACHINES * 2)
        .map(|index| Machine {
            machine_id: id(&format!("machine/{index}")),
            site_id: house(index / 2),
            name: format!("单采机 {} 号", index % 2 + 1),
        })
        .collect()
}

const SQUARES: [&str; 4] = ["市民广场", "大学城", "科技园", "购物中心"];

/// Each vehicle but the last, which waits for emergencies, stands at one place a day.
fn stops(begin: Instant) -> Vec<Stop> {
    let mut stops = Vec::new();
    for offset in -DAYS_BEFORE..=DAYS_AHEAD {
        let day = begin.plus_seconds(i64::from(offset) * 86_400).day_in(&zone::china());
        for index in 0..VEHICLES - 1 {
            let turn = index + (offset + DAYS_BEFORE).unsigned_abs() as usize;
            let district = &DISTRICTS[turn % DISTRICTS.len()];
            stops.push(Stop {
                stop_id: id(&format!("stop/{index}/{day}")),
                site_id: vehicle(index),
                day,
                place: format!("{}{}", district.short, SQUARES[turn % SQUARES.len()]),
                district: district.name,
                latitude: district.latitude + 0.012,
                longitude: district.longitude - 0.01,
            });
        }
    }
    stops
}

/// A square of areas around the middle of each district, most people in the middle.
fn areas() -> Vec<Area> {
    let middle = (AREA_SIDE / 2) as f64;
    let mut areas = Vec::new();
    for district in &DISTRICTS {
        for row in 0..AREA_SIDE {
            for column in 0..AREA_SIDE {
                let (up, across) = (row as f64 - middle, column as f64 - middle);
                let weight = 1.0 / (1.0 + up * up + across * across);
                areas.push(Area {
                    district: district.name,
                    district_en: district.english,
                    latitude: district.latitude + up * 0.035,
                    longitude: district.longitude + across * 0.04,
                    people: (weight * 12_000.0 * district.hospitals as f64) as i32,
                });
            }
        }
    }
    areas
}

#[cfg(test)]
mod tests {
    use super::{DAYS_AHEAD, DAYS_BEFORE, HOUSES, VEHICLES, areas, openings, sites, stops};

    #[test]
    fn every_house_opens_and_every_vehicle_stands_somewhere() {
        assert_eq!(sites().len(), HOUSES + VEHICLES);
        assert!(openings().iter().all(|opening| opening.opens < opening.closes && opening.closes <= 1440));
        let stops = stops("2026-11-16T00:30:00Z".parse().expect("an instant"));
        assert_eq!(stops.len(), (VEHICLES - 1) * usize::try_from(DAYS_BEFORE + DAYS_AHEAD + 1).expect("days"));
        assert_eq!(areas().len(), 250);
    }
}
