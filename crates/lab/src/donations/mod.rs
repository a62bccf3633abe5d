//! Donations as the laboratory knows them: a number, when it was collected, and what was found.
//!
//! Who may: people of the station with `lab.donation.list` and `lab.donation.view`; a hospital sees none.

pub(crate) mod db;
pub(crate) mod http;
pub(crate) mod loaded;
pub(crate) mod view;

use utoipa_axum::{router::OpenApiRouter, routes};
use vena_kernel::donation_number::DonationNumber;
use vena_platform::{
    app::App,
    auth::{OrgKind, Permission, PermissionInfo, Scope},
    db::Tx,
    fault::{Fault, Problem},
    permission,
};

use crate::{Ports, words::State};

permission! {
    pub(crate) DonationList = "lab.donation.list", "检验工作列表", "List donations to be tested";
    pub(crate) DonationView = "lab.donation.view", "查看检验结果", "See test results";
}

/// The permissions of this feature.
pub(crate) fn permissions() -> Vec<PermissionInfo> {
    vec![DonationList::INFO, DonationView::INFO]
}

/// The routes of this feature.
pub(crate) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(http::list)).routes(routes!(http::view))
}

/// What is tested here is not a hospital's to see.
pub(crate) fn hidden_from(scope: &Scope) -> bool {
    scope.org_kind == OrgKind::Hospital
}

/// The donation that a text in any form names, or a 404 problem.
pub(crate) async fn named(tx: &mut Tx, scope: &Scope, ports: &Ports, text: &str) -> Result<db::Head, Fault> {
    let number: Option<DonationNumber> = text.parse().ok();
    let found = match number {
        Some(number) if !hidden_from(scope) => known(tx, ports, number).await?,
        _ => None,
    };
    let shown: String = text.chars().take(40).collect();
    found.ok_or_else(|| Problem::not_found("donation", shown).into())
}

/// The donation; one that was drawn a moment ago is known to collect before the news of it arrives here.
async fn known(tx: &mut Tx, ports: &Ports, number: DonationNumber) -> Result<Option<db::Head>, Fault> {
    if let Some(head) = db::head(tx, number).await? {
        return Ok(Some(head));
    }
    let facts = ports.donations.facts(tx, &number).await?;
    Ok(facts.and_then(|facts| {
        let collected_at = facts.ended_at?;
        let donor_id = facts.donor_id;
        Some(db::Head {
            donation_number: number,
            donor_id,
            collected_at,
            state: State::Waiting,
            version: 0,
            verdict: None,
        })
    }))
}
