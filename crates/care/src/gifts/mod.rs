//! 纪念品: small gifts handed out with thanks, and how many a site has.
//!
//! Which gifts there are stands in the rulebook's page on chairs. What a site has is the sum of what came, went and was counted;
//! a donation gets one gift, at the chair's last step or later at a desk. The chair is heard through
//! `collect.gift_handed_out`. Announces `gifts`.

mod db;
mod http;
pub(crate) mod rules;

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};
use vena_contracts::collect::GiftHandedOut;
use vena_kernel::{clock::Instant, collection::chair, donation_number::DonationNumber, id::SiteId, text::Text};
use vena_platform::{
    app::App,
    auth::{Permission, PermissionInfo, Scope},
    db::Tx,
    fault::Fault,
    outbox::Subscription,
    permission,
};

use crate::{after::day, book};

permission! {
    pub(crate) GiftList = "care.gift.list", "纪念品库存", "See the stock of gifts";
    pub(crate) GiftMoves = "care.gift.moves", "纪念品收发记录", "See how gifts came and went";
    pub(crate) GiftReceive = "care.gift.receive", "纪念品入库", "Receive gifts";
    pub(crate) GiftCount = "care.gift.count", "清点纪念品", "Count gifts";
    pub(crate) GiftHandOut = "care.gift.hand_out", "发放纪念品", "Hand out gifts";
}

pub(crate) fn permissions() -> Vec<PermissionInfo> {
    vec![GiftList::INFO, GiftMoves::INFO, GiftReceive::INFO, GiftCount::INFO, GiftHandOut::INFO]
}

pub(crate) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(http::list))
        .routes(routes!(http::moves))
        .routes(routes!(http::receive))
        .routes(routes!(http::count))
        .routes(routes!(http::hand_out))
}

pub(crate) fn subscription() -> Subscription {
    Subscription::new::<GiftHandedOut>("care.note_gift", |tx, event, _| {
        Box::pin(async move {
            let GiftHandedOut { donation_number, gift, site_id, by, at } = event;
            db::handed_out(tx, (site_id, &gift), donation_number, (by, at)).await?;
            tx.announce("gifts", None).await
        })
    })
}

/// Which site.
#[derive(Debug, Clone, Deserialize, IntoParams, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct OfSite {
    /// Where; the caller's own place when absent.
    #[garde(skip)]
    pub(crate) site_id: Option<SiteId>,
}

/// One gift at one site.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct GiftStock {
    /// Where.
    site_id: SiteId,
    /// Name of that place.
    site_name: String,
    /// Code of the rulebook.
    gift: String,
    /// What people call it.
    name: Text,
    /// How many there should be. Below zero, more were handed out than ever came: to be counted.
    pieces: i64,
    /// Few are left.
    low: bool,
    /// Since when, and how it last moved.
    last_at: Option<Instant>,
}

/// What people call a gift; the code itself for one that the rulebook no longer knows.
pub(crate) fn name(code: &str) -> Text {
    let found = chair::gift_named(code);
    found.map_or_else(|| Text::new(code, code), |gift| gift.name.clone())
}

/// What was handed out for a donation, and when.
pub(crate) async fn given(tx: &mut Tx, number: DonationNumber) -> Result<Option<(String, Instant)>, Fault> {
    db::given(tx, number).await
}

/// Every gift of the rulebook at `site`, those that few are left of first.
pub(crate) async fn stock(tx: &mut Tx, scope: &Scope, site: SiteId) -> Result<Vec<GiftStock>, Fault> {
    let mut all = everywhere(tx, scope, Some(site)).await?;
    all.sort_by_key(|gift| !gift.low);
    Ok(all)
}

/// Every gift of the rulebook at the sites of the caller's organisation, or at one of them.
async fn everywhere(tx: &mut Tx, scope: &Scope, site: Option<SiteId>) -> Result<Vec<GiftStock>, Fault> {
    let today = day(tx.now());
    let low_pieces = book::gift(today)?.low_pieces;
    let known = chair::gifts(today);
    let moved = db::stock(tx, scope, site).await?;
    let mut all = Vec::new();
    for (site_id, site_name) in db::sites(tx, scope, site).await? {
        for gift in &known {
            let row = moved.iter().find(|row| row.site_id == site_id && row.gift == gift.code);
            let pieces = row.map_or(0, |row| row.pieces);
            all.push(GiftStock {
                site_id,
                site_name: site_name.clone(),
                gift: gift.code.clone(),
                name: gift.name.clone(),
                pieces,
                // A site that never had any does not run out of them.
                low: row.is_some() && pieces < low_pieces,
                last_at: row.map(|row| row.last_at),
            });
        }
    }
    Ok(all)
}
