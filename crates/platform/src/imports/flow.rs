//! From a file to the fate of each of its rows, and from a correction to a new fate.

use std::{collections::HashMap, sync::Arc};

use sha2::{Digest, Sha256};
use vena_kernel::{id::ImportId, refusal::Refusal, say};

use super::{
    Column, Importer, Outcome, Reason, Row, RowFate, Subject, Values, db,
    file::{self, RawRow, Table},
    http, shown,
    shown::ImportReport,
};
use crate::{
    app::App,
    audit,
    auth::{Permission, Scope},
    db::Tx,
    fault::{Fault, Problem},
    http::context::RequestContext,
};

/// Largest cell that is looked at, characters. Larger ones are kept as read and refused.
const CELL_CHARS_MAX: usize = 4000;
/// How often a file of the command line is tried when transactions collide.
const TRIES_MAX: usize = 3;

/// A file that somebody hands in.
#[derive(Debug, Clone, Copy)]
pub(super) struct File<'a> {
    pub(super) kind: &'a str,
    pub(super) name: &'a str,
    pub(super) bytes: &'a [u8],
}

/// The importer of `kind`.
pub(super) fn importer(app: &App, kind: &str) -> Result<Arc<dyn Importer>, Fault> {
    app.importers.iter().find(|importer| importer.kind() == kind).cloned().ok_or_else(|| {
        let known = app.importers.iter().map(|importer| importer.kind()).collect::<Vec<_>>().join(", ");
        let detail =
            say!("没有“{kind}”这种导入；可用：{known}", "there is no import of \"{kind}\"; known are: {known}");
        Problem::invalid("kind", kind, "import.kind", detail).into()
    })
}

/// Takes in `bytes` for the person behind `scope`, outside a request: for the command line. The same bytes again change nothing.
///
/// # Errors
/// A problem when the file as a whole cannot be read; what is wrong with single rows stands in the report.
pub async fn import_file(
    app: &App,
    scope: &Scope,
    kind: &str,
    name: &str,
    bytes: &[u8],
) -> Result<ImportReport, Fault> {
    let mut tries = 0;
    loop {
        tries += 1;
        match import_once(app, scope, File { kind, name, bytes }).await {
            Err(Fault::Retry(_)) if tries < TRIES_MAX => {}
            outcome => return outcome,
        }
    }
}

async fn import_once(app: &App, scope: &Scope, file: File<'_>) -> Result<ImportReport, Fault> {
    if !scope.may(http::ImportCreate::INFO.name) {
        return Err(Problem::forbidden(http::ImportCreate::INFO.name).into());
    }
    let mut tx = app.db.begin().await?;
    let report = receive(&mut tx, app, scope, file).await?;
    if !report.already_imported {
        let path = format!("vena import {}", file.kind);
        let context = RequestContext {
            lang: scope.lang,
            request_id: None,
            path,
            digest: [0; 32],
            idempotency_key: None,
            address: None,
            browser: None,
        };
        audit::done(&mut tx, scope, http::ImportCreate::INFO.name, &context, None).await?;
    }
    tx.commit().await?;
    Ok(report)
}

/// Reads and judges a file that is new, and reports; reports only when it is not.
pub(super) async fn receive(tx: &mut Tx, app: &App, scope: &Scope, file: File<'_>) -> Result<ImportReport, Fault> {
    let importer = importer(app, file.kind)?;
    let digest = Sha256::digest(file.bytes);
    db::lock_kind(tx, file.kind).await?;
    if let Some(known) = db::same_file(tx, scope, file.kind, &digest).await? {
        return http::report(tx, app, scope, known, true).await;
    }
    let table = file::read(file.bytes, importer.columns())?;
    let import = ImportId::from_uuid(tx.new_id());
    keep_head(tx, scope, file, &table, import, &digest).await?;
    judge_all(tx, scope, &*importer, import, &table).await?;
    tx.announce("imports", Some(scope.org)).await?;
    http::report(tx, app, scope, import, false).await
}

async fn keep_head(
    tx: &mut Tx,
    scope: &Scope,
    file: File<'_>,
    table: &Table,
    import: ImportId,
    digest: &[u8],
) -> Result<(), Fault> {
    let new = db::NewImport {
        import_id: import,
        kind: file.kind,
        file_name: file.name,
        digest,
        size_bytes: i32::try_from(file.bytes.len()).unwrap_or(i32::MAX),
        encoding: table.encoding,
        header: &table.header,
        notes: &table.notes,
    };
    db::insert_import(tx, scope, &new).await
}

async fn judge_all(
    tx: &mut Tx,
    scope: &Scope,
    importer: &dyn Importer,
    import: ImportId,
    table: &Table,
) -> Result<(), Fault> {
    let rows: Vec<Row> = table.rows.iter().zip(1..).map(|(raw, number)| row(&table.header, raw, number)).collect();
    let mut by_identity: HashMap<String, Vec<i32>> = HashMap::new();
    for row in &rows {
        if let Some((_, identity)) = importer.identity(&row.values) {
            by_identity.entry(identity).or_default().push(row.number);
        }
    }
    for (row, raw) in rows.iter().zip(&table.rows) {
        let own = importer.identity(&row.values);
        let twins = own.as_ref().and_then(|(_, identity)| by_identity.get(identity)).cloned().unwrap_or_default();
        let mut reasons: Vec<Reason> = misshapen(&table.header, raw).into_iter().collect();
        reasons.extend(twice(own.as_ref(), row, &twins));
        let verdict = judge(tx, scope, importer, import, row, reasons).await?;
        let identity = own.map(|(_, identity)| identity);
        db::insert_row(tx, scope, import, raw.line, &raw.cells, &verdict.judged(row, identity.as_deref())).await?;
    }
    Ok(())
}

/// Judges a rejected row again with `changes` over what it says now.
pub(super) async fn resubmit(
    tx: &mut Tx,
    app: &App,
    scope: &Scope,
    head: &db::Head,
    row_no: i32,
    changes: Values,
) -> Result<(), Fault> {
    let importer = importer(app, &head.kind)?;
    db::lock_kind(tx, &head.kind).await?;
    let import = head.import_id;
    let found =
        db::rows(tx, import, None, row_no.saturating_sub(1), 1).await?.into_iter().find(|row| row.row_no == row_no);
    let now = found.ok_or_else(|| Problem::not_found("import-row", row_no))?;
    shown::may_resubmit(now.outcome)?;
    known_columns(importer.columns(), &changes)?;
    let mut row = Row { number: row_no, values: now.current.0 };
    row.values.extend(changes.into_iter().map(|(column, cell)| (column, cell.trim().to_owned())));
    let own = importer.identity(&row.values);
    let twins = match &own {
        Some((_, identity)) => db::twins(tx, import, row_no, identity).await?,
        None => Vec::new(),
    };
    let reasons = twice(own.as_ref(), &row, &twins).into_iter().collect();
    let verdict = judge(tx, scope, &*importer, import, &row, reasons).await?;
    let identity = own.map(|(_, identity)| identity);
    db::replace_fate(tx, scope, import, &verdict.judged(&row, identity.as_deref())).await?;
    tx.announce("imports", Some(scope.org)).await
}

fn known_columns(columns: &[Column], changes: &Values) -> Result<(), Fault> {
    match changes.keys().find(|name| !columns.iter().any(|column| column.name == name.as_str())) {
        Some(name) => {
            let detail = say!("没有“{name}”这一列", "there is no column \"{name}\"");
            Err(Problem::invalid("values", name, "import.column-unknown", detail).into())
        }
        None => Ok(()),
    }
}

/// The cells of a row by column, without surrounding blanks. Cells beyond the header stay in the raw row only.
fn row(header: &[String], raw: &RawRow, number: i32) -> Row {
    let cells = header.iter().zip(&raw.cells).map(|(name, cell)| (name.clone(), cell.trim().to_owned()));
    Row { number, values: cells.collect() }
}

/// A fate and its reasons.
#[derive(Debug)]
struct Verdict {
    outcome: Outcome,
    reasons: Vec<Reason>,
    subject: Option<Subject>,
}

impl Verdict {
    fn rejected(reasons: Vec<Reason>) -> Self {
        Self { outcome: Outcome::Rejected, reasons, subject: None }
    }

    fn judged<'a>(&'a self, row: &'a Row, identity: Option<&'a str>) -> db::Judged<'a> {
        db::Judged {
            row_no: row.number,
            current: &row.values,
            identity,
            outcome: self.outcome,
            reasons: &self.reasons,
            subject: self.subject.as_ref(),
        }
    }
}

/// Collects everything that is wrong with `row` on top of `reasons`; takes it in when nothing is.
async fn judge(
    tx: &mut Tx,
    scope: &Scope,
    importer: &dyn Importer,
    import: ImportId,
    row: &Row,
    mut reasons: Vec<Reason>,
) -> Result<Verdict, Fault> {
    reasons.extend(unusable_cells(importer.columns(), row));
    if reasons.iter().any(|reason| reason.rule == "import.cell-too-long") {
        return Ok(Verdict::rejected(reasons));
    }
    if let Some(known) = known_row(tx, scope, importer, import, row).await? {
        return Ok(Verdict { outcome: Outcome::Duplicate, reasons: vec![known], subject: None });
    }
    reasons.extend(importer.check(tx, scope, row).await?);
    if !reasons.is_empty() {
        return Ok(Verdict::rejected(reasons));
    }
    match importer.accept(tx, scope, row).await? {
        RowFate::Accepted(subject) => {
            Ok(Verdict { outcome: Outcome::Accepted, reasons: Vec::new(), subject: Some(subject) })
        }
        RowFate::Rejected(reasons) => Ok(Verdict::rejected(reasons)),
    }
}

/// Says so when the very same row was accepted from another file.
async fn known_row(
    tx: &mut Tx,
    scope: &Scope,
    importer: &dyn Importer,
    import: ImportId,
    row: &Row,
) -> Result<Option<Reason>, Fault> {
    let Some((field, identity)) = importer.identity(&row.values) else { return Ok(None) };
    let incidental: Vec<&str> =
        importer.columns().iter().filter(|column| column.incidental).map(|column| column.name).collect();
    let verdict = Verdict::rejected(Vec::new());
    let judged = verdict.judged(row, Some(&identity));
    let found = db::accepted_before(tx, scope, import, importer.kind(), &judged, &incidental).await?;
    Ok(found.map(|(_, file, number)| {
        let reason = say!(
            "同一行已从文件“{file}”第 {number} 行接收，未重复处理",
            "the very same row was accepted from row {number} of the file \"{file}\"; nothing was done again"
        );
        Reason::new(field, row.cell(field), Refusal::new("import.row-known", reason))
    }))
}

fn misshapen(header: &[String], raw: &RawRow) -> Option<Reason> {
    let (wanted, found) = (header.len(), raw.cells.len());
    (wanted != found).then(|| {
        let reason = say!(
            "本行有 {found} 格，表头有 {wanted} 列：可能缺一格、多一个逗号，或引号没有闭合",
            "the row has {found} cells and the header {wanted} columns: a cell is missing, a comma too many, or a quote was never closed"
        );
        Reason::new("", &found.to_string(), Refusal::new("import.cells", reason))
    })
}

fn twice(own: Option<&(&'static str, String)>, row: &Row, twins: &[i32]) -> Option<Reason> {
    let others: Vec<String> = twins.iter().filter(|number| **number != row.number).map(i32::to_string).collect();
    let (field, _) = own.filter(|_| !others.is_empty())?;
    let (value, others) = (row.cell(field), others.join("、"));
    let shown: String = value.chars().take(40).collect();
    let reason = say!(
        "“{shown}”也出现在第 {others} 行：无法判断哪一行是对的，都不接收",
        "\"{shown}\" stands in row {others} too: nobody can tell which is right, so none is accepted"
    );
    Some(Reason::new(field, value, Refusal::new("import.number-twice", reason)))
}

/// Empty cells that should not be, and cells too long to be meant.
fn unusable_cells(columns: &[Column], row: &Row) -> Vec<Reason> {
    let empty = columns.iter().filter(|column| column.filled && row.cell(column.name).is_empty()).map(|column| {
        let (name, en) = (column.name, column.title_en);
        let reason = say!("“{name}”为空", "\"{en}\" ({name}) is empty");
        Reason::new(name, "", Refusal::new("import.required", reason))
    });
    let long = columns.iter().filter_map(|column| {
        let cell = row.cell(column.name);
        let count = cell.chars().count();
        (count > CELL_CHARS_MAX).then(|| {
            let reason = say!(
                "这一格有 {count} 个字符，上限 {CELL_CHARS_MAX}：可能引号没有闭合",
                "this cell has {count} characters, at most {CELL_CHARS_MAX}: perhaps a quote was never closed"
            );
            Reason::new(column.name, cell, Refusal::new("import.cell-too-long", reason))
        })
    });
    empty.chain(long).collect()
}
