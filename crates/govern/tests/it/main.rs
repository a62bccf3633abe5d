//! Supervision through the real router and database.

mod audit;
mod holds;
mod stock;
mod traces;
