//! The zone in which a blood label's dates and times are read.

use jiff::tz::{Offset, TimeZone};

/// The zone of every clock on a Chinese label: UTC+8 all year (Asia/Shanghai).
///
/// A fixed offset equals the zone database for every instant since 1991-09-15, the last day of daylight saving time
/// in China, and needs no file of the machine.
pub fn china() -> TimeZone {
    TimeZone::fixed(Offset::constant(8))
}

#[cfg(test)]
mod tests {
    use crate::clock::Instant;

    #[test]
    fn a_day_begins_eight_hours_before_the_same_day_in_greenwich() {
        let before: Instant = "2026-02-10T15:59:59Z".parse().expect("an instant");
        assert_eq!(before.day_in(&super::china()).to_string(), "2026-02-10");
        assert_eq!(before.plus_seconds(1).day_in(&super::china()).to_string(), "2026-02-11");
    }
}
