//! 设备报告: what machines of the hall say, brought by the hall's agent. A message is kept once, whatever is sent twice; it belongs to
//! the batch at its machine, and one that comes when there is none is kept for people to see.
//!
//! Who may: the agent of the hall sends; technicians see.

mod db;
mod http;
pub(crate) mod rules;

use std::collections::BTreeMap;

use utoipa_axum::{router::OpenApiRouter, routes};
use vena_kernel::id::{BatchId, UnitId};
use vena_ledger::UnitRecord;
use vena_platform::{
    app::App,
    auth::{Permission, PermissionInfo, Scope},
    db::Tx,
    fault::Fault,
    permission,
};

use crate::{batches::db::BatchRecord, plans::Readings};

permission! {
    pub(crate) MachineRecord = "process.machine.record", "上传制备设备报告", "Send what machines of the hall report";
    pub(crate) MachineList = "process.machine.list", "查看未归批的设备报告", "See reports of machines that belong to no batch";
}

/// The permissions of this feature.
pub(crate) fn permissions() -> Vec<PermissionInfo> {
    vec![MachineRecord::INFO, MachineList::INFO]
}

/// The routes of this feature.
pub(crate) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(http::list, http::record))
}

/// What a machine has told so far.
#[derive(Debug, Default)]
pub(crate) struct SoFar {
    pub(crate) last: Readings,
    pub(crate) count: i64,
}

/// What a machine has told of a whole batch.
#[derive(Debug, Default)]
pub(crate) struct Course {
    /// At the end, with what it said of its programme at the begin.
    pub(crate) ended: Readings,
    /// On the way, in their order.
    pub(crate) samples: Vec<Readings>,
    /// Of single bags.
    pub(crate) of_bags: BTreeMap<UnitId, Readings>,
}

/// What the machine has told so far of a batch.
pub(crate) async fn told(tx: &mut Tx, scope: &Scope, batch: BatchId) -> Result<SoFar, Fault> {
    let records = db::of_batch(tx, scope, batch).await?;
    let count = i64::try_from(records.len()).unwrap_or(i64::MAX);
    let whole = records.into_iter().filter(|record| record.bag.is_none());
    Ok(SoFar { last: whole.flat_map(|record| record.readings.0).collect(), count })
}

/// What the machine has told of a batch with these bags.
pub(crate) async fn of_batch(
    tx: &mut Tx,
    scope: &Scope,
    batch: &BatchRecord,
    bags: &[UnitRecord],
) -> Result<Course, Fault> {
    let mut course = Course::default();
    for record in db::of_batch(tx, scope, batch.batch_id).await? {
        let readings = record.readings.0;
        match (record.bag, record.event.as_str()) {
            (Some(bag), _) => {
                // A bag that is not in the batch says nothing of those that are.
                if let Some(unit) = rules::bag(&bag, bags) {
                    course.of_bags.entry(unit).or_default().extend(readings);
                }
            }
            (None, "sample") => course.samples.push(readings),
            (None, _) => course.ended.extend(readings),
        }
    }
    Ok(course)
}
