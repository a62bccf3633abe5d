//! The scene issue. 发
