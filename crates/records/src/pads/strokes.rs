//! Whether what was written is a signature: strokes with time and pressure.

use vena_kernel::{refusal::Refusal, say};
use vena_platform::documents::Point;

use super::policy::PadPolicy;

/// Largest place and pressure.
const THOUSAND: u16 = 1000;

/// Refuses what no hand writes and what is too little to be told from another's.
pub(crate) fn check(policy: &PadPolicy, strokes: &[Vec<Point>]) -> Result<(), Refusal> {
    let points = strokes.iter().map(Vec::len).sum::<usize>();
    if strokes.is_empty() || strokes.iter().any(Vec::is_empty) {
        return Err(Refusal::new("strokes.empty", say!("还没有签名", "nothing is written yet")));
    }
    if strokes.len() > policy.strokes_max || points > policy.points_max {
        return Err(Refusal::new("strokes.too-many", say!("笔画过多，请重新签名", "too much is written: sign again")));
    }
    let all: Vec<Point> = strokes.concat();
    if all.iter().any(|point| point.x > THOUSAND || point.y > policy.height_max || point.p > THOUSAND) {
        return Err(Refusal::new("strokes.outside", say!("笔画超出签名区", "a stroke leaves the pad")));
    }
    if all.windows(2).any(|pair| pair[1].t < pair[0].t) || all.last().is_some_and(|last| last.t > policy.lasts_ms_max) {
        return Err(Refusal::new(
            "strokes.time",
            say!("笔画的时间不对，请重新签名", "the times of the strokes are wrong: sign again"),
        ));
    }
    let lasts = all.last().map_or(0, |last| last.t) - all.first().map_or(0, |first| first.t);
    if points < policy.points_min || extent(&all) < policy.extent_min || lasts < policy.lasts_ms_min {
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
    use crate::pads::policy;

    /// A line of `count` points, `step` thousandths and `ms` apart.
    fn line(count: u16, step: u16, ms: u32) -> Vec<Point> {
        (0..count).map(|n| Point { x: n * step, y: 500, t: u32::from(n) * ms, p: 500 }).collect()
    }

    fn rule(strokes: &[Vec<Point>]) -> String {
        let policy = policy::pads("2026-11-22".parse().expect("a day"));
        check(policy, strokes).map_or_else(|refusal| refusal.rule, |()| "yes".to_owned())
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
}
