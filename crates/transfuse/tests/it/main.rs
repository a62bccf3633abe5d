//! From the blood bank to the bedside, through the real router and database.

mod bank;
mod bedside;
mod discards;
mod patients;
