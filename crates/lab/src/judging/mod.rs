//! What the results of a donation mean, and what follows when two persons have signed them.

mod aftermath;
mod family;
#[cfg(test)]
mod laws;
pub(crate) mod rules;
#[cfg(test)]
mod tests;

pub(crate) use aftermath::{Settlement, issue, settle};
pub(crate) use family::hold_for_correction;
