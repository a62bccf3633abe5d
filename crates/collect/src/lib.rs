//! 采 collect.
