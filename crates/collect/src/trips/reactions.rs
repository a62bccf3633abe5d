//! Reactions that were written down on the vehicle, at the chair or when the day was long over: each opens a case of its own.

use vena_kernel::{clock::Instant, id::DonationId, say};
use vena_platform::{app::App, auth::Scope, db::Tx, fault::Fault};
use vena_trip::state::{Reacted, Stage, Visit};

use super::db::{self, TripSecret};
use crate::{
    donations::{self, Severity},
    reactions::{
        self,
        db::{NewReaction, Phase},
    },
};

/// Keeps the reactions of a settled person that are not kept yet; one transaction.
pub(super) async fn told(app: &App, scope: &Scope, trip: &TripSecret, visit: &Visit) -> Result<(), Fault> {
    let mut tx = app.db.begin().await?;
    db::lock(&mut tx, scope, trip.trip_id).await?;
    let settled = db::settled(&mut tx, trip.trip_id).await?;
    let Some(donation) = settled.get(&visit.visit_id) else { return Ok(()) };
    for reacted in &visit.reactions {
        if db::reacted(&mut tx, trip.trip_id, (reacted.entry_id, visit.visit_id)).await? {
            match donation {
                Some(donation) => {
                    let over = visit.over_at.filter(|over| *over >= reacted.at);
                    keep(&mut tx, scope, trip, (*donation, reacted, over)).await?;
                }
                None => apart(&mut tx, trip, (visit, reacted)).await?,
            }
        }
    }
    tx.commit().await
}

async fn keep(
    tx: &mut Tx,
    scope: &Scope,
    trip: &TripSecret,
    (donation, reacted, over): (DonationId, &Reacted, Option<Instant>),
) -> Result<(), Fault> {
    let scope = Scope { user: reacted.by.unwrap_or(scope.user), site: trip.site_id, ..scope.clone() };
    let record = donations::opened(tx, &scope, donation).await?;
    let new = NewReaction {
        kind: &reacted.kind,
        severity: severity(&reacted.severity),
        onset_at: reacted.at,
        phase: phase(reacted.stage),
        seen: reacted.note.as_deref().unwrap_or("车上登记"),
        measures: "",
        over_at: over,
    };
    let reaction = reactions::keep(tx, &scope, &record, new).await?;
    db::reaction_is(tx, trip.trip_id, reacted.entry_id, reaction).await
}

/// Nobody was registered: a person of the station looks into it.
async fn apart(tx: &mut Tx, trip: &TripSecret, (visit, reacted): (&Visit, &Reacted)) -> Result<(), Fault> {
    let (name, grade, note) = (&visit.name_masked, &reacted.severity, reacted.note.as_deref().unwrap_or_default());
    let reason = say!(
        "未献血离开的 {name} 在车上有不适（{grade}）：{note}",
        "{name}, who left without a donation, felt unwell on the vehicle ({grade}): {note}"
    );
    let case =
        db::NewCase { visit: Some(visit.visit_id), ..db::NewCase::of_trip(trip.trip_id, "reaction_apart", &reason) };
    db::open_case(tx, &case).await
}

fn severity(word: &str) -> Severity {
    match word {
        "severe" => Severity::Severe,
        "moderate" => Severity::Moderate,
        _ => Severity::Mild,
    }
}

/// When it was, seen from the needle. The vehicle hears of it only while the donor is there, or comes back to it.
fn phase(stage: Stage) -> Phase {
    match stage {
        Stage::Started => Phase::During,
        Stage::Ended | Stage::Failed => Phase::After,
        _ => Phase::Before,
    }
}
