//! After the needle: thanks with volume and next date, points for the honour system, kind words when nothing was drawn.
//!
//! Heard are `collect.donation_completed`, `collect.donation_failed` and `collect.donor_turned_away`; each is told once however
//! often it is heard. Tells `care.points_earned`. From when on somebody may give says the one eligibility function.

mod http;
mod rules;

use std::sync::Arc;

use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;
use vena_contracts::{
    care::{DonorMessages, Message, PointsEarned, Purpose},
    collect::{DonationCompleted, DonationFailed, DonorTurnedAway},
    recruit::DonorDesk,
};
use vena_kernel::{
    clock::{Day, Instant},
    donation_number::DonationNumber,
    eligibility::{DonationKind, Needle, NeedleOutcome},
    id::{DonationId, DonorId, OrgId, SiteId, UserId},
    text::{Lang, Text},
    zone,
};
use vena_platform::{
    app::App,
    auth::{OrgKind, Permission, PermissionInfo, Scope},
    db::Tx,
    fault::Fault,
    outbox::Subscription,
    permission,
};

use crate::{
    book,
    messages::{db, kinds},
};

permission! {
    pub(crate) AfterView = "care.donation.view", "查看献血后服务", "See what follows a donation";
}

pub(crate) fn permissions() -> Vec<PermissionInfo> {
    vec![AfterView::INFO]
}

pub(crate) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(http::view))
}

/// The desks that words after a donation need.
#[derive(Clone)]
pub(crate) struct Desks {
    pub(crate) messages: Arc<dyn DonorMessages>,
    pub(crate) donors: Arc<dyn DonorDesk>,
}

pub(crate) fn subscriptions(desks: &Desks) -> Vec<Subscription> {
    let (of_failed, of_away) = (desks.clone(), desks.clone());
    vec![
        Subscription::new::<DonationFailed>("care.comfort_donor", move |tx, event, _| {
            let desks = of_failed.clone();
            Box::pin(async move { failed(tx, &desks, &event).await })
        }),
        Subscription::new::<DonorTurnedAway>("care.answer_donor", move |tx, event, _| {
            let desks = of_away.clone();
            Box::pin(async move { turned_away(tx, &desks, &event).await })
        }),
    ]
}

/// Thanks and points for a donation that was heard of for the first time.
pub(crate) async fn completed(tx: &mut Tx, desks: &Desks, event: &DonationCompleted) -> Result<(), Fault> {
    let on = day(event.ended_at);
    let points = book::points(event.kind, event.volume_ml, on);
    if let Some((points, clause)) = points {
        db::note_points(tx, event.donation_number, points).await?;
        let (donation_number, donor_id, clause) = (event.donation_number, event.donor_id, clause.to_owned());
        tx.tell(&PointsEarned { donation_number, donor_id, kind: event.kind, points, on, clause }).await?;
    }
    let given =
        Given { donation: event.donation_id, kind: event.kind, volume_ml: event.volume_ml, ended_at: event.ended_at };
    let next = next(tx, desks.donors.as_ref(), event.donor_id, &given.needle(event.reaction)).await?;
    let text = rules::thanks((event.kind, event.volume_ml, on), &next, points.map(|(points, _)| points));
    tell(tx, desks, (event.donor_id, kinds::THANKS), event.donation_number.to_string(), (text, event.ended_at)).await
}

async fn failed(tx: &mut Tx, desks: &Desks, event: &DonationFailed) -> Result<(), Fault> {
    let needle = Needle {
        donation: Some(event.donation_id),
        on: day(event.needle_at),
        kind: event.kind,
        outcome: NeedleOutcome::Failed,
        volume_ml: 0,
        reaction: false,
    };
    let next = next(tx, desks.donors.as_ref(), event.donor_id, &needle).await?;
    let text = rules::failed(needle.on, &next);
    tell(tx, desks, (event.donor_id, kinds::VISIT_RESULT), event.donation_id.to_string(), (text, event.needle_at)).await
}

async fn turned_away(tx: &mut Tx, desks: &Desks, event: &DonorTurnedAway) -> Result<(), Fault> {
    let on = day(event.at);
    let verdicts = desks.donors.verdicts(tx, &nobody(), event.donor_id, on, &[]).await?;
    let text = rules::turned_away(on, &rules::next(&verdicts));
    tell(tx, desks, (event.donor_id, kinds::VISIT_RESULT), event.donation_id.to_string(), (text, event.at)).await
}

/// What was given, as far as the rule of the next donation asks.
struct Given {
    donation: DonationId,
    kind: DonationKind,
    volume_ml: i32,
    ended_at: Instant,
}

impl Given {
    fn needle(&self, reaction: bool) -> Needle {
        Needle {
            donation: Some(self.donation),
            on: day(self.ended_at),
            kind: self.kind,
            outcome: NeedleOutcome::Completed,
            volume_ml: self.volume_ml,
            reaction,
        }
    }
}

/// From when on what may be given after `needle`.
async fn next(
    tx: &mut Tx,
    donors: &dyn DonorDesk,
    donor: DonorId,
    needle: &Needle,
) -> Result<Vec<(DonationKind, Day)>, Fault> {
    let verdicts = donors.verdicts(tx, &nobody(), donor, needle.on, std::slice::from_ref(needle)).await?;
    Ok(rules::next(&verdicts))
}

async fn tell(
    tx: &mut Tx,
    desks: &Desks,
    (donor, kind): (DonorId, &'static str),
    about: String,
    (text, at): (Text, Instant),
) -> Result<(), Fault> {
    let late = book::thanks(day(at))?.late_days * 86_400;
    let not_after = Some(at.plus_seconds(late));
    let message = Message { donor, kind, about, text, not_before: None, not_after, purpose: Purpose::Service };
    desks.messages.send(tx, message).await?;
    Ok(())
}

/// Nobody in particular at the station: the donor is told, and nobody else sees it.
fn nobody() -> Scope {
    Scope {
        user: UserId::from_uuid(Uuid::nil()),
        user_name: String::new(),
        org: OrgId::from_uuid(Uuid::nil()),
        org_kind: OrgKind::Station,
        site: SiteId::from_uuid(Uuid::nil()),
        permissions: Arc::default(),
        lang: Lang::Zh,
    }
}

/// The day of `instant` on Chinese clocks.
pub(crate) fn day(instant: Instant) -> Day {
    instant.day_in(&zone::china())
}

/// The donation of a number that stands in a path, or 404.
pub(crate) fn missing(number: DonationNumber) -> Fault {
    vena_platform::fault::Problem::not_found("donation", number.as_str()).into()
}
