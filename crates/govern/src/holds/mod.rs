//! 锁定、召回与解除: quality holds units back, recalls whole families, and lets go again.
//!
//! Who may: quality (`govern.hold.*`). Tells nothing: a hold stands in the ledger, where every gate sees it. The one who
//! opened a hold does not lift it.

mod db;
mod http;
mod rules;

pub(crate) use http::{permissions, router};
