//! Orders through the real router and database.

mod orders;
mod race;
