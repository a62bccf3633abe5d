//! Seek paging: a page knows where the next one begins, and no list is without an end.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use vena_kernel::{clock::Instant, say};

use crate::fault::{Fault, Problem};

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

/// Which page of a list that is not searched by its address.
#[derive(Debug, Clone, Default, Deserialize, IntoParams, garde::Validate)]
#[serde(deny_unknown_fields)]
pub struct SeekQuery {
    /// Where the page begins: `next` of the page before.
    #[garde(length(chars, max = 300))]
    pub cursor: Option<String>,
    /// How many rows, 50 when absent.
    #[garde(range(min = 1, max = LIMIT_MAX))]
    pub limit: Option<i64>,
}

impl SeekQuery {
    /// The number of rows wanted.
    pub fn limit(&self) -> i64 {
        self.limit.unwrap_or(50)
    }
}

/// A search for a person. It travels in the body of a POST that only reads: what is typed of people (name, phone, document,
/// record number) never stands in an address, which logs, proxies and browser histories keep.
#[derive(Clone, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub struct PersonSearch {
    /// What was typed or scanned.
    #[garde(length(chars, min = 1, max = 100))]
    text: String,
    /// Where the page begins: `next` of the page before.
    #[garde(length(chars, max = 300))]
    pub cursor: Option<String>,
    /// How many rows, 50 when absent.
    #[garde(range(min = 1, max = LIMIT_MAX))]
    pub limit: Option<i64>,
}

impl PersonSearch {
    /// What was typed, trimmed.
    pub fn text(&self) -> &str {
        self.text.trim()
    }

    /// The number of rows wanted.
    pub fn limit(&self) -> i64 {
        self.limit.unwrap_or(50)
    }
}

impl fmt::Debug for PersonSearch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PersonSearch").field("limit", &self.limit).finish_non_exhaustive()
    }
}

/// The place that a cursor of ours names; none for the first page.
///
/// # Errors
/// 422 `page.cursor` for a text that is no cursor of this list.
pub fn cursor<T: FromStr>(text: Option<&str>) -> Result<Option<T>, Fault> {
    text.map(|text| text.parse().map_err(|_| bad_cursor(text).into())).transpose()
}

/// The refusal of a cursor that is not one of ours.
pub fn bad_cursor(text: &str) -> Problem {
    let detail = say!("翻页位置无效，请从第一页开始", "the cursor is not one of ours; begin with the first page");
    Problem::invalid("cursor", text, "page.cursor", detail)
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
