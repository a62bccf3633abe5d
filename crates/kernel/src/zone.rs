//! The zone in which a blood label's dates and times are read.

use jiff::{
    civil::Time,
    tz::{Offset, TimeZone},
};

use crate::clock::{Day, Instant};

/// The zone of every clock on a Chinese label: UTC+8 all year (Asia/Shanghai).
///
/// A fixed offset equals the zone database for every instant since 1991-09-15, the last day of daylight saving time
/// in China, and needs no file of the machine.
pub fn china() -> TimeZone {
    TimeZone::fixed(Offset::constant(8))
}

/// The minute `hour`:`minute` of `day` on Chinese clocks; `None` when no clock shows it.
pub fn minute_of(day: Day, hour: i8, minute: i8) -> Option<Instant> {
    let time = Time::new(hour, minute, 0, 0).ok()?;
    let zoned = day.date().to_datetime(time).to_zoned(china()).ok()?;
    Some(zoned.timestamp().into())
}

/// The date and the time of day that a Chinese clock shows at `at`, for people to read: `2026-02-11 23:59:07`.
pub fn shown(at: Instant) -> String {
    jiff::Timestamp::from(at).to_zoned(china()).strftime("%Y-%m-%d %H:%M:%S").to_string()
}

#[cfg(test)]
mod tests {
    use crate::clock::Instant;

    #[test]
    fn an_instant_is_shown_as_chinese_clocks_show_it() {
        let at: Instant = "2026-02-10T15:59:59.123456Z".parse().expect("an instant");
        assert_eq!(
            (super::shown(at), super::shown(at.plus_seconds(1))),
            ("2026-02-10 23:59:59".into(), "2026-02-11 00:00:00".into())
        );
    }

    #[test]
    fn a_minute_of_a_day_is_a_clocks_minute() {
        let day = "2026-02-11".parse().expect("a day");
        let last = super::minute_of(day, 23, 59).map(|at| at.to_string());
        assert_eq!(last.as_deref(), Some("2026-02-11T15:59:00.000000Z"));
        assert_eq!(
            (super::minute_of(day, 24, 0), super::minute_of(day, 23, 60), super::minute_of(day, -1, 0)),
            (None, None, None)
        );
    }

    #[test]
    fn a_day_begins_eight_hours_before_the_same_day_in_greenwich() {
        let before: Instant = "2026-02-10T15:59:59Z".parse().expect("an instant");
        assert_eq!(before.day_in(&super::china()).to_string(), "2026-02-10");
        assert_eq!(before.plus_seconds(1).day_in(&super::china()).to_string(), "2026-02-11");
    }
}
