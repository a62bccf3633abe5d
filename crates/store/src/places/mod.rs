//! 库位: the places that hold blood, and what each may hold.

pub(crate) mod db;
mod http;
pub(crate) mod rules;

pub(crate) use http::{permissions, router, whose};
