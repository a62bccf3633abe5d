//! What follows one donation, for whoever says goodbye to its donor.

use axum::{Extension, Json};
use serde::Serialize;
use utoipa::ToSchema;
use vena_contracts::shown::Can;
use vena_kernel::{
    clock::{Day, Instant},
    donation_number::DonationNumber,
    eligibility::DonationKind,
    text::Text,
};
use vena_platform::{
    auth::{Allowed, Permission},
    fault::Fault,
    http::{Path, Query},
};

use super::{AfterView, Given, missing, next, rules};
use crate::{
    Donations, Donors, book,
    gifts::{self, GiftHandOut, GiftStock, OfSite},
};

/// What follows a donation.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct AfterDonation {
    /// Its number.
    donation_number: DonationNumber,
    /// The words of the thanks, with `{name}` where the name stands.
    thanks: Text,
    /// From when on what may be given again; kinds that may not are left out.
    next: Vec<NextDonation>,
    /// Points of honour that it earns.
    points: Option<i32>,
    /// The gift that was handed out.
    gift: Option<GiftGiven>,
    /// What there is to hand out at the site.
    gifts: Vec<GiftStock>,
    /// Whether a gift may be handed out now.
    hand_out: Can,
}

/// From when on one kind may be given.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct NextDonation {
    /// What.
    kind: DonationKind,
    /// What people call it.
    title: Text,
    /// The first day.
    from: Day,
}

/// A gift that was handed out.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct GiftGiven {
    /// Its code in the rulebook.
    gift: String,
    /// What people call it.
    name: Text,
    /// When.
    at: Instant,
}

/// What follows a donation: thanks, the next date of each kind, points, and the small gift.
#[utoipa::path(get, path = "/api/care/donations/{number}", tag = "care", operation_id = "care.donation.view",
    params(("number" = DonationNumber, Path), OfSite), responses((status = 200, body = AfterDonation)))]
pub(super) async fn view(
    auth: Allowed<AfterView>,
    Extension(donors): Donors,
    Extension(donations): Donations,
    Path(number): Path<DonationNumber>,
    Query(of): Query<OfSite>,
) -> Result<Json<AfterDonation>, Fault> {
    let mut tx = auth.read().await?;
    let facts = donations.facts(&mut tx, &number).await?.filter(|_| auth.scope.only_org().is_none());
    let facts = facts.ok_or_else(|| missing(number))?;
    let (Some(ended_at), Some(volume_ml)) = (facts.ended_at, facts.volume_ml) else { return Err(missing(number)) };
    let given = Given { donation: facts.donation_id, kind: facts.kind, volume_ml, ended_at };
    let needle = given.needle(false);
    let next = next(&mut tx, donors.as_ref(), facts.donor_id, &needle).await?;
    let points = book::points(facts.kind, volume_ml, needle.on).map(|(points, _)| points);
    let gift = gifts::given(&mut tx, number).await?.map(|(gift, at)| GiftGiven { name: gifts::name(&gift), gift, at });
    let decision = gifts::rules::once(gift.as_ref().map(|gift| &gift.name));
    let site = of.site_id.unwrap_or(auth.scope.site);
    Ok(Json(AfterDonation {
        donation_number: number,
        thanks: rules::thanks((facts.kind, volume_ml, needle.on), &next, points),
        next: next
            .into_iter()
            .map(|(kind, from)| NextDonation { kind, title: rules::kind_title(kind), from })
            .collect(),
        points,
        hand_out: Can::by(&auth.scope, GiftHandOut::INFO.name, decision),
        gifts: gifts::stock(&mut tx, &auth.scope, site).await?,
        gift,
    }))
}
