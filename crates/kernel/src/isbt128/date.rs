//! Dates of ISBT 128: `cyyjjj` with an optional `hhmm`, on Chinese clocks.

use jiff::{ToSpan, civil::Date};

use crate::{
    clock::{Day, Instant},
    zone,
};

/// The day `cyyjjj`: the hundreds of the year (0 for 20xx, 9 for 19xx), the year, the day of the year.
pub(super) fn day(text: &str) -> Option<Day> {
    let century = match text.get(..1)? {
        "0" => 2000,
        "9" => 1900,
        _ => return None,
    };
    let year: i16 = century + text.get(1..3)?.parse::<i16>().ok()?;
    let day_of_year: i64 = text.get(3..6)?.parse().ok()?;
    let first = Date::new(year, 1, 1).ok()?;
    let date = first.checked_add((day_of_year - 1).days()).ok()?;
    (date.year() == year).then(|| date.into())
}

/// The minute `cyyjjjhhmm`.
pub(super) fn minute(text: &str) -> Option<Instant> {
    zone::minute_of(day(text)?, text.get(6..8)?.parse().ok()?, text.get(8..10)?.parse().ok()?)
}
