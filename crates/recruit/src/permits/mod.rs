//! Special permissions: a physician lets a donor give sooner for a patient who needs this blood, or beyond the usual age on
//! the donor's own request. For one kind of donation, until a day, used up by the next needle.

mod db;
mod http;
mod rules;
#[cfg(test)]
mod tests;

use utoipa_axum::{router::OpenApiRouter, routes};
use vena_platform::{
    app::App,
    auth::{Permission, PermissionInfo},
    permission,
};

pub(crate) use db::use_up;

permission! {
    pub(crate) PermitCreate = "recruit.permit.create", "开具特殊批准", "Give special permissions";
    pub(crate) PermitList = "recruit.permit.list", "查看特殊批准", "See special permissions";
    pub(crate) PermitWithdraw = "recruit.permit.withdraw", "撤回特殊批准", "Withdraw special permissions";
}

pub(crate) fn permissions() -> Vec<PermissionInfo> {
    vec![PermitCreate::INFO, PermitList::INFO, PermitWithdraw::INFO]
}

pub(crate) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(http::list, http::create)).routes(routes!(http::withdraw))
}
