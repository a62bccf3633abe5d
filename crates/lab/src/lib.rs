//! 检 lab.
