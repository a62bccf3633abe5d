//! govern
mod holds;
