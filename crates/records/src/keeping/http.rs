//! The list of what is due.

use axum::{Extension, Json};
use serde::Deserialize;
use utoipa::IntoParams;
use vena_kernel::{clock::Day, id::DocumentId, zone};
use vena_platform::{
    auth::Allowed,
    fault::Fault,
    http::{Page, Query, bad_cursor},
};

use super::{
    RetentionList, db,
    view::{self, DocumentDue},
};
use crate::Desk;

/// Which documents.
#[derive(Debug, Deserialize, IntoParams, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct DueQuery {
    /// Those whose last day is before this one; today when absent. The year's list: `2037-01-01`.
    #[garde(skip)]
    before: Option<Day>,
    /// Where the page begins: `next` of the page before.
    #[garde(length(chars, max = 100))]
    cursor: Option<String>,
    /// How many rows, 50 when absent.
    #[garde(range(min = 1, max = 200))]
    limit: Option<i64>,
}

/// Filed documents whose time is over, those that are over longest first, with what keeps them all the same.
#[utoipa::path(get, path = "/api/records/retention/due", tag = "records", operation_id = "records.retention.list",
    params(DueQuery), responses((status = 200, body = Page<DocumentDue>)))]
pub(super) async fn due(
    auth: Allowed<RetentionList>,
    Extension(desk): Extension<Desk>,
    Query(query): Query<DueQuery>,
) -> Result<Json<Page<DocumentDue>>, Fault> {
    let limit = query.limit.unwrap_or(50);
    let after = query.cursor.as_deref().map(place).transpose()?;
    let mut tx = auth.read().await?;
    let today = tx.now().day_in(&zone::china());
    let found = db::due(&mut tx, &auth.scope, query.before.unwrap_or(today), after, limit + 1).await?;
    let mut rows = Vec::new();
    for row in found {
        rows.push(view::due(&mut tx, &desk.subjects, row, today).await?);
    }
    Ok(Json(Page::cut(rows, limit, tx.now(), cursor)))
}

fn cursor(row: &DocumentDue) -> String {
    let day = row.retain_until.map(|day| day.to_string()).unwrap_or_default();
    format!("{day}.{}", row.document_id)
}

fn place(cursor: &str) -> Result<(Day, DocumentId), Fault> {
    let parts = cursor.split_once('.').and_then(|(day, id)| Some((day.parse().ok()?, id.parse().ok()?)));
    parts.ok_or_else(|| bad_cursor(cursor).into())
}
