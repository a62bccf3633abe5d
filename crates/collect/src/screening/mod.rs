//! Whether a donor may give today: answers, measurements, the interval since the last needle.

mod rules;
#[cfg(test)]
mod tests;

pub(crate) use rules::{Facts, HealthCheck, Line, complete_answers, judge, volume_allowed};
