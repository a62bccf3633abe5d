//! 批号: lots of kits, needles, pouches and tubes, as they lie at a site; a recalled lot touches no donor, and its donations
//! are held at once.
//!
//! Quality recalls and sees numbers; whose they are is not shown here.

pub(crate) mod db;
mod http;
mod recalled;
mod rules;
mod stock;

use utoipa_axum::{router::OpenApiRouter, routes};
use vena_kernel::{clock::Day, collection::lots as rule, id::SiteId, refusal::Refusal, say};
use vena_platform::{
    app::App,
    auth::{Permission, PermissionInfo, Scope},
    db::Tx,
    fault::{Fault, Problem},
    permission,
};

use crate::day;

permission! {
    pub(crate) LotRecall = "collect.lot.recall", "召回耗材批号", "Recall lots of kits and tubes";
    pub(crate) LotList = "collect.lot.list", "查看召回的耗材批号", "See recalled lots";
    pub(crate) LotView = "collect.lot.view", "查看耗材批号召回的影响", "See what a recalled lot has touched";
    pub(crate) LotStock = "collect.lot.stock", "查看采血点的耗材批号", "See the lots at a site";
    pub(crate) LotReceive = "collect.lot.receive", "登记到货的耗材批号", "Take lots in";
    pub(crate) LotOpen = "collect.lot.open", "启用耗材批号", "Open lots";
    pub(crate) LotFinish = "collect.lot.finish", "结束使用耗材批号", "End the use of lots";
    pub(crate) LotDonations = "collect.lot.donations", "查看使用某批号的献血", "See the donations of a lot";
}

pub(crate) fn permissions() -> Vec<PermissionInfo> {
    vec![
        LotRecall::INFO,
        LotList::INFO,
        LotView::INFO,
        LotStock::INFO,
        LotReceive::INFO,
        LotOpen::INFO,
        LotFinish::INFO,
        LotDonations::INFO,
    ]
}

pub(crate) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(stock::list, stock::receive))
        .routes(routes!(stock::open))
        .routes(routes!(stock::finish))
        .routes(routes!(http::list, http::recall))
        .routes(routes!(recalled::view))
        .routes(routes!(http::donations))
}

/// Refuses by `binding.needle-lot` where the site keeps needles on its list and nobody says of which lot this one is.
pub(crate) async fn needle_named(tx: &mut Tx, scope: &Scope, site: SiteId, named: Option<&str>) -> Result<(), Fault> {
    if named.is_some() || !needles_listed(tx, scope, site).await? {
        return Ok(());
    }
    let detail = say!(
        "本采血点登记有穿刺针批号，请扫描或录入本次所用的批号",
        "needles are on this site's list: scan or type the lot of this one"
    );
    Err(Problem::invalid("lots.needle", "", "binding.needle-lot", detail).into())
}

/// Whether the site keeps needles on its list, so that their lot is asked at the chair.
pub(crate) async fn needles_listed(tx: &mut Tx, scope: &Scope, site: SiteId) -> Result<bool, Fault> {
    db::are_listed(tx, scope, site, "needle").await
}

/// Refuses by `binding.lot-recalled`, `binding.lot-finished`, `binding.lot-expired` and `binding.lot-unknown` what may not touch
/// a donor at `site`; a lot that lay unopened is open from its first use on.
pub(crate) async fn may_use(tx: &mut Tx, scope: &Scope, site: SiteId, lots: &[(&str, &str)]) -> Result<(), Fault> {
    let today = day(tx.now());
    for (item, lot) in lots {
        let why = called_back(tx, scope, (item, lot)).await?;
        let lies = db::lies_here(tx, scope, site, (item, lot)).await?;
        let standing = rule::Standing {
            recalled: why.as_deref(),
            finished: lies.is_some_and(|(_, state, _)| state == rules::LotState::Finished),
            expires_on: lies.map(|(_, _, expires_on)| expires_on),
            unknown: lies.is_none(),
        };
        rule::may_use(lot, standing, today)?;
        if let Some((id, rules::LotState::Received, _)) = lies {
            db::open(tx, scope, id).await?;
        }
    }
    Ok(())
}

/// Why a lot was recalled. Whoever recalls it now waits until it is kept beside this donation, or this one sees the recall.
async fn called_back(tx: &mut Tx, scope: &Scope, (item, lot): (&str, &str)) -> Result<Option<String>, Fault> {
    db::lock(tx, scope, item, lot).await?;
    db::recalled(tx, scope, item, lot).await
}

/// What was used on `on` at `site` without the network, judged again: every lot that may not have been. Whether its use was
/// ended since does not count; one that lay unopened was opened there.
pub(crate) async fn judged_again(
    tx: &mut Tx,
    scope: &Scope,
    (site, on): (SiteId, Day),
    lots: &[(&str, &str)],
) -> Result<Vec<Refusal>, Fault> {
    let mut refused = Vec::new();
    for (item, lot) in lots {
        let why = called_back(tx, scope, (item, lot)).await?;
        let lies = db::lies_here(tx, scope, site, (item, lot)).await?;
        let unknown = lies.is_none() && db::are_listed(tx, scope, site, item).await?;
        let expires_on = lies.map(|(_, _, expires_on)| expires_on);
        let standing = rule::Standing { recalled: why.as_deref(), finished: false, expires_on, unknown };
        refused.extend(rule::may_use(lot, standing, on).err());
        if let Some((id, rules::LotState::Received, _)) = lies {
            db::open(tx, scope, id).await?;
        }
    }
    Ok(refused)
}
