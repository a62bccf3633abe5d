//! The program of a site, from outside.

mod devices;
mod vehicle;
