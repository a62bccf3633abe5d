//! The one statement of the audit: it only ever grows.

use super::Entry;
use crate::{db::Tx, fault::Fault, http::context::RequestContext};

/// Appends an entry.
pub(super) async fn insert(tx: &mut Tx, entry: &Entry<'_>, context: &RequestContext) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query(
        "insert into platform.audit (at, user_id, org_id, operation, path, outcome, reason, request_id)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(now)
    .bind(entry.user)
    .bind(entry.scope.map(|scope| scope.org))
    .bind(entry.operation)
    .bind(&context.path)
    .bind(entry.outcome)
    .bind(entry.reason)
    .bind(&context.request_id)
    .execute(tx.conn())
    .await?;
    Ok(())
}
