//! 采血位: who sits where, asked again; a second person where the rulebook wants one; needle in, pauses, a needle in vain;
//! rest and going home.

pub(crate) mod db;
mod http;
mod rest;
mod rules;
pub(crate) mod still;
pub(crate) mod view;

pub(crate) use rest::may_leave;
use utoipa_axum::{router::OpenApiRouter, routes};
use vena_kernel::{
    clock::Instant,
    collection::chair::{AtTheChair, second_person},
    rulebook::Basis,
};
use vena_platform::{
    app::App,
    auth::{Permission, PermissionInfo},
    db::Tx,
    fault::Fault,
    permission,
};

use crate::{day, donations::DonationRecord};

permission! {
    pub(crate) ChairList = "collect.chair.list", "查看采血位", "See the chairs";
    pub(crate) KitList = "collect.kit.list", "查看采血耗材和试管要求", "See kits and tubes";
    pub(crate) DonationSeat = "collect.donation.seat", "采血位核对身份", "Ask donors again at the chair";
    pub(crate) DonationConfirm = "collect.donation.confirm", "双人核对血袋和试管", "Look at bag and tubes as the second person";
    pub(crate) DonationStart = "collect.donation.start", "进针", "Begin the flow";
    pub(crate) DonationPause = "collect.donation.pause", "暂停采集", "Pause the flow";
    pub(crate) DonationResume = "collect.donation.resume", "继续采集", "Go on with the flow";
    pub(crate) DonationFail = "collect.donation.fail", "登记穿刺失败", "Record needles in vain";
    pub(crate) DonationLeave = "collect.donation.leave", "允许离开休息区", "Let donors go home";
}

pub(crate) fn permissions() -> Vec<PermissionInfo> {
    vec![
        ChairList::INFO,
        KitList::INFO,
        DonationSeat::INFO,
        DonationConfirm::INFO,
        DonationStart::INFO,
        DonationPause::INFO,
        DonationResume::INFO,
        DonationFail::INFO,
        DonationLeave::INFO,
    ]
}

/// Refuses by `donation.times` an instant before the latest one that is known of this donation (decided, seated, bound, confirmed,
/// started, paused, out), and by `donation.future` one that lies ahead. What is typed after a power cut passes the same way.
pub(crate) async fn in_turn(tx: &mut Tx, record: &DonationRecord, at: Instant) -> Result<(), Fault> {
    let latest = latest(tx, record).await?;
    Ok(rules::after(at, latest, tx.now())?)
}

/// The latest instant that is known of this donation.
async fn latest(tx: &mut Tx, record: &DonationRecord) -> Result<Option<Instant>, Fault> {
    Ok(db::latest(tx, record.donation_id).await?.max(Some(record.registered_at)))
}

/// The clause that asks for a second person before this donation's next needle, if one does.
pub(crate) fn second_asked(record: &DonationRecord, needles: usize, at: Instant) -> Option<&'static Basis> {
    let found = AtTheChair { kind: record.kind, needles, typed_label: record.kit_typed_why.is_some() };
    second_person(found, day(at))
}

pub(crate) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(view::list))
        .routes(routes!(view::kits))
        .routes(routes!(http::seat))
        .routes(routes!(http::confirm))
        .routes(routes!(http::start))
        .routes(routes!(http::pause))
        .routes(routes!(http::resume))
        .routes(routes!(http::fail))
        .routes(routes!(rest::leave))
}
