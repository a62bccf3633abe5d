//! Statements of the proof.

use sqlx::Row as _;
use vena_kernel::id::{OrgId, UnitId};
use vena_platform::{db::Tx, fault::Fault};

use crate::{digest::Digest, stored};

/// An event with its place in the tree.
#[derive(Debug, Clone)]
pub(super) struct Line {
    pub(super) version: u32,
    pub(super) kind: String,
    pub(super) org: OrgId,
    pub(super) body: String,
    pub(super) hash: Digest,
    pub(super) leaf_index: Option<u64>,
}

/// A unit has tens of events; one that is seen by a reader every minute for years still ends here.
const EVENTS_MAX: i64 = 20_000;

pub(super) async fn history(tx: &mut Tx, unit: UnitId) -> Result<Vec<Line>, Fault> {
    let sql = "
        select e.version, e.kind, e.org, e.body, e.hash, l.leaf_index
        from ledger.event e left join ledger.leaf l on l.event_id = e.event_id
        where e.unit_id = $1 order by e.version limit $2";
    let rows = sqlx::query(sql).bind(unit).bind(EVENTS_MAX).fetch_all(tx.conn()).await?;
    rows.iter()
        .map(|row| {
            let leaf: Option<i64> = row.try_get("leaf_index")?;
            Ok(Line {
                version: stored::count(row.try_get("version")?)?,
                kind: row.try_get("kind")?,
                org: row.try_get("org")?,
                body: row.try_get("body")?,
                hash: stored::digest(row.try_get("hash")?)?,
                leaf_index: leaf.map(stored::size).transpose()?,
            })
        })
        .collect()
}
