//! The deferral that the rulebook proposes after a reaction: a person enters it, or says why not.

use axum::Extension;
use serde::Deserialize;
use utoipa::ToSchema;
use vena_contracts::recruit::{DeferralEntry, DeferralSource};
use vena_kernel::{clock::Day, collection::reactions as page, id::ReactionId, refusal::Refusal, say};
use vena_platform::{
    auth::{Allowed, Answer},
    fault::Fault,
    http::{Body, Path},
};

use super::{
    ReactionDefer,
    db::{self, NoteKind},
    http::locked,
    rules,
    view::{Reaction, reaction_or_404, standing},
};
use crate::{day, decisions::Deferrals};

/// What is done about the deferral that is proposed.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = ReactionDeferralNew)]
pub(super) struct Decision {
    /// Enter it; decline it otherwise.
    #[garde(skip)]
    enter: bool,
    /// Its last day; the rulebook's when absent.
    #[garde(skip)]
    until: Option<Day>,
    /// Why.
    #[garde(length(chars, min = 2, max = 300))]
    reason: String,
}

/// Enters or declines the deferral that the rulebook proposes after a reaction.
#[utoipa::path(post, path = "/api/collect/reactions/{id}/defer", tag = "collect", operation_id = "collect.reaction.defer",
    params(("id" = ReactionId, Path)), request_body = Decision, responses((status = 200, body = Reaction)))]
pub(super) async fn defer(
    auth: Allowed<ReactionDefer>,
    Extension(deferrals): Deferrals,
    Path(id): Path<ReactionId>,
    Body(decision): Body<Decision>,
) -> Result<Answer<Reaction>, Fault> {
    let mut tx = auth.write().await?;
    tx.because(&decision.reason);
    let record = locked(&mut tx, &auth.scope, id).await?;
    rules::may_defer(standing(&record))?;
    let on = day(record.onset_at);
    let proposed = page::grade(record.severity.word(), on)?.deferral.as_ref().ok_or_else(nothing_proposed)?;
    if decision.enter {
        let entry = DeferralEntry {
            donor: record.donor_id,
            code: &proposed.code,
            case: proposed.case.as_deref(),
            event_on: Some(on),
            until: decision.until,
            note: Some(&decision.reason),
            source: DeferralSource::Reaction,
            about: id.to_string(),
        };
        deferrals.enter(&mut tx, &auth.scope, entry).await?;
    }
    let code = decision.enter.then_some(proposed.code.as_str());
    db::decide_deferral(&mut tx, &auth.scope, id, (code, &decision.reason)).await?;
    let word = if decision.enter { "暂缓" } else { "不暂缓" };
    let text = format!("{word}：{}", decision.reason);
    db::note(&mut tx, &auth.scope, id, (NoteKind::Deferral, &text), [None; 3]).await?;
    tx.announce("reactions", Some(auth.scope.org)).await?;
    let shown = reaction_or_404(&mut tx, &auth.scope, id).await?;
    tx.ok(shown).await
}

fn nothing_proposed() -> Refusal {
    Refusal::new("reaction.no-proposal", say!("没有待处理的暂缓建议", "no proposed deferral waits for a decision"))
}
