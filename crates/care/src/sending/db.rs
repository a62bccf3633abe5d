//! Statements of sending.

use sqlx::{FromRow, types::Json};
use vena_kernel::{
    clock::{Day, Instant},
    id::{DonorId, MessageId},
    text::Text,
};
use vena_platform::{db::Tx, fault::Fault};

use crate::messages::Kind;

/// A message that waits to be sent.
#[derive(Debug, FromRow)]
pub(super) struct Queued {
    pub(super) kind: Kind,
    pub(super) donor_id: DonorId,
    pub(super) given_on: Day,
}

/// The message, locked; `None` when it no longer waits or somebody else is sending it.
pub(super) async fn lock_queued(tx: &mut Tx, id: MessageId) -> Result<Option<Queued>, Fault> {
    Ok(sqlx::query_as(
        "select m.kind, m.donor_id, d.given_on
         from care.message m join care.donation d on d.donation_number = m.donation_number
         where m.message_id = $1 and m.state = 'queued' for update of m",
    )
    .bind(id)
    .fetch_optional(tx.conn())
    .await?)
}

/// Notes that the message was given to `channel`.
pub(super) async fn delivered(tx: &mut Tx, id: MessageId, channel: &str) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query(
        "update care.message
         set state = 'delivered', delivered_at = $2, tried_at = $2, channel = $3, attempts = attempts + 1
         where message_id = $1",
    )
    .bind(id)
    .bind(now)
    .bind(channel)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Counts one more attempt that failed.
pub(super) async fn failed(tx: &mut Tx, id: MessageId) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query("update care.message set attempts = attempts + 1, tried_at = $2 where message_id = $1")
        .bind(id)
        .bind(now)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Notes that the message is not to be sent, and why.
pub(super) async fn withhold(tx: &mut Tx, id: MessageId, reason: &Text) -> Result<(), Fault> {
    sqlx::query("update care.message set state = 'withheld', reason = $2 where message_id = $1")
        .bind(id)
        .bind(Json(reason))
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Messages that wait and were not tried since `before`; from now on they count as tried.
pub(super) async fn forgotten(tx: &mut Tx, before: Instant, limit: i64) -> Result<Vec<MessageId>, Fault> {
    let now = tx.now();
    Ok(sqlx::query_scalar(
        "update care.message set tried_at = $3 where message_id in (
             select message_id from care.message
             where state = 'queued' and coalesce(tried_at, created_at) < $1
             order by message_id limit $2 for update skip locked
         ) returning message_id",
    )
    .bind(before)
    .bind(limit)
    .bind(now)
    .fetch_all(tx.conn())
    .await?)
}
