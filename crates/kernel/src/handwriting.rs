//! What is written by hand: strokes with time and pressure, and whether that is a signature. `rulebook/cn/handwriting.toml`
//!
//! One rule for the pads of the station and for a vehicle, whose signatures nobody can ask for again once it is back.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::{
    clock::Day,
    refusal::Refusal,
    rulebook::{Basis, in_force},
    say,
};

/// A point of a stroke, in thousandths of the width of the pad, with the milliseconds since the first one and the pressure in
/// thousandths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema), schema(as = StrokePoint))]
pub struct Point {
    /// From the left.
    pub x: u16,
    /// From the top.
    pub y: u16,
    /// Since the first point of the signature, ms.
    pub t: u32,
    /// Pressure; 500 on screens that do not measure it.
    pub p: u16,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Page {
    handwriting: Vec<Limits>,
}

/// The largest and the smallest signature.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Limits {
    strokes_max: usize,
    points_max: usize,
    points_min: usize,
    /// The larger side of the smallest signature, thousandths of the width of the pad.
    extent_min: u16,
    lasts_ms_min: u32,
    /// Thousandths of the width of the pad.
    height_max: u16,
    lasts_ms_max: u32,
    basis: Basis,
}

static PAGE: LazyLock<Page> = LazyLock::new(|| {
    toml::from_str(include_str!("../../../rulebook/cn/handwriting.toml"))
        .unwrap_or_else(|error| panic!("rulebook/cn/handwriting.toml is damaged: {error}"))
});

/// Largest place and pressure.
const THOUSAND: u16 = 1000;

/// The limits of `day`; the oldest before any has begun.
fn limits(day: Day) -> &'static Limits {
    in_force(&PAGE.handwriting, day, |entry| &entry.basis)
        .or(PAGE.handwriting.first())
        .unwrap_or_else(|| panic!("rulebook/cn/handwriting.toml is empty"))
}

/// Refuses what no hand writes and what is too little to be told from another's: `strokes.empty`, `strokes.too-many`,
/// `strokes.outside`, `strokes.time`, `strokes.dot`.
///
/// # Panics
/// Only if the compiled-in page is damaged or empty, which the tests of this module would have shown.
pub fn check(strokes: &[Vec<Point>], day: Day) -> Result<(), Refusal> {
    let limits = limits(day);
    let points = strokes.iter().map(Vec::len).sum::<usize>();
    if strokes.is_empty() || strokes.iter().any(Vec::is_empty) {
        return Err(Refusal::new("strokes.empty", say!("还没有签名", "nothing is written yet")));
    }
    if strokes.len() > limits.strokes_max || points > limits.points_max {
        return Err(Refusal::new("strokes.too-many", say!("笔画过多，请重新签名", "too much is written: sign again")));
    }
    let all: Vec<Point> = strokes.concat();
    if all.iter().any(|point| point.x > THOUSAND || point.y > limits.height_max || point.p > THOUSAND) {
        return Err(Refusal::new("strokes.outside", say!("笔画超出签名区", "a stroke leaves the pad")));
    }
    if all.windows(2).any(|pair| pair[1].t < pair[0].t) || all.last().is_some_and(|last| last.t > limits.lasts_ms_max) {
        return Err(Refusal::new(
            "strokes.time",
            say!("笔画的时间不对，请重新签名", "the times of the strokes are wrong: sign again"),
        ));
    }
    let lasts = all.last().map_or(0, |last| last.t) - all.first().map_or(0, |first| first.t);
    if points < limits.points_min || extent(&all) < limits.extent_min || lasts < limits.lasts_ms_min {
        return Err(Refusal::new(
            "strokes.dot",
            say!("签名太小，请签写姓名", "this is too little for a signature: write the name"),
        ));
    }
    Ok(())
}

/// The larger side of everything written, thousandths of the width of the pad.
fn extent(points: &[Point]) -> u16 {
    let side = |place: fn(&Point) -> u16| {
        let places = points.iter().map(place);
        places.clone().max().unwrap_or(0) - places.min().unwrap_or(0)
    };
    side(|point| point.x).max(side(|point| point.y))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A line of `count` points, `step` thousandths and `ms` apart.
    fn line(count: u16, step: u16, ms: u32) -> Vec<Point> {
        (0..count).map(|n| Point { x: n * step, y: 500, t: u32::from(n) * ms, p: 500 }).collect()
    }

    fn rule(strokes: &[Vec<Point>]) -> String {
        check(strokes, "2026-11-22".parse().expect("a day")).map_or_else(|refusal| refusal.rule, |()| "yes".to_owned())
    }

    fn changed(change: fn(&mut Point)) -> Vec<Vec<Point>> {
        let mut strokes = vec![line(20, 20, 20)];
        change(&mut strokes[0][10]);
        strokes
    }

    #[test]
    fn a_name_is_a_signature_and_a_dot_is_none() {
        assert_eq!(rule(&[line(20, 20, 20)]), "yes");
        assert_eq!(
            rule(&[line(4, 20, 60), line(4, 20, 60).iter().map(|p| Point { t: p.t + 400, ..*p }).collect()]),
            "yes"
        );
        assert_eq!(rule(&[]), "strokes.empty");
        assert_eq!(rule(&[line(20, 20, 20), Vec::new()]), "strokes.empty");
        assert_eq!(rule(&[line(7, 20, 60)]), "strokes.dot");
        assert_eq!(rule(&[line(20, 0, 20)]), "strokes.dot");
        assert_eq!(rule(&[line(30, 2, 20)]), "strokes.dot", "58 thousandths");
        assert_eq!(rule(&[line(31, 2, 20)]), "yes", "60 thousandths");
        assert_eq!(rule(&[line(20, 20, 10)]), "strokes.dot", "a machine is faster than a hand");
    }

    #[test]
    fn what_no_hand_writes_is_refused() {
        assert_eq!(rule(&changed(|point| point.t = 0)), "strokes.time");
        assert_eq!(rule(&changed(|point| point.x = 1001)), "strokes.outside");
        assert_eq!(rule(&changed(|point| point.y = 2001)), "strokes.outside");
        assert_eq!(rule(&changed(|point| point.p = 1001)), "strokes.outside");
        assert_eq!(rule(&changed(|point| (point.x, point.p) = (1000, 1000))), "yes");
        assert_eq!(rule(&[line(7, 100, 100_000)]), "strokes.dot");
        assert_eq!(rule(&[line(8, 100, 100_000)]), "strokes.time");
        assert_eq!(rule(&vec![line(1, 0, 0); 201]), "strokes.too-many");
        assert_eq!(rule(&[line(6001, 0, 1)]), "strokes.too-many");
    }

    #[test]
    fn every_day_has_its_limits() {
        for text in ["1990-01-01", "2026-11-22"] {
            let limits = limits(text.parse().expect("a day"));
            assert!(limits.points_min < limits.points_max && limits.lasts_ms_min < limits.lasts_ms_max, "{text}");
            assert!(limits.extent_min < 1000 && limits.height_max > 0 && limits.strokes_max > 0, "{text}");
        }
    }
}
