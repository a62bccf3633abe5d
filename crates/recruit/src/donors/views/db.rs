//! The statement that reads the audit.

use vena_platform::{db::Tx, fault::Fault};

use super::View;

/// Recorded views of these addresses, latest first.
pub(super) async fn views(tx: &mut Tx, paths: &[String]) -> Result<Vec<View>, Fault> {
    Ok(sqlx::query_as(
        "select at, user_name, org_name, operation, reason from platform.v_audit
         where path = any($1) and outcome = 'viewed' order by at desc limit 200",
    )
    .bind(paths)
    .fetch_all(tx.conn())
    .await?)
}
