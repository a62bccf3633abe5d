//! 制备: one unit becomes others: separated, divided into parts, filtered, washed, thawed.
//!
//! The component hall, with units in its own custody and control. Parent and children are recorded together or not at all.

pub(crate) mod bench;
mod http;
pub(crate) mod rules;

pub(crate) use http::{permissions, router};
