//! Statements about look-backs.

use vena_kernel::donation_number::DonationNumber;
use vena_platform::{auth::Scope, db::Tx, fault::Fault};

/// Keeps that `others` are looked back at because of `reactive`; answers those of them that were not before.
pub(super) async fn open(
    tx: &mut Tx,
    scope: &Scope,
    reactive: DonationNumber,
    others: &[DonationNumber],
) -> Result<Vec<DonationNumber>, Fault> {
    let now = tx.now();
    Ok(sqlx::query_scalar(
        "insert into lab.look_back (reactive_number, other_number, opened_at, opened_by)
         select $1, other, $3, $4 from unnest($2::text[]) as n (other)
         on conflict (reactive_number, other_number) do nothing returning other_number",
    )
    .bind(reactive)
    .bind(others)
    .bind(now)
    .bind(scope.user)
    .fetch_all(tx.conn())
    .await?)
}
