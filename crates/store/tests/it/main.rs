//! The store through the real router and database.

mod cold_store_check;
mod discards;
mod places;
mod rooms;
mod stock;
