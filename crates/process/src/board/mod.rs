//! 制备看板: which bags lie in the hall, what each may still become and by when, what waits where and how long, what the machines do,
//! and what the day's preparations gave.
//!
//! Who may: technicians of the hall and whoever is answerable for it.

mod db;
mod http;
mod load;
pub(crate) mod rules;
mod view;

use utoipa_axum::{router::OpenApiRouter, routes};
use vena_platform::{
    app::App,
    auth::{Permission, PermissionInfo},
    permission,
};

pub(crate) use load::load;
pub(crate) use view::{HallMachine, HallMachineState, HallQueue};

permission! {
    pub(crate) BoardView = "process.board.view", "查看制备看板", "See the board of the component hall";
    pub(crate) BalanceList = "process.balance.list", "查看制备物料平衡", "See the balance of preparations";
}

/// The permissions of this feature.
pub(crate) fn permissions() -> Vec<PermissionInfo> {
    vec![BoardView::INFO, BalanceList::INFO]
}

/// The routes of this feature.
pub(crate) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(http::view)).routes(routes!(http::balances))
}
