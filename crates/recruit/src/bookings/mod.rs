//! Bookings: a place at the chair that is kept for a donor.
//!
//! The rows of one site and day are locked by whoever gives or takes a place, and unique indexes stand behind: however many race,
//! a place has one donor and a donor one open booking. Who may: `recruit.booking.*`. Announces `bookings`.

pub(crate) mod act;
mod along;
pub(crate) mod cases;
pub(crate) mod code;
pub(crate) mod db;
mod desk;
mod http;
pub(crate) mod jobs;
mod model;
pub(crate) mod other;
pub(crate) mod rules;
mod show;
pub(crate) mod tell;
#[cfg(test)]
mod tests;
mod unfit;
pub(crate) mod view;

use utoipa_axum::{router::OpenApiRouter, routes};
use vena_platform::{
    app::App,
    auth::{Permission, PermissionInfo},
    permission,
};

pub(crate) use desk::Bookings;
pub(crate) use model::{known_new, weights};
pub(crate) use show::comes;

permission! {
    pub(crate) BookingSlots = "recruit.booking.list_slots", "查看可约时段", "See free places";
    pub(crate) BookingList = "recruit.booking.list", "查看预约", "List bookings";
    pub(crate) BookingView = "recruit.booking.view", "查看预约详情", "See a booking";
    pub(crate) BookingFind = "recruit.booking.find", "按预约码查找", "Find a booking by its code";
    pub(crate) BookingCreate = "recruit.booking.create", "代为预约", "Book for a donor";
    pub(crate) BookingRebook = "recruit.booking.rebook", "改约", "Move a booking";
    pub(crate) BookingCancel = "recruit.booking.cancel", "取消预约", "Cancel a booking";
    pub(crate) BookingConfirm = "recruit.booking.confirm", "确认会来", "Note that a donor will come";
    pub(crate) BookingArrive = "recruit.booking.arrive", "预约签到", "Check a booking in";
    pub(crate) BookingCaseList = "recruit.booking_case.list", "查看超出容量的预约", "See bookings that are one too many";
    pub(crate) BookingCaseDecide = "recruit.booking_case.decide", "处理超出容量的预约", "Move or cancel bookings that are one too many";
    pub(crate) ModelView = "recruit.model.view", "查看到场率模型", "See the model of who comes";
}

pub(crate) fn permissions() -> Vec<PermissionInfo> {
    vec![
        BookingSlots::INFO,
        BookingList::INFO,
        BookingView::INFO,
        BookingFind::INFO,
        BookingCreate::INFO,
        BookingRebook::INFO,
        BookingCancel::INFO,
        BookingConfirm::INFO,
        BookingArrive::INFO,
        BookingCaseList::INFO,
        BookingCaseDecide::INFO,
        ModelView::INFO,
    ]
}

pub(crate) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(http::slots))
        .routes(routes!(http::list, http::create))
        .routes(routes!(http::find))
        .routes(routes!(http::view))
        .routes(routes!(http::rebook))
        .routes(routes!(http::cancel))
        .routes(routes!(http::confirm))
        .routes(routes!(http::arrive))
        .routes(routes!(cases::list))
        .routes(routes!(cases::decide))
        .routes(routes!(model::view))
}
