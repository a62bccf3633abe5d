//! The manners of every route: bodies, paths and queries that refuse with a problem document, pages with an end,
//! answers in the caller's language.

pub mod context;
mod extract;
mod page;
mod pages;
mod products;
mod server;

pub use extract::{Body, Path, Query};
pub use page::{Page, PageQuery, PersonSearch, SeekQuery, bad_cursor, cursor};
pub use server::{document, router};

pub use crate::auth::users::permissions as platform_permissions;
