//! The waiting list: who wants a place where none is left is offered the next one that is given back, in the order of waiting,
//! and has a while to take it; then it goes to the next.
//!
//! An offered place is kept like a booked one. Who may: `recruit.waiting.*`. Announces `bookings`.

pub(crate) mod act;
pub(crate) mod db;
pub(crate) mod http;
#[cfg(test)]
mod tests;

use utoipa_axum::{router::OpenApiRouter, routes};
use vena_platform::{
    app::App,
    auth::{Permission, PermissionInfo},
    permission,
};

pub(crate) use act::{declined, offer, run, system};

permission! {
    pub(crate) WaitingList = "recruit.waiting.list", "查看候补名单", "See the waiting list";
    pub(crate) WaitingCreate = "recruit.waiting.create", "登记候补", "Put donors on the waiting list";
    pub(crate) WaitingLeave = "recruit.waiting.leave", "退出候补", "Take donors off the waiting list";
    pub(crate) WaitingAccept = "recruit.waiting.accept", "确认候补名额", "Take an offered place";
}

pub(crate) fn permissions() -> Vec<PermissionInfo> {
    vec![WaitingList::INFO, WaitingCreate::INFO, WaitingLeave::INFO, WaitingAccept::INFO]
}

pub(crate) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(http::list, http::create))
        .routes(routes!(http::leave))
        .routes(routes!(http::accept))
}
