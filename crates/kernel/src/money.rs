//! Money in fen, the smallest unit of the renminbi. Never a fraction, never a float.

use std::{
    fmt,
    iter::Sum,
    ops::{Add, Neg, Sub},
};

use serde::{Deserialize, Serialize};

use crate::wire;

/// An amount in fen (1/100 yuan); negative is a debt or a refund. A JSON integer; in the database an `int8`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Fen(pub i64);

impl Add for Fen {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl Sub for Fen {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl Neg for Fen {
    type Output = Self;

    fn neg(self) -> Self {
        Self(self.0.saturating_neg())
    }
}

impl Sum for Fen {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self(0), Add::add)
    }
}

/// `¥12.34`, `-¥0.05`.
impl fmt::Display for Fen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (sign, fen) = (if self.0 < 0 { "-" } else { "" }, self.0.unsigned_abs());
        write!(f, "{sign}¥{}.{:02}", fen / 100, fen % 100)
    }
}

wire::number_in_database!(Fen, i64);
wire::number_in_document!(Fen, "fen (1/100 yuan)");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shown_in_yuan() {
        let shown = [1234, 5, -5, 0, 100, i64::MIN].map(|fen| Fen(fen).to_string());
        assert_eq!(shown, ["¥12.34", "¥0.05", "-¥0.05", "¥0.00", "¥1.00", "-¥92233720368547758.08"]);
    }

    #[test]
    fn sums_stop_at_the_ends_instead_of_wrapping() {
        assert_eq!([Fen(22_000), Fen(900)].into_iter().sum::<Fen>(), Fen(22_900));
        assert_eq!(Fen(i64::MAX) + Fen(1), Fen(i64::MAX));
        assert_eq!(Fen(5) - Fen(7), Fen(-2));
        assert_eq!(-Fen(i64::MIN), Fen(i64::MAX));
    }
}
