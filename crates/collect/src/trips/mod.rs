//! 外采任务: a vehicle's day away from the city's network. Planned, packed, played back, settled, decided. `docs/vehicles.md`.
//!
//! The station judges again whatever a vehicle did, with what it knows now, one person a transaction. What does not agree
//! becomes a case and the bag is held: nothing is dropped, nothing passes silently. Announces `trips`.

mod again;
mod came;
mod cases;
mod db;
mod deciders;
mod deferred;
mod http;
mod keys;
mod pack;
pub(crate) mod papers;
mod plan;
mod policy;
mod reactions;
mod replay;
mod rules;
mod settle;
mod signature;
#[cfg(test)]
mod tests;
mod unit;
mod view;

use std::sync::Arc;

use axum::Extension;
use utoipa_axum::{router::OpenApiRouter, routes};
use vena_contracts::{
    booking::BookingDesk,
    recruit::{DonorDeferrals, DonorDesk},
    trips::TripDonors,
};
use vena_platform::{
    app::App,
    auth::{Permission, PermissionInfo},
    permission,
};

/// What trips ask of recruit.
#[derive(Clone)]
pub(crate) struct Afield {
    /// What speaks against a donation.
    pub(crate) desk: Arc<dyn DonorDesk>,
    /// Who it is.
    pub(crate) people: Arc<dyn TripDonors>,
    /// Who is expected.
    pub(crate) bookings: Arc<dyn BookingDesk>,
    /// Enters what a refusal leaves.
    pub(crate) deferrals: Arc<dyn DonorDeferrals>,
}

pub(crate) type Neighbours = Extension<Afield>;

permission! {
    pub(crate) TripCreate = "collect.trip.create", "计划外采任务", "Plan trips of vehicles";
    pub(crate) TripList = "collect.trip.list", "外采任务列表", "List trips";
    pub(crate) TripView = "collect.trip.view", "查看外采任务", "See trips";
    pub(crate) TripStaff = "collect.trip.staff", "查看可随车人员", "See who may go along on trips";
    pub(crate) TripCode = "collect.trip.view_code", "查看行程码", "See the code of a trip";
    pub(crate) TripPin = "collect.trip.set_pin", "设置本次外采 PIN", "Set one's own PIN for a trip";
    pub(crate) TripPackage = "collect.trip.package", "下载行程包", "Fetch the day package of a trip";
    pub(crate) TripReplay = "collect.trip.replay", "回传外采记录", "Play back the journal of a trip";
    pub(crate) TripSignature = "collect.donation.view_signature", "查看车上手写签名", "See what donors signed on vehicles";
    pub(crate) TripClose = "collect.trip.close", "结束外采任务", "Close trips";
    pub(crate) TripCaseList = "collect.trip_case.list", "外采核对事项", "See cases of trips";
    pub(crate) TripCasePropose = "collect.trip_case.propose", "提出处理意见", "Propose how a case of a trip ends";
    pub(crate) TripCaseConfirm = "collect.trip_case.confirm", "确认处理意见", "Confirm how a case of a trip ends";
}

pub(crate) fn permissions() -> Vec<PermissionInfo> {
    vec![
        TripCreate::INFO,
        TripList::INFO,
        TripView::INFO,
        TripStaff::INFO,
        TripCode::INFO,
        TripPin::INFO,
        TripPackage::INFO,
        TripReplay::INFO,
        TripSignature::INFO,
        TripClose::INFO,
        TripCaseList::INFO,
        TripCasePropose::INFO,
        TripCaseConfirm::INFO,
    ]
}

pub(crate) fn router(afield: Afield) -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(http::list, plan::create))
        .routes(routes!(plan::staff))
        .routes(routes!(http::view))
        .routes(routes!(http::view_code))
        .routes(routes!(plan::set_pin))
        .routes(routes!(pack::package))
        .routes(routes!(replay::replay))
        .routes(routes!(http::close))
        .routes(routes!(signature::signature))
        .routes(routes!(cases::list))
        .routes(routes!(cases::propose))
        .routes(routes!(cases::confirm))
        .layer(Extension(afield))
}
