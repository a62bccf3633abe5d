//! Statements about decisions.

use sqlx::types::Json;
use vena_kernel::id::{DonationId, VisitId};
use vena_platform::{auth::Scope, db::Tx, fault::Fault};

/// Keeps a decision.
pub(super) async fn insert(
    tx: &mut Tx,
    scope: &Scope,
    (visit, donation): (VisitId, DonationId),
    accepted: bool,
    deferrals: &[String],
) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query(
        "insert into collect.visit_decision (visit_id, donation_id, accepted, deferrals, decided_at, decided_by)
         values ($1, $2, $3, $4, $5, $6)",
    )
    .bind(visit)
    .bind(donation)
    .bind(accepted)
    .bind(Json(deferrals))
    .bind(now)
    .bind(scope.user)
    .execute(tx.conn())
    .await?;
    Ok(())
}
