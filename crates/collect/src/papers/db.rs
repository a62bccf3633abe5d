//! What became of a donation.

use vena_kernel::id::{DonationId, DonorId, UnitId};
use vena_platform::{db::Tx, fault::Fault};

/// Every unit of a donation, whoever asks: for the question whether its papers may be destroyed.
pub(super) async fn units(tx: &mut Tx, donation: DonationId) -> Result<Vec<UnitId>, Fault> {
    Ok(sqlx::query_scalar(
        "select u.unit_id from collect.donation d join ledger.v_unit u on u.donation_number = d.donation_number
         where d.donation_id = $1",
    )
    .bind(donation)
    .fetch_all(tx.conn())
    .await?)
}

/// The donations of a donor, the newest two hundred.
pub(super) async fn donations(tx: &mut Tx, donor: DonorId) -> Result<Vec<DonationId>, Fault> {
    let sql = "select donation_id from collect.donation where donor_id = $1 order by donation_id desc limit 200";
    Ok(sqlx::query_scalar(sql).bind(donor).fetch_all(tx.conn()).await?)
}
