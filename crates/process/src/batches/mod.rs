//! 制备批: bags that go through one step at one machine together. Machine, programme and lots are settled before the first bag is
//! scanned; each bag must have its earlier steps behind it and its time before it; what the machine did is judged when the step
//! ends, and a bag that deviated is isolated.
//!
//! Who may: technicians of the component hall. Who has run a batch does not check its record.

pub(crate) mod db;
mod end;
mod http;
pub(crate) mod isolate;
pub(crate) mod judge;
mod open;
pub(crate) mod rules;
#[cfg(test)]
mod tests;
mod view;

use utoipa_axum::{router::OpenApiRouter, routes};
use vena_platform::{
    app::App,
    auth::{Permission, PermissionInfo},
    permission,
};

permission! {
    pub(crate) BatchList = "process.batch.list", "查看制备批列表", "List batches of the hall";
    pub(crate) BatchView = "process.batch.view", "查看制备批", "See batches of the hall";
    pub(crate) BatchOpen = "process.batch.open", "开始制备批", "Open batches at machines";
    pub(crate) BatchAdd = "process.batch.add", "扫描血袋入批", "Scan bags into batches";
    pub(crate) BatchRemove = "process.batch.remove", "从批中取出血袋", "Take bags out of batches";
    pub(crate) BatchBegin = "process.batch.begin", "启动工序", "Begin steps";
    pub(crate) BatchEnd = "process.batch.end", "结束工序", "End steps";
    pub(crate) BatchBreakOff = "process.batch.break_off", "中止工序", "Break steps off";
    pub(crate) BatchCheck = "process.batch.check", "复核批记录", "Check records of batches";
}

/// The permissions of this feature.
pub(crate) fn permissions() -> Vec<PermissionInfo> {
    vec![
        BatchList::INFO,
        BatchView::INFO,
        BatchOpen::INFO,
        BatchAdd::INFO,
        BatchRemove::INFO,
        BatchBegin::INFO,
        BatchEnd::INFO,
        BatchBreakOff::INFO,
        BatchCheck::INFO,
    ]
}

/// The routes of this feature.
pub(crate) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(http::list, open::open))
        .routes(routes!(http::view))
        .routes(routes!(http::add))
        .routes(routes!(http::remove))
        .routes(routes!(http::begin))
        .routes(routes!(end::end))
        .routes(routes!(end::break_off))
        .routes(routes!(end::check))
}
