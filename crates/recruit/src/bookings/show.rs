//! Who comes: a logistic model of a few things that everybody can see, and how many places may be promised twice by it. Pure.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::sites::book::Weights as BookWeights;

/// How many features the model has.
pub(crate) const FEATURES: usize = 8;

/// Weights in the order of [`Known::features`].
pub(crate) type Weights = [f64; FEATURES];

/// More rounds than any fit of ours has needed by far.
const ROUNDS_MAX: usize = 50;
/// Visits further back than these say nothing new.
const COUNTED_MAX: i32 = 5;

/// What is known of a booking before its time.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Known {
    /// Days between booking and place.
    pub(crate) lead_days: f64,
    /// Earlier bookings that were kept.
    pub(crate) shown_before: i32,
    /// Earlier bookings that were missed.
    pub(crate) missed_before: i32,
    /// Never gave before.
    pub(crate) first_time: bool,
    /// A machine's place.
    pub(crate) on_machine: bool,
    /// On a Saturday or Sunday.
    pub(crate) weekend: bool,
    /// The donor has answered the reminder.
    pub(crate) confirmed: bool,
}

impl Known {
    /// One, then each thing as a number.
    pub(crate) fn features(&self) -> Weights {
        let bit = |yes: bool| f64::from(u8::from(yes));
        [
            1.0,
            self.lead_days.max(0.0).ln_1p(),
            f64::from(self.shown_before.min(COUNTED_MAX)),
            f64::from(self.missed_before.min(COUNTED_MAX)),
            bit(self.first_time),
            bit(self.on_machine),
            bit(self.weekend),
            bit(self.confirmed),
        ]
    }
}

/// The rulebook's weights in order.
pub(crate) fn belief(weights: &BookWeights) -> Weights {
    let BookWeights { base, lead_days, shown_before, missed_before, first_time, on_machine, weekend, confirmed } =
        *weights;
    [base, lead_days, shown_before, missed_before, first_time, on_machine, weekend, confirmed]
}

/// The chance that the donor comes.
pub(crate) fn comes(weights: &Weights, known: &Known) -> f64 {
    1.0 - away(weights, &known.features())
}

fn away(weights: &Weights, features: &Weights) -> f64 {
    let sum: f64 = weights.iter().zip(features).map(|(weight, feature)| weight * feature).sum();
    1.0 / (1.0 + (-sum).exp())
}

/// A tenth of the expected shares: what was expected there and what became of it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = ShowTenth)]
pub(crate) struct Tenth {
    /// Bookings whose expected share lies here.
    pub(crate) bookings: i32,
    /// How many of them were expected to come.
    pub(crate) expected: f64,
    /// How many came.
    pub(crate) came: i32,
}

/// A fitted model and how well it says what happened.
#[derive(Debug, Clone)]
pub(crate) struct Fit {
    pub(crate) weights: Weights,
    /// Mean squared distance of chance and outcome; 0 is perfect.
    pub(crate) brier: f64,
    /// The same for somebody who only knows the overall share.
    pub(crate) base_brier: f64,
    pub(crate) calibration: Vec<Tenth>,
}

/// Fits the weights to what happened (`true`: came), held back towards `belief` as by `belief_weight` observations. Newton's method
/// on the penalised likelihood, which has one maximum.
pub(crate) fn fit(belief: &Weights, belief_weight: f64, outcomes: &[(Known, bool)]) -> Fit {
    let rows: Vec<(Weights, f64)> =
        outcomes.iter().map(|(known, came)| (known.features(), f64::from(u8::from(!came)))).collect();
    // one observation says at most a quarter about a weight
    let hold = (belief_weight * 0.25).max(1e-6);
    let mut weights = *belief;
    for _ in 0..ROUNDS_MAX {
        let step = newton(&weights, belief, hold, &rows);
        weights.iter_mut().zip(step).for_each(|(weight, step)| *weight -= step);
        if step.iter().all(|step| step.abs() < 1e-10) {
            break;
        }
    }
    measured(weights, outcomes)
}

fn newton(weights: &Weights, belief: &Weights, hold: f64, rows: &[(Weights, f64)]) -> Weights {
    let mut slope = [0.0; FEATURES];
    let mut bend = [[0.0; FEATURES]; FEATURES];
    for at in 0..FEATURES {
        slope[at] = hold * (weights[at] - belief[at]);
        bend[at][at] = hold;
    }
    for (features, missed) in rows {
        let chance = away(weights, features);
        let certainty = chance * (1.0 - chance);
        for row in 0..FEATURES {
            slope[row] += (chance - missed) * features[row];
            for column in 0..FEATURES {
                bend[row][column] += certainty * features[row] * features[column];
            }
        }
    }
    solved(bend, slope)
}

/// Gaussian elimination with the largest pivot first; the matrix is positive definite.
fn solved(mut matrix: [[f64; FEATURES]; FEATURES], mut right: Weights) -> Weights {
    for column in 0..FEATURES {
        let pivot = (column..FEATURES)
            .max_by(|one, other| matrix[*one][column].abs().total_cmp(&matrix[*other][column].abs()))
            .unwrap_or(column);
        matrix.swap(column, pivot);
        right.swap(column, pivot);
        let (head, value) = (matrix[column], right[column]);
        for row in column + 1..FEATURES {
            let factor = matrix[row][column] / head[column];
            matrix[row].iter_mut().zip(head).for_each(|(cell, above)| *cell -= factor * above);
            right[row] -= factor * value;
        }
    }
    for row in (0..FEATURES).rev() {
        let known: f64 = (row + 1..FEATURES).map(|column| matrix[row][column] * right[column]).sum();
        right[row] = (right[row] - known) / matrix[row][row];
    }
    right
}

fn measured(weights: Weights, outcomes: &[(Known, bool)]) -> Fit {
    let count = outcomes.len().max(1) as f64;
    let share = outcomes.iter().filter(|(_, came)| *came).count() as f64 / count;
    let (mut squares, mut base) = (0.0, 0.0);
    let mut calibration = vec![Tenth { bookings: 0, expected: 0.0, came: 0 }; 10];
    for (known, came) in outcomes {
        let (chance, outcome) = (comes(&weights, known), f64::from(u8::from(*came)));
        squares += (chance - outcome).powi(2);
        base += (share - outcome).powi(2);
        let tenth = &mut calibration[tenth_of(chance)];
        tenth.bookings += 1;
        tenth.expected += chance;
        tenth.came += i32::from(*came);
    }
    Fit { weights, brier: squares / count, base_brier: base / count, calibration }
}

fn tenth_of(chance: f64) -> usize {
    (0..9).filter(|tenth| chance >= f64::from(tenth + 1) / 10.0).count()
}

/// The chance that more than `places` of those with these chances come: exact (Poisson binomial).
pub(crate) fn too_many(chances: &[f64], places: usize) -> f64 {
    // ways[n]: the chance that exactly n of those looked at so far come
    let mut ways = vec![0.0; chances.len() + 1];
    ways[0] = 1.0;
    for (seen, chance) in chances.iter().enumerate() {
        for count in (0..=seen).rev() {
            ways[count + 1] += ways[count] * chance;
            ways[count] *= 1.0 - chance;
        }
    }
    ways.iter().skip(places + 1).sum()
}

/// Whether one more may be promised beside those with `chances`, where `places` are promised: always as long as there is a place,
/// and beyond only as long as it is unlikely enough that more come than there are places.
pub(crate) fn one_more(chances: &[f64], chance: f64, places: usize, too_many_per_mille: i32) -> bool {
    if chances.len() < places {
        return true;
    }
    let mut all = chances.to_vec();
    all.push(chance);
    places > 0 && too_many(&all, places) <= f64::from(too_many_per_mille) / 1000.0
}

#[cfg(test)]
mod tests {
    use vena_testkit::table::rows;

    use super::*;

    const PLAIN: Known = Known {
        lead_days: 0.0,
        shown_before: 0,
        missed_before: 0,
        first_time: false,
        on_machine: false,
        weekend: false,
        confirmed: false,
    };

    fn close(one: f64, other: f64) -> bool {
        (one - other).abs() < 1e-6
    }

    #[test]
    fn a_fit_finds_the_shares_that_the_data_have() {
        // one feature: of 100 who did not confirm 30 stayed away, of 100 who did 10 stayed away
        let mut outcomes = Vec::new();
        for at in 0..100 {
            outcomes.push((PLAIN, at >= 30));
            outcomes.push((Known { confirmed: true, ..PLAIN }, at >= 10));
        }
        let found = fit(&[0.0; FEATURES], 0.0, &outcomes);
        let logit = |share: f64| (share / (1.0 - share)).ln();
        assert!((found.weights[0] - logit(0.3)).abs() < 1e-4, "{:?}", found.weights);
        assert!((found.weights[0] + found.weights[7] - logit(0.1)).abs() < 1e-4, "{:?}", found.weights);
        assert!(close((comes(&found.weights, &PLAIN) * 1e4).round(), 7000.0));
        assert!(close((found.brier * 1e6).round(), 150_000.0), "(0.21 + 0.09) / 2: {}", found.brier);
        assert!(close(found.base_brier, 0.16), "{}", found.base_brier);
        let told: Vec<(i32, i32)> = found
            .calibration
            .iter()
            .filter(|tenth| tenth.bookings > 0)
            .map(|tenth| (tenth.bookings, tenth.came))
            .collect();
        assert_eq!(told.iter().map(|(bookings, _)| bookings).sum::<i32>(), 200);
        assert_eq!(told.iter().map(|(_, came)| came).sum::<i32>(), 160);
    }

    #[test]
    fn few_data_move_the_belief_a_little_and_many_move_it_all_the_way() {
        let belief: Weights = [-2.0, 0.3, -0.4, 0.8, 0.4, -0.6, 0.1, -0.9];
        assert_eq!(fit(&belief, 50.0, &[]).weights, belief);
        let half = |count: usize| (0..count).map(|at| (PLAIN, at % 2 == 0)).collect::<Vec<_>>();
        let (few, many) = (fit(&belief, 50.0, &half(4)), fit(&belief, 50.0, &half(20_000)));
        assert!(comes(&few.weights, &PLAIN) > 0.85, "{:?}", few.weights);
        assert!((comes(&many.weights, &PLAIN) - 0.5).abs() < 0.01, "{:?}", many.weights);
    }

    #[test]
    fn data_that_one_feature_splits_wholly_do_not_run_away() {
        let outcomes: Vec<(Known, bool)> =
            (0..400).map(|at| (Known { missed_before: at % 2, ..PLAIN }, at % 2 == 0)).collect();
        let found = fit(&[0.0; FEATURES], 10.0, &outcomes);
        assert!(found.weights.iter().all(|weight| weight.is_finite() && weight.abs() < 20.0), "{:?}", found.weights);
        assert!(found.brier < 0.02);
    }

    #[test]
    fn the_chance_of_too_many_is_exact() {
        // chances | places | chance of more
        assert!(close(too_many(&[0.5, 0.5], 1), 0.25));
        assert!(close(too_many(&[0.5, 0.5], 0), 0.75));
        assert!(close(too_many(&[0.5, 0.5], 2), 0.0));
        assert!(close(too_many(&[0.9, 0.8, 0.7], 2), 0.504));
        assert!(close(too_many(&[0.9, 0.8, 0.7], 1), 0.504 + 0.9 * 0.8 * 0.3 + 0.9 * 0.2 * 0.7 + 0.1 * 0.8 * 0.7));
        assert!(close(too_many(&[], 0), 0.0));
    }

    #[test]
    fn a_place_is_promised_twice_only_when_it_is_unlikely_that_all_come() {
        let table = "
            booked | chance | places | limit | one more
            1      | 0.9    | 2      | 50    | true           -- there is a place
            2      | 0.9    | 2      | 50    | false          -- 0.729 that all three come
            2      | 0.3    | 2      | 50    | true           -- 0.027
            2      | 0.3684 | 2      | 50    | true           -- 0.04999
            2      | 0.3685 | 2      | 50    | false          -- 0.05004
            3      | 0.3    | 2      | 50    | false          -- 0.0837
            0      | 0.1    | 0      | 50    | false          -- where nothing is promised nothing is overbooked
            2      | 0.3    | 2      | 0     | false
        ";
        for row in rows(table).iter().skip(1) {
            let chance: f64 = row[1].parse().expect("a chance");
            let booked = vec![chance; row[0].parse().expect("a number")];
            let found = one_more(&booked, chance, row[2].parse().expect("places"), row[3].parse().expect("a limit"));
            assert_eq!(found.to_string(), row[4], "{row:?}");
        }
    }
}
