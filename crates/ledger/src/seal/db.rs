//! Statements about leaves, nodes and seals. Transaction ids travel as bigint: they stay below 2^63 for a very long time.

use sqlx::Row as _;
use vena_kernel::{
    clock::Instant,
    id::{EventId, SealId},
};
use vena_platform::{db::Tx, fault::Fault};

use super::SEAL_EVENTS_MAX;
use crate::{
    digest::{Digest, Profile},
    merkle::{Head, NodeId},
    note::Verifier,
    stored,
};

/// A number for the advisory lock under which one process at a time seals.
const SEAL_LOCK: i64 = 0x7365_616c;

/// The last seal.
pub(crate) struct Last {
    pub(crate) size: u64,
    pub(crate) sealed_before: i64,
    pub(crate) checkpoint: String,
}

/// An event that nobody can precede any more.
pub(crate) struct Settled {
    pub(crate) event_id: EventId,
    pub(crate) txid: i64,
    pub(crate) hash: Digest,
}

/// Which transactions are settled.
pub(crate) struct Horizon {
    /// What the last seal said: every event of a transaction before this one is sealed.
    last: i64,
    /// From which transaction on to look.
    from: i64,
    /// Every transaction before this one has ended.
    before: i64,
    /// The database was restored into a younger cluster: its events may name transactions from this one on, which
    /// cannot be of this cluster. Equal to `i64::MAX` otherwise.
    foreign: i64,
}

impl Horizon {
    /// A last seal that lies ahead of every transaction of this cluster was made in an older one.
    pub(super) fn judged(sealed_before: i64, xmin: i64, xmax: i64) -> Self {
        if sealed_before > xmax {
            return Self { last: sealed_before, from: 0, before: xmin, foreign: xmax };
        }
        Self { last: sealed_before, from: sealed_before, before: xmin, foreign: i64::MAX }
    }

    /// From where the next seal has to look. A full page may have stopped within a transaction.
    pub(super) fn sealed_before(&self, events: &[Settled]) -> i64 {
        let full = events.len() as i64 == SEAL_EVENTS_MAX;
        match (full, self.foreign < i64::MAX) {
            (false, _) => self.before,
            (true, true) => self.last,
            (true, false) => events.last().map_or(self.before, |last| last.txid),
        }
    }
}

pub(super) async fn lock(tx: &mut Tx) -> Result<(), Fault> {
    sqlx::query("select pg_advisory_xact_lock($1)").bind(SEAL_LOCK).execute(tx.conn()).await?;
    Ok(())
}

pub(crate) async fn last(tx: &mut Tx) -> Result<Option<Last>, Fault> {
    let sql = "select tree_size, sealed_before::text::bigint as sealed_before, checkpoint from ledger.seal
        order by tree_size desc limit 1";
    let Some(row) = sqlx::query(sql).fetch_optional(tx.conn()).await? else { return Ok(None) };
    Ok(Some(Last {
        size: stored::size(row.try_get("tree_size")?)?,
        sealed_before: row.try_get("sealed_before")?,
        checkpoint: row.try_get("checkpoint")?,
    }))
}

pub(super) async fn settled(tx: &mut Tx, sealed_before: i64) -> Result<Horizon, Fault> {
    let sql = "select pg_snapshot_xmin(s)::text::bigint as xmin, pg_snapshot_xmax(s)::text::bigint as xmax
        from pg_current_snapshot() s";
    let row = sqlx::query(sql).fetch_one(tx.conn()).await?;
    Ok(Horizon::judged(sealed_before, row.try_get("xmin")?, row.try_get("xmax")?))
}

pub(super) async fn unsealed(tx: &mut Tx, horizon: &Horizon) -> Result<Vec<Settled>, Fault> {
    let sql = "
        select e.event_id, e.txid::text::bigint as txid, e.hash from ledger.event e
        where ((e.txid >= $1::text::xid8 and e.txid < $2::text::xid8) or e.txid >= $3::text::xid8)
            and not exists (select from ledger.leaf l where l.event_id = e.event_id)
        order by e.txid, e.seq limit $4";
    let rows = sqlx::query(sql)
        .bind(horizon.from.to_string())
        .bind(horizon.before.to_string())
        .bind(horizon.foreign.to_string())
        .bind(SEAL_EVENTS_MAX)
        .fetch_all(tx.conn())
        .await?;
    rows.iter()
        .map(|row| {
            let hash = stored::digest(row.try_get("hash")?)?;
            Ok(Settled { event_id: row.try_get("event_id")?, txid: row.try_get("txid")?, hash })
        })
        .collect()
}

pub(crate) async fn profile(tx: &mut Tx) -> Result<Profile, Fault> {
    let word: String = sqlx::query_scalar("select hash from ledger.setting").fetch_one(tx.conn()).await?;
    stored::profile(&word)
}

pub(crate) async fn origin(tx: &mut Tx) -> Result<String, Fault> {
    Ok(sqlx::query_scalar("select origin from ledger.setting").fetch_one(tx.conn()).await?)
}

/// Registers a key; answers the key that is registered under its name.
pub(super) async fn register(tx: &mut Tx, verifier: &Verifier) -> Result<Vec<u8>, Fault> {
    let sql =
        "insert into ledger.seal_key (name, public_key, registered_at) values ($1, $2, $3) on conflict do nothing";
    let now = tx.now();
    sqlx::query(sql).bind(&verifier.name).bind(&verifier.public_key[..]).bind(now).execute(tx.conn()).await?;
    let sql = "select public_key from ledger.seal_key where name = $1";
    Ok(sqlx::query_scalar(sql).bind(&verifier.name).fetch_one(tx.conn()).await?)
}

/// The hashes of these subtrees, in their order; fewer when some are missing.
pub(crate) async fn nodes(tx: &mut Tx, ids: &[NodeId]) -> Result<Vec<Digest>, Fault> {
    let sql = "
        select n.hash from unnest($1::smallint[], $2::bigint[]) with ordinality as w (level, node_index, ord)
        join ledger.node n on n.level = w.level and n.node_index = w.node_index
        order by w.ord";
    let levels: Vec<i16> = ids.iter().map(|id| stored::level(id.level)).collect::<Result<_, _>>()?;
    let indexes: Vec<i64> = ids.iter().map(|id| stored::big(id.index)).collect::<Result<_, _>>()?;
    let hashes: Vec<Vec<u8>> = sqlx::query_scalar(sql).bind(levels).bind(indexes).fetch_all(tx.conn()).await?;
    hashes.iter().map(|hash| stored::digest(hash)).collect()
}

pub(super) async fn insert_leaves(tx: &mut Tx, first: u64, events: &[Settled]) -> Result<(), Fault> {
    let sql = "
        insert into ledger.leaf (leaf_index, event_id, hash)
        select $1 + ord - 1, event_id, hash from unnest($2::uuid[], $3::bytea[]) with ordinality as l (event_id, hash, ord)";
    sqlx::query(sql)
        .bind(stored::big(first)?)
        .bind(events.iter().map(|event| event.event_id).collect::<Vec<_>>())
        .bind(events.iter().map(|event| event.hash.0.to_vec()).collect::<Vec<_>>())
        .execute(tx.conn())
        .await?;
    Ok(())
}

pub(super) async fn insert_nodes(tx: &mut Tx, nodes: &[(NodeId, Digest)]) -> Result<(), Fault> {
    let sql = "
        insert into ledger.node (level, node_index, hash)
        select * from unnest($1::smallint[], $2::bigint[], $3::bytea[])";
    let levels: Vec<i16> = nodes.iter().map(|(id, _)| stored::level(id.level)).collect::<Result<_, _>>()?;
    let indexes: Vec<i64> = nodes.iter().map(|(id, _)| stored::big(id.index)).collect::<Result<_, _>>()?;
    sqlx::query(sql)
        .bind(levels)
        .bind(indexes)
        .bind(nodes.iter().map(|(_, hash)| hash.0.to_vec()).collect::<Vec<_>>())
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// A seal to be written.
pub(super) struct Seal {
    pub(super) seal_id: SealId,
    pub(super) head: Head,
    pub(super) sealed_at: Instant,
    pub(super) sealed_before: i64,
    pub(super) checkpoint: String,
}

pub(super) async fn insert_seal(tx: &mut Tx, seal: &Seal) -> Result<(), Fault> {
    let sql = "
        insert into ledger.seal (tree_size, seal_id, sealed_at, sealed_before, root, checkpoint)
        values ($1, $2, $3, $4::text::xid8, $5, $6)";
    sqlx::query(sql)
        .bind(stored::big(seal.head.size)?)
        .bind(seal.seal_id)
        .bind(seal.sealed_at)
        .bind(seal.sealed_before.to_string())
        .bind(&seal.head.root.0[..])
        .bind(&seal.checkpoint)
        .execute(tx.conn())
        .await?;
    Ok(())
}
