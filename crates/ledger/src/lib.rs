//! The ledger: every event of every unit, and the state that the events add up to. 台账
//!
//! - **Owns** schema `ledger`; it is the only writer of unit state.
//! - **Asks** nobody: what may happen stands in `vena_kernel::unit_state`.
//! - **Tells** nothing: scenes append in their own transaction and tell their own news.
//! - **Where to add**: a new event or rule belongs to the kernel's table; a new question about units to `read`; scenes
//!   may also read the views `ledger.v_unit`, `ledger.v_event`, `ledger.v_parent`.
//!
//! Invariant: events are added, never changed; [`verify`] names whatever was changed nevertheless.

pub mod digest;
pub mod entry;

mod append;
mod stored;

pub use append::{BATCH_EVENTS_MAX, Outcome, append, append_all_or_refuse};
