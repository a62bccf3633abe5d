//! store
pub mod cold_store_check;
