//! `vena-edge`: a site's own node. It keeps working when the city cannot be reached, and loses nothing that was acknowledged.
//!
//! - `devices`: the agent of a site, between its instruments and the server (`docs/devices.md`); `simulate` plays instruments.
//! - `vehicle`: a collection vehicle's whole day (`docs/vehicles.md`).

pub mod devices;
pub mod simulate;
pub mod vehicle;
