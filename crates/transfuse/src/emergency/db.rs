//! Statements of emergencies.

use uuid::Uuid;
use vena_kernel::id::MatchId;
use vena_platform::{auth::Scope, db::Tx, fault::Fault};

use crate::matches::words::LaterResult;

/// Notes the physician's signature.
pub(super) async fn sign(tx: &mut Tx, scope: &Scope, id: MatchId, signature: &str) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query(
        "update transfuse.match set state = 'emergency_signed', signed_at = $3, signed_by = $4, signature = $5
         where match_id = $1 and org_id = $2",
    )
    .bind(id)
    .bind(scope.org)
    .bind(now)
    .bind(scope.user)
    .bind(signature)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Notes what the crossmatch came out as that followed.
pub(super) async fn crossmatch(
    tx: &mut Tx,
    scope: &Scope,
    id: MatchId,
    result: LaterResult,
    sample: Uuid,
) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query(
        "update transfuse.match set later_result = $3, later_sample_id = $4, later_at = $5, later_by = $6
         where match_id = $1 and org_id = $2",
    )
    .bind(id)
    .bind(scope.org)
    .bind(result)
    .bind(sample)
    .bind(now)
    .bind(scope.user)
    .execute(tx.conn())
    .await?;
    Ok(())
}
