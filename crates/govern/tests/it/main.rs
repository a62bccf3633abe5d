//! Supervision through the real router and database.

mod audit;
mod holds;
mod neighbours;
mod recalls;
mod stock;
mod traces;
