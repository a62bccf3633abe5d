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
pub mod merkle;
pub mod note;
pub mod signer;

mod append;
mod family;
mod group;
mod http;
mod proof;
mod read;
mod seal;
mod stored;
mod trace;
mod verify;

pub use append::{BATCH_EVENTS_MAX, Outcome, append, append_all_or_refuse};
pub use family::{
    Family, Relative, ancestors, append_to_families, append_to_family, descendants, members, members_of_all,
};
pub use group::GroupCommitter;
pub use http::{CheckpointView, ProofView, TraceView, UnitView, module};
pub use proof::{OfflineReport, PROOF_FORMAT, ProofFile, ProvenEvent, proof, verify_offline};
pub use read::{
    ROWS_MAX, Sight, StockCount, StockCursor, StockFilter, UnitRecord, sees, stock, stock_counts, unit, unit_or_404,
    units, units_in_shipment, units_of_donation, units_of_order,
};
pub use seal::{Sealed, keep_sealing, latest_checkpoint, seal};
pub use trace::{
    Named, Relation, Subject, TRACE_EVENTS_MAX, TRACE_UNITS_MAX, Trace, TracedEvent, TracedUnit, trace,
    trace_everything,
};
pub use verify::{FINDINGS_MAX, Finding, Progress, Report, What, verifiers, verify};
