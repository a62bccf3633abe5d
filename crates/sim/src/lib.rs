//! The invented city: its ground (organisations, sites, users) and seven days of its life, played through the public
//! operations of the product on a virtual clock.
//!
//! Deterministic: the same seed and the same start give the same city. Every person, hospital and number is invented;
//! only the districts and their places on the map are those of Qingdao, as public geography.
//!
//! Where to add: a place or an account in `ground`, a habit of the city in `life`.

pub mod client;
pub mod ground;
pub mod life;
mod names;

pub use ground::{PASSWORD, demo_accounts, forget_interrupted, is_empty, mark_lived, seed_ground, seed_past};
pub use life::{City, DAYS, Progress, Report, play};
