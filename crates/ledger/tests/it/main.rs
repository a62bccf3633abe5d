//! The ledger on a real PostgreSQL.

mod append;
mod family;
mod group;
mod http;
mod proof;
mod read;
mod seal;
mod trace;
mod verify;
mod world;
