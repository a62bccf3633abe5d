//! 献血反应: graded by the rulebook, treated, followed up until the case is closed; what is serious is told to quality
//! without saying whose it was.

pub(crate) mod db;
mod deferring;
mod http;
mod regrade;
mod rules;
mod view;

use std::sync::Arc;

use axum::Extension;
use utoipa_axum::{router::OpenApiRouter, routes};
use vena_contracts::{collect::DonorReacted, recruit::DonorDeferrals};
use vena_kernel::{clock::Instant, collection::reactions as page, id::ReactionId};
use vena_platform::{
    app::App,
    auth::{Permission, PermissionInfo, Scope},
    db::Tx,
    fault::Fault,
    permission,
};

use crate::{
    day,
    donations::{DonationRecord, Severity},
};

permission! {
    pub(crate) ReactionCreate = "collect.reaction.create", "登记献血反应", "Record reactions of donors";
    pub(crate) ReactionList = "collect.reaction.list", "献血反应列表", "List reactions of donors";
    pub(crate) ReactionView = "collect.reaction.view", "查看献血反应", "See reactions of donors";
    pub(crate) ReactionNote = "collect.reaction.note", "记录处置和随访", "Record treatment and follow-up";
    pub(crate) ReactionOver = "collect.reaction.over", "登记反应缓解", "Record that a reaction is over";
    pub(crate) ReactionRegrade = "collect.reaction.regrade", "献血反应重新分级", "Grade reactions of donors anew";
    pub(crate) ReactionDefer = "collect.reaction.defer", "处理献血反应后的暂缓", "Decide about the deferral after a reaction";
    pub(crate) ReactionClose = "collect.reaction.close", "结束献血反应", "Close reactions of donors";
    pub(crate) ReactionSerious = "collect.serious_reaction.list", "查看严重献血反应", "See serious reactions, without the donor";
}

pub(crate) fn permissions() -> Vec<PermissionInfo> {
    vec![
        ReactionCreate::INFO,
        ReactionList::INFO,
        ReactionView::INFO,
        ReactionNote::INFO,
        ReactionOver::INFO,
        ReactionRegrade::INFO,
        ReactionClose::INFO,
        ReactionSerious::INFO,
    ]
}

pub(crate) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(http::create))
        .routes(routes!(view::list))
        .routes(routes!(view::serious))
        .routes(routes!(view::view))
        .routes(routes!(http::note))
        .routes(routes!(http::over))
        .routes(routes!(http::close))
        .routes(routes!(regrade::regrade))
}

/// The permission that [`deferring`] asks for.
pub(crate) fn deferring_permissions() -> Vec<PermissionInfo> {
    vec![ReactionDefer::INFO]
}

/// The route that needs whoever enters deferrals.
pub(crate) fn deferring(deferrals: Arc<dyn DonorDeferrals>) -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(deferring::defer)).layer(Extension(deferrals))
}

/// A reaction that is told with the end of the donation.
pub(crate) async fn during(
    tx: &mut Tx,
    scope: &Scope,
    record: &DonationRecord,
    (kind, severity, seen): (&str, Severity, &str),
    at: Instant,
) -> Result<ReactionId, Fault> {
    let new =
        db::NewReaction { kind, severity, onset_at: at, phase: db::Phase::During, seen, measures: "", over_at: None };
    keep(tx, scope, record, new).await
}

/// Keeps a reaction that was seen, and tells it.
pub(crate) async fn keep(
    tx: &mut Tx,
    scope: &Scope,
    record: &DonationRecord,
    new: db::NewReaction<'_>,
) -> Result<ReactionId, Fault> {
    keep_told(tx, scope, record, new, db::Way::Seen).await
}

/// Keeps a reaction and tells it. Whoever has to call the donor has the grade's time from when it became known.
async fn keep_told(
    tx: &mut Tx,
    scope: &Scope,
    record: &DonationRecord,
    new: db::NewReaction<'_>,
    way: db::Way,
) -> Result<ReactionId, Fault> {
    let today = day(new.onset_at);
    let (kind, grade) = (page::kind(new.kind, today)?, page::grade(new.severity.word(), today)?);
    let id = ReactionId::from_uuid(tx.new_id());
    let follow_up_by = rules::call_by(grade, tx.now());
    db::insert(tx, scope, (id, record.donation_id), &new, (way, grade.serious, follow_up_by)).await?;
    tx.tell(&DonorReacted {
        reaction_id: id,
        donation_id: record.donation_id,
        donor_id: record.donor_id,
        severity: new.severity.word().to_owned(),
        counts: kind.counts,
        serious: grade.serious,
        onset_at: new.onset_at,
    })
    .await?;
    tx.announce("reactions", Some(scope.org)).await?;
    Ok(id)
}
