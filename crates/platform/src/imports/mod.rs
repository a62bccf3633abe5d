//! Taking in the tables of other systems: a file is read once, every row ends accepted or rejected with all its
//! reasons, what was read is kept as it was read, and a person can correct a row and hand it in again.
//!
//! What a row means is known to the scene that takes it in: it gives an [`Importer`] in its `Module`.
//! Who may: see the permissions in `http.rs`. Tells open screens the topic `imports`.
//!
//! Where to add: a new kind of table is an [`Importer`] in the scene that owns what the rows speak of.

mod db;
mod file;
mod flow;
mod http;
mod shown;

use std::{collections::BTreeMap, fmt};

use futures::future::BoxFuture;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vena_kernel::{refusal::Refusal, text::Text};

use crate::{auth::Scope, db::Tx, fault::Fault};

pub use flow::import_file;
pub use http::module;
pub use shown::{Import, ImportCounts, ImportReport, ImportRow, PastVersion, RowCan};

/// The cells of a row by the name of their column.
pub type Values = BTreeMap<String, String>;

/// A column of a kind of table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ImportColumn)]
pub struct Column {
    /// What stands above it.
    pub name: &'static str,
    /// What it is, in English.
    pub title_en: &'static str,
    /// Whether every row must have something in it.
    pub filled: bool,
    /// Whether two rows may differ in it and still say the same (a running number).
    pub incidental: bool,
}

impl Column {
    /// A column that every row fills.
    pub const fn filled(name: &'static str, title_en: &'static str) -> Self {
        Self { name, title_en, filled: true, incidental: false }
    }

    /// A column that a row may leave empty.
    pub const fn optional(name: &'static str, title_en: &'static str) -> Self {
        Self { name, title_en, filled: false, incidental: false }
    }

    /// A running number or a remark: it says nothing about the thing itself.
    pub const fn incidental(name: &'static str, title_en: &'static str) -> Self {
        Self { name, title_en, filled: false, incidental: true }
    }
}

/// One row to be judged.
#[derive(Debug, Clone)]
pub struct Row {
    /// 1 is the first row below the header.
    pub number: i32,
    /// Its cells, without surrounding blanks.
    pub values: Values,
}

impl Row {
    /// What stands under `column`; empty when nothing does.
    pub fn cell(&self, column: &str) -> &str {
        self.values.get(column).map_or("", String::as_str)
    }

    /// What stands under `column`, if something does. An empty cell of a filled column is refused before this is asked.
    pub fn filled(&self, column: &str) -> Option<&str> {
        Some(self.cell(column)).filter(|cell| !cell.is_empty())
    }
}

/// Why a row is not accepted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = ImportReason)]
pub struct Reason {
    /// Name of the column at fault.
    pub field: String,
    /// What stands there, shortened.
    pub value: String,
    /// The rule that refused.
    pub rule: String,
    /// What is wrong and what to do.
    pub reason: Text,
}

impl Reason {
    /// `refusal`, because of `value` in the column `field`.
    pub fn new(field: &str, value: &str, refusal: Refusal) -> Self {
        let value = value.chars().take(VALUE_SHOWN_MAX).collect();
        Self { field: field.to_owned(), value, rule: refusal.rule, reason: refusal.reason }
    }
}

/// Characters of a value that are repeated in a reason.
const VALUE_SHOWN_MAX: usize = 80;

/// What came of an accepted row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = ImportSubject)]
pub struct Subject {
    /// `unit`, `slip`, …
    pub kind: String,
    /// Its id, as printed.
    pub id: String,
    /// What was done with it.
    pub title: Text,
    /// Its page in the console.
    pub path: String,
}

/// How a row ended when everything that could be checked beforehand was in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RowFate {
    /// It was taken in.
    Accepted(Subject),
    /// The record refused it at last; nothing was written.
    Rejected(Vec<Reason>),
}

/// How a row ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, sqlx::Type, ToSchema)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
#[schema(as = ImportOutcome)]
pub enum Outcome {
    /// Taken in.
    Accepted,
    /// Refused, with all reasons.
    Rejected,
    /// The very same row was taken in from another file before; nothing was done again.
    Duplicate,
}

/// A kind of table that a scene takes in.
pub trait Importer: Send + Sync {
    /// Stable name, as in `vena import <kind> FILE`.
    fn kind(&self) -> &'static str;

    /// What people call such a table.
    fn title(&self) -> Text;

    /// Its columns, all of which the first line must name; others are kept and not used.
    fn columns(&self) -> &'static [Column];

    /// What makes two rows speak of the same thing: the column and a text that is equal for both, however it is written.
    fn identity(&self, values: &Values) -> Option<(&'static str, String)>;

    /// Everything that is wrong with `row`; writes nothing.
    fn check<'a>(&'a self, tx: &'a mut Tx, scope: &'a Scope, row: &'a Row)
    -> BoxFuture<'a, Result<Vec<Reason>, Fault>>;

    /// Takes in a `row` with which nothing was wrong. When it is refused at last, nothing must have been written.
    fn accept<'a>(&'a self, tx: &'a mut Tx, scope: &'a Scope, row: &'a Row) -> BoxFuture<'a, Result<RowFate, Fault>>;
}

impl fmt::Debug for dyn Importer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.kind())
    }
}
