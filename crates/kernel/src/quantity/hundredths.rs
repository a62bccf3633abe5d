//! 单位 and 治疗量: counts with two decimals, each its own type.

use std::{fmt, iter::Sum, ops::Add};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::wire;

macro_rules! counts_in_hundredths {
    ($($(#[$doc:meta])* $name:ident, $suffix:literal, $counts:literal;)+) => {$(
        $(#[$doc])*
        ///
        /// A JSON number with at most two decimals; in the database an `int4` of hundredths.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
        pub struct $name(i32);

        impl $name {
            /// From hundredths; `None` when negative.
            pub const fn from_hundredths(hundredths: i32) -> Option<Self> {
                if hundredths >= 0 { Some(Self(hundredths)) } else { None }
            }

            /// A whole count.
            pub const fn whole(count: u16) -> Self {
                Self(count as i32 * 100)
            }

            /// Hundredths.
            pub const fn hundredths(self) -> i32 {
                self.0
            }
        }

        impl Add for $name {
            type Output = Self;

            fn add(self, other: Self) -> Self {
                Self(self.0.saturating_add(other.0))
            }
        }

        impl Sum for $name {
            fn sum<I: Iterator<Item = Self>>(counts: I) -> Self {
                counts.fold(Self(0), Add::add)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{} {}", f64::from(self.0) / 100.0, $suffix)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                if self.0 % 100 == 0 { serializer.serialize_i32(self.0 / 100) } else { serializer.serialize_f64(f64::from(self.0) / 100.0) }
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                hundredths(f64::deserialize(deserializer)?).map(Self).ok_or_else(|| {
                    serde::de::Error::custom("expected a number from 0 to 1000000 with at most two decimals")
                })
            }
        }

        wire::number_in_database!($name, i32);
        wire::number_in_document!($name, $counts);
    )+};
}

counts_in_hundredths! {
    /// 单位 (U): what comes from 200 mL of whole blood, counted for red cells, whole blood, concentrated platelets, cryo.
    Units, "U", "单位 (U), two decimals";
    /// 治疗量: therapeutic doses of an apheresis product.
    Doses, "治疗量", "治疗量 (therapeutic doses), two decimals";
}

fn hundredths(count: f64) -> Option<i32> {
    if !(0.0..=1_000_000.0).contains(&count) {
        return None;
    }
    let scaled = count * 100.0;
    // At most 10^8, so the cast keeps the value.
    ((scaled - scaled.round()).abs() < 1e-6).then(|| scaled.round() as i32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_add_exactly_and_travel_as_numbers() {
        let sum: Units = [Units::whole(1), Units::from_hundredths(50).expect("half a unit")].into_iter().sum();
        assert_eq!((sum.to_string(), serde_json::to_string(&sum).expect("json")), ("1.5 U".into(), "1.5".into()));
        assert_eq!(serde_json::to_string(&Doses::whole(2)).expect("json"), "2");
        assert_eq!(serde_json::from_str::<Units>("1.5").expect("units"), sum);
    }

    #[test]
    fn limits_of_a_count() {
        let read = ["-0.01", "0", "0.01", "0.015", "0.1", "1000000", "1000001"]
            .map(|n| serde_json::from_str::<Units>(n).is_ok());
        assert_eq!(read, [false, true, true, false, true, true, false]);
        assert_eq!(Units::from_hundredths(-1), None);
    }
}
