//! Seals: what has been committed becomes leaves of a Merkle tree, and the root of the tree is signed.
//!
//! Order of the leaves is order of transactions, not of sequence numbers: a transaction that took an early number and
//! commits late is waited for, never missed and never squeezed in before what is sealed already.

pub(crate) mod db;
#[cfg(test)]
mod tests;

use std::time::Duration;

use vena_kernel::{clock::Instant, id::SealId, say};
use vena_platform::{
    db::{Db, Tx},
    fault::{Fault, Problem},
};

use crate::{
    digest::Digest,
    merkle::{Frontier, Head, NodeId, leaf_hash},
    note::Checkpoint,
    signer::Signer,
};

/// Most events of one seal; more become several seals one after the other.
pub(crate) const SEAL_EVENTS_MAX: i64 = 10_000;

/// A seal that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed {
    /// How many events all seals together hold, and the root over them.
    pub head: Head,
    /// How many of them this call has sealed.
    pub new_events: u64,
    /// The last signed note.
    pub checkpoint: String,
}

/// Seals everything that is committed and settled. `None` when there is nothing new. Any process may call this at any
/// time; the database lets one of them through.
///
/// # Errors
/// A problem when the ledger knows another key under the signer's name; otherwise broken infrastructure.
pub async fn seal(db: &Db, signer: &Signer) -> Result<Option<Sealed>, Fault> {
    let mut sealed: Option<Sealed> = None;
    while let Some(mut next) = seal_page(db, signer).await? {
        let full = next.new_events == SEAL_EVENTS_MAX.unsigned_abs();
        next.new_events += sealed.map_or(0, |before| before.new_events);
        sealed = Some(next);
        if !full {
            break;
        }
    }
    Ok(sealed)
}

/// Seals again and again until the task is dropped; a failure is logged and the next turn tries again.
pub async fn keep_sealing(db: Db, signer: Signer, every: Duration) {
    let mut turns = tokio::time::interval(every);
    turns.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        turns.tick().await;
        match seal(&db, &signer).await {
            Ok(Some(sealed)) => tracing::debug!(events = sealed.new_events, size = sealed.head.size, "ledger sealed"),
            Ok(None) => {}
            Err(fault) => tracing::warn!(error = fault.to_string(), "the ledger could not be sealed, trying again"),
        }
    }
}

/// The latest checkpoint, if anything is sealed.
pub async fn latest_checkpoint(tx: &mut Tx) -> Result<Option<String>, Fault> {
    Ok(db::last(tx).await?.map(|last| last.checkpoint))
}

async fn seal_page(db: &Db, signer: &Signer) -> Result<Option<Sealed>, Fault> {
    let mut tx = db.begin().await?;
    db::lock(&mut tx).await?;
    let last = db::last(&mut tx).await?;
    let settled = db::settled(&mut tx, last.as_ref().map_or(0, |last| last.sealed_before)).await?;
    let events = db::unsealed(&mut tx, &settled).await?;
    if events.is_empty() {
        return Ok(None);
    }
    register(&mut tx, signer).await?;
    let page = grow(&mut tx, last.map_or(0, |last| last.size), &events).await?;
    let sealed = write(&mut tx, signer, &settled, &events, page).await?;
    tx.commit().await?;
    Ok(Some(sealed))
}

async fn register(tx: &mut Tx, signer: &Signer) -> Result<(), Fault> {
    let known = db::register(tx, signer.verifier()).await?;
    if known == signer.verifier().public_key {
        return Ok(());
    }
    let name = &signer.verifier().name;
    let detail = say!(
        "签名密钥 {name} 与登记的公钥不同",
        "the signing key {name} is not the one that is registered under its name"
    );
    Err(Problem::conflict("ledger.seal-key", detail).into())
}

/// What a page of events adds to the tree.
struct Growth {
    frontier: Frontier,
    nodes: Vec<(NodeId, Digest)>,
    first: u64,
}

async fn grow(tx: &mut Tx, size: u64, events: &[db::Settled]) -> Result<Growth, Fault> {
    let profile = db::profile(tx).await?;
    let hashes = db::nodes(tx, &crate::merkle::peaks(size)).await?;
    let damaged =
        || Fault::Internal(anyhow::anyhow!("the tree of {size} leaves has lost a node; run the verification"));
    let mut frontier = Frontier::resume(profile, size, &hashes).ok_or_else(damaged)?;
    let mut nodes = Vec::with_capacity(events.len() * 2);
    for event in events {
        frontier.push(leaf_hash(profile, &event.hash.0), |id, hash| nodes.push((id, hash)));
    }
    Ok(Growth { frontier, nodes, first: size })
}

async fn write(
    tx: &mut Tx,
    signer: &Signer,
    settled: &db::Horizon,
    events: &[db::Settled],
    growth: Growth,
) -> Result<Sealed, Fault> {
    let head = Head { size: growth.frontier.size(), root: growth.frontier.root() };
    let sealed_at: Instant = tx.now();
    let (profile, origin) = (db::profile(tx).await?, db::origin(tx).await?);
    let checkpoint = signer.sign(&Checkpoint { origin, head, profile, sealed_at });
    db::insert_leaves(tx, growth.first, events).await?;
    db::insert_nodes(tx, &growth.nodes).await?;
    let seal = db::Seal {
        seal_id: SealId::from_uuid(tx.new_id()),
        head,
        sealed_at,
        sealed_before: settled.sealed_before(events),
        checkpoint: checkpoint.clone(),
    };
    db::insert_seal(tx, &seal).await?;
    Ok(Sealed { head, new_events: events.len() as u64, checkpoint })
}
