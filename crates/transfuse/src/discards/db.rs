//! Statements of discards. Every one of them sees the caller's own hospital only.

use sqlx::FromRow;
use uuid::Uuid;
use vena_contracts::shown::UnitRow;
use vena_kernel::{
    clock::Instant,
    id::{UnitId, UserId},
};
use vena_platform::{
    auth::Scope,
    db::{Tx, violated_constraint},
    fault::Fault,
};

/// A discard with the names beside its ids.
#[derive(Debug, Clone, FromRow)]
pub(super) struct DiscardRow {
    pub(super) discard_id: Uuid,
    pub(super) cause: String,
    pub(super) reason: String,
    pub(super) discard_state: String,
    pub(super) asked_at: Instant,
    pub(super) asked_by: UserId,
    pub(super) asked_by_name: String,
    pub(super) confirmed_at: Option<Instant>,
    pub(super) confirmed_by: Option<UserId>,
    pub(super) confirmed_by_name: Option<String>,
    pub(super) withdrawn_reason: Option<String>,
    #[sqlx(flatten)]
    pub(super) unit: UnitRow,
}

/// Stores a request. False when one waits for this unit already.
pub(super) async fn insert(
    tx: &mut Tx,
    scope: &Scope,
    id: Uuid,
    unit: UnitId,
    cause: &str,
    reason: &str,
) -> Result<bool, Fault> {
    let now = tx.now();
    let done = sqlx::query(
        "insert into transfuse.discard (discard_id, org_id, unit_id, cause, reason, state, asked_at, asked_by)
         values ($1, $2, $3, $4, $5, 'pending', $6, $7)",
    )
    .bind(id)
    .bind(scope.org)
    .bind(unit)
    .bind(cause)
    .bind(reason)
    .bind(now)
    .bind(scope.user)
    .execute(tx.conn())
    .await;
    match done {
        Ok(_) => Ok(true),
        Err(error) if violated_constraint(&error) == Some("discard_pending") => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// Locks a request of the caller's hospital. False when there is none.
pub(super) async fn lock(tx: &mut Tx, scope: &Scope, id: Uuid) -> Result<bool, Fault> {
    let found: Option<Uuid> =
        sqlx::query_scalar("select discard_id from transfuse.discard where discard_id = $1 and org_id = $2 for update")
            .bind(id)
            .bind(scope.org)
            .fetch_optional(tx.conn())
            .await?;
    Ok(found.is_some())
}

/// Discards of the caller's hospital, newest first: one (`id`), or those in `state`, before `before`.
pub(super) async fn discards(
    tx: &mut Tx,
    scope: &Scope,
    id: Option<Uuid>,
    state: &str,
    before: Option<Uuid>,
    limit: i64,
) -> Result<Vec<DiscardRow>, Fault> {
    Ok(sqlx::query_as(
        "select d.discard_id, d.cause, d.reason, d.state as discard_state, d.asked_at, d.asked_by,
                a.display_name as asked_by_name, d.confirmed_at, d.confirmed_by, c.display_name as confirmed_by_name,
                d.withdrawn_reason, v.*
         from transfuse.discard d join ledger.v_unit_shown v on v.unit_id = d.unit_id
         join platform.v_user a on a.user_id = d.asked_by left join platform.v_user c on c.user_id = d.confirmed_by
         where d.org_id = $1 and ($2::uuid is null or d.discard_id = $2) and ($3 = '' or d.state = $3)
           and ($4::uuid is null or d.discard_id < $4)
         order by d.discard_id desc limit $5",
    )
    .bind(scope.org)
    .bind(id)
    .bind(state)
    .bind(before)
    .bind(limit)
    .fetch_all(tx.conn())
    .await?)
}

/// Notes that the unit is gone, and that no match counts on it any more.
pub(super) async fn confirm(tx: &mut Tx, scope: &Scope, id: Uuid, unit: UnitId) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query(
        "update transfuse.discard set state = 'done', confirmed_at = $3, confirmed_by = $4
         where discard_id = $1 and org_id = $2",
    )
    .bind(id)
    .bind(scope.org)
    .bind(now)
    .bind(scope.user)
    .execute(tx.conn())
    .await?;
    sqlx::query(
        "update transfuse.match set state = 'discarded', crossmatch_due_at = null
         where unit_id = $1 and org_id = $2
           and state in ('matched', 'lapsed', 'emergency', 'emergency_signed', 'dispensed', 'starting')",
    )
    .bind(unit)
    .bind(scope.org)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Notes that a request was taken back.
pub(super) async fn withdraw(tx: &mut Tx, scope: &Scope, id: Uuid, reason: &str) -> Result<(), Fault> {
    sqlx::query(
        "update transfuse.discard set state = 'withdrawn', withdrawn_reason = $3
         where discard_id = $1 and org_id = $2",
    )
    .bind(id)
    .bind(scope.org)
    .bind(reason)
    .execute(tx.conn())
    .await?;
    Ok(())
}
