//! Statements of the trace.

use std::collections::{BTreeMap, HashMap};

use sqlx::Row as _;
use uuid::Uuid;
use vena_kernel::id::{OrgId, SiteId, UnitId, UserId};
use vena_platform::{db::Tx, fault::Fault};

use super::{Named, TRACE_EVENTS_MAX, TracedEvent};
use crate::{digest::Digest, entry::Entry, stored};

/// An event as it is stored.
pub(super) struct Line {
    pub(super) entry: Entry,
    hash: Digest,
    leaf_index: Option<u64>,
}

pub(super) async fn events(tx: &mut Tx, units: &[UnitId]) -> Result<Vec<Line>, Fault> {
    let sql = "
        select e.body, e.hash, l.leaf_index
        from ledger.event e left join ledger.leaf l on l.event_id = e.event_id
        where e.unit_id = any($1) order by e.unit_id, e.version limit $2";
    let rows = sqlx::query(sql).bind(units).bind(TRACE_EVENTS_MAX).fetch_all(tx.conn()).await?;
    rows.iter()
        .map(|row| {
            let leaf: Option<i64> = row.try_get("leaf_index")?;
            Ok(Line {
                entry: Entry::read(row.try_get("body")?)?,
                hash: stored::digest(row.try_get("hash")?)?,
                leaf_index: leaf.map(stored::size).transpose()?,
            })
        })
        .collect()
}

/// Who was made from whom, as (parent, child).
pub(super) async fn children(tx: &mut Tx, units: &[UnitId]) -> Result<Vec<(UnitId, UnitId)>, Fault> {
    let sql = "select parent, child from ledger.parent where parent = any($1) order by parent, child limit 10000";
    Ok(sqlx::query_as(sql).bind(units).fetch_all(tx.conn()).await?)
}

/// Names of people, organisations and sites.
pub(super) struct Names(HashMap<Uuid, (String, Option<String>)>);

impl Names {
    /// `id` with its name.
    pub(super) fn named<Id: Copy>(&self, id: Id, uuid: impl Fn(Id) -> Uuid) -> Named<Id> {
        let (name, name_en) = self.0.get(&uuid(id)).cloned().unwrap_or_default();
        Named { id, name, name_en }
    }

    /// Id and name.
    pub(super) fn plain(self) -> BTreeMap<Uuid, String> {
        self.0.into_iter().map(|(id, (name, _))| (id, name)).collect()
    }
}

pub(super) async fn names(tx: &mut Tx, ids: &[Uuid]) -> Result<Names, Fault> {
    let sql = "
        select user_id as id, display_name as name, null as name_en from platform.v_user where user_id = any($1)
        union all
        select org_id, name, name_en from platform.v_org where org_id = any($1)
        union all
        select site_id, name, name_en from platform.v_site where site_id = any($1)";
    let rows: Vec<(Uuid, String, Option<String>)> = sqlx::query_as(sql).bind(ids).fetch_all(tx.conn()).await?;
    Ok(Names(rows.into_iter().map(|(id, name, name_en)| (id, (name, name_en))).collect()))
}

impl Line {
    /// The event with names.
    pub(super) fn told(&self, names: &Names) -> TracedEvent {
        let Entry { version, recorded_at, event } = &self.entry;
        TracedEvent {
            event_id: event.event_id,
            version: *version,
            kind: event.fact.kind().to_owned(),
            title: event.fact.title(),
            at: event.at,
            recorded_at: *recorded_at,
            actor: names.named(event.actor, UserId::uuid),
            second: event.second.map(|second| names.named(second, UserId::uuid)),
            org: names.named(event.org, OrgId::uuid),
            site: names.named(event.site, SiteId::uuid),
            device: event.device.clone(),
            reason: event.reason.clone(),
            fact: Some(event.fact.clone()),
            hash: self.hash,
            leaf_index: self.leaf_index,
        }
    }
}
