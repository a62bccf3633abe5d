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
use vena_kernel::{id::SiteId, refusal::Refusal, say};
use vena_platform::{
    app::App,
    auth::{Permission, PermissionInfo, Scope},
    db::Tx,
    fault::Fault,
    permission,
};

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

/// Refuses by `binding.lot-recalled` and `binding.lot-finished` what may not touch a donor at `site`; a lot that lay unopened
/// is open from its first use on.
pub(crate) async fn may_use(tx: &mut Tx, scope: &Scope, site: SiteId, lots: &[(&str, &str)]) -> Result<(), Fault> {
    none_recalled(tx, scope, lots).await?;
    for (item, lot) in lots {
        let Some((id, state)) = db::lies_here(tx, scope, site, (item, lot)).await? else { continue };
        rules::may_use(state, lot)?;
        if state == rules::LotState::Received {
            db::open(tx, scope, id).await?;
        }
    }
    Ok(())
}

/// Refuses by `binding.lot-recalled` what was recalled.
async fn none_recalled(tx: &mut Tx, scope: &Scope, lots: &[(&str, &str)]) -> Result<(), Fault> {
    for (item, lot) in lots {
        // Whoever recalls this lot now waits until it is kept beside this donation, or this one sees the recall.
        db::lock(tx, scope, item, lot).await?;
        if let Some(why) = db::recalled(tx, scope, item, lot).await? {
            let reason = say!("批号 {lot} 已召回：{why}", "lot {lot} was recalled: {why}");
            return Err(Refusal::new("binding.lot-recalled", reason).into());
        }
    }
    Ok(())
}
