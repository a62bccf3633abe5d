//! Statements of sending.

use sqlx::{FromRow, types::Json};
use vena_contracts::care::Purpose;
use vena_kernel::{
    clock::Instant,
    id::{DonorId, MessageId},
    text::Text,
};
use vena_platform::{db::Tx, fault::Fault};

/// A message that waits to be sent.
#[derive(Debug, FromRow)]
pub(super) struct Queued {
    pub(super) kind: String,
    pub(super) purpose: Purpose,
    pub(super) donor_id: Option<DonorId>,
    pub(super) template: Json<Text>,
    pub(super) inbox: bool,
    pub(super) not_after: Option<Instant>,
    pub(super) phone_sealed: Option<Vec<u8>>,
    pub(super) code_sealed: Option<Vec<u8>>,
}

/// The message, locked; `None` when it no longer waits or its time has not come.
pub(super) async fn lock_queued(tx: &mut Tx, id: MessageId) -> Result<Option<Queued>, Fault> {
    let now = tx.now();
    Ok(sqlx::query_as(
        "select kind, purpose, donor_id, coalesce(template, text) as template, inbox, not_after, phone_sealed, code_sealed
         from care.message
         where message_id = $1 and state = 'queued' and (not_before is null or not_before <= $2) for update",
    )
    .bind(id)
    .bind(now)
    .fetch_optional(tx.conn())
    .await?)
}

/// Notes that the message was given to `channel`; phone and code are forgotten.
pub(super) async fn delivered(tx: &mut Tx, id: MessageId, channel: &str) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query(
        "update care.message
         set state = 'delivered', delivered_at = $2, tried_at = $2, channel = $3, attempts = attempts + 1,
             phone_sealed = null, code_sealed = null
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

/// Notes that the message is not to be sent, and why, and whether it stays in the app; phone and code are forgotten.
pub(super) async fn withhold(tx: &mut Tx, id: MessageId, reason: &Text, inbox: bool) -> Result<(), Fault> {
    sqlx::query(
        "update care.message set state = 'withheld', reason = $2, inbox = $3, phone_sealed = null, code_sealed = null
         where message_id = $1",
    )
    .bind(id)
    .bind(Json(reason))
    .bind(inbox)
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
             where state = 'queued' and coalesce(tried_at, greatest(created_at, not_before)) < $1
             order by message_id limit $2 for update skip locked
         ) returning message_id",
    )
    .bind(before)
    .bind(limit)
    .bind(now)
    .fetch_all(tx.conn())
    .await?)
}

/// Messages whose time has come and that nobody has tried; from now on they count as tried.
pub(super) async fn due(tx: &mut Tx, limit: i64) -> Result<Vec<MessageId>, Fault> {
    let now = tx.now();
    Ok(sqlx::query_scalar(
        "update care.message set tried_at = $1 where message_id in (
             select message_id from care.message
             where state = 'queued' and not_before <= $1 and tried_at is null
             order by not_before limit $2 for update skip locked
         ) returning message_id",
    )
    .bind(now)
    .bind(limit)
    .fetch_all(tx.conn())
    .await?)
}
