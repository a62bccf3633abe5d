//! 确认实验: a reactive donation's sample goes to the laboratory that confirms its agent; what that says is typed from its report by one
//! and confirmed by another. An indeterminate result asks for a later sample of the donor, a confirmed case is reported by law.
//!
//! A request opens with the second signature under the reactive report. Whatever the confirmation says, the donation stays
//! rejected. Who may: people of the laboratory; they know numbers, never names. Announces `confirmations`.

mod act;
mod book;
mod db;
mod http;
mod rules;
#[cfg(test)]
mod tests;

use utoipa_axum::{router::OpenApiRouter, routes};
use vena_kernel::donation_number::DonationNumber;
use vena_platform::{
    app::App,
    auth::{Permission, PermissionInfo, Scope},
    db::Tx,
    fault::Fault,
    permission,
};

use self::book::book;

permission! {
    pub(crate) ConfirmationList = "lab.confirmation.list", "查看确认实验", "See confirmations";
    pub(crate) ConfirmationView = "lab.confirmation.view", "查看一份确认实验", "See a confirmation";
    pub(crate) ConfirmationSample = "lab.confirmation.sample", "登记再次采样", "Record later samples for confirmation";
    pub(crate) ConfirmationSend = "lab.confirmation.send", "送检确认标本", "Send samples for confirmation";
    pub(crate) ConfirmationType = "lab.confirmation.enter", "录入确认结果", "Type results of confirmations";
    pub(crate) ConfirmationConfirm = "lab.confirmation.confirm", "复核确认结果", "Confirm results of confirmations";
    pub(crate) ConfirmationGiveBack = "lab.confirmation.return", "退回确认结果", "Return results of confirmations";
    pub(crate) ConfirmationNotify = "lab.confirmation.notify", "登记传染病报告", "Record reports to the CDC";
}

/// The permissions of this feature.
pub(crate) fn permissions() -> Vec<PermissionInfo> {
    vec![
        ConfirmationList::INFO,
        ConfirmationView::INFO,
        ConfirmationSample::INFO,
        ConfirmationSend::INFO,
        ConfirmationType::INFO,
        ConfirmationConfirm::INFO,
        ConfirmationGiveBack::INFO,
        ConfirmationNotify::INFO,
    ]
}

/// The routes of this feature.
pub(crate) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(http::list))
        .routes(routes!(http::view))
        .routes(routes!(act::send))
        .routes(routes!(act::sample))
        .routes(routes!(act::enter))
        .routes(routes!(act::confirm))
        .routes(routes!(act::give_back))
        .routes(routes!(act::notify))
}

/// Opens a request for each agent that was found and that somebody confirms; one that is open already stays as it is.
pub(crate) async fn open(tx: &mut Tx, scope: &Scope, number: DonationNumber, agents: &[&str]) -> Result<(), Fault> {
    let day = tx.now().day_in(&vena_kernel::zone::china());
    for agent in agents.iter().filter(|agent| book().agent(agent, day).is_some()) {
        db::open(tx, scope, (number, agent, 1), None).await?;
    }
    tx.announce("confirmations", Some(scope.org)).await
}
