//! The ground that every scene stands on: database, HTTP, sign-in and permissions, audit, outbox, jobs, clock,
//! configuration. It knows no blood and no scene.
//!
//! Where to add: what two scenes need and neither owns. A module with one user belongs to that user.

pub mod app;
pub mod audit;
pub mod auth;
pub mod clock;
pub mod config;
pub mod db;
pub mod documents;
pub mod fault;
pub mod http;
pub mod imports;
pub mod jobs;
pub mod module;
pub mod news;
pub mod outbox;
pub mod pinyin;
pub mod private_pg;
pub mod setting;
pub mod telemetry;
pub mod vault;
