//! The transition table as a table of cases, and the laws of the unit as properties over random histories.

mod build;
mod cases;
mod laws;
mod oracle;
mod proposals;
