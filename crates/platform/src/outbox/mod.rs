//! News between scenes: told in the teller's own transaction, heard by every subscriber in order and without a gap.
//!
//! A row becomes readable only when no older transaction is still open (`txid < pg_snapshot_xmin`), so a late commit
//! with an early number is never skipped. A subscriber works in the same transaction that moves its cursor: what it
//! did and that it did it become true together, whichever process does it and whenever it dies.

pub mod db;

use std::{sync::Arc, time::Duration};

use futures::future::BoxFuture;
use uuid::Uuid;
use vena_kernel::{clock::Instant, event::Event};

use crate::{
    db::{Db, Tx},
    fault::Fault,
};

/// How many events one transaction of a subscriber handles at most.
const BATCH: i64 = 100;
/// After so many failures an event is put aside for a person, and the next one is heard.
const ATTEMPTS_MAX: i32 = 8;

/// What is known about a told event beside its content.
#[derive(Debug, Clone, Copy)]
pub struct Meta {
    /// Identity of the event, the same at every attempt.
    pub event: Uuid,
    /// When it was told.
    pub at: Instant,
}

type Handler = dyn for<'a> Fn(&'a mut Tx, serde_json::Value, Meta) -> BoxFuture<'a, Result<(), Fault>> + Send + Sync;

/// A named reader of one kind of event.
#[derive(Clone)]
pub struct Subscription {
    /// Stable name of the reader, `<scene>.<what it does>`; its place in the stream is kept under this name.
    pub consumer: &'static str,
    /// The event it hears.
    pub event: &'static str,
    handler: Arc<Handler>,
}

impl std::fmt::Debug for Subscription {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} <- {}", self.consumer, self.event)
    }
}

impl Subscription {
    /// Subscribes `consumer` to events of type `E`.
    pub fn new<E: Event>(
        consumer: &'static str,
        handler: impl for<'a> Fn(&'a mut Tx, E, Meta) -> BoxFuture<'a, Result<(), Fault>> + Send + Sync + 'static,
    ) -> Self {
        let handler = erased(move |tx, payload, meta| match serde_json::from_value(payload) {
            Ok(event) => handler(tx, event, meta),
            Err(error) => failing(error.into()),
        });
        Self { consumer, event: E::NAME, handler: Arc::new(handler) }
    }
}

/// Helps the compiler to see that the closure works for every lifetime.
fn erased<F>(handler: F) -> F
where
    F: for<'a> Fn(&'a mut Tx, serde_json::Value, Meta) -> BoxFuture<'a, Result<(), Fault>> + Send + Sync + 'static,
{
    handler
}

fn failing<'a>(fault: Fault) -> BoxFuture<'a, Result<(), Fault>> {
    Box::pin(async move { Err(fault) })
}

/// Handles what waits for `subscription`, one batch; returns how many events were heard.
///
/// Returns 0 when nothing waits or another process is at it. A failing event is retried on the next call and put
/// aside after eight failures, unless it is not the event's fault: no event is put aside because a disk was full.
pub async fn deliver(database: &Db, subscription: &Subscription) -> Result<usize, Fault> {
    let mut tx = database.begin().await?;
    let Some(cursor) = db::lock_cursor(&mut tx, subscription.consumer, subscription.event).await? else {
        return Ok(0);
    };
    let mut heard = 0;
    for row in db::next(&mut tx, subscription.event, &cursor, BATCH).await? {
        let meta = Meta { event: row.event_id, at: row.told_at };
        let saved = (row.txid.clone(), row.outbox_id);
        if let Err(fault) = (subscription.handler)(&mut tx, row.payload, meta).await {
            drop(tx);
            if fault.will_pass() {
                return Err(fault);
            }
            // What was heard before the failing event is heard again: the whole batch went back together.
            return failed(database, subscription, saved, &fault).await.map(|()| 0);
        }
        db::advance(&mut tx, subscription.consumer, &saved.0, saved.1).await?;
        heard += 1;
        if cursor.attempts > 0 {
            break; // after a failure go one by one, so that good events are kept
        }
    }
    tx.commit().await?;
    Ok(heard)
}

async fn failed(database: &Db, subscription: &Subscription, at: (String, i64), fault: &Fault) -> Result<(), Fault> {
    let mut tx = database.begin().await?;
    let attempts = db::count_failure(&mut tx, subscription.consumer, subscription.event).await?;
    tracing::error!(consumer = subscription.consumer, outbox_id = at.1, attempts, error = %fault, "event not handled");
    if attempts >= ATTEMPTS_MAX {
        db::park(&mut tx, subscription.consumer, at.1, &fault.to_string()).await?;
        db::advance(&mut tx, subscription.consumer, &at.0, at.1).await?;
    }
    tx.commit().await
}

/// Delivers to all `subscriptions` until nothing waits any more. For tests and the simulated city.
pub async fn drain(database: &Db, subscriptions: &[Subscription]) -> Result<usize, Fault> {
    let mut total = 0;
    loop {
        let mut heard = 0;
        for subscription in subscriptions {
            heard += deliver(database, subscription).await?;
        }
        if heard == 0 {
            return Ok(total);
        }
        total += heard;
    }
}

/// Delivers to one subscriber until the process ends: at once when woken, and every two seconds in any case.
pub async fn work(
    database: Db,
    subscription: Subscription,
    mut woken: tokio::sync::broadcast::Receiver<crate::news::Hint>,
) {
    loop {
        match deliver(&database, &subscription).await {
            Ok(0) => {
                // A missed or lagging wake-up only costs the two seconds.
                let _ = tokio::time::timeout(Duration::from_secs(2), woken.recv()).await;
            }
            Ok(_) => {}
            Err(fault) => {
                tracing::warn!(consumer = subscription.consumer, error = %fault, "delivery interrupted");
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
        }
    }
}
