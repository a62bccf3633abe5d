//! The laboratory through the real router and database.

mod bench;
mod confirmations;
mod conflicts;
mod corrections;
mod finding;
mod look_back;
mod reports;
mod samples;
mod signings;
