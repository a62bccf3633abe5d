//! Statements about heard donations.

use vena_contracts::collect::{DonationCompleted, DonationFailed, DonorReacted};
use vena_kernel::{clock::Instant, donation_number::DonationNumber, id::DonorId};
use vena_platform::{db::Tx, fault::Fault};

/// Keeps when and what a donor gave.
pub(super) async fn note_donation(tx: &mut Tx, event: &DonationCompleted) -> Result<(), Fault> {
    sqlx::query(
        "insert into recruit.donation (donation_number, donation_id, donor_id, ended_at, volume_ml, kind, reaction,
             site_id)
         values ($1, $2, $3, $4, $5, $6, $7 or exists (select from recruit.reacted where donation_id = $2), $8)
         on conflict (donation_number) do update set donation_id = excluded.donation_id, donor_id = excluded.donor_id,
             ended_at = excluded.ended_at, volume_ml = excluded.volume_ml, kind = excluded.kind,
             reaction = excluded.reaction, site_id = excluded.site_id",
    )
    .bind(event.donation_number)
    .bind(event.donation_id)
    .bind(event.donor_id)
    .bind(event.ended_at)
    .bind(event.volume_ml)
    .bind(event.kind)
    .bind(event.reaction)
    .bind(event.site_id)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Keeps when a needle was in for nothing.
pub(super) async fn note_needle(tx: &mut Tx, event: &DonationFailed) -> Result<(), Fault> {
    sqlx::query(
        "insert into recruit.needle (donation_id, donor_id, needle_at, kind) values ($1, $2, $3, $4)
         on conflict (donation_id) do nothing",
    )
    .bind(event.donation_id)
    .bind(event.donor_id)
    .bind(event.needle_at)
    .bind(event.kind)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Keeps that a donor had a reaction that counts.
pub(super) async fn note_reaction(tx: &mut Tx, event: &DonorReacted) -> Result<(), Fault> {
    sqlx::query(
        "insert into recruit.reacted (donation_id, donor_id, onset_at) values ($1, $2, $3)
         on conflict (donation_id) do nothing",
    )
    .bind(event.donation_id)
    .bind(event.donor_id)
    .bind(event.onset_at)
    .execute(tx.conn())
    .await?;
    sqlx::query("update recruit.donation set reaction = true where donation_id = $1")
        .bind(event.donation_id)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Keeps which deferral a judgement asks for. A reactive one is never weakened by a later one.
pub(super) async fn note_judgement(tx: &mut Tx, number: &DonationNumber, code: &str) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query(
        "insert into recruit.donation (donation_number, judged_code, judged_at) values ($1, $2, $3)
         on conflict (donation_number) do update set judged_code = excluded.judged_code, judged_at = excluded.judged_at
         where donation.judged_code is distinct from 'TTI'",
    )
    .bind(number)
    .bind(code)
    .bind(now)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Donor and deferral of a donation whose donor and judgement are both known.
pub(super) async fn judged_donor(
    tx: &mut Tx,
    number: &DonationNumber,
) -> Result<Option<(DonorId, String, Instant)>, Fault> {
    Ok(sqlx::query_as(
        "select donor_id, judged_code, judged_at from recruit.donation
         where donation_number = $1 and donor_id is not null and judged_code is not null",
    )
    .bind(number)
    .fetch_optional(tx.conn())
    .await?)
}
