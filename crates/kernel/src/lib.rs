//! The words of the field: identifiers, groups, products, quantities, time, and the rules that need nothing but facts.
//!
//! Invariant: pure. Nothing here reads a clock, a database, a file or the environment. Features `sqlx`, `utoipa` and `garde`
//! only let these words travel through a database driver, an API document and the check of a request.
#![doc(html_no_source)]

pub mod abo;
mod chars;
pub mod citizen_id;
pub mod clock;
pub mod collection;
pub mod compatibility;
pub mod control_chart;
pub mod division;
pub mod donation_number;
pub mod eligibility;
pub mod event;
pub mod handwriting;
pub mod id;
pub mod intake;
pub mod isbt128;
pub mod label;
pub mod levey_jennings;
pub mod masking;
pub mod money;
pub mod preparation;
pub mod product;
pub mod quantity;
pub mod refusal;
pub mod rulebook;
pub mod scan;
pub mod storage;
#[cfg(test)]
mod table;
pub mod temperature;
pub mod testing;
pub mod text;
pub mod unit_label;
pub mod unit_state;
mod wire;
pub mod zone;
