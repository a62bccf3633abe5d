//! 库存: what lies where, in which state, and how much of it. Derived from the ledger, never typed.

mod account;
mod db;
mod http;
mod row;
mod summary;

pub(crate) use http::{permissions, router};
pub(crate) use row::{StockRow, row};
