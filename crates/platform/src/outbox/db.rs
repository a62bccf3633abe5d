//! Statements of the outbox.

use sqlx::FromRow;
use uuid::Uuid;
use vena_kernel::clock::Instant;

use crate::{db::Tx, fault::Fault};

/// Where a consumer stands in the stream.
#[derive(Debug, Clone, FromRow)]
pub(super) struct Cursor {
    txid: String,
    outbox_id: i64,
    pub(super) attempts: i32,
}

/// One told event.
#[derive(Debug, FromRow)]
pub(super) struct Told {
    pub(super) txid: String,
    pub(super) outbox_id: i64,
    pub(super) event_id: Uuid,
    pub(super) told_at: Instant,
    pub(super) payload: serde_json::Value,
}

/// Puts an event into the outbox of this transaction.
pub(crate) async fn insert(tx: &mut Tx, name: &str, payload: &serde_json::Value) -> Result<(), Fault> {
    let (event, now) = (tx.new_id(), tx.now());
    sqlx::query("insert into platform.outbox (event_id, name, payload, told_at) values ($1, $2, $3, $4)")
        .bind(event)
        .bind(name)
        .bind(payload)
        .bind(now)
        .execute(tx.conn())
        .await?;
    sqlx::query("select pg_notify('vena_news', '{\"topic\":\"outbox\"}')").execute(tx.conn()).await?;
    Ok(())
}

/// Locks the consumer's cursor, or returns `None` when another process holds it. A new consumer starts at the first event.
pub(super) async fn lock_cursor(tx: &mut Tx, consumer: &str, event: &str) -> Result<Option<Cursor>, Fault> {
    sqlx::query("insert into platform.outbox_cursor (consumer, event) values ($1, $2) on conflict do nothing")
        .bind(consumer)
        .bind(event)
        .execute(tx.conn())
        .await?;
    Ok(sqlx::query_as(
        "select txid::text as txid, outbox_id, attempts from platform.outbox_cursor where consumer = $1
         for update skip locked",
    )
    .bind(consumer)
    .fetch_optional(tx.conn())
    .await?)
}

/// The next events after the cursor that no open transaction can still precede.
pub(super) async fn next(tx: &mut Tx, event: &str, cursor: &Cursor, limit: i64) -> Result<Vec<Told>, Fault> {
    Ok(sqlx::query_as(
        "select txid::text as txid, outbox_id, event_id, told_at, payload from platform.outbox
         where name = $1 and (txid, outbox_id) > ($2::text::xid8, $3)
           and txid < pg_snapshot_xmin(pg_current_snapshot())
         order by txid, outbox_id limit $4",
    )
    .bind(event)
    .bind(&cursor.txid)
    .bind(cursor.outbox_id)
    .bind(limit)
    .fetch_all(tx.conn())
    .await?)
}

/// Moves the cursor past an event.
pub(super) async fn advance(tx: &mut Tx, consumer: &str, txid: &str, outbox_id: i64) -> Result<(), Fault> {
    sqlx::query(
        "update platform.outbox_cursor set txid = $2::text::xid8, outbox_id = $3, attempts = 0 where consumer = $1",
    )
    .bind(consumer)
    .bind(txid)
    .bind(outbox_id)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Counts one more failure at the current event; returns how many there are now. A consumer that fails at its very first
/// event has no cursor yet: the one that [`lock_cursor`] made went back with the failure.
pub(super) async fn count_failure(tx: &mut Tx, consumer: &str, event: &str) -> Result<i32, Fault> {
    Ok(sqlx::query_scalar(
        "insert into platform.outbox_cursor (consumer, event, attempts) values ($1, $2, 1)
         on conflict (consumer) do update set attempts = outbox_cursor.attempts + 1 returning attempts",
    )
    .bind(consumer)
    .bind(event)
    .fetch_one(tx.conn())
    .await?)
}

/// Puts an event aside that its consumer cannot handle, for a person to look at.
pub(super) async fn park(tx: &mut Tx, consumer: &str, outbox_id: i64, error: &str) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query(
        "insert into platform.outbox_parked (consumer, outbox_id, error, parked_at) values ($1, $2, $3, $4)
         on conflict do nothing",
    )
    .bind(consumer)
    .bind(outbox_id)
    .bind(error)
    .bind(now)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// How many events wait for their subscribers and how many were put aside.
pub async fn waiting(tx: &mut Tx) -> Result<(i64, i64), Fault> {
    Ok(sqlx::query_as(
        "select (select count(*) from platform.outbox o join platform.outbox_cursor c on c.event = o.name
                 where (o.txid, o.outbox_id) > (c.txid, c.outbox_id)),
                (select count(*) from platform.outbox_parked)",
    )
    .fetch_one(tx.conn())
    .await?)
}
