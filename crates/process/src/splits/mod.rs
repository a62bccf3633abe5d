//! 制备: one unit becomes others: separated, divided into parts, filtered, washed, thawed.
//!
//! The component hall, with units in its own custody and control. Parent and children are recorded together or not at all.
//! Where the hall makes a plan by program, its steps must be behind the parent.

pub(crate) mod bench;
pub(crate) mod db;
mod http;
pub(crate) mod rules;

pub(crate) use http::{permissions, router};
