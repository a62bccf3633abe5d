//! Statements of the bedside.

use vena_kernel::{clock::Instant, id::MatchId};
use vena_platform::{auth::Scope, db::Tx, fault::Fault};

/// Notes who identified patient and unit first.
pub(super) async fn begin(tx: &mut Tx, scope: &Scope, id: MatchId) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query(
        "update transfuse.match set state = 'starting', first_at = $3, first_by = $4
         where match_id = $1 and org_id = $2",
    )
    .bind(id)
    .bind(scope.org)
    .bind(now)
    .bind(scope.user)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Notes that the transfusion runs.
pub(super) async fn confirm(tx: &mut Tx, scope: &Scope, id: MatchId) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query(
        "update transfuse.match set state = 'running', started_at = $3, second_by = $4
         where match_id = $1 and org_id = $2",
    )
    .bind(id)
    .bind(scope.org)
    .bind(now)
    .bind(scope.user)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// How a transfusion ended.
#[derive(Debug)]
pub(super) struct End<'a> {
    pub(super) at: Instant,
    pub(super) given_ml: i32,
    pub(super) code: Option<&'a str>,
    pub(super) severity: Option<i32>,
    pub(super) note: Option<&'a str>,
}

/// Notes that the transfusion ended.
pub(super) async fn finish(tx: &mut Tx, scope: &Scope, id: MatchId, end: &End<'_>) -> Result<(), Fault> {
    sqlx::query(
        "update transfuse.match set state = 'finished', ended_at = $3, ended_by = $4, given_ml = $5,
             reaction_code = $6, reaction_severity = $7, reaction_note = $8
         where match_id = $1 and org_id = $2",
    )
    .bind(id)
    .bind(scope.org)
    .bind(end.at)
    .bind(scope.user)
    .bind(end.given_ml)
    .bind(end.code)
    .bind(end.severity)
    .bind(end.note)
    .execute(tx.conn())
    .await?;
    Ok(())
}
