//! 批号: lots of kits, needles, pouches and tubes; a recalled lot touches no donor, and its donations are held at once.
//!
//! Quality recalls and sees numbers; whose they are is not shown here.

pub(crate) mod db;
mod http;

use utoipa_axum::{router::OpenApiRouter, routes};
use vena_kernel::{refusal::Refusal, say};
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
    pub(crate) LotDonations = "collect.lot.donations", "查看使用某批号的献血", "See the donations of a lot";
}

pub(crate) fn permissions() -> Vec<PermissionInfo> {
    vec![LotRecall::INFO, LotList::INFO, LotDonations::INFO]
}

pub(crate) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(http::list, http::recall)).routes(routes!(http::donations))
}

/// Refuses by `binding.lot-recalled` what was recalled.
pub(crate) async fn none_recalled(tx: &mut Tx, scope: &Scope, lots: &[(&str, &str)]) -> Result<(), Fault> {
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
