//! The component hall through the real router and database.

mod environment;
mod hall;
mod labels;
mod machines;
mod pools;
mod quality;
mod release;
mod splits;
mod steps;
