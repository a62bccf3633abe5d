//! 质控图: Levey-Jennings charts of the laboratory's controls, and Westgard's rules over their points. Pure.

use crate::testing::{ControlChartRule, ControlRule, ControlRuleKind, ControlVerdict};

/// A point of a chart.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// What the control read in a run.
    pub value: f64,
    /// The run was valid.
    pub valid: bool,
}

/// Mean and standard deviation of the first valid runs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Baseline {
    /// Of how many runs.
    pub runs: usize,
    /// Their mean.
    pub mean: f64,
    /// Their standard deviation, of a sample.
    pub sd: f64,
}

/// A point with what it means.
#[derive(Debug, Clone, PartialEq)]
pub struct Judged<'a> {
    /// Standard deviations from the mean.
    pub z: Option<f64>,
    /// The rules that it breaks.
    pub broken: Vec<&'a ControlRule>,
}

impl Judged<'_> {
    /// The gravest of the broken rules.
    pub fn verdict(&self) -> Option<ControlVerdict> {
        self.broken.iter().map(|rule| rule.verdict).max()
    }
}

/// The baseline of these points, oldest first; none while there are too few valid runs, or all read the same.
pub fn baseline(rule: &ControlChartRule, points: &[Point]) -> Option<Baseline> {
    let first: Vec<f64> =
        points.iter().filter(|point| point.valid).map(|point| point.value).take(rule.baseline).collect();
    if first.len() < rule.baseline || first.len() < 2 {
        return None;
    }
    // A few dozen runs: the casts lose nothing.
    let runs = first.len() as f64;
    let mean = first.iter().sum::<f64>() / runs;
    let sd = (first.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / (runs - 1.0)).sqrt();
    (sd.is_finite() && sd > 0.0).then_some(Baseline { runs: first.len(), mean, sd })
}

/// Every point, oldest first, with the rules that it breaks together with those before it.
pub fn judge<'a>(rule: &'a ControlChartRule, baseline: Option<Baseline>, points: &[Point]) -> Vec<Judged<'a>> {
    let Some(Baseline { mean, sd, .. }) = baseline else {
        return points.iter().map(|_| Judged { z: None, broken: Vec::new() }).collect();
    };
    let z: Vec<f64> = points.iter().map(|point| (point.value - mean) / sd).collect();
    let of =
        |at: usize| Judged { z: Some(z[at]), broken: rule.rules.iter().filter(|one| breaks(one, &z[..=at])).collect() };
    (0..z.len()).map(of).collect()
}

/// Whether the last of these points breaks a rule together with those before it.
fn breaks(rule: &ControlRule, z: &[f64]) -> bool {
    let Some(from) = z.len().checked_sub(rule.points.max(1)) else { return false };
    let last = &z[from..];
    match rule.kind {
        ControlRuleKind::Beyond => {
            last.iter().all(|point| *point > rule.sd) || last.iter().all(|point| *point < -rule.sd)
        }
        ControlRuleKind::Range => {
            let highest = last.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            let lowest = last.iter().copied().fold(f64::INFINITY, f64::min);
            highest - lowest > rule.sd
        }
    }
}
