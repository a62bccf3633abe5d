//! The program of a site, from outside.

mod devices;
mod vehicle;
mod vehicle_disk;
