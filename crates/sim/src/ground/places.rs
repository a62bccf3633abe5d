//! Organisations and sites.

use vena_kernel::id::{OrgId, SiteId};

use super::id;
use crate::names::{DISTRICTS, District, word};

/// Hospitals of the city.
pub(crate) const HOSPITALS: usize = 96;
/// Donation houses.
pub(crate) const HOUSES: usize = 20;
/// Donation vehicles; the last one is for emergencies.
pub(crate) const VEHICLES: usize = 10;
/// Every hospital up to this number has a forward fridge in its theatre.
const FORWARD_FRIDGES: usize = 38;

/// An organisation.
#[derive(Debug)]
pub(super) struct Org {
    pub(super) org_id: OrgId,
    pub(super) code: String,
    pub(super) kind: &'static str,
    pub(super) name: String,
    pub(super) name_en: String,
    pub(super) district: &'static str,
    pub(super) latitude: f64,
    pub(super) longitude: f64,
}

/// A site.
#[derive(Debug)]
pub(super) struct Site {
    pub(super) site_id: SiteId,
    pub(super) org_id: OrgId,
    pub(super) code: String,
    pub(super) kind: &'static str,
    pub(super) name: String,
    pub(super) name_en: String,
    pub(super) district: &'static str,
    pub(super) latitude: f64,
    pub(super) longitude: f64,
    pub(super) temp_c_min: Option<f64>,
    pub(super) temp_c_max: Option<f64>,
}

/// The code of hospital `index`, from `H01` to `H96`.
pub(crate) fn hospital_code(index: usize) -> String {
    format!("H{:02}", index + 1)
}

pub(super) fn org_id(code: &str) -> OrgId {
    OrgId::from_uuid(id(&format!("org/{code}")))
}

pub(crate) fn site_id(code: &str) -> SiteId {
    SiteId::from_uuid(id(&format!("site/{code}")))
}

/// Around the centre of a district, within about four kilometres, always the same for the same index.
fn near(district: &District, index: usize) -> (f64, f64) {
    let step = |factor: usize, modulus: usize| ((index * factor) % modulus) as f64 / modulus as f64 - 0.5;
    (district.latitude + 0.07 * step(37, 101), district.longitude + 0.08 * step(53, 97))
}

/// The district of hospital (or house) `index`, by how many each has.
fn district_of(index: usize, count: impl Fn(&District) -> usize) -> &'static District {
    let mut before = 0;
    for district in &DISTRICTS {
        before += count(district);
        if index < before {
            return district;
        }
    }
    &DISTRICTS[DISTRICTS.len() - 1]
}

fn org(code: &str, kind: &'static str, name: &str, name_en: &str, place: (&'static str, f64, f64)) -> Org {
    let (district, latitude, longitude) = place;
    Org {
        org_id: org_id(code),
        code: code.to_owned(),
        kind,
        name: name.to_owned(),
        name_en: name_en.to_owned(),
        district,
        latitude,
        longitude,
    }
}

const KINDS: [(&str, &str); 8] = [
    ("医院", "Hospital"),
    ("医院", "Hospital"),
    ("医院", "Hospital"),
    ("中医医院", "Hospital of Chinese Medicine"),
    ("医院", "Hospital"),
    ("妇儿医院", "Women and Children's Hospital"),
    ("医院", "Hospital"),
    ("骨伤医院", "Orthopaedic Hospital"),
];

fn hospital(index: usize) -> Org {
    let district = district_of(index, |district| district.hospitals);
    let ((zh, en), kind) = (word(index), KINDS[(index * 5 + index / 8) % KINDS.len()]);
    let (latitude, longitude) = near(district, index);
    let (name, name_en) =
        (format!("{}{zh}{}", district.short, kind.0), format!("{} {en} {}", district.english, kind.1));
    org(&hospital_code(index), "hospital", &name, &name_en, (district.name, latitude, longitude))
}

/// The station, the commission and the hospitals.
pub(super) fn orgs() -> Vec<Org> {
    let centre = (DISTRICTS[0].name, 36.0790, 120.3940);
    let mut orgs = vec![
        org("STATION", "station", "琴湾市中心血站（演示）", "Qinwan Blood Centre (demo)", centre),
        org("COMMISSION", "commission", "琴湾市卫生健康委（演示）", "Qinwan Health Commission (demo)", centre),
    ];
    orgs.extend((0..HOSPITALS).map(hospital));
    orgs
}

struct Room {
    code: &'static str,
    kind: &'static str,
    name: &'static str,
    name_en: &'static str,
    range: (Option<f64>, Option<f64>),
}

const fn room(code: &'static str, kind: &'static str, name: &'static str, name_en: &'static str) -> Room {
    Room { code, kind, name, name_en, range: (None, None) }
}

const fn cold(
    code: &'static str,
    name: &'static str,
    name_en: &'static str,
    range: (Option<f64>, Option<f64>),
) -> Room {
    Room { code, kind: "cold_room", name, name_en, range }
}

/// The rooms of the station.
const ROOMS: [Room; 11] = [
    room("OFFICE", "office", "业务办公室", "Office"),
    room("LAB", "laboratory", "检验科", "Laboratory"),
    room("HALL", "component_hall", "成分制备室", "Component hall"),
    room("QUARANTINE", "quarantine", "待检库", "Quarantine"),
    cold("COLD-2-6", "2–6 ℃ 红细胞冷库", "Red cell cold room 2–6 °C", (Some(2.0), Some(6.0))),
    cold("COLD-2-6-B", "2–6 ℃ 备用冷库", "Spare cold room 2–6 °C", (Some(2.0), Some(6.0))),
    cold("COLD-20-24", "20–24 ℃ 血小板振荡室", "Platelet room 20–24 °C", (Some(20.0), Some(24.0))),
    cold("COLD-18", "−18 ℃ 血浆冷库", "Plasma cold room −18 °C", (None, Some(-18.0))),
    cold("COLD-30", "−30 ℃ 血浆冷库", "Plasma cold room −30 °C", (None, Some(-30.0))),
    room("COUNTER", "issue_counter", "发血窗口", "Issue counter"),
    room("GARAGE", "office", "物流调度室", "Dispatch office"),
];

fn site(code: &str, owner: &Org, kind: &'static str, name: String, name_en: String) -> Site {
    Site {
        site_id: site_id(code),
        org_id: owner.org_id,
        code: code.to_owned(),
        kind,
        name,
        name_en,
        district: owner.district,
        latitude: owner.latitude,
        longitude: owner.longitude,
        temp_c_min: None,
        temp_c_max: None,
    }
}

fn station_sites(station: &Org) -> Vec<Site> {
    let rooms = ROOMS.iter().map(|room| Site {
        temp_c_min: room.range.0,
        temp_c_max: room.range.1,
        ..site(room.code, station, room.kind, room.name.to_owned(), room.name_en.to_owned())
    });
    let houses = (0..HOUSES).map(|index| house(station, index));
    let vehicles = (0..VEHICLES).map(|index| vehicle(station, index));
    rooms.chain(houses).chain(vehicles).collect()
}

fn house(station: &Org, index: usize) -> Site {
    let district = district_of(index, |district| district.houses);
    let (latitude, longitude) = near(district, 200 + index);
    let (zh, en) = word(95 - index);
    let (name, name_en) =
        (format!("{}{zh}献血屋", district.short), format!("{} {en} donation house", district.english));
    let plain = site(&format!("HOUSE-{:02}", index + 1), station, "house", name, name_en);
    Site { district: district.name, latitude, longitude, ..plain }
}

fn vehicle(station: &Org, index: usize) -> Site {
    let number = index + 1;
    let (name, name_en) = if number == VEHICLES {
        ("应急献血车".to_owned(), "Emergency donation vehicle".to_owned())
    } else {
        (format!("献血车 {number} 号"), format!("Donation vehicle {number}"))
    };
    site(&format!("VEHICLE-{number:02}"), station, "vehicle", name, name_en)
}

fn hospital_sites(index: usize, hospital: &Org) -> Vec<Site> {
    let code = |what: &str| format!("{}-{what}", hospital.code);
    let named = |what: &str, kind: &'static str, zh: &str, en: &str| {
        site(&code(what), hospital, kind, format!("{}{zh}", hospital.name), format!("{} {en}", hospital.name_en))
    };
    let mut sites = vec![
        named("BANK", "blood_bank", "输血科血库", "blood bank"),
        named("WARD", "ward", "内科病房", "medical ward"),
    ];
    if index < FORWARD_FRIDGES {
        let fridge = named("THEATRE", "theatre", "手术室智能血箱", "forward fridge in theatre");
        sites.push(Site { temp_c_min: Some(2.0), temp_c_max: Some(6.0), ..fridge });
    }
    sites
}

/// All sites.
pub(super) fn sites() -> Vec<Site> {
    let orgs = orgs();
    let (station, commission) = (&orgs[0], &orgs[1]);
    let mut sites = station_sites(station);
    sites.push(site(
        "COMMISSION-OFFICE",
        commission,
        "office",
        "血液管理处".to_owned(),
        "Blood administration".to_owned(),
    ));
    sites.extend(orgs[2..].iter().enumerate().flat_map(|(index, hospital)| hospital_sites(index, hospital)));
    sites
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{orgs, sites};

    #[test]
    fn the_city_has_its_houses_vehicles_hospitals_and_forward_fridges() {
        let count = |kind: &str| sites().iter().filter(|site| site.kind == kind).count();
        assert_eq!(["house", "vehicle", "blood_bank", "theatre", "cold_room"].map(count), [20, 10, 96, 38, 5]);
        assert_eq!(orgs().len(), 98);
    }

    #[test]
    fn no_two_places_share_a_name_or_a_code() {
        let (orgs, sites) = (orgs(), sites());
        let names: BTreeSet<&String> =
            orgs.iter().map(|org| &org.name).chain(sites.iter().map(|site| &site.name)).collect();
        let codes: BTreeSet<&String> =
            orgs.iter().map(|org| &org.code).chain(sites.iter().map(|site| &site.code)).collect();
        assert_eq!((names.len(), codes.len()), (orgs.len() + sites.len(), orgs.len() + sites.len()));
    }
}
