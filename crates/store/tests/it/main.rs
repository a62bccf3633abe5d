//! The store through the real router and database.

mod discards;
mod places;
mod rooms;
mod stock;
