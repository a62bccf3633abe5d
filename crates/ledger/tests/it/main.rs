//! The ledger on a real PostgreSQL.

mod append;
mod family;
mod group;
mod read;
mod world;
