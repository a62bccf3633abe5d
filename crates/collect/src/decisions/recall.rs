//! A decision is recalled: the donor remembered something, a value has to be measured again.

use axum::Extension;
use serde::Deserialize;
use utoipa::ToSchema;
use vena_kernel::{id::VisitId, refusal::Refusal, say};
use vena_platform::{
    auth::{Allowed, Answer},
    fault::{Fault, Problem},
    http::{Body, Path},
};

use super::{VisitRecall, db};
use crate::{
    donations::{self, DonationState},
    papers::Signed,
    visits::{self, VisitState},
};

/// Why a decision is recalled.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct VisitRecalled {
    /// For the record.
    #[garde(length(chars, min = 2, max = 300))]
    reason: String,
}

/// Recalls a yes before bag and tubes have a number: the donation is cancelled, its papers are superseded, and the visitor is
/// asked, checked and decided about again.
#[utoipa::path(post, path = "/api/collect/visits/{id}/recall", tag = "collect", operation_id = "collect.visit.recall",
    params(("id" = VisitId, Path)), request_body = VisitRecalled, responses((status = 200, body = visits::Visit)))]
pub(super) async fn recall(
    auth: Allowed<VisitRecall>,
    Extension(signed): Signed,
    Path(id): Path<VisitId>,
    Body(asked): Body<VisitRecalled>,
) -> Result<Answer<visits::Visit>, Fault> {
    let mut tx = auth.write().await?;
    // One order everywhere: the donation is locked before its visit, as when a donor goes home from the chair. A decision has no
    // donation yet and locks the visit alone. So the visit is read for its donation first, and again once both are locked.
    let visit = visits::db::visit(&mut tx, &auth.scope, id).await?;
    let visit = visit.ok_or_else(|| Problem::not_found("visit", id))?;
    let donation = visit.donation_id.ok_or_else(undecided)?;
    let record = donations::opened(&mut tx, &auth.scope, donation).await?;
    visits::db::lock(&mut tx, &auth.scope, id).await?;
    let visit = visits::db::visit(&mut tx, &auth.scope, id).await?;
    let stands = |visit: &visits::VisitRecord| visit.donation_id == Some(donation) && visit.state != VisitState::Left;
    visit.filter(stands).ok_or_else(undecided)?;
    may_recall(record.state)?;
    tx.because(&asked.reason);
    let now = tx.now();
    donations::call_off(&mut tx, &auth.scope, &record, (&asked.reason, now)).await?;
    db::recall(&mut tx, &auth.scope, donation, &asked.reason).await?;
    db::reopen(&mut tx, id).await?;
    signed.supersede(&mut tx, &auth.scope, ("donation", &donation.to_string()), &asked.reason).await?;
    for topic in ["visits", "documents"] {
        tx.announce(topic, Some(auth.scope.org)).await?;
    }
    let visit = visits::view::visit_or_404(&mut tx, &auth.scope, id).await?;
    tx.ok(visit).await
}

fn undecided() -> Refusal {
    Refusal::new("decision.none", say!("该到访没有可撤回的判定", "there is no decision about this visitor to recall"))
}

/// A no stands, and nothing is recalled once bag and tubes have a number: then the donation is cancelled.
fn may_recall(state: DonationState) -> Result<(), Refusal> {
    if state == DonationState::Accepted {
        return Ok(());
    }
    let reason = say!(
        "只能撤回尚未绑定血袋的“同意献血”；不同意的判定不撤回，已绑定的请取消献血",
        "only a yes is recalled, and only before bag and tubes have a number; after that the donation is cancelled"
    );
    Err(Refusal::new("decision.recall", reason))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_yes_is_recalled_until_bag_and_tubes_have_a_number() {
        let rule = |state| may_recall(state).map_or_else(|refusal| refusal.rule, |()| "yes".to_owned());
        assert_eq!(rule(DonationState::Accepted), "yes");
        for state in [
            DonationState::Refused,
            DonationState::Bound,
            DonationState::Started,
            DonationState::Completed,
            DonationState::Cancelled,
        ] {
            assert_eq!(rule(state), "decision.recall", "{state:?}");
        }
    }
}
