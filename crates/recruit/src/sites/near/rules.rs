//! Distance, estimated time and ways to get there. Pure.

use serde::Serialize;
use utoipa::ToSchema;

use crate::sites::{book::Travel, calendar::SiteDay, db::Basic};

/// Mean radius of the earth, metres.
const EARTH_M: f64 = 6_371_008.8;

/// A place on the earth, degrees (WGS 84).
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Point {
    pub(crate) latitude: f64,
    pub(crate) longitude: f64,
}

impl Point {
    pub(crate) const fn new(latitude: f64, longitude: f64) -> Self {
        Self { latitude, longitude }
    }
}

/// Where a site is on a day; its usual place unless it is elsewhere.
pub(crate) fn place_of(basic: &Basic, day: &SiteDay) -> Option<Point> {
    let elsewhere = day.elsewhere.as_ref().and_then(|place| Some(Point::new(place.latitude?, place.longitude?)));
    elsewhere.or_else(|| Some(Point::new(basic.latitude?, basic.longitude?)))
}

/// Distance as the crow flies (great circle), metres.
pub(crate) fn metres(one: Point, other: Point) -> f64 {
    let [from, to] = [one.latitude.to_radians(), other.latitude.to_radians()];
    let (up, across) = ((to - from) / 2.0, (other.longitude - one.longitude).to_radians() / 2.0);
    let half = up.sin().powi(2) + from.cos() * to.cos() * across.sin().powi(2);
    2.0 * EARTH_M * half.sqrt().min(1.0).asin()
}

/// Estimated minutes for so many metres as the crow flies, rounded up.
pub(crate) fn minutes(travel: &Travel, metres: f64) -> i32 {
    let way_km = metres * travel.detour / 1000.0;
    let under_way = (way_km / travel.kmh * 60.0 - 1e-9).ceil().clamp(0.0, 1e6);
    travel.start_minutes + under_way as i32
}

/// How far one gets in `minutes`, metres as the crow flies.
pub(super) fn radius(travel: &Travel, minutes: i32) -> i64 {
    let hours = f64::from((minutes - travel.start_minutes).max(0)) / 60.0;
    (hours * travel.kmh / travel.detour * 1000.0) as i64
}

/// Addresses that open a map; nothing is loaded from them here.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub(crate) struct MapLinks {
    /// Whatever map the phone has.
    pub(crate) geo: String,
    /// 高德地图
    pub(crate) amap: String,
    /// 百度地图
    pub(crate) baidu: String,
    /// 腾讯地图
    pub(crate) tencent: String,
}

/// Addresses that open a map at `at`.
pub(crate) fn links(at: Point, name: &str) -> MapLinks {
    let (latitude, longitude) = (format!("{:.6}", at.latitude), format!("{:.6}", at.longitude));
    let name = encoded(name);
    MapLinks {
        geo: format!("geo:{latitude},{longitude}?q={latitude},{longitude}({name})"),
        amap: format!("https://uri.amap.com/marker?position={longitude},{latitude}&name={name}&coordinate=wgs84"),
        baidu: format!(
            "https://api.map.baidu.com/marker?location={latitude},{longitude}&title={name}&coord_type=wgs84&output=html"
        ),
        tencent: format!(
            "https://apis.map.qq.com/uri/v1/marker?marker=coord:{latitude},{longitude};title:{name}&coord_type=1"
        ),
    }
}

fn encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}

#[cfg(test)]
mod tests {
    use vena_testkit::table::rows;

    use super::*;
    use crate::sites::book::BookingBook;

    #[test]
    fn distances_are_those_of_the_globe() {
        let table = "
            from          | to            | metres
            36.0754,120.4 | 36.0754,120.4 | 0
            0,0           | 0,1           | 111195
            0,0           | 1,0           | 111195
            60,0          | 60,1          | 55597        -- a degree is half as wide at 60° north
            0,179.5       | 0,-179.5      | 111195       -- across the date line
            90,0          | -90,0         | 20015115
        ";
        let point = |text: &str| {
            let (latitude, longitude) = text.split_once(',').expect("a point");
            Point::new(latitude.parse().expect("degrees"), longitude.parse().expect("degrees"))
        };
        for row in rows(table).iter().skip(1) {
            let found = metres(point(row[0]), point(row[1]));
            let wanted: f64 = row[2].parse().expect("metres");
            assert!((found - wanted).abs() < 1.0, "{row:?}: {found}");
        }
    }

    #[test]
    fn time_is_estimated_from_way_speed_and_start() {
        let table = "
            mode    | metres | minutes
            walk    | 0      | 0
            walk    | 1000   | 18       -- 1.3 km at 4.5 km/h: 17.3
            ride    | 1000   | 8        -- two to get going
            transit | 5000   | 32
            drive   | 5000   | 20
        ";
        let day = "2026-02-10".parse().expect("a day");
        for row in rows(table).iter().skip(1) {
            let travel = BookingBook::get().travel(row[0], day).expect("a mode");
            let found = minutes(travel, row[1].parse().expect("metres"));
            assert_eq!(found.to_string(), row[2], "{row:?}");
            assert!(minutes(travel, radius(travel, 30) as f64) <= 30, "{row:?}: the circle is as wide as its time");
        }
    }

    #[test]
    fn a_link_names_the_place_and_is_safe_in_an_address() {
        let found = links(Point::new(36.0754, 120.412), "市南 A&B 屋");
        assert_eq!(
            found.geo,
            "geo:36.075400,120.412000?q=36.075400,120.412000(%E5%B8%82%E5%8D%97%20A%26B%20%E5%B1%8B)"
        );
        assert!(found.amap.starts_with("https://uri.amap.com/marker?position=120.412000,36.075400&name=%E5"));
    }
}
