//! Seek paging: a page knows where the next one begins, and no list is without an end.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use vena_kernel::clock::Instant;

/// Largest page.
const LIMIT_MAX: i64 = 200;

/// Which page of which search.
#[derive(Debug, Clone, Default, Deserialize, IntoParams, garde::Validate)]
#[serde(deny_unknown_fields)]
pub struct PageQuery {
    /// What to search for.
    #[garde(length(chars, max = 100))]
    pub q: Option<String>,
    /// Where the page begins: `next` of the page before.
    #[garde(length(chars, max = 300))]
    pub cursor: Option<String>,
    /// How many rows, 50 when absent.
    #[garde(range(min = 1, max = LIMIT_MAX))]
    pub limit: Option<i64>,
}

impl PageQuery {
    /// The search text, trimmed; empty when absent.
    pub fn q(&self) -> &str {
        self.q.as_deref().unwrap_or("").trim()
    }

    /// The number of rows wanted.
    pub fn limit(&self) -> i64 {
        self.limit.unwrap_or(50)
    }
}

/// One page of a list, with the moment at which it was true.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct Page<T> {
    /// The rows.
    pub items: Vec<T>,
    /// Where the next page begins; absent on the last page.
    pub next: Option<String>,
    /// When this was true.
    pub as_of: Instant,
}

impl<T> Page<T> {
    /// Makes a page of `limit` rows out of up to `limit + 1` that were read; `cursor` names the place after a row.
    pub fn cut(mut items: Vec<T>, limit: i64, as_of: Instant, cursor: impl Fn(&T) -> String) -> Self {
        let limit = usize::try_from(limit).unwrap_or(0);
        let more = items.len() > limit;
        items.truncate(limit);
        let next = if more { items.last().map(cursor) } else { None };
        Self { items, next, as_of }
    }
}
