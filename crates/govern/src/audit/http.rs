//! The route of the audit.

use axum::Json;
use serde::Deserialize;
use utoipa::IntoParams;
use vena_kernel::{id::UserId, say};
use vena_platform::{
    auth::Allowed,
    fault::{Fault, Problem},
    http::{Page, Query},
};

use super::{
    AuditList,
    db::{self, AuditEntry, Outcome},
};

/// Which page of which entries.
#[derive(Debug, Deserialize, IntoParams, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct AuditQuery {
    /// Who.
    #[garde(skip)]
    user: Option<UserId>,
    /// Beginning of an operation: `issue.`, `issue.order.create`.
    #[garde(length(chars, max = 100))]
    operation: Option<String>,
    /// What became of it.
    #[garde(skip)]
    outcome: Option<Outcome>,
    /// Part of a name, a path, a reason or a request id.
    #[garde(length(chars, max = 100))]
    q: Option<String>,
    /// Where the page begins: `next` of the page before.
    #[garde(length(chars, max = 100))]
    cursor: Option<String>,
    /// How many rows, 50 when absent.
    #[garde(range(min = 1, max = 200))]
    limit: Option<i64>,
}

impl AuditQuery {
    fn before(&self) -> Result<Option<i64>, Problem> {
        let detail = say!("翻页位置无效，请从第一页开始", "the cursor is not one of ours; begin with the first page");
        let read = |text: &String| text.parse().map_err(|_| Problem::invalid("cursor", text, "page.cursor", detail));
        self.cursor.as_ref().map(read).transpose()
    }
}

#[utoipa::path(get, path = "/api/govern/audit", tag = "govern", operation_id = "govern.audit.list", params(AuditQuery),
    responses((status = 200, body = Page<AuditEntry>)))]
pub(super) async fn list(
    auth: Allowed<AuditList>,
    Query(page): Query<AuditQuery>,
) -> Result<Json<Page<AuditEntry>>, Fault> {
    let limit = page.limit.unwrap_or(50);
    let search = db::Search {
        user: page.user,
        operation: page.operation.as_deref().unwrap_or("").trim(),
        outcome: page.outcome,
        text: page.q.as_deref().unwrap_or("").trim(),
        before: page.before()?,
        limit: limit + 1,
    };
    let mut tx = auth.read().await?;
    let rows = db::list(&mut tx, &auth.scope, &search).await?;
    Ok(Json(Page::cut(rows, limit, tx.now(), |row| row.audit_id.to_string())))
}
