//! 交接箱: bags and tubes of one site travel to the station in a sealed box, with a slip that both sides sign.
//!
//! What is scanned goes in, the seal closes it, the receiver scans what is there; what is missing, extra or damaged has a name
//! on both sides. In the ledger a box is an internal journey: its bags are on the way from the seal to the receipt, and one
//! that is missing stays there until it is received or lost. Announces `boxes`.

mod book;
mod db;
mod missing;
mod pack;
mod papers;
mod receive;
mod record;
mod rules;
mod send;
#[cfg(test)]
mod tests;
mod view;

use utoipa_axum::{router::OpenApiRouter, routes};
use vena_kernel::{
    id::{EventId, SiteId, UnitId},
    unit_state::{Fact, UnitEvent},
};
use vena_platform::{
    app::App,
    auth::{Permission, PermissionInfo, Scope},
    db::Tx,
    permission,
};

pub(crate) use papers::{Boxes, Slips};

permission! {
    pub(crate) BoxList = "collect.box.list", "交接箱列表", "List hand-over boxes";
    pub(crate) BoxView = "collect.box.view", "查看交接箱", "See hand-over boxes";
    pub(crate) BoxModesView = "collect.box.modes", "交接箱保存方式", "See how boxes keep their contents";
    pub(crate) BoxOpen = "collect.box.open", "开箱装入", "Begin hand-over boxes";
    pub(crate) BoxPut = "collect.box.put", "扫描装箱", "Put bags and tubes into boxes";
    pub(crate) BoxTakeOut = "collect.box.take_out", "从箱中取出", "Take bags and tubes out of boxes";
    pub(crate) BoxSend = "collect.box.send", "封箱交出", "Seal and send boxes";
    pub(crate) BoxUndo = "collect.box.undo", "撤销装箱", "Undo boxes that were not sent";
    pub(crate) BoxLog = "collect.box.record", "读取箱内温度记录", "Read the loggers of boxes";
    pub(crate) BoxCaseList = "collect.box_case.list", "交接缺失追查列表", "List bags that were not in their boxes";
    pub(crate) BoxCaseTake = "collect.box_case.take", "接手追查", "Look for a missing bag";
    pub(crate) BoxCaseFind = "collect.box_case.find", "登记找到", "Close a missing bag as found";
    pub(crate) BoxCaseLose = "collect.box_case.lose", "提请确认丢失", "Ask for the loss of a bag to be signed";
    pub(crate) BoxCaseConfirm = "collect.box_case.confirm", "确认丢失", "Sign the loss of a bag";
    pub(crate) BoxReceive = "collect.box.receive", "接收交接箱", "Receive boxes";
}

pub(crate) fn permissions() -> Vec<PermissionInfo> {
    vec![
        BoxList::INFO,
        BoxView::INFO,
        BoxModesView::INFO,
        BoxOpen::INFO,
        BoxPut::INFO,
        BoxTakeOut::INFO,
        BoxSend::INFO,
        BoxUndo::INFO,
        BoxReceive::INFO,
        BoxLog::INFO,
        BoxCaseList::INFO,
        BoxCaseTake::INFO,
        BoxCaseFind::INFO,
        BoxCaseLose::INFO,
        BoxCaseConfirm::INFO,
    ]
}

pub(crate) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(view::list, pack::open))
        .routes(routes!(view::view))
        .routes(routes!(view::modes))
        .routes(routes!(pack::put))
        .routes(routes!(pack::take_out))
        .routes(routes!(pack::undo))
        .routes(routes!(send::send))
        .routes(routes!(receive::receive))
        .routes(routes!(record::record))
        .routes(routes!(missing::list))
        .routes(routes!(missing::take))
        .routes(routes!(missing::find))
        .routes(routes!(missing::lose))
        .routes(routes!(missing::confirm))
}

/// Something that happens to `unit` at `site` now, by the caller.
fn event(tx: &Tx, scope: &Scope, site: SiteId, (unit, fact): (UnitId, Fact)) -> UnitEvent {
    UnitEvent {
        event_id: EventId::from_uuid(tx.new_id()),
        unit,
        at: tx.now(),
        actor: scope.user,
        second: None,
        org: scope.org,
        site,
        device: None,
        reason: None,
        fact,
    }
}
