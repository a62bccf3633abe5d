//! 设备程序: what a machine is set to for a step, within what the rulebook allows; it counts once a second person has approved it.
//! The same page tells which plans the hall makes by program: those of which every step has an approved programme.
//!
//! Who may: technicians enter; whoever is answerable for the hall approves and withdraws.

pub(crate) mod db;
mod http;
mod plans;
pub(crate) mod rules;

use utoipa_axum::{router::OpenApiRouter, routes};
use vena_platform::{
    app::App,
    auth::{Permission, PermissionInfo},
    permission,
};

permission! {
    pub(crate) ProgrammeList = "process.programme.list", "查看设备程序", "See programmes of machines of the hall";
    pub(crate) ProgrammePlans = "process.programme.plans", "查看制备方案", "See the plans of the hall";
    pub(crate) ProgrammeEnter = "process.programme.enter", "录入设备程序", "Enter programmes of machines";
    pub(crate) ProgrammeApprove = "process.programme.approve", "批准设备程序", "Approve programmes of machines";
    pub(crate) ProgrammeWithdraw = "process.programme.withdraw", "撤销设备程序", "Withdraw programmes of machines";
}

/// The permissions of this feature.
pub(crate) fn permissions() -> Vec<PermissionInfo> {
    vec![
        ProgrammeList::INFO,
        ProgrammePlans::INFO,
        ProgrammeEnter::INFO,
        ProgrammeApprove::INFO,
        ProgrammeWithdraw::INFO,
    ]
}

/// The routes of this feature.
pub(crate) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(http::list, http::enter))
        .routes(routes!(plans::plans))
        .routes(routes!(http::approve))
        .routes(routes!(http::withdraw))
}
