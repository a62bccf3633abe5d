//! 招 recruit.
