//! How imports are shown.

use serde::Serialize;
use utoipa::ToSchema;
use vena_kernel::{
    clock::Instant,
    id::{ImportId, OrgId, UserId},
    refusal::Refusal,
    say,
    text::Text,
};

use super::{Outcome, Reason, Subject, Values, db};
use crate::{app::App, auth::Can, http::Page};

/// An imported file.
#[derive(Debug, Serialize, ToSchema)]
pub struct Import {
    /// Identity.
    pub import_id: ImportId,
    /// Which kind of table.
    pub kind: String,
    /// What people call it.
    pub kind_title: Text,
    /// Name of the file.
    pub file_name: String,
    /// Its length, bytes.
    pub size_bytes: i32,
    /// How its characters were written.
    pub encoding: String,
    /// The first line as read.
    pub header: Vec<String>,
    /// What was noticed about the file as a whole.
    pub notes: Vec<Text>,
    /// For which organisation.
    pub org_id: OrgId,
    /// Who imported it.
    pub by_user: UserId,
    /// Name of that person.
    pub by_name: String,
    /// When.
    pub at: Instant,
    /// How its rows ended.
    pub counts: ImportCounts,
}

/// How the rows of a file ended.
#[derive(Debug, Serialize, ToSchema)]
pub struct ImportCounts {
    /// All rows.
    pub rows: i64,
    /// Taken in.
    pub accepted: i64,
    /// Refused with reasons.
    pub rejected: i64,
    /// Known from another file.
    pub duplicate: i64,
}

/// An imported file with the fate of its rows.
#[derive(Debug, Serialize, ToSchema)]
pub struct ImportReport {
    /// The file.
    #[serde(flatten)]
    pub import: Import,
    /// Whether the very same file had been imported before, so that nothing was done.
    pub already_imported: bool,
    /// Its rows.
    pub rows: Page<ImportRow>,
}

/// A row with its present fate.
#[derive(Debug, Serialize, ToSchema)]
pub struct ImportRow {
    /// 1 is the first row below the header.
    pub row: i32,
    /// The line of the file on which it begins.
    pub line: i32,
    /// Its cells exactly as read.
    pub raw: Vec<String>,
    /// Its cells by column, with all corrections.
    #[schema(value_type = std::collections::BTreeMap<String, String>)]
    pub values: Values,
    /// 1 as read, one more with each correction.
    pub version: i32,
    /// How it ended.
    pub outcome: Outcome,
    /// Everything that is wrong with it.
    pub reasons: Vec<Reason>,
    /// What came of it.
    pub subject: Option<Subject>,
    /// Who handed in this version.
    pub decided_by: UserId,
    /// Name of that person.
    pub decided_by_name: String,
    /// When.
    pub decided_at: Instant,
    /// What it said before, oldest first.
    pub history: Vec<PastVersion>,
    /// What may be done with it now.
    pub can: RowCan,
}

/// What a row said before a correction.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = ImportPastVersion)]
pub struct PastVersion {
    /// 1 as read.
    pub version: i32,
    /// Its cells by column.
    #[schema(value_type = std::collections::BTreeMap<String, String>)]
    pub values: Values,
    /// How that version ended.
    pub outcome: Outcome,
    /// What was wrong with it.
    pub reasons: Vec<Reason>,
    /// Who handed it in.
    pub decided_by: UserId,
    /// Name of that person.
    pub decided_by_name: String,
    /// When.
    pub decided_at: Instant,
}

/// What may be done with a row now.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ImportRowCan)]
pub struct RowCan {
    /// Correct it and hand it in again.
    pub resubmit: Can,
}

/// Only a rejected row is handed in again: what was taken in is corrected where it is now kept.
pub(super) fn may_resubmit(outcome: Outcome) -> Result<(), Refusal> {
    match outcome {
        Outcome::Rejected => Ok(()),
        Outcome::Accepted | Outcome::Duplicate => Err(Refusal::new(
            "import.row-settled",
            say!(
                "本行已接收，不能再提交；如有误请在相应记录中更正",
                "the row was taken in and is not handed in again; correct the record that it became"
            ),
        )),
    }
}

pub(super) fn import(app: &App, head: db::Head) -> Import {
    let importer = app.importers.iter().find(|importer| importer.kind() == head.kind);
    let kind_title = importer.map_or_else(|| Text::new(&head.kind, &head.kind), |importer| importer.title());
    let (accepted, rejected, duplicate) = (head.accepted, head.rejected, head.duplicate);
    Import {
        import_id: head.import_id,
        kind: head.kind,
        kind_title,
        file_name: head.file_name,
        size_bytes: head.size_bytes,
        encoding: head.encoding,
        header: head.header,
        notes: head.notes.0,
        org_id: head.org_id,
        by_user: head.by_user,
        by_name: head.by_name,
        at: head.at,
        counts: ImportCounts { rows: accepted + rejected + duplicate, accepted, rejected, duplicate },
    }
}

pub(super) fn import_row(row: db::RowNow, pasts: &[db::RowPast]) -> ImportRow {
    let history = pasts.iter().filter(|past| past.row_no == row.row_no).map(PastVersion::from).collect();
    ImportRow {
        row: row.row_no,
        line: row.line_no,
        raw: row.raw,
        values: row.current.0,
        version: row.version,
        can: RowCan { resubmit: may_resubmit(row.outcome).into() },
        outcome: row.outcome,
        reasons: row.reasons.0,
        subject: row.subject.map(|subject| subject.0),
        decided_by: row.decided_by,
        decided_by_name: row.decided_by_name,
        decided_at: row.decided_at,
        history,
    }
}

impl From<&db::RowPast> for PastVersion {
    fn from(past: &db::RowPast) -> Self {
        Self {
            version: past.version,
            values: past.current.0.clone(),
            outcome: past.outcome,
            reasons: past.reasons.0.clone(),
            decided_by: past.decided_by,
            decided_by_name: past.decided_by_name.clone(),
            decided_at: past.decided_at,
        }
    }
}
