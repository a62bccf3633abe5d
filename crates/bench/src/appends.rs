//! Appends to the ledger against single-row commits of raw PostgreSQL, same callers, same size of text, same server.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use anyhow::ensure;
use vena_ledger::{GroupCommitter, Outcome, append, entry::Entry};
use vena_platform::clock::Clock;

use crate::{blood, db, place::Place, say, timing::Watch};

const UNITS: u64 = 2_000;
const OPERATIONS: u64 = 20_000;
const CONNECTIONS: u32 = 64;

/// Measures and prints.
pub(crate) async fn run() -> anyhow::Result<()> {
    let place = Place::new(CONNECTIONS).await?;
    db::make_raw(&place.db).await?;
    born(&place).await?;
    say(&format!("appends: {OPERATIONS} operations each, fsync on, {UNITS} units"));
    for callers in [1_u64, 32, 256] {
        let raw = raw(&place, callers).await?;
        let single = single(&place, callers).await?;
        let grouped = grouped(&place, callers).await?;
        say(&format!(
            "  {callers:>3} callers: raw commit {raw:>8.0}/s   append in a transaction of its own {single:>8.0}/s (ratio {:.2})   group commit {grouped:>8.0}/s (ratio {:.2})",
            single / raw,
            grouped / raw
        ));
    }
    place.close().await
}

async fn born(place: &Place) -> anyhow::Result<()> {
    for first in (0..UNITS).step_by(500) {
        let mut tx = place.db.begin().await?;
        let at = tx.now();
        let births = (first..first + 500).map(|n| blood::birth(n, at)).collect::<Result<Vec<_>, _>>()?;
        ensure!(append(&mut tx, &births).await?.iter().all(Outcome::stands), "a birth was refused");
        tx.commit().await?;
    }
    Ok(())
}

/// Runs `OPERATIONS` operations by `callers` at once; returns operations per second.
async fn rate<F, Fut>(callers: u64, operation: F) -> anyhow::Result<f64>
where
    F: Fn(u64) -> Fut + Send + Sync + 'static,
    Fut: Future<Output = anyhow::Result<()>> + Send,
{
    // One caller alone waits for every commit; fewer operations say the same.
    let operations = if callers == 1 { OPERATIONS / 10 } else { OPERATIONS };
    let (next, operation) = (Arc::new(AtomicU64::new(0)), Arc::new(operation));
    let watch = Watch::start();
    let tasks = (0..callers).map(|_| {
        let (next, operation) = (next.clone(), operation.clone());
        tokio::spawn(async move {
            loop {
                let n = next.fetch_add(1, Ordering::Relaxed);
                if n >= operations {
                    return Ok::<_, anyhow::Error>(());
                }
                operation(n).await?;
            }
        })
    });
    for task in futures::future::join_all(tasks).await {
        task??;
    }
    Ok(operations as f64 / watch.passed().as_secs_f64())
}

async fn raw(place: &Place, callers: u64) -> anyhow::Result<f64> {
    let now = Clock::System.now();
    let body = Entry { version: 2, recorded_at: now, event: blood::seen(blood::unit(0), now) }.body()?;
    let (database, body) = (place.db.clone(), Arc::new(body));
    rate(callers, move |_| {
        let (database, body) = (database.clone(), body.clone());
        async move { db::commit_one(&database, &body).await }
    })
    .await
}

async fn single(place: &Place, callers: u64) -> anyhow::Result<f64> {
    let database = place.db.clone();
    rate(callers, move |n| {
        let database = database.clone();
        async move {
            let mut tx = database.begin().await?;
            let event = blood::seen(blood::unit(n % UNITS), tx.now());
            let outcomes = append(&mut tx, &[event]).await?;
            tx.commit().await?;
            ensure!(outcomes.iter().all(Outcome::stands), "refused: {outcomes:?}");
            Ok(())
        }
    })
    .await
}

async fn grouped(place: &Place, callers: u64) -> anyhow::Result<f64> {
    let committer = GroupCommitter::start(place.db.clone(), 1024, 256);
    rate(callers, move |n| {
        let committer = committer.clone();
        async move {
            let event = blood::seen(blood::unit(n % UNITS), Clock::System.now());
            let outcomes = committer.append(vec![event]).await?;
            ensure!(outcomes.iter().all(Outcome::stands), "refused: {outcomes:?}");
            Ok(())
        }
    })
    .await
}
