//! Statements about what was tested with what. A void run gave no result, and touches nothing.

use vena_kernel::{
    clock::Instant,
    donation_number::DonationNumber,
    id::{InstrumentId, LotId, OrgId},
};
use vena_platform::{db::Tx, fault::Fault};

pub(super) async fn by_reagent(tx: &mut Tx, org: OrgId, lot: LotId, limit: i64) -> Result<Vec<DonationNumber>, Fault> {
    Ok(sqlx::query_scalar(
        "select distinct s.donation_number from lab.run u join lab.run_sample s on s.run_id = u.run_id
         where u.org_id = $1 and u.lot_id = $2 and u.state = 'accepted' order by s.donation_number limit $3",
    )
    .bind(org)
    .bind(lot)
    .bind(limit)
    .fetch_all(tx.conn())
    .await?)
}

pub(super) async fn by_instrument(
    tx: &mut Tx,
    org: OrgId,
    instrument: InstrumentId,
    window: (Instant, Instant),
    limit: i64,
) -> Result<Vec<DonationNumber>, Fault> {
    Ok(sqlx::query_scalar(
        "select distinct s.donation_number from lab.run u join lab.run_sample s on s.run_id = u.run_id
         where u.org_id = $1 and u.instrument_id = $2 and u.state = 'accepted' and u.closed_at >= $3 and u.closed_at < $4
         order by s.donation_number limit $5",
    )
    .bind(org)
    .bind(instrument)
    .bind(window.0)
    .bind(window.1)
    .bind(limit)
    .fetch_all(tx.conn())
    .await?)
}
