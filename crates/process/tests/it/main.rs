//! The component hall through the real router and database.

mod hall;
mod labels;
mod quality;
mod release;
mod splits;
