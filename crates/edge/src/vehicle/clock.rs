//! Steady time. The machine's clock may be wrong and may jump; how long it has run cannot. Entries count by the latter.

use vena_kernel::clock::Instant;

/// Farther apart than this, the clock was moved.
const JUMP_MS: i64 = 2000;

/// The machine as a source of time.
#[derive(Debug)]
pub(crate) struct Machine {
    boot: String,
    shift_ms: i64,
}

/// Time that goes on evenly.
#[derive(Debug, Clone)]
pub(crate) struct Steady {
    /// Steady time was this …
    base_ms: i64,
    /// … when the machine had run so long.
    base_uptime_ms: i64,
    /// How far the machine's clock is from steady time, as last noted.
    gap_ms: i64,
}

impl Machine {
    /// # Errors
    /// The system does not tell how long it has run.
    pub(crate) fn new(shift_ms: i64) -> anyhow::Result<Self> {
        let boot = std::fs::read_to_string("/proc/sys/kernel/random/boot_id").unwrap_or_default().trim().to_owned();
        let machine = Self { boot, shift_ms };
        anyhow::ensure!(machine.uptime_ms() > 0, "the system does not tell how long it has run");
        Ok(machine)
    }

    /// Which run of the machine.
    pub(crate) fn boot(&self) -> &str {
        &self.boot
    }

    /// How long it has run, milliseconds.
    #[allow(clippy::unused_self, reason = "asked of the machine")]
    pub(crate) fn uptime_ms(&self) -> i64 {
        let text = std::fs::read_to_string("/proc/uptime").unwrap_or_default();
        let (seconds, hundredths) =
            text.split_whitespace().next().and_then(|first| first.split_once('.')).unwrap_or(("0", "0"));
        let number = |text: &str| text.parse::<i64>().unwrap_or_default();
        number(seconds) * 1000 + number(hundredths) * 10
    }

    /// What its clock shows, milliseconds since 1970.
    pub(crate) fn wall_ms(&self) -> i64 {
        #[allow(clippy::disallowed_methods, reason = "the clock of the vehicle itself")]
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        now.map_or(0, |since| i64::try_from(since.as_millis()).unwrap_or(i64::MAX)) + self.shift_ms
    }
}

impl Steady {
    /// Begins, or goes on where the last entry (its time, its machine's run, how long that had run) left off.
    pub(crate) fn begin(machine: &Machine, last: Option<(Instant, &str, i64)>) -> Self {
        Self::from_readings((machine.wall_ms(), machine.uptime_ms(), machine.boot()), last)
    }

    fn from_readings((wall, uptime, boot): (i64, i64, &str), last: Option<(Instant, &str, i64)>) -> Self {
        let base_ms = match last {
            Some((at, ran, then)) if ran == boot && uptime >= then => at.micros() / 1000 + (uptime - then),
            Some((at, ..)) => wall.max(at.micros() / 1000),
            None => wall,
        };
        Self { base_ms, base_uptime_ms: uptime, gap_ms: wall - base_ms }
    }

    /// Now.
    pub(crate) fn now(&self, machine: &Machine) -> Instant {
        self.at(machine.uptime_ms())
    }

    fn at(&self, uptime_ms: i64) -> Instant {
        let ms = self.base_ms + (uptime_ms - self.base_uptime_ms);
        Instant::from_micros(ms.saturating_mul(1000))
            .unwrap_or_else(|| Instant::from_micros(0).unwrap_or_else(|| unreachable!("1970 is an instant")))
    }

    /// By how much the clock was moved since the last look; `None` when it was not.
    pub(crate) fn jump(&mut self, machine: &Machine) -> Option<i64> {
        self.jump_by(machine.wall_ms(), machine.uptime_ms())
    }

    fn jump_by(&mut self, wall_ms: i64, uptime_ms: i64) -> Option<i64> {
        let gap = wall_ms - self.at(uptime_ms).micros() / 1000;
        let moved = gap - self.gap_ms;
        if moved.abs() <= JUMP_MS {
            return None;
        }
        self.gap_ms = gap;
        Some(moved)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(ms: i64) -> Instant {
        Instant::from_micros(ms * 1000).expect("an instant")
    }

    #[test]
    fn time_goes_on_evenly_and_a_jump_is_noted_once() {
        let mut steady = Steady::from_readings((1_000_000, 500, "a"), None);
        assert_eq!(steady.at(1500), at(1_001_000));
        assert_eq!(steady.jump_by(1_001_000 + 2000, 1500), None, "two seconds are no jump");
        assert_eq!(steady.jump_by(1_001_000 + 600_000, 1500), Some(600_000));
        assert_eq!(steady.jump_by(1_002_000 + 600_000, 2500), None, "noted already");
        assert_eq!(steady.jump_by(1_003_000, 3500), Some(-600_000));
        assert_eq!(steady.at(3500), at(1_003_000), "steps keep steady time");
    }

    #[test]
    fn a_program_that_starts_again_goes_on_where_the_journal_ended() {
        let last = at(2_000_000);
        let same = Steady::from_readings((1_400_000, 9000, "a"), Some((last, "a", 4000)));
        assert_eq!(same.at(9000), at(2_005_000), "the clock was set back while the program was down");
        let other = Steady::from_readings((1_400_000, 100, "b"), Some((last, "a", 4000)));
        assert_eq!(other.at(100), last, "never before the last entry");
        let later = Steady::from_readings((2_600_000, 100, "b"), Some((last, "a", 4000)));
        assert_eq!(later.at(100), at(2_600_000));
    }
}
