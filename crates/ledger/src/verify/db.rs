//! Statements of the verification: pages in a fixed order.

use sqlx::FromRow;
use vena_kernel::{
    clock::Instant,
    id::{EventId, OrgId, SiteId, UnitId, UserId},
};
use vena_platform::{db::Tx, fault::Fault};

use super::{Finding, Report, What};
use crate::{note::Verifier, stored};

const UNITS_PAGE: i64 = 500;
const LEAVES_PAGE: i64 = 4000;

/// Roughly how much there is to read: leaves and events.
pub(super) async fn size(tx: &mut Tx) -> Result<u64, Fault> {
    let sql = "select (select count(*) from ledger.event) + (select count(*) from ledger.leaf)";
    stored::size(sqlx::query_scalar(sql).fetch_one(tx.conn()).await?)
}

/// A unit's row, with the columns that the database does not derive by itself.
#[derive(Debug, FromRow)]
pub(super) struct UnitRow {
    pub(super) unit_id: UnitId,
    pub(super) version: i32,
    pub(super) last_hash: Vec<u8>,
    pub(super) born_at: Instant,
    pub(super) last_at: Instant,
    pub(super) last_recorded_at: Instant,
    pub(super) collected_at: Instant,
    pub(super) expires_at: Option<Instant>,
    pub(super) promise_until: Option<Instant>,
    pub(super) state: String,
    pub(super) facts: String,
    /// `parent role volume`, sorted.
    pub(super) parents: Vec<String>,
}

/// The units after `after`, in the order of their ids.
pub(super) async fn units(tx: &mut Tx, after: Option<UnitId>) -> Result<Vec<UnitRow>, Fault> {
    let sql = "
        select u.unit_id, u.version, u.last_hash, u.born_at, u.last_at, u.last_recorded_at, u.collected_at, u.expires_at,
            u.promise_until, u.state::text as state, u.facts::text as facts,
            array(select p.parent::text || ' ' || p.role || ' ' || p.volume_ml from ledger.parent p
                where p.child = u.unit_id order by 1) as parents
        from ledger.unit u where $1::uuid is null or u.unit_id > $1 order by u.unit_id limit $2";
    Ok(sqlx::query_as(sql).bind(after).bind(UNITS_PAGE).fetch_all(tx.conn()).await?)
}

/// An event with its columns and its leaf.
#[derive(Debug, FromRow)]
pub(super) struct EventRow {
    pub(super) event_id: EventId,
    pub(super) unit_id: UnitId,
    pub(super) version: i32,
    pub(super) kind: String,
    pub(super) at: Instant,
    pub(super) recorded_at: Instant,
    pub(super) actor: UserId,
    pub(super) org: OrgId,
    pub(super) site: SiteId,
    pub(super) body: String,
    pub(super) prev_hash: Vec<u8>,
    pub(super) hash: Vec<u8>,
}

/// Most events that are read although their unit has no row: enough to name the first of them.
const ORPHANS_MAX: i64 = 10_000;

/// All events of the units after `after` up to `until`, by unit and version: a unit's history is never cut between two
/// calls. Without `until` only what stands behind the last unit: events that have lost their unit.
pub(super) async fn events(tx: &mut Tx, after: Option<UnitId>, until: Option<UnitId>) -> Result<Vec<EventRow>, Fault> {
    let sql = "
        select event_id, unit_id, version, kind, at, recorded_at, actor, org, site, body, prev_hash, hash
        from ledger.event
        where ($1::uuid is null or unit_id > $1) and ($2::uuid is null or unit_id <= $2)
        order by unit_id, version limit $3";
    let most = if until.is_some() { i64::MAX } else { ORPHANS_MAX };
    Ok(sqlx::query_as(sql).bind(after).bind(until).bind(most).fetch_all(tx.conn()).await?)
}

/// A leaf with its event, which may be gone, and the node stored for it.
#[derive(Debug, FromRow)]
pub(super) struct LeafRow {
    pub(super) leaf_index: i64,
    pub(super) event_id: EventId,
    pub(super) hash: Vec<u8>,
    pub(super) event_hash: Option<Vec<u8>>,
    pub(super) unit_id: Option<UnitId>,
    pub(super) node: Option<Vec<u8>>,
}

/// The leaves after `after`, in their order.
pub(super) async fn leaves(tx: &mut Tx, after: i64) -> Result<Vec<LeafRow>, Fault> {
    let sql = "
        select l.leaf_index, l.event_id, l.hash, e.hash as event_hash, e.unit_id, n.hash as node
        from ledger.leaf l
        left join ledger.event e on e.event_id = l.event_id
        left join ledger.node n on n.level = 0 and n.node_index = l.leaf_index
        where l.leaf_index > $1 order by l.leaf_index limit $2";
    Ok(sqlx::query_as(sql).bind(after).bind(LEAVES_PAGE).fetch_all(tx.conn()).await?)
}

/// A seal with the key that is registered under the name that signed it.
#[derive(Debug, FromRow)]
pub(super) struct SealRow {
    pub(super) tree_size: i64,
    pub(super) root: Vec<u8>,
    pub(super) checkpoint: String,
}

/// The seals whose size is more than `after` and at most `until`, smallest first.
pub(super) async fn seals(tx: &mut Tx, after: i64, until: i64) -> Result<Vec<SealRow>, Fault> {
    let sql = "select tree_size, root, checkpoint from ledger.seal
        where tree_size > $1 and tree_size <= $2 order by tree_size";
    Ok(sqlx::query_as(sql).bind(after).bind(until).fetch_all(tx.conn()).await?)
}

/// The public keys that are registered, oldest first.
pub(crate) async fn keys(tx: &mut Tx) -> Result<Vec<Verifier>, Fault> {
    let sql = "select name, public_key from ledger.seal_key order by registered_at, name limit 1000";
    let rows: Vec<(String, Vec<u8>)> = sqlx::query_as(sql).fetch_all(tx.conn()).await?;
    let verifier = |(name, key): (String, Vec<u8>)| Some(Verifier { name, public_key: key.try_into().ok()? });
    Ok(rows.into_iter().filter_map(verifier).collect())
}

/// The size of the last seal; 0 without one.
pub(super) async fn last_size(tx: &mut Tx) -> Result<i64, Fault> {
    let sql = "select coalesce(max(tree_size), 0) from ledger.seal";
    Ok(sqlx::query_scalar(sql).fetch_one(tx.conn()).await?)
}

/// The inner nodes (above the leaves) that do not exist in this many leaves or are missing from them.
pub(super) async fn node_count(tx: &mut Tx) -> Result<i64, Fault> {
    Ok(sqlx::query_scalar("select count(*) from ledger.node where level > 0").fetch_one(tx.conn()).await?)
}

/// Counts what is not sealed yet, and names what should be: an event of a transaction before the last seal.
pub(super) async fn unsealed(tx: &mut Tx, report: &mut Report) -> Result<(), Fault> {
    let sql = "select count(*) from ledger.event e where not exists (select from ledger.leaf l where l.event_id = e.event_id)";
    report.unsealed = stored::size(sqlx::query_scalar(sql).fetch_one(tx.conn()).await?)?;
    let sql = "
        select e.event_id, e.unit_id, e.version from ledger.event e
        where e.txid < (select s.sealed_before from ledger.seal s order by s.tree_size desc limit 1)
            and not exists (select from ledger.leaf l where l.event_id = e.event_id)
        order by e.txid, e.seq limit 100";
    let missing: Vec<(EventId, UnitId, i32)> = sqlx::query_as(sql).fetch_all(tx.conn()).await?;
    for (event, unit, version) in missing {
        let says = vena_kernel::say!("事件 {event} 的封存记录被删除", "the seal no longer holds event {event}");
        report.add(Finding::new(What::LeafRemoved, says).of(Some(event), Some(unit), version));
    }
    Ok(())
}
