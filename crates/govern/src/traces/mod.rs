//! 追溯报告: the ledger's trace, read as people read it: who had the unit, where it lay, what was tested, who signed.
//!
//! Never a marker's value, never a donor, never a patient. A hospital sees units that are, were or will be its own; the
//! ledger decides that, and what of their events it may read.

mod db;
mod detail;
mod history;
mod http;
mod report;

pub(crate) use http::{TraceReportView, opened, permissions, router};
