//! 全市库存: station and hospitals together, by class and group, graded, with the age of what is shown.
//!
//! A hospital sees its own stock only, graded by thresholds of its own.

mod book;
mod db;
mod http;
mod rules;

pub(crate) use http::{permissions, router};
