//! Statements about what preparations gave.

use vena_kernel::{clock::Instant, id::UnitId, unit_state::Birth};
use vena_ledger::UnitRecord;
use vena_platform::{auth::Scope, db::Tx, fault::Fault};

use super::rules::Made;

/// What is kept of a preparation, for the balance of a day and of a donation.
pub(super) struct Kept<'a> {
    pub(super) parent: &'a UnitRecord,
    pub(super) made: &'a Made,
    pub(super) births: &'a [(UnitId, Birth)],
    /// The plan whose steps were done.
    pub(super) plan: Option<&'a str>,
    pub(super) at: Instant,
}

/// A volume as a column keeps it.
fn column(ml: u32) -> i32 {
    i32::try_from(ml).unwrap_or(i32::MAX)
}

/// Keeps what a preparation gave.
pub(super) async fn keep(tx: &mut Tx, scope: &Scope, kept: &Kept<'_>) -> Result<(), Fault> {
    let id = tx.new_id();
    sqlx::query(
        "insert into process.preparation (preparation_id, org_id, unit_id, donation_number, product, volume_ml, added_ml,
             surplus_ml, loss_ml, plan, prepared_at, prepared_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
    )
    .bind(id)
    .bind(scope.org)
    .bind(kept.parent.unit_id)
    .bind(kept.parent.facts.donation_number)
    .bind(kept.parent.facts.product)
    .bind(column(kept.parent.facts.volume_ml))
    .bind(column(kept.made.added_ml))
    .bind(column(kept.made.surplus_ml))
    .bind(column(kept.made.loss_ml))
    .bind(kept.plan)
    .bind(kept.at)
    .bind(scope.user)
    .execute(tx.conn())
    .await?;
    sqlx::query(
        "insert into process.preparation_child (preparation_id, unit_id, product, volume_ml)
         select $1, * from unnest($2::uuid[], $3::text[], $4::int[])",
    )
    .bind(id)
    .bind(kept.births.iter().map(|(unit, _)| *unit).collect::<Vec<_>>())
    .bind(kept.births.iter().map(|(_, birth)| birth.product).collect::<Vec<_>>())
    .bind(kept.births.iter().map(|(_, birth)| column(birth.volume_ml)).collect::<Vec<_>>())
    .execute(tx.conn())
    .await?;
    Ok(())
}
