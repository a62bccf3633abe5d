//! process
mod book;
mod splits;
