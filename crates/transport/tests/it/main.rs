//! Journeys through the real router and database.

mod boxes;
