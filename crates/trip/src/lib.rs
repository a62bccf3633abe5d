//! What a collection vehicle and the station say to each other. Pure work on bytes and facts, so that both sides compute
//! the same: the day package, the sealed journal, what a person's day on the vehicle amounts to. `docs/vehicles.md`.
//!
//! - [`seal`]: the two locks. What stays on the vehicle is locked by the trip's code; who a donor is, by the station's key.
//! - [`package`]: everything the vehicle takes along, signed by the station.
//! - [`standing`]: who may give from when, without a name.
//! - [`entry`]: one step, its place in the chain.
//! - [`state`]: the journal folded; [`rules`]: which step may follow, and what refuses it.

pub mod entry;
pub mod package;
pub mod rules;
pub mod seal;
mod stage;
pub mod standing;
pub mod state;
#[cfg(test)]
mod tests;

pub use vena_kernel::collection::inquiry::Answers;

/// Names the rules that this program was built with: equal names, equal pages of the rulebook.
pub fn rulebook_version() -> String {
    let pages = [
        include_str!("../../../rulebook/cn/eligibility.toml"),
        include_str!("../../../rulebook/cn/inquiry.toml"),
        include_str!("../../../rulebook/cn/screening.toml"),
        include_str!("../../../rulebook/cn/collection.toml"),
        include_str!("../../../rulebook/cn/chair.toml"),
        include_str!("../../../rulebook/cn/reactions.toml"),
    ];
    seal::hex(&seal::sha256(&pages.map(str::as_bytes))[..8])
}
