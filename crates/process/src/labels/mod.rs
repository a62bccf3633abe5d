//! 贴签: what is printed on a unit, and whether what is on the bag equals the record.
//!
//! The group on a label comes from the verdict of the laboratory and from nowhere else. Whoever checks has the bag in
//! their hands, so the check of its appearance is part of it. A print makes every earlier one void: until the newest is scanned
//! again, the release gate is closed and a unit of the stock is held.

pub(crate) mod db;
mod file;
mod http;
pub(crate) mod rules;
mod sheet;

pub(crate) use http::{permissions, router};
