//! Chance that comes out the same for the same seed, whoever is asked first.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// The dice of one person or one thing.
#[derive(Debug)]
pub(super) struct Dice(ChaCha8Rng);

impl Dice {
    /// The dice of `name` number `index` in the city of `seed`.
    pub(super) fn of(seed: u64, name: &str, index: usize) -> Self {
        let mut key = [0; 32];
        key[..8].copy_from_slice(&seed.to_le_bytes());
        key[8..16].copy_from_slice(&(index as u64).to_le_bytes());
        for (at, byte) in name.bytes().enumerate() {
            key[16 + at % 16] = key[16 + at % 16].wrapping_mul(31).wrapping_add(byte);
        }
        Self(ChaCha8Rng::from_seed(key))
    }

    /// A number from `from` to `to`, both included.
    pub(super) fn between(&mut self, from: i64, to: i64) -> i64 {
        self.0.random_range(from..=to)
    }

    /// An index below `count`.
    pub(super) fn below(&mut self, count: usize) -> usize {
        self.0.random_range(0..count.max(1))
    }

    /// Yes in `per_mille` of a thousand cases.
    pub(super) fn chance(&mut self, per_mille: u32) -> bool {
        self.0.random_ratio(per_mille.min(1000), 1000)
    }

    /// One of `choices`, by weight.
    pub(super) fn pick<T: Copy>(&mut self, choices: &[(T, u32)]) -> T {
        let all: u32 = choices.iter().map(|(_, weight)| weight).sum();
        let mut at = self.0.random_range(0..all.max(1));
        for (choice, weight) in choices {
            if at < *weight {
                return *choice;
            }
            at -= weight;
        }
        choices[0].0
    }
}

#[cfg(test)]
mod tests {
    use super::Dice;

    #[test]
    fn the_same_dice_fall_the_same_and_others_differently() {
        let falls = |seed, name: &str, index| {
            let mut dice = Dice::of(seed, name, index);
            (0..8).map(|_| dice.between(0, 1_000_000)).collect::<Vec<_>>()
        };
        assert_eq!(falls(1, "donor", 7), falls(1, "donor", 7));
        assert_ne!(falls(1, "donor", 7), falls(1, "donor", 8));
        assert_ne!(falls(1, "donor", 7), falls(2, "donor", 7));
        assert_ne!(falls(1, "donor", 7), falls(1, "patient", 7));
    }

    #[test]
    fn weights_are_respected() {
        let mut dice = Dice::of(1, "weights", 0);
        let often = (0..1000).filter(|_| dice.pick(&[(true, 900), (false, 100)])).count();
        assert!((850..950).contains(&often), "{often}");
    }
}
