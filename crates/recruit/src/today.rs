//! The day on which a rule is asked: days are read on Chinese clocks.

use vena_kernel::{
    clock::{Day, Instant},
    zone,
};

/// The day of `instant`.
pub(crate) fn day(instant: Instant) -> Day {
    instant.day_in(&zone::china())
}
