//! The statement of the audit page.

use vena_kernel::id::{OrgId, UserId};
use vena_platform::{
    auth::{OrgKind, Scope},
    db::Tx,
    fault::Fault,
};

use super::AuditEntry;

/// Which entries.
#[derive(Debug)]
pub(super) struct Wanted<'a> {
    pub(super) user: Option<UserId>,
    pub(super) operation: &'a str,
    pub(super) outcome: Option<&'static str>,
    pub(super) q: &'a str,
    pub(super) before: Option<i64>,
    pub(super) limit: i64,
}

/// Entries that `scope` may see, newest first.
pub(super) async fn entries(tx: &mut Tx, scope: &Scope, wanted: &Wanted<'_>) -> Result<Vec<AuditEntry>, Fault> {
    let org: Option<OrgId> = if scope.org_kind == OrgKind::Commission { None } else { Some(scope.org) };
    Ok(sqlx::query_as(
        "select audit_id, at, user_id, user_name, org_id, org_name, operation, path, outcome, reason, request_id
         from platform.v_audit
         where ($1::uuid is null or org_id = $1) and ($2::uuid is null or user_id = $2)
           and ($3 = '' or starts_with(operation, $3)) and ($4::text is null or outcome = $4)
           and ($5 = '' or strpos(path, $5) > 0 or strpos(user_name, $5) > 0)
           and ($6::bigint is null or audit_id < $6)
         order by audit_id desc limit $7",
    )
    .bind(org)
    .bind(wanted.user)
    .bind(wanted.operation)
    .bind(wanted.outcome)
    .bind(wanted.q)
    .bind(wanted.before)
    .bind(wanted.limit)
    .fetch_all(tx.conn())
    .await?)
}
