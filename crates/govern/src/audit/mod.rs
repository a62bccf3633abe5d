//! 审计: who did what, who was turned away, who looked at what and why.
//!
//! The commission sees all entries, anybody else with the permission those of the own organisation.

mod db;

use axum::Json;
use serde::{Deserialize, Serialize};
use sqlx::FromRow;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};
use vena_kernel::{
    clock::Instant,
    id::{OrgId, UserId},
};
use vena_platform::{
    app::App,
    auth::{Allowed, Permission, PermissionInfo},
    fault::Fault,
    http::{Page, Query, cursor},
    permission,
};

permission! {
    pub(crate) AuditList = "govern.audit.list", "查看审计记录", "See the audit";
}

/// The permissions of this feature.
pub(crate) fn permissions() -> Vec<PermissionInfo> {
    vec![AuditList::INFO]
}

/// The routes of this feature.
pub(crate) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list))
}

/// An entry of the audit.
#[derive(Debug, Serialize, FromRow, ToSchema)]
struct AuditEntry {
    /// Number of the entry.
    audit_id: i64,
    /// When.
    at: Instant,
    /// Who; absent when nobody was signed in.
    user_id: Option<UserId>,
    /// Name of that person.
    user_name: Option<String>,
    /// For which organisation.
    org_id: Option<OrgId>,
    /// Name of that organisation.
    org_name: Option<String>,
    /// What.
    operation: String,
    /// On which resource.
    path: String,
    /// `done`, `refused`, `denied`, `viewed`.
    outcome: String,
    /// Why, where it was asked.
    reason: Option<String>,
    /// The number under which the request was logged.
    request_id: Option<String>,
}

/// How something ended.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum AuditOutcome {
    /// It was done.
    Done,
    /// It was refused at sign-in.
    Refused,
    /// It was not allowed.
    Denied,
    /// Something sensitive was looked at.
    Viewed,
}

impl AuditOutcome {
    const fn word(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Refused => "refused",
            Self::Denied => "denied",
            Self::Viewed => "viewed",
        }
    }
}

/// Which entries.
#[derive(Debug, Deserialize, IntoParams, garde::Validate)]
#[serde(deny_unknown_fields)]
struct AuditQuery {
    /// A person.
    #[garde(skip)]
    #[param(value_type = Option<String>)]
    user: Option<UserId>,
    /// An operation, or the beginning of its name.
    #[garde(length(chars, max = 100))]
    operation: Option<String>,
    /// How it ended.
    #[garde(skip)]
    #[param(inline)]
    outcome: Option<AuditOutcome>,
    /// Part of the path, for example an id, or the name of a person.
    #[garde(length(chars, max = 100))]
    q: Option<String>,
    /// Where the page begins.
    #[garde(length(chars, max = 300))]
    cursor: Option<String>,
    /// How many rows, 50 when absent.
    #[garde(range(min = 1, max = 200))]
    limit: Option<i64>,
}

#[utoipa::path(get, path = "/api/govern/audit", tag = "govern", operation_id = "govern.audit.list", params(AuditQuery),
    responses((status = 200, body = Page<AuditEntry>)))]
async fn list(auth: Allowed<AuditList>, Query(query): Query<AuditQuery>) -> Result<Json<Page<AuditEntry>>, Fault> {
    let mut tx = auth.read().await?;
    let limit = query.limit.unwrap_or(50);
    let wanted = db::Wanted {
        user: query.user,
        operation: query.operation.as_deref().unwrap_or("").trim(),
        outcome: query.outcome.map(AuditOutcome::word),
        q: query.q.as_deref().unwrap_or("").trim(),
        before: cursor(query.cursor.as_deref())?,
        limit: limit + 1,
    };
    let rows = db::entries(&mut tx, &auth.scope, &wanted).await?;
    Ok(Json(Page::cut(rows, limit, tx.now(), |row| row.audit_id.to_string())))
}
