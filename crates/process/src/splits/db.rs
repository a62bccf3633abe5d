//! Statements about what preparations gave.

use vena_kernel::{clock::Instant, id::UnitId, product::ProductCode};
use vena_ledger::UnitRecord;
use vena_platform::{auth::Scope, db::Tx, fault::Fault};

/// What is kept of a preparation, for the balance of a day and of a donation.
pub(crate) struct Kept<'a> {
    pub(crate) parent: &'a UnitRecord,
    /// Additive in what came out, mL.
    pub(crate) added_ml: u32,
    /// Weighed more than there was, mL.
    pub(crate) surplus_ml: u32,
    /// Lost or missing, mL.
    pub(crate) loss_ml: u32,
    /// What came out, and how much of this parent is in it, additive included, mL.
    pub(crate) children: &'a [(UnitId, ProductCode, u32)],
    /// The plan whose steps were done.
    pub(crate) plan: Option<&'a str>,
    pub(crate) at: Instant,
}

/// A volume as a column keeps it.
pub(crate) fn column(ml: u32) -> i32 {
    i32::try_from(ml).unwrap_or(i32::MAX)
}

/// Keeps what a preparation gave.
pub(crate) async fn keep(tx: &mut Tx, scope: &Scope, kept: &Kept<'_>) -> Result<(), Fault> {
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
    .bind(column(kept.added_ml))
    .bind(column(kept.surplus_ml))
    .bind(column(kept.loss_ml))
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
    .bind(kept.children.iter().map(|(unit, _, _)| *unit).collect::<Vec<_>>())
    .bind(kept.children.iter().map(|(_, product, _)| *product).collect::<Vec<_>>())
    .bind(kept.children.iter().map(|(_, _, ml)| column(*ml)).collect::<Vec<_>>())
    .execute(tx.conn())
    .await?;
    Ok(())
}
