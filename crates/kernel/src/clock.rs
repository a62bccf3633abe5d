//! Instants and calendar days. Who needs "now" is given it; nothing in the kernel asks for it.

use std::{fmt, str::FromStr};

use jiff::{Timestamp, ToSpan, civil::Date, tz::TimeZone};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A point in time, to the microsecond: the precision that PostgreSQL keeps, so that what was hashed reads back equal.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(Timestamp);

impl Instant {
    /// Microseconds since 1970-01-01T00:00:00Z. Returns `None` outside the years −9999 to 9999.
    pub fn from_micros(micros: i64) -> Option<Self> {
        Timestamp::from_microsecond(micros).ok().map(Self)
    }

    /// Microseconds since 1970-01-01T00:00:00Z.
    pub fn micros(self) -> i64 {
        self.0.as_microsecond()
    }

    /// The instant `seconds` later; stops at the last instant that a calendar can name.
    #[must_use]
    pub fn plus_seconds(self, seconds: i64) -> Self {
        Self(self.0.checked_add(seconds.seconds()).unwrap_or(if seconds < 0 { Timestamp::MIN } else { Timestamp::MAX }))
    }

    /// Seconds from `earlier` to `self`, negative when `earlier` is later.
    pub fn seconds_since(self, earlier: Self) -> i64 {
        self.0.as_second().saturating_sub(earlier.0.as_second())
    }

    /// The calendar day on which this instant falls in `zone`.
    pub fn day_in(self, zone: &TimeZone) -> Day {
        Day(self.0.to_zoned(zone.clone()).date())
    }
}

impl From<Timestamp> for Instant {
    fn from(timestamp: Timestamp) -> Self {
        Self(Timestamp::from_microsecond(timestamp.as_microsecond()).unwrap_or(timestamp))
    }
}

impl From<Instant> for Timestamp {
    fn from(instant: Instant) -> Self {
        instant.0
    }
}

impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.6}", self.0)
    }
}

impl fmt::Debug for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Instant {
    type Err = jiff::Error;

    fn from_str(text: &str) -> Result<Self, jiff::Error> {
        text.parse::<Timestamp>().map(Self::from)
    }
}

impl Serialize for Instant {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Instant {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// A calendar day without a time: a birthday, the last day of a deferral.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(Date);

impl Day {
    /// The day `year`-`month`-`day`, or `None` when the calendar has no such day.
    pub fn new(year: i16, month: i8, day: i8) -> Option<Self> {
        Date::new(year, month, day).ok().map(Self)
    }

    /// The jiff date behind it, for calendar arithmetic.
    pub fn date(self) -> Date {
        self.0
    }

    /// The instant at which this day begins in `zone`.
    pub fn start_in(self, zone: &TimeZone) -> Option<Instant> {
        self.0.to_zoned(zone.clone()).ok().map(|zoned| Instant::from(zoned.timestamp()))
    }

    /// So many calendar years and days later; the end of February where a year has no 29th. `None` beyond the calendar.
    pub fn later(self, years: i32, days: i64) -> Option<Self> {
        let span = jiff::Span::new().try_years(years).ok()?.try_days(days).ok()?;
        self.0.checked_add(span).ok().map(Self)
    }

    /// Whole years from `self` (a birthday) to `on`; a birthday counts from the day itself.
    pub fn years_until(self, on: Self) -> i16 {
        let before_birthday = (on.0.month(), on.0.day()) < (self.0.month(), self.0.day());
        on.0.year() - self.0.year() - i16::from(before_birthday)
    }
}

impl From<Date> for Day {
    fn from(date: Date) -> Self {
        Self(date)
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl fmt::Debug for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl FromStr for Day {
    type Err = jiff::Error;

    fn from_str(text: &str) -> Result<Self, jiff::Error> {
        text.parse::<Date>().map(Self)
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(feature = "sqlx")]
macro_rules! through_jiff_sqlx {
    ($name:ident, $wire:ty, |$own:ident| $to_wire:expr, |$read:ident| $from_wire:expr) => {
        impl sqlx::Type<sqlx::Postgres> for $name {
            fn type_info() -> sqlx::postgres::PgTypeInfo {
                <$wire as sqlx::Type<sqlx::Postgres>>::type_info()
            }
        }

        impl sqlx::postgres::PgHasArrayType for $name {
            fn array_type_info() -> sqlx::postgres::PgTypeInfo {
                <$wire as sqlx::postgres::PgHasArrayType>::array_type_info()
            }
        }

        impl<'q> sqlx::Encode<'q, sqlx::Postgres> for $name {
            fn encode_by_ref(
                &self,
                buf: &mut sqlx::postgres::PgArgumentBuffer,
            ) -> Result<sqlx::encode::IsNull, sqlx::error::BoxDynError> {
                let $own = self;
                <$wire as sqlx::Encode<'q, sqlx::Postgres>>::encode_by_ref(&$to_wire, buf)
            }
        }

        impl<'r> sqlx::Decode<'r, sqlx::Postgres> for $name {
            fn decode(value: sqlx::postgres::PgValueRef<'r>) -> Result<Self, sqlx::error::BoxDynError> {
                let $read = <$wire as sqlx::Decode<'r, sqlx::Postgres>>::decode(value)?;
                Ok($from_wire)
            }
        }
    };
}

#[cfg(feature = "sqlx")]
through_jiff_sqlx!(Instant, jiff_sqlx::Timestamp, |own| jiff_sqlx::Timestamp::from(own.0), |read| Self::from(
    read.to_jiff()
));
#[cfg(feature = "sqlx")]
through_jiff_sqlx!(Day, jiff_sqlx::Date, |own| jiff_sqlx::Date::from(own.0), |read| Self(read.to_jiff()));

#[cfg(feature = "utoipa")]
mod schema {
    use utoipa::openapi::{
        KnownFormat, ObjectBuilder, RefOr, SchemaFormat,
        schema::{Schema, Type},
    };

    fn text(format: KnownFormat) -> RefOr<Schema> {
        ObjectBuilder::new().schema_type(Type::String).format(Some(SchemaFormat::KnownFormat(format))).into()
    }

    impl utoipa::PartialSchema for super::Instant {
        fn schema() -> RefOr<Schema> {
            text(KnownFormat::DateTime)
        }
    }
    impl utoipa::ToSchema for super::Instant {}

    impl utoipa::PartialSchema for super::Day {
        fn schema() -> RefOr<Schema> {
            text(KnownFormat::Date)
        }
    }
    impl utoipa::ToSchema for super::Day {}
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_keep_microseconds_and_no_more() {
        let instant: Instant = "2026-02-11T23:59:00.123456789+08:00".parse().expect("an instant");
        assert_eq!(instant.to_string(), "2026-02-11T15:59:00.123456Z");
        assert_eq!(Instant::from_micros(instant.micros()), Some(instant));
    }

    #[test]
    fn a_year_is_full_on_the_birthday_not_before() {
        let born = Day::new(2008, 2, 29).expect("a leap day");
        assert_eq!(born.years_until(Day::new(2026, 2, 28).expect("a day")), 17);
        assert_eq!(born.years_until(Day::new(2026, 3, 1).expect("a day")), 18);
    }
}
