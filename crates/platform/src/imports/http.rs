//! The doors of imports.

use axum::Json;
use base64::{Engine, engine::general_purpose::STANDARD};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};
use vena_kernel::{clock::Instant, id::ImportId, say, text::Text};

use super::{
    Column, Outcome, Values, db, flow,
    shown::{Import, ImportReport, ImportRow, import, import_row},
};
use crate::{
    app::App,
    auth::{Allowed, Answer, Permission, Scope},
    db::Tx,
    fault::{Fault, Problem},
    http::{Body, Page, PageQuery, Path, Query},
    module::Module,
    permission,
};

permission! {
    pub(super) ImportKinds = "platform.import.kinds", "查看导入种类", "See what can be imported";
    pub(super) ImportCreate = "platform.import.create", "导入表格", "Import tables";
    pub(super) ImportList = "platform.import.list", "导入报告列表", "List import reports";
    pub(super) ImportView = "platform.import.view", "查看导入报告", "See import reports";
    pub(super) ImportResubmit = "platform.import.resubmit", "更正并重新提交行", "Correct and resubmit rows";
}

/// Largest content, bytes.
const CONTENT_BYTES_MAX: usize = 4 * 1024 * 1024;

/// Imports as a module, to be listed with the scenes.
pub fn module() -> Module {
    Module {
        name: "imports",
        title: ("导入", "Imports"),
        router: OpenApiRouter::new()
            .routes(routes!(kinds))
            .routes(routes!(list, create))
            .routes(routes!(view))
            .routes(routes!(resubmit)),
        permissions: vec![
            ImportKinds::INFO,
            ImportCreate::INFO,
            ImportList::INFO,
            ImportView::INFO,
            ImportResubmit::INFO,
        ],
        ..Module::default()
    }
}

/// A kind of table that can be imported.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ImportKind)]
pub(super) struct Kind {
    /// Stable name.
    kind: &'static str,
    /// What people call it.
    title: Text,
    /// Its columns.
    columns: &'static [Column],
}

/// A file to import: its text, or its bytes as they are. Exactly one of the two.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct ImportNew {
    /// Which kind of table.
    #[garde(length(chars, min = 1, max = 40))]
    kind: String,
    /// Name of the file.
    #[garde(length(chars, min = 1, max = 200))]
    file_name: String,
    /// The text of the file.
    #[garde(length(bytes, max = CONTENT_BYTES_MAX))]
    content: Option<String>,
    /// The untouched bytes of the file in base64: the server finds out the encoding.
    #[garde(length(bytes, max = CONTENT_BYTES_MAX * 4 / 3 + 4))]
    content_base64: Option<String>,
}

/// A correction: the columns that change.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = ImportCorrection)]
pub(super) struct Correction {
    /// New cells by column; absent columns stay as they are.
    #[garde(length(max = 60), custom(bounded))]
    #[schema(value_type = std::collections::BTreeMap<String, String>)]
    values: Values,
}

fn bounded(values: &Values, (): &()) -> garde::Result {
    let long = values.iter().any(|(column, cell)| column.chars().count() > 60 || cell.chars().count() > 4000);
    if long { Err(garde::Error::new("a column name has at most 60 characters and a cell 4000")) } else { Ok(()) }
}

/// Which rows of a report.
#[derive(Debug, Deserialize, IntoParams, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct RowsQuery {
    /// Only rows with this fate.
    #[garde(skip)]
    outcome: Option<Outcome>,
    /// Where the page begins: `next` of the page before.
    #[garde(range(min = 0))]
    cursor: Option<i32>,
    /// How many rows, 50 when absent.
    #[garde(range(min = 1, max = 200))]
    limit: Option<i64>,
}

#[utoipa::path(get, path = "/api/import-kinds", tag = "platform", operation_id = "platform.import.kinds",
    responses((status = 200, body = Vec<Kind>)))]
async fn kinds(auth: Allowed<ImportKinds>) -> Json<Vec<Kind>> {
    let kind = |importer: &std::sync::Arc<dyn super::Importer>| Kind {
        kind: importer.kind(),
        title: importer.title(),
        columns: importer.columns(),
    };
    Json(auth.app.importers.iter().map(kind).collect())
}

#[utoipa::path(post, path = "/api/imports", tag = "platform", operation_id = "platform.import.create", request_body = ImportNew,
    responses((status = 201, body = ImportReport), (status = 200, body = ImportReport)))]
async fn create(auth: Allowed<ImportCreate>, Body(new): Body<ImportNew>) -> Result<Answer<ImportReport>, Fault> {
    let bytes = bytes(&new)?;
    let mut tx = auth.write().await?;
    let file = flow::File { kind: &new.kind, name: &new.file_name, bytes: &bytes };
    let report = flow::receive(&mut tx, &auth.app, &auth.scope, file).await?;
    if report.already_imported { tx.ok(report).await } else { tx.created(report).await }
}

fn bytes(new: &ImportNew) -> Result<Vec<u8>, Fault> {
    match (&new.content, &new.content_base64) {
        (Some(text), None) => Ok(text.as_bytes().to_vec()),
        (None, Some(encoded)) => STANDARD.decode(encoded).map_err(|_| {
            let detail = say!("不是有效的 base64", "not valid base64");
            Problem::invalid("content_base64", "", "import.content", detail).into()
        }),
        _ => {
            let detail =
                say!("content 与 content_base64 须且只须给一个", "give exactly one of content and content_base64");
            Err(Problem::invalid("content", "", "import.content", detail).into())
        }
    }
}

#[utoipa::path(get, path = "/api/imports", tag = "platform", operation_id = "platform.import.list", params(PageQuery),
    responses((status = 200, body = Page<Import>)))]
async fn list(auth: Allowed<ImportList>, Query(page): Query<PageQuery>) -> Result<Json<Page<Import>>, Fault> {
    let mut tx = auth.read().await?;
    let after = page.cursor.as_deref().map(cursor).transpose()?;
    let heads = db::heads(&mut tx, &auth.scope, page.q(), after, page.limit() + 1).await?;
    let items = heads.into_iter().map(|head| import(&auth.app, head)).collect();
    Ok(Json(Page::cut(items, page.limit(), tx.now(), |item: &Import| format!("{}~{}", item.at, item.import_id))))
}

fn cursor(text: &str) -> Result<(Instant, ImportId), Fault> {
    let read = text.split_once('~').and_then(|(at, id)| Some((at.parse().ok()?, id.parse().ok()?)));
    read.ok_or_else(|| {
        Problem::invalid("cursor", text, "input.cursor", say!("翻页位置无效", "this is no place in the list")).into()
    })
}

#[utoipa::path(get, path = "/api/imports/{id}", tag = "platform", operation_id = "platform.import.view",
    params(("id" = ImportId, Path), RowsQuery), responses((status = 200, body = ImportReport)))]
async fn view(
    auth: Allowed<ImportView>,
    Path(id): Path<ImportId>,
    Query(rows): Query<RowsQuery>,
) -> Result<Json<ImportReport>, Fault> {
    let mut tx = auth.read().await?;
    Ok(Json(report_page(&mut tx, &auth.app, &auth.scope, id, &rows).await?))
}

#[utoipa::path(post, path = "/api/imports/{id}/rows/{row}/resubmit", tag = "platform", operation_id = "platform.import.resubmit",
    params(("id" = ImportId, Path), ("row" = i32, Path)), request_body = Correction, responses((status = 200, body = ImportRow)))]
async fn resubmit(
    auth: Allowed<ImportResubmit>,
    Path((id, row)): Path<(ImportId, i32)>,
    Body(correction): Body<Correction>,
) -> Result<Answer<ImportRow>, Fault> {
    let mut tx = auth.write().await?;
    let head = db::head(&mut tx, &auth.scope, id).await?.ok_or_else(|| Problem::not_found("import", id))?;
    flow::resubmit(&mut tx, &auth.app, &auth.scope, &head, row, correction.values).await?;
    let query = RowsQuery { outcome: None, cursor: Some(row.saturating_sub(1)), limit: Some(1) };
    let page = rows_page(&mut tx, id, &query).await?;
    let row = page.items.into_iter().next().ok_or_else(|| Problem::not_found("import-row", row))?;
    tx.ok(row).await
}

/// The report of `id` with its first rows.
pub(super) async fn report(
    tx: &mut Tx,
    app: &App,
    scope: &Scope,
    id: ImportId,
    already_imported: bool,
) -> Result<ImportReport, Fault> {
    let first = RowsQuery { outcome: None, cursor: None, limit: Some(200) };
    Ok(ImportReport { already_imported, ..report_page(tx, app, scope, id, &first).await? })
}

async fn report_page(
    tx: &mut Tx,
    app: &App,
    scope: &Scope,
    id: ImportId,
    query: &RowsQuery,
) -> Result<ImportReport, Fault> {
    let head = db::head(tx, scope, id).await?.ok_or_else(|| Problem::not_found("import", id))?;
    let rows = rows_page(tx, id, query).await?;
    Ok(ImportReport { import: import(app, head), already_imported: false, rows })
}

async fn rows_page(tx: &mut Tx, id: ImportId, query: &RowsQuery) -> Result<Page<ImportRow>, Fault> {
    let limit = query.limit.unwrap_or(50);
    let rows = db::rows(tx, id, query.outcome, query.cursor.unwrap_or(0), limit + 1).await?;
    let (first, last) = (rows.first().map_or(0, |row| row.row_no), rows.last().map_or(0, |row| row.row_no));
    let pasts = db::pasts(tx, id, first, last).await?;
    let items = rows.into_iter().map(|row| import_row(row, &pasts)).collect();
    Ok(Page::cut(items, limit, tx.now(), |row: &ImportRow| row.row.to_string()))
}
