//! 控制图: individuals charts with limits from moving ranges, and the rules that their points may break. Pure.

use serde::Deserialize;

use crate::rulebook::Basis;

/// How charts are drawn and judged.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChartRule {
    /// How many of the first values give the centre line and the limits.
    pub baseline: usize,
    /// Mean moving range of two, in standard deviations.
    pub d2: f64,
    /// The rules.
    pub rules: Vec<PointRule>,
    /// Where they come from.
    pub basis: Basis,
}

/// A rule that a point may break together with those before it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PointRule {
    /// Its name.
    pub name: String,
    /// What it looks at.
    pub kind: PointRuleKind,
    /// So many points.
    pub points: usize,
    /// Of the last so many.
    pub of: usize,
    /// Beyond so many standard deviations.
    pub sd: f64,
}

/// What a rule looks at.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PointRuleKind {
    /// Points beyond a distance, on the same side; the last is one of them.
    Beyond,
    /// Points in a row on one side of the centre line.
    Side,
    /// Points in a row of which each is higher than the one before, or each lower.
    Trend,
}

/// Centre line and standard deviation of a chart.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Baseline {
    /// Mean of the first values.
    pub mean: f64,
    /// Their mean moving range divided by d2.
    pub sd: f64,
}

/// The baseline of these values, oldest first; none while there are too few, or when nothing varies.
pub fn baseline(rule: &ChartRule, values: &[f64]) -> Option<Baseline> {
    let first = values.get(..rule.baseline).filter(|first| first.len() > 1)?;
    // A few dozen values: the casts lose nothing.
    let mean = first.iter().sum::<f64>() / first.len() as f64;
    let ranges: f64 = first.windows(2).map(|pair| (pair[1] - pair[0]).abs()).sum();
    let sd = ranges / (first.len() - 1) as f64 / rule.d2;
    (sd.is_finite() && sd > 0.0).then_some(Baseline { mean, sd })
}

/// Of every value, oldest first, the rules that it breaks together with those before it.
pub fn broken<'a>(rule: &'a ChartRule, baseline: Baseline, values: &[f64]) -> Vec<Vec<&'a PointRule>> {
    let of = |at: usize| rule.rules.iter().filter(|one| breaks(one, baseline, &values[..=at])).collect();
    (0..values.len()).map(of).collect()
}

fn breaks(rule: &PointRule, baseline: Baseline, values: &[f64]) -> bool {
    let Some(from) = values.len().checked_sub(rule.of.max(1)) else { return false };
    let off: Vec<f64> = values[from..].iter().map(|value| value - baseline.mean).collect();
    let distance = rule.sd * baseline.sd;
    match rule.kind {
        PointRuleKind::Beyond => [1.0, -1.0].into_iter().any(|side| {
            let beyond = |off: &f64| side * off > distance;
            off.last().is_some_and(beyond) && off.iter().filter(|off| beyond(off)).count() >= rule.points
        }),
        PointRuleKind::Side => off.iter().all(|off| *off > 0.0) || off.iter().all(|off| *off < 0.0),
        PointRuleKind::Trend => {
            off.windows(2).all(|pair| pair[1] > pair[0]) || off.windows(2).all(|pair| pair[1] < pair[0])
        }
    }
}
