//! What a donor gave, what became of it, and the wish that it not be used.

use std::collections::HashMap;

use axum::{Extension, Json};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vena_contracts::lab::{DonationJudged, Verdict};
use vena_kernel::{
    clock::{Day, Instant},
    donation_number::DonationNumber,
    eligibility::DonationKind,
    say,
    text::Text,
};
use vena_platform::{
    auth::{Answer, AsDonor},
    fault::{Fault, Problem},
    http::{Body, Path},
    outbox::Subscription,
};

use super::{OwnDonations, OwnExclude, db, files};
use crate::{
    Messages, Wishes,
    sites::{kind_of, kind_title},
    today,
};

/// What the laboratory says, as far as a phone may show it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum OwnResult {
    /// 检测中
    Waiting,
    /// 合格
    Good,
    /// 请联系我们: said to nobody but the donor, and never why.
    CallUs,
}

/// One donation of the donor.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct OwnDonation {
    /// Its number; absent when it was given at another station.
    #[serde(skip_serializing_if = "Option::is_none")]
    donation_number: Option<DonationNumber>,
    /// The station, when it was another one.
    #[serde(skip_serializing_if = "Option::is_none")]
    station: Option<String>,
    /// The day.
    on: Day,
    /// What was given.
    kind: DonationKind,
    /// The same for people.
    kind_title: Text,
    /// How much, mL.
    #[serde(skip_serializing_if = "Option::is_none")]
    volume_ml: Option<i32>,
    /// How the tests ended; absent when it was given elsewhere.
    #[serde(skip_serializing_if = "Option::is_none")]
    result: Option<OwnResult>,
    /// When the first of its blood was given to somebody.
    #[serde(skip_serializing_if = "Option::is_none")]
    used_at: Option<Instant>,
    /// Points of honour that it earned.
    #[serde(skip_serializing_if = "Option::is_none")]
    points: Option<i32>,
    /// The small gift that was handed out for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    gift: Option<Text>,
    /// Whether the donor may still ask that it not be used.
    may_exclude: bool,
}

/// The donor's donations, newest first.
#[utoipa::path(get, path = "/api/recruit/own/donations", tag = "recruit", operation_id = "recruit.own.donations",
    responses((status = 200, body = Vec<OwnDonation>), (status = 401)))]
pub(super) async fn list(
    auth: AsDonor<OwnDonations>,
    Extension(messages): Messages,
) -> Result<Json<Vec<OwnDonation>>, Fault> {
    let mut tx = auth.read().await?;
    let all = files(&mut tx, auth.donor).await?;
    let used = messages.used(&mut tx, &all).await?;
    let mut followed: HashMap<_, _> =
        messages.followed(&mut tx, &all).await?.into_iter().map(|one| (one.donation_number, one)).collect();
    let here = db::given(&mut tx, &all).await?.into_iter().map(|row| {
        let used_at = used.iter().find(|(number, _)| *number == row.donation_number).map(|(_, at)| *at);
        let kind = kind_of(&row.kind).unwrap_or(DonationKind::WholeBlood);
        let (points, gift) = followed.remove(&row.donation_number).map_or((None, None), |one| (one.points, one.gift));
        OwnDonation {
            points,
            gift,
            on: today::day(row.ended_at),
            kind,
            kind_title: kind_title(kind),
            volume_ml: row.volume_ml,
            result: Some(result(row.judged_bad, row.judged_good || used_at.is_some())),
            may_exclude: used_at.is_none() && !row.judged_bad,
            used_at,
            donation_number: Some(row.donation_number),
            station: None,
        }
    });
    let mut all_given: Vec<OwnDonation> = here.collect();
    all_given.extend(db::elsewhere(&mut tx, &all).await?.into_iter().map(|(station, on, kind, volume_ml)| {
        let kind = kind_of(&kind).unwrap_or(DonationKind::WholeBlood);
        OwnDonation {
            donation_number: None,
            station: Some(station),
            on,
            kind,
            kind_title: kind_title(kind),
            volume_ml,
            result: None,
            used_at: None,
            points: None,
            gift: None,
            may_exclude: false,
        }
    }));
    all_given.sort_by_key(|donation| std::cmp::Reverse(donation.on));
    Ok(Json(all_given))
}

fn result(bad: bool, good: bool) -> OwnResult {
    match (bad, good) {
        (true, _) => OwnResult::CallUs,
        (false, true) => OwnResult::Good,
        (false, false) => OwnResult::Waiting,
    }
}

/// Nothing: no reason is asked.
#[derive(Debug, Default, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct OwnExclusionNew {}

/// What became of the wish.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct OwnExclusion {
    /// What we do now, in a sentence.
    words: Text,
}

/// Asks, in confidence and without a reason, that the blood of one donation not be used. Asked again, nothing changes.
#[utoipa::path(post, path = "/api/recruit/own/donations/{number}/exclude", tag = "recruit",
    operation_id = "recruit.own.exclude", params(("number" = DonationNumber, Path)), request_body = OwnExclusionNew,
    responses((status = 200, body = OwnExclusion), (status = 401), (status = 404)))]
pub(super) async fn exclude(
    auth: AsDonor<OwnExclude>,
    Extension(wishes): Wishes,
    Path(number): Path<DonationNumber>,
    Body(OwnExclusionNew {}): Body<OwnExclusionNew>,
) -> Result<Answer<OwnExclusion>, Fault> {
    let missing = || Problem::not_found("donation", number.as_str());
    let mut tx = auth.write().await?;
    let all = files(&mut tx, auth.donor).await?;
    let (donor, donation) = db::own_donation(&mut tx, &all, &number).await?.ok_or_else(missing)?;
    wishes.not_to_be_used(&mut tx, &auth.scope, donor, donation, "app").await?.ok_or_else(missing)?;
    let words = say!(
        "我们已收到。这次献出的血液不会再发出使用；已送达医院的由我们立即追回。您不需要说明原因，没有人会知道。",
        "We have it. The blood of this donation will not be given out; what has reached a hospital we call back at once. You need not say why, and nobody will know."
    );
    tx.ok(OwnExclusion { words }).await
}

/// Hears that the laboratory found nothing against a donation: what the app calls good.
pub(super) fn subscription() -> Subscription {
    Subscription::new::<DonationJudged>("recruit.note_passed", |tx, event, _| {
        Box::pin(async move {
            match event.verdict {
                Verdict::Qualified { .. } => db::note_passed(tx, &event.donation_number).await,
                Verdict::Rejected | Verdict::Incomplete { .. } => Ok(()),
            }
        })
    })
}
