//! Handwriting as lines.

use std::fmt::Write as _;

use super::appearance::InkPoint;

/// Where in the box the writing stands, in parts of its width and height: left, bottom, right, top. The mark's own words
/// begin at the left.
const PLACE: [f64; 4] = [0.42, 0.06, 0.98, 0.94];
/// The finest and the broadest line, in parts of the box's height.
const LINE: [f64; 2] = [0.012, 0.04];
/// The blue of ink.
const COLOUR: &str = "0.06 0.12 0.42 RG";

/// The strokes as operators of a page, scaled into their place without being distorted. Nothing when there are none.
pub(super) fn draw(strokes: &[Vec<InkPoint>], width: f64, height: f64) -> String {
    let points = || strokes.iter().flatten();
    if points().any(|point| !(point.x.is_finite() && point.y.is_finite() && point.pressure.is_finite())) {
        return String::new();
    }
    let least = |of: fn(&InkPoint) -> f64| points().map(of).fold(f64::INFINITY, f64::min);
    let most = |of: fn(&InkPoint) -> f64| points().map(of).fold(f64::NEG_INFINITY, f64::max);
    let (left, right) = (least(|point| point.x), most(|point| point.x));
    let (top, bottom) = (least(|point| point.y), most(|point| point.y));
    if left > right {
        return String::new();
    }
    let room = ((PLACE[2] - PLACE[0]) * width, (PLACE[3] - PLACE[1]) * height);
    // A dot has no extent; it is drawn as it is.
    let scale = (room.0 / (right - left).max(1.0)).min(room.1 / (bottom - top).max(1.0));
    let middle = (PLACE[0] * width + room.0 / 2.0, PLACE[1] * height + room.1 / 2.0);
    let x = |point: &InkPoint| middle.0 + (point.x - f64::midpoint(left, right)) * scale;
    let y = |point: &InkPoint| middle.1 - (point.y - f64::midpoint(top, bottom)) * scale;
    let mut draw = format!(" q {COLOUR} 1 J 1 j");
    for stroke in strokes.iter().filter(|stroke| !stroke.is_empty()) {
        let pressure = stroke.iter().map(|point| point.pressure.clamp(0.0, 1.0)).sum::<f64>() / stroke.len() as f64;
        let line = height * (LINE[0] + (LINE[1] - LINE[0]) * pressure);
        let _ = write!(draw, " {line:.2} w {:.2} {:.2} m", x(&stroke[0]), y(&stroke[0]));
        // A line back to its own beginning is a dot, because its ends are round.
        for point in stroke.iter().skip(usize::from(stroke.len() > 1)) {
            let _ = write!(draw, " {:.2} {:.2} l", x(point), y(point));
        }
        draw.push_str(" S");
    }
    draw.push_str(" Q");
    draw
}

#[cfg(test)]
mod tests {
    use super::{InkPoint, draw};

    fn point(x: f64, y: f64) -> InkPoint {
        InkPoint { x, y, pressure: 0.5 }
    }

    #[test]
    fn strokes_keep_their_shape_and_stay_in_their_place() {
        let strokes = [vec![point(100.0, 100.0), point(300.0, 100.0)], vec![point(200.0, 50.0), point(200.0, 150.0)]];
        let drawn = draw(&strokes, 170.0, 57.0);
        // 200 wide and 100 high fits the height: 50.16 points high and twice as wide.
        assert_eq!(
            drawn,
            " q 0.06 0.12 0.42 RG 1 J 1 j 1.48 w 71.40 28.50 m 166.60 28.50 l S 1.48 w 119.00 52.30 m 119.00 4.70 l S Q"
        );
    }

    #[test]
    fn a_dot_is_a_dot_and_nothing_is_nothing() {
        assert!(draw(&[vec![point(5.0, 5.0)]], 170.0, 57.0).contains(" m 119.00 28.50 l S"));
        assert_eq!(draw(&[], 170.0, 57.0), "");
        assert_eq!(draw(&[vec![point(f64::NAN, 0.0)]], 170.0, 57.0), "");
    }
}
