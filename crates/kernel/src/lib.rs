//! The words of the field: identifiers, groups, products, quantities, time, and the rules that need nothing but facts.
//!
//! Invariant: pure. Nothing here reads a clock, a database, a file or the environment. Features `sqlx` and `utoipa`
//! only let these words travel through a database driver and an API document.
#![doc(html_no_source)]

pub mod clock;
pub mod event;
pub mod id;
pub mod refusal;
pub mod text;
pub mod abo;
pub mod unit_label;
pub mod money;
pub mod masking;
pub mod isbt128;
pub mod compatibility;
pub mod citizen_id;
pub mod division;
pub mod donation_number;
pub mod product;
pub mod quantity;
pub mod rulebook;
pub mod temperature;
pub mod unit_state;
pub mod zone;
mod chars;
mod wire;
#[cfg(test)]
mod table;
