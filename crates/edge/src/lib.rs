//! `vena-edge`: a site's own node. It keeps working when the city cannot be reached, and loses nothing that was acknowledged.
//!
//! - `devices`: the agent of a site, between its instruments and the server (`docs/devices.md`); `simulate` plays instruments.
//! - `analysers`: the agent of a laboratory, between its analysers and the server (`docs/analysers.md`).
//! - `hall`: the agent of a component hall, between its machines and the server (`docs/devices.md`).
//! - `vehicle`: a collection vehicle's whole day (`docs/vehicles.md`).

pub mod analysers;
mod configured;
pub mod devices;
pub mod hall;
pub mod simulate;
pub mod vehicle;
