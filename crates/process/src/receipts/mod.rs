//! 接收: the component hall takes over what was collected, from the houses and vehicles of its own organisation.
//!
//! Custody is the station's all the time, so taking over is a move, or the receipt of an internal journey.

mod http;
pub(crate) mod rules;

pub(crate) use http::{permissions, router};
