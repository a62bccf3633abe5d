//! 报废: one person proposes what is to be destroyed and why, another confirms; each unit is decided for itself.

mod book;
mod db;
mod http;
pub(crate) mod rules;
mod sheet;

pub(crate) use http::{permissions, router};
