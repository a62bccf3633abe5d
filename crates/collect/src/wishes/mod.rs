//! 保密性弃血: the donor's wish that the blood not be used, before, at and after the chair.
//!
//! At the chair the donor picks one of two stickers that look alike, and the nurse scans it: the answer is the same
//! whichever it was, and no screen of the desk tells. Afterwards the port [`vena_contracts::collect::DonorWishes`] serves
//! phone and app until the blood is used.

pub(crate) mod db;
mod http;
mod port;

use utoipa_axum::{router::OpenApiRouter, routes};
use vena_platform::{
    app::App,
    auth::{Permission, PermissionInfo},
    permission,
};

pub(crate) use port::{Wishes, is_free, sticker};

permission! {
    pub(crate) WishCards = "collect.wish.create", "制作保密性弃血贴纸", "Make stickers for the donor's wish";
    pub(crate) WishScan = "collect.donation.wish", "扫描献血者意愿贴纸", "Scan the donor's sticker";
}

pub(crate) fn permissions() -> Vec<PermissionInfo> {
    vec![WishCards::INFO, WishScan::INFO]
}

pub(crate) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(http::cards)).routes(routes!(http::scan))
}
