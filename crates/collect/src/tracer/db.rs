//! Statements about what was collected where and with what.

use vena_kernel::{
    clock::Instant,
    donation_number::DonationNumber,
    id::{OrgId, SiteId},
};
use vena_platform::{db::Tx, fault::Fault};

/// The completed donations that ended at a site in `window`, oldest first.
pub(super) async fn ended_at_site(
    tx: &mut Tx,
    org: OrgId,
    site: SiteId,
    window: (Instant, Instant),
    limit: i64,
) -> Result<Vec<DonationNumber>, Fault> {
    Ok(sqlx::query_scalar(
        "select donation_number from collect.donation
         where org_id = $1 and site_id = $2 and state = 'completed' and donation_number is not null
           and ended_at >= $3 and ended_at < $4
         order by ended_at, donation_number limit $5",
    )
    .bind(org)
    .bind(site)
    .bind(window.0)
    .bind(window.1)
    .bind(limit)
    .fetch_all(tx.conn())
    .await?)
}

/// The numbers of the completed donations of a lot.
pub(super) async fn of_lot(
    tx: &mut Tx,
    org: OrgId,
    (item, lot): (&str, &str),
    limit: i64,
) -> Result<Vec<DonationNumber>, Fault> {
    Ok(sqlx::query_scalar(
        "select distinct d.donation_number from collect.donation_lot l
         join collect.donation d on d.donation_id = l.donation_id
         where l.item = $2 and l.lot = $3 and d.org_id = $1 and d.state = 'completed' and d.donation_number is not null
         order by d.donation_number limit $4",
    )
    .bind(org)
    .bind(item)
    .bind(lot)
    .bind(limit)
    .fetch_all(tx.conn())
    .await?)
}
