//! From when on a donor may give: the facts of the file, put before the kernel's one rule.
//!
//! Who may: see `http.rs`. Tells nothing. The rule itself is [`vena_kernel::eligibility::judge`]; nothing is decided here.

mod db;
mod http;
mod standing;

use std::collections::HashMap;

use utoipa_axum::{router::OpenApiRouter, routes};
use vena_kernel::{
    clock::Day,
    eligibility::{DonationKind, History, Needle, Verdict, judge, judge_all},
    id::DonorId,
};
use vena_platform::{
    app::App,
    auth::{Permission, PermissionInfo, Scope},
    db::Tx,
    fault::Fault,
    permission,
    vault::Vault,
};

pub(crate) use db::permit_kind;
pub(crate) use standing::{DocumentHash, standing_table};

use crate::blocks;

permission! {
    pub(crate) EligibilityView = "recruit.eligibility.view", "查看献血资格", "See from when on a donor may give";
    pub(crate) RulesView = "recruit.rules.view", "查看献血规则", "See the rules of eligibility";
}

pub(crate) fn permissions() -> Vec<PermissionInfo> {
    vec![EligibilityView::INFO, RulesView::INFO]
}

pub(crate) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(http::view)).routes(routes!(http::rules))
}

/// What is known of several donors, each with everything that stands in the files of the same person.
pub(crate) async fn histories(
    tx: &mut Tx,
    scope: &Scope,
    vault: &Vault,
    donors: &[DonorId],
) -> Result<HashMap<DonorId, History>, Fault> {
    let mut found: HashMap<DonorId, History> = HashMap::with_capacity(donors.len());
    for (donor, born_on) in db::births(tx, scope, donors).await? {
        found.insert(donor, History::new(born_on));
    }
    for row in db::needles(tx, scope, donors).await? {
        if let Some(history) = found.get_mut(&row.donor_id) {
            history.learn(&[row.needle()]);
        }
    }
    for row in db::deferrals(tx, scope, donors).await? {
        if let Some(history) = found.get_mut(&row.donor_id) {
            history.deferrals.push(row.deferral()?);
        }
    }
    for row in db::permits(tx, scope, donors).await? {
        if let Some(history) = found.get_mut(&row.donor_id) {
            history.permits.push(row.permit());
        }
    }
    for (donor, block) in blocks::standing(tx, scope, vault, donors).await? {
        if let Some(history) = found.get_mut(&donor) {
            history.blocks.push(block);
        }
    }
    Ok(found)
}

/// One verdict a kind for a donor; empty when there is no file that `scope` may see.
pub(crate) async fn verdicts(
    tx: &mut Tx,
    scope: &Scope,
    vault: &Vault,
    (donor, on, own): (DonorId, Day, &[Needle]),
) -> Result<Vec<Verdict>, Fault> {
    let mut found = histories(tx, scope, vault, &[donor]).await?;
    let Some(mut history) = found.remove(&donor) else { return Ok(Vec::new()) };
    history.learn(own);
    Ok(judge_all(&history, on))
}

/// What the file says of whole blood on `on`.
pub(crate) fn whole_blood(history: &History, on: Day) -> Verdict {
    judge(history, DonationKind::WholeBlood, on)
}
