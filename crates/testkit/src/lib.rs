//! What tests share: a database of their own, rules as text tables.
//!
//! [`TestDb::new`] gives a test an empty, migrated database that is gone when the test is. Where it lives: on the server
//! that `VENA_TEST_DATABASE_URL` names (PostgreSQL 15 or newer, with the right to create databases), or else on one
//! private PostgreSQL that all test processes of this checkout share and that [`stop_shared`] stops.
//!
//! Where to add: builders and helpers that tests of at least two crates need.

mod database;
mod db;
mod server;
pub mod table;
mod template;
pub mod town;
pub mod visit;

pub use self::{database::TestDb, server::stop_shared};
