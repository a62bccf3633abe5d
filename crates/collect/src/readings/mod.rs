//! 设备: instruments at collection sites, and what they report.
//!
//! The agent of a site (role `device`, one account each) sends readings; each is kept once, with marks for whatever speaks
//! about it. Who uses one asks [`latest`] or [`get`] and takes it with [`take`], so that a reading serves one person only.
//! Announces `readings`.

mod agent;
pub(crate) mod db;
mod devices;
pub(crate) mod flow;
mod http;
mod keep;
mod rules;
mod view;
mod words;

use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;
use vena_kernel::{
    collection::reading::ReadingKind,
    id::{ReadingId, SiteId},
};
use vena_platform::{
    app::App,
    auth::{Permission, PermissionInfo, Scope},
    db::Tx,
    fault::{Fault, Problem},
    permission,
};

pub(crate) use self::{db::ReadingRecord, flow::machine_seconds};

permission! {
    pub(crate) ReadingCreate = "collect.reading.create", "上传设备读数", "Send readings of instruments";
    pub(crate) ReadingCreateMany = "collect.reading.create_many", "批量上传设备读数", "Send many readings of instruments";
    pub(crate) DeviceSeen = "collect.device.seen", "上报设备连接状态", "Say which instruments are connected";
    pub(crate) ReadingList = "collect.reading.list", "查看设备读数", "See readings of instruments";
    pub(crate) DonationFlow = "collect.donation.view_flow", "查看采集曲线", "See what the machine says of a donation";
    pub(crate) DeviceList = "collect.device.list", "查看采集设备", "See instruments";
    pub(crate) DeviceCreate = "collect.device.create", "登记采集设备", "Enter instruments";
    pub(crate) DeviceAdopt = "collect.device.adopt", "认领采集设备", "Adopt instruments";
    pub(crate) DeviceCalibrate = "collect.device.calibrate", "登记设备校准", "Enter calibrations";
    pub(crate) DeviceRetire = "collect.device.retire", "停用采集设备", "Retire instruments";
}

pub(crate) fn permissions() -> Vec<PermissionInfo> {
    vec![
        ReadingCreate::INFO,
        ReadingCreateMany::INFO,
        DeviceSeen::INFO,
        ReadingList::INFO,
        DonationFlow::INFO,
        DeviceList::INFO,
        DeviceCreate::INFO,
        DeviceAdopt::INFO,
        DeviceCalibrate::INFO,
        DeviceRetire::INFO,
    ]
}

pub(crate) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(http::list, agent::create))
        .routes(routes!(agent::create_many))
        .routes(routes!(agent::seen))
        .routes(routes!(flow::http::view))
        .routes(routes!(devices::list, devices::create))
        .routes(routes!(devices::adopt))
        .routes(routes!(devices::calibrate))
        .routes(routes!(devices::retire))
}

/// What instruments of `kinds` at `site` have reported within the last `within_seconds` and nobody uses yet, newest first,
/// at most 50. Blocking marks stand beside what must not be used.
pub(crate) async fn latest(
    tx: &mut Tx,
    scope: &Scope,
    site: SiteId,
    kinds: &[ReadingKind],
    within_seconds: i64,
) -> Result<Vec<ReadingRecord>, Fault> {
    let since = tx.now().plus_seconds(-within_seconds);
    let kinds = kinds.iter().map(|kind| kind.as_str()).collect();
    let wanted = db::Wanted {
        site: Some(site),
        kinds: Some(kinds),
        device: None,
        about: None,
        since: Some(since),
        after: None,
        limit: 50,
    };
    let found = db::list(tx, scope, &wanted).await?;
    Ok(found.into_iter().filter(|record| record.taken_for.is_none()).collect())
}

/// One reading.
pub(crate) async fn get(tx: &mut Tx, scope: &Scope, id: ReadingId) -> Result<Option<ReadingRecord>, Fault> {
    db::reading(tx, scope, id).await
}

/// Everything that instruments of `kinds` have reported about a donation number (canonical form), oldest first; at most 200.
pub(crate) async fn about(
    tx: &mut Tx,
    scope: &Scope,
    number: &str,
    kinds: &[ReadingKind],
) -> Result<Vec<ReadingRecord>, Fault> {
    let kinds = kinds.iter().map(|kind| kind.as_str()).collect();
    let wanted = db::Wanted {
        site: None,
        kinds: Some(kinds),
        device: None,
        about: Some(number),
        since: None,
        after: None,
        limit: 200,
    };
    let mut found = db::list(tx, scope, &wanted).await?;
    found.reverse();
    Ok(found)
}

/// Takes a reading for one visit or donation; taking it again for the same is harmless.
///
/// # Errors
/// 404, a blocking mark of the reading, or `reading.taken` when another has it.
pub(crate) async fn take(tx: &mut Tx, scope: &Scope, id: ReadingId, taken_for: Uuid) -> Result<ReadingRecord, Fault> {
    let record = db::reading(tx, scope, id).await?.ok_or_else(|| Problem::not_found("reading", id))?;
    let wanted = |taken_for| rules::Wanted { marks: &record.marks.0, taken_for };
    rules::may_take(&wanted(record.taken_for), taken_for)?;
    if !db::take(tx, scope, id, taken_for).await? {
        // Somebody was quicker, between the reading of it and now.
        rules::may_take(&wanted(Some(Uuid::nil())), taken_for)?;
    }
    Ok(record)
}
