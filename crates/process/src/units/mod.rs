//! The worklist of the component hall: which units wait for which step, and what may be made of one.
//!
//! Everybody of the station with the permission; only units in the own organisation's custody.

pub(crate) mod db;
mod http;

pub(crate) use http::{permissions, router};
