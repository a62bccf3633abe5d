//! Temperatures in degrees Celsius, exact to a hundredth, so that a limit is a limit and not a rounding.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::wire;

/// A temperature in °C with two decimals. A JSON number; in the database an `int4` of hundredths of a degree.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Celsius(i32);

impl Celsius {
    /// `hundredths` of a degree: `650` is 6.5 °C.
    pub const fn from_hundredths(hundredths: i32) -> Self {
        Self(hundredths)
    }

    /// The nearest hundredth of a degree. `None` when `degrees` is no number or outside ±1000 °C.
    pub fn from_degrees(degrees: f64) -> Option<Self> {
        // In ±1000 the rounded value is far inside i32, so the cast keeps it.
        (-1000.0..=1000.0).contains(&degrees).then(|| Self((degrees * 100.0).round() as i32))
    }

    /// Hundredths of a degree.
    pub const fn hundredths(self) -> i32 {
        self.0
    }

    /// Degrees for calculations and charts.
    pub fn degrees(self) -> f64 {
        f64::from(self.0) / 100.0
    }
}

impl fmt::Display for Celsius {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} °C", self.degrees())
    }
}

impl fmt::Debug for Celsius {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for Celsius {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(self.degrees())
    }
}

impl<'de> Deserialize<'de> for Celsius {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let degrees = f64::deserialize(deserializer)?;
        Self::from_degrees(degrees)
            .ok_or_else(|| serde::de::Error::custom("a temperature lies between -1000 and 1000 °C"))
    }
}

wire::number_in_database!(Celsius, i32);
wire::number_in_document!(Celsius, "°C, two decimals");

/// A range of temperatures; both ends belong to it. An absent end is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct TempRange {
    /// Lowest allowed temperature, °C.
    pub min_c: Option<Celsius>,
    /// Highest allowed temperature, °C.
    pub max_c: Option<Celsius>,
}

impl TempRange {
    /// Whether `temperature` lies in the range.
    pub fn contains(&self, temperature: Celsius) -> bool {
        self.min_c.is_none_or(|min| min <= temperature) && self.max_c.is_none_or(|max| temperature <= max)
    }

    /// Whether every temperature of `other` lies in this range, as a place must fit what it holds.
    pub fn covers(&self, other: &Self) -> bool {
        let low = self.min_c.is_none_or(|min| other.min_c.is_some_and(|other| min <= other));
        let high = self.max_c.is_none_or(|max| other.max_c.is_some_and(|other| other <= max));
        low && high
    }
}

impl fmt::Display for TempRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.min_c, self.max_c) {
            (Some(min), Some(max)) => write!(f, "{}–{max}", min.degrees()),
            (Some(min), None) => write!(f, "≥ {min}"),
            (None, Some(max)) => write!(f, "≤ {max}"),
            (None, None) => f.write_str("–"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn c(degrees: f64) -> Celsius {
        Celsius::from_degrees(degrees).expect("a temperature")
    }

    fn range(min: Option<f64>, max: Option<f64>) -> TempRange {
        TempRange { min_c: min.map(c), max_c: max.map(c) }
    }

    #[test]
    fn both_ends_belong_to_a_range() {
        let fridge = range(Some(2.0), Some(6.0));
        let inside = [1.99, 2.0, 6.0, 6.01].map(|degrees| fridge.contains(c(degrees)));
        assert_eq!(inside, [false, true, true, false]);
        let freezer = range(None, Some(-18.0));
        assert_eq!([-17.99, -18.0, -80.0].map(|degrees| freezer.contains(c(degrees))), [false, true, true]);
    }

    #[test]
    fn a_place_fits_when_it_is_never_outside() {
        let wanted = range(Some(2.0), Some(6.0));
        assert!(wanted.covers(&range(Some(2.0), Some(6.0))));
        assert!(!wanted.covers(&range(Some(2.0), Some(8.0))));
        assert!(!wanted.covers(&range(None, Some(6.0))));
        assert!(range(None, Some(-18.0)).covers(&range(Some(-40.0), Some(-25.0))));
        assert!(!range(None, Some(-65.0)).covers(&range(None, Some(-18.0))));
    }

    #[test]
    fn shown_with_a_unit_and_read_as_a_number() {
        assert_eq!(range(Some(2.0), Some(6.5)).to_string(), "2–6.5 °C");
        assert_eq!(range(None, Some(-18.0)).to_string(), "≤ -18 °C");
        assert_eq!(serde_json::from_str::<Celsius>("-18.005").expect("a temperature").hundredths(), -1801);
        assert!(serde_json::from_str::<Celsius>("1001").is_err());
        assert_eq!(Celsius::from_degrees(f64::NAN), None);
    }
}
