//! Documents and phones in their normal form, and what a search text may mean.

mod document;
mod phone;
mod search;

pub(crate) use document::{Document, DocumentKind};
pub(crate) use phone::Phone;
pub(crate) use search::{Numbers, Search, behind};
