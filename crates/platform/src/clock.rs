//! The one place that reads the system clock. Everything else is given an [`Instant`].

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use vena_kernel::clock::Instant;

/// Where "now" comes from: the machine, or a hand that turns it (tests, the simulated city).
#[derive(Debug, Clone, Default)]
pub enum Clock {
    /// The clock of this machine.
    #[default]
    System,
    /// A clock that stands until somebody moves it; clones share the same hands.
    Virtual(Arc<AtomicI64>),
}

impl Clock {
    /// A clock that shows `start` until it is moved.
    pub fn standing_at(start: Instant) -> Self {
        Self::Virtual(Arc::new(AtomicI64::new(start.micros())))
    }

    /// What this clock shows.
    #[allow(clippy::disallowed_methods, reason = "this is the place that the rule points to")]
    pub fn now(&self) -> Instant {
        match self {
            Self::System => Instant::from(jiff::Timestamp::now()),
            Self::Virtual(micros) => Instant::from_micros(micros.load(Ordering::Acquire))
                .unwrap_or_else(|| Instant::from(jiff::Timestamp::UNIX_EPOCH)),
        }
    }

    /// Moves a virtual clock to `instant`; the clock of a machine cannot be moved and is left alone.
    pub fn set(&self, instant: Instant) {
        if let Self::Virtual(micros) = self {
            micros.store(instant.micros(), Ordering::Release);
        }
    }
}

/// A fresh time-ordered id (UUIDv7) stamped with `now`, so that simulated weeks sort as they happened.
pub fn new_id(now: Instant) -> uuid::Uuid {
    let micros = now.micros().max(0).unsigned_abs();
    let nanos = u32::try_from(micros % 1_000_000).unwrap_or(0) * 1000;
    uuid::Uuid::new_v7(uuid::Timestamp::from_unix(uuid::NoContext, micros / 1_000_000, nanos))
}
