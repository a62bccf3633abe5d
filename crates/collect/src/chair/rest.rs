//! From the chair to the door: rest, a small gift, and home.

use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use vena_contracts::collect::GiftHandedOut;
use vena_kernel::{collection::reactions, id::DonationId, refusal::Refusal, say};
use vena_platform::{
    auth::{Allowed, Answer},
    db::Tx,
    fault::{Fault, Problem},
    http::{Body, Path},
};

use super::{DonationLeave, db};
use crate::{
    day,
    donations::{Donation, DonationRecord, DonationState, donation_or_404, opened},
    reactions::db::gravest,
};

/// The donor goes home.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct DonationFarewell {
    /// What was handed out.
    #[garde(length(chars, max = 60))]
    gift: Option<String>,
    /// 本人坚持提前离开: why the donor goes before the rest is over, against advice.
    #[garde(length(chars, min = 2, max = 200))]
    early: Option<String>,
}

/// A donor cannot be held: who insists goes before the rest is over, and why is kept. A reaction is looked after first.
fn against_advice(outcome: Result<(), Refusal>, early: Option<&str>) -> Result<(), Refusal> {
    outcome.or_else(|refusal| if early.is_some() && refusal.rule == "rest.short" { Ok(()) } else { Err(refusal) })
}

/// Refuses by `rest.over`, `rest.reaction` and `rest.short`.
pub(crate) async fn may_leave(tx: &mut Tx, record: &DonationRecord) -> Result<Result<(), Refusal>, Fault> {
    let (DonationState::Completed, Some(since), None) = (record.state, record.ended_at, record.left_at) else {
        return Ok(Err(Refusal::new("rest.over", say!("该献血者不在休息区", "this donor is not in the rest area"))));
    };
    let reaction = gravest(tx, record.donation_id).await?;
    let today = day(since);
    let grade = reaction.and_then(|(severity, over)| Some((reactions::grade(&severity, today).ok()?, over)));
    Ok(reactions::may_leave(reactions::Resting { since, reaction: grade }, tx.now(), today))
}

/// Lets the donor go home after the rest that the rulebook asks for.
#[utoipa::path(post, path = "/api/collect/donations/{id}/leave", tag = "collect", operation_id = "collect.donation.leave",
    params(("id" = DonationId, Path)), request_body = DonationFarewell, responses((status = 200, body = Donation)))]
pub(super) async fn leave(
    auth: Allowed<DonationLeave>,
    Path(id): Path<DonationId>,
    Body(asked): Body<DonationFarewell>,
) -> Result<Answer<Donation>, Fault> {
    let mut tx = auth.write().await?;
    let record = opened(&mut tx, &auth.scope, id).await?;
    let early = asked.early.as_deref().map(str::trim).filter(|why| !why.is_empty());
    against_advice(may_leave(&mut tx, &record).await?, early)?;
    if let Some(gift) = &asked.gift
        && !vena_kernel::collection::chair::gifts(day(tx.now())).iter().any(|known| known.code == *gift)
    {
        let detail = say!("没有这种纪念品", "there is no such gift");
        return Err(Problem::invalid("gift", gift, "rest.gift", detail).into());
    }
    db::leave(&mut tx, &auth.scope, id, asked.gift.as_deref()).await?;
    let now = tx.now();
    db::step(&mut tx, &auth.scope, id, ("left", now), json!({ "gift": asked.gift, "early": early })).await?;
    if let Some((gift, donation_number)) = asked.gift.zip(record.donation_number) {
        let (site_id, by) = (record.site_id, auth.scope.user);
        tx.tell(&GiftHandedOut { donation_number, gift, site_id, by, at: now }).await?;
    }
    tx.announce("donations", Some(auth.scope.org)).await?;
    let donation = donation_or_404(&mut tx, &auth.scope, id).await?;
    tx.ok(donation).await
}

#[cfg(test)]
mod tests {
    use vena_kernel::{refusal::Refusal, say};

    use super::against_advice;

    #[test]
    fn who_insists_goes_before_the_rest_is_over_and_never_with_a_reaction() {
        let table = [
            ("", "", "yes"),
            ("", "赶车", "yes"),
            ("rest.short", "", "rest.short"),
            ("rest.short", "赶车", "yes"),
            ("rest.reaction", "赶车", "rest.reaction"),
            ("rest.over", "赶车", "rest.over"),
        ];
        for (refused, early, outcome) in table {
            let before = if refused.is_empty() { Ok(()) } else { Err(Refusal::new(refused, say!("不行", "no"))) };
            let found = against_advice(before, (!early.is_empty()).then_some(early));
            assert_eq!(found.map_or_else(|refusal| refusal.rule, |()| "yes".into()), outcome, "{refused} {early}");
        }
    }
}
