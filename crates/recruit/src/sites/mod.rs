//! Sites where blood may be given: hours, exceptions, stops of vehicles, chairs and machines.
//!
//! What a day offers is computed from them, never typed. Who may: `recruit.site.*`. A change that takes places away from people
//! says whom it hits first; each of them is told. Announces `sites`.

pub(crate) mod book;
pub(crate) mod calendar;
pub(crate) mod chairs;
mod change;
pub(crate) mod db;
mod http;
mod near;
mod outages;
pub(crate) mod plan;
pub(crate) mod rules;
#[cfg(test)]
mod tests;
pub(crate) mod typed;
pub(crate) mod view;
mod words;

use utoipa_axum::{router::OpenApiRouter, routes};
use vena_platform::{
    app::App,
    auth::{Permission, PermissionInfo},
    permission,
};

pub(crate) use change::withdraw;
pub(crate) use near::{Point, metres, place_of};
pub(crate) use view::Spot;
pub(crate) use words::{KINDS, kind_of, kind_title, kind_word};

permission! {
    pub(crate) SiteList = "recruit.site.list", "查看采血点", "List collection sites";
    pub(crate) SiteView = "recruit.site.view", "查看采血点设置", "See hours, chairs and machines of a site";
    pub(crate) SiteSet = "recruit.site.set", "设置采血点", "Set hours, chairs and people of a site";
    pub(crate) SiteClose = "recruit.site.set_day", "设置特殊开放日", "Close or change a day of a site";
    pub(crate) SiteReopen = "recruit.site.clear_day", "恢复正常开放", "Take back a changed day";
    pub(crate) StopCreate = "recruit.stop.create", "安排献血车停靠", "Plan a stop of a vehicle";
    pub(crate) StopCancel = "recruit.stop.cancel", "取消献血车停靠", "Cancel a stop of a vehicle";
    pub(crate) MachineCreate = "recruit.machine.create", "登记单采机", "Register a machine for bookings";
    pub(crate) MachineOut = "recruit.machine.set_out", "登记单采机停用", "Take a machine out of use for a while";
    pub(crate) MachineBack = "recruit.machine.back", "登记单采机恢复", "Bring a machine back into use";
    pub(crate) ChairsOut = "recruit.chair.set_out", "登记采血椅停用", "Take chairs out of use for a while";
    pub(crate) ChairsBack = "recruit.chair.back", "登记采血椅恢复", "Bring chairs back into use";
    pub(crate) CoverageView = "recruit.coverage.view", "查看半小时献血圈", "See who lives within half an hour";
    pub(crate) PlanView = "recruit.plan.view", "查看采集计划", "See the plan of sessions";
    pub(crate) PlanSet = "recruit.plan.set", "制定采集计划", "Set staff and target of a day";
}

pub(crate) fn permissions() -> Vec<PermissionInfo> {
    vec![
        SiteList::INFO,
        SiteView::INFO,
        SiteSet::INFO,
        SiteClose::INFO,
        SiteReopen::INFO,
        StopCreate::INFO,
        StopCancel::INFO,
        MachineCreate::INFO,
        MachineOut::INFO,
        MachineBack::INFO,
        ChairsOut::INFO,
        ChairsBack::INFO,
        CoverageView::INFO,
        PlanView::INFO,
        PlanSet::INFO,
    ]
}

pub(crate) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(http::list))
        .routes(routes!(http::view, http::set))
        .routes(routes!(http::set_day))
        .routes(routes!(http::clear_day))
        .routes(routes!(http::create_stop))
        .routes(routes!(http::cancel_stop))
        .routes(routes!(http::create_machine))
        .routes(routes!(http::set_out))
        .routes(routes!(chairs::set_out))
        .routes(routes!(outages::chairs_back))
        .routes(routes!(outages::machine_back))
        .routes(routes!(near::coverage))
        .routes(routes!(plan::view))
        .routes(routes!(plan::set))
}
