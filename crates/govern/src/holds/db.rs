//! Statements of holds: what is held now, from the ledger's view.

use sqlx::FromRow;
use vena_kernel::{abo::BloodGroup, clock::Instant, donation_number::DonationNumber, id::UnitId, product::ProductCode};
use vena_platform::{auth::Scope, db::Tx, fault::Fault};

/// One open hold of one unit.
#[derive(Debug, FromRow)]
pub(super) struct HeldRow {
    pub(super) unit_id: UnitId,
    pub(super) donation_number: DonationNumber,
    pub(super) product: ProductCode,
    pub(super) blood_group: Option<BloodGroup>,
    pub(super) life: String,
    pub(super) custodian_name: String,
    pub(super) site_name: Option<String>,
    pub(super) expires_at: Option<Instant>,
    pub(super) holds: serde_json::Value,
}

/// Held units that `scope` sees, after `after`.
pub(super) async fn held(tx: &mut Tx, scope: &Scope, after: Option<UnitId>, limit: i64) -> Result<Vec<HeldRow>, Fault> {
    Ok(sqlx::query_as(
        "select unit_id, donation_number, product, blood_group, life, custodian_name, site_name, expires_at, holds
         from ledger.v_unit_shown
         where hold_count > 0 and ($1::uuid is null or custodian = $1) and ($2::uuid is null or unit_id > $2)
         order by unit_id limit $3",
    )
    .bind(scope.only_org())
    .bind(after)
    .bind(limit)
    .fetch_all(tx.conn())
    .await?)
}
