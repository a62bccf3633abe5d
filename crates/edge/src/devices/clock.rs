//! The clock of this machine, and what is known of its distance to the server's. A reading keeps both times.

use std::{
    sync::{Mutex, PoisonError},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use vena_kernel::clock::Instant;

/// An answer that took longer tells too little of the server's clock.
const ROUND_TRIP_MAX: Duration = Duration::from_secs(5);

/// The clock of this machine.
#[derive(Debug)]
pub(super) struct SiteClock {
    /// Added to the machine's clock, for trials.
    shift_micros: i64,
    started: std::time::Instant,
    /// What the server's clock showed at a moment since the start, both in µs.
    anchor: Mutex<Option<(i64, i64)>>,
}

/// A moment, as far as this machine knows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Moment {
    /// By its own clock.
    pub(super) clock_at: Instant,
    /// Since the program started, µs: nobody can turn this one.
    pub(super) since_start_micros: i64,
}

impl SiteClock {
    #[allow(clippy::disallowed_methods, reason = "this is the clock that the program injects everywhere else")]
    pub(super) fn new(shift_seconds: i64) -> Self {
        let shift_micros = shift_seconds.saturating_mul(1_000_000);
        Self { shift_micros, started: std::time::Instant::now(), anchor: Mutex::new(None) }
    }

    #[allow(clippy::disallowed_methods, reason = "this is the clock that the program injects everywhere else")]
    pub(super) fn now(&self) -> Moment {
        let machine = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, micros);
        let clock_at = Instant::from_micros(machine.saturating_add(self.shift_micros));
        Moment {
            clock_at: clock_at.or_else(|| Instant::from_micros(0)).unwrap_or_else(|| panic!("1970 is a year")),
            since_start_micros: micros(self.started.elapsed()),
        }
    }

    /// The server said what its clock shows, somewhere between the two moments.
    pub(super) fn compare(&self, asked: Moment, answered: Moment, server: Instant) {
        let took = answered.since_start_micros - asked.since_start_micros;
        if took <= micros(ROUND_TRIP_MAX) {
            let middle = asked.since_start_micros + took / 2;
            *self.anchor.lock().unwrap_or_else(PoisonError::into_inner) = Some((server.micros(), middle));
        }
    }

    /// The server's time at a moment of this run of the program; `None` before the clocks were compared.
    pub(super) fn server_time(&self, since_start_micros: i64) -> Option<Instant> {
        let anchor = *self.anchor.lock().unwrap_or_else(PoisonError::into_inner);
        let (server, at) = anchor?;
        Instant::from_micros(server.saturating_add(since_start_micros - at))
    }

    /// How far this machine's clock is ahead of the server's, µs.
    pub(super) fn ahead_micros(&self) -> Option<i64> {
        let now = self.now();
        self.server_time(now.since_start_micros).map(|server| now.clock_at.micros() - server.micros())
    }
}

fn micros(duration: Duration) -> i64 {
    i64::try_from(duration.as_micros()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64, since: i64) -> Moment {
        let clock_at = Instant::from_micros(seconds * 1_000_000).expect("a moment");
        Moment { clock_at, since_start_micros: since * 1_000_000 }
    }

    #[test]
    fn a_clock_ten_minutes_off_is_measured_and_readings_are_dated_by_the_server() {
        let clock = SiteClock::new(600);
        assert_eq!(clock.server_time(0), None);
        let asked = clock.now();
        let server = Instant::from_micros(asked.clock_at.micros() - 600_000_000).expect("a moment");
        clock.compare(asked, asked, server);
        let ahead = clock.ahead_micros().expect("compared");
        assert!((ahead - 600_000_000).abs() < 1_000_000, "{ahead} µs");
        // A reading from a minute before is dated a minute before.
        let before = clock.server_time(asked.since_start_micros - 60_000_000).expect("compared");
        assert_eq!(server.seconds_since(before), 60);
    }

    #[test]
    fn a_slow_answer_tells_nothing() {
        let clock = SiteClock::new(0);
        let server = Instant::from_micros(1_000_000_000).expect("a moment");
        clock.compare(at(0, 0), at(6, 6), server);
        assert_eq!(clock.server_time(0), None);
        clock.compare(at(0, 0), at(4, 4), server);
        assert_eq!(clock.server_time(2_000_000), Some(server), "in the middle of the four seconds");
    }
}
