//! Routes of the history.

use axum::{Extension, Json};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use vena_contracts::collect::{DonorVisits, VisitOutcome};
use vena_kernel::{
    clock::{Day, Instant},
    donation_number::DonationNumber,
    eligibility::DonationKind,
    id::{DonationId, DonorId},
};
use vena_platform::{
    auth::{Allowed, Answer, Scope},
    db::Tx,
    fault::{Fault, Problem},
    http::{Body, Path},
};

use super::{ElsewhereCreate, ElsewhereWithdraw, Evidence, HistoryView, Outcome, db, rules};
use crate::{Visits, donors, today};

/// A donation at another station.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct ElsewhereNew {
    /// Which station.
    #[garde(length(chars, min = 2, max = 80))]
    station: String,
    /// The day.
    #[garde(skip)]
    given_on: Day,
    /// What was given.
    #[garde(skip)]
    kind: DonationKind,
    /// What became of it.
    #[garde(skip)]
    outcome: Outcome,
    /// How much, mL, where it is known.
    #[garde(range(min = 1, max = 2000))]
    volume_ml: Option<i32>,
    /// How it is known.
    #[garde(skip)]
    evidence: Evidence,
}

/// Why an entry is withdrawn.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct ElsewhereWhy {
    /// For the record.
    #[garde(length(chars, min = 2, max = 200))]
    reason: String,
}

/// One entry in the line of time.
#[derive(Debug, Serialize, ToSchema)]
#[serde(tag = "what", rename_all = "snake_case")]
pub(super) enum HistoryEvent {
    /// A donation of ours.
    Donation {
        /// Its number.
        donation_number: DonationNumber,
        /// How much, mL.
        volume_ml: Option<i32>,
        /// With a reaction.
        reaction: bool,
        /// Where; unknown of donations of an older version.
        site_name: Option<String>,
    },
    /// A visit from which no donation came, or not yet. Why is not told here.
    Visit {
        /// What was to be given.
        kind: DonationKind,
        /// How it ended.
        outcome: VisitOutcome,
        /// Where.
        site_name: String,
        /// The record of the chair, for those who may see it.
        donation_id: Option<DonationId>,
    },
    /// A needle in vain.
    Needle,
    /// A donation at another station.
    Elsewhere {
        /// Identity.
        elsewhere_id: Uuid,
        /// Which station.
        station: String,
        /// What was given.
        kind: DonationKind,
        /// What became of it.
        outcome: Outcome,
        /// How much, mL.
        volume_ml: Option<i32>,
        /// How it is known.
        evidence: Evidence,
        /// Withdrawn, and why.
        withdrawn_reason: Option<String>,
    },
    /// Something that happened to the file: `registered`, `deferred`, `excluded`, `deferral_lifted`, `merged`,
    /// `merge_undone`, `booking_…`. Why a donor is deferred is not told here.
    File {
        /// What happened.
        event: String,
        /// Until when, where it has an end; the day of a booking.
        until: Option<Day>,
    },
}

/// One entry, with its day and the file that it came with.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct HistoryEntry {
    /// The day.
    on: Day,
    /// The moment, where it is known.
    at: Option<Instant>,
    /// The file that it came with.
    donor_id: DonorId,
    /// Who entered it.
    by: Option<String>,
    /// What.
    #[serde(flatten)]
    event: HistoryEvent,
}

async fn entries(
    tx: &mut Tx,
    scope: &Scope,
    visits: &dyn DonorVisits,
    person: DonorId,
) -> Result<Vec<HistoryEntry>, Fault> {
    let mut entries = Vec::new();
    let files = db::files(tx, person).await?;
    let visits = visits.visits(tx, scope, &files, db::ENTRIES_MAX).await?;
    let place = |number: DonationNumber| {
        let visit = visits.iter().find(|visit| visit.donation_number == Some(number));
        visit.map(|visit| visit.site_name.clone())
    };
    for row in db::donations(tx, person).await? {
        let reaction = row.reaction.unwrap_or(false);
        let (donation_number, volume_ml, site_name) = (row.donation_number, row.volume_ml, place(row.donation_number));
        let event = HistoryEvent::Donation { donation_number, volume_ml, reaction, site_name };
        entries.push(moment(row.donor_id, row.ended_at, None, event));
    }
    for (donor_id, at) in db::needles(tx, person).await? {
        entries.push(moment(donor_id, at, None, HistoryEvent::Needle));
    }
    for row in db::happenings(tx, person).await? {
        entries.push(moment(
            row.donor_id,
            row.at,
            row.by_name,
            HistoryEvent::File { event: row.what, until: row.until },
        ));
    }
    for row in db::elsewhere(tx, person).await? {
        entries.push(HistoryEntry {
            on: row.given_on,
            at: None,
            donor_id: row.donor_id,
            by: row.entered_by_name,
            event: HistoryEvent::Elsewhere {
                elsewhere_id: row.elsewhere_id,
                station: row.station,
                kind: row.kind,
                outcome: row.outcome,
                volume_ml: row.volume_ml,
                evidence: row.evidence,
                withdrawn_reason: row.withdrawn_reason,
            },
        });
    }
    for visit in visits.into_iter().filter(|visit| visit.outcome != VisitOutcome::Donated) {
        let (kind, outcome, site_name) = (visit.kind, visit.outcome, visit.site_name);
        let event = HistoryEvent::Visit { kind, outcome, site_name, donation_id: visit.donation_id };
        entries.push(moment(visit.donor_id, visit.at, None, event));
    }
    entries.sort_by_key(|entry| std::cmp::Reverse((entry.on, entry.at)));
    Ok(entries)
}

fn moment(donor_id: DonorId, at: Instant, by: Option<String>, event: HistoryEvent) -> HistoryEntry {
    HistoryEntry { on: today::day(at), at: Some(at), donor_id, by, event }
}

/// What a person gave and what else happened, latest first, over all files of the person.
#[utoipa::path(get, path = "/api/recruit/donors/{id}/history", tag = "recruit", operation_id = "recruit.history.view",
    params(("id" = DonorId, Path)), responses((status = 200, body = Vec<HistoryEntry>)))]
pub(super) async fn view(
    auth: Allowed<HistoryView>,
    Extension(visits): Visits,
    Path(id): Path<DonorId>,
) -> Result<Json<Vec<HistoryEntry>>, Fault> {
    let mut tx = auth.read().await?;
    let record = donors::record_or_404(&mut tx, &auth.scope, id).await?;
    Ok(Json(entries(&mut tx, &auth.scope, visits.as_ref(), record.person_id).await?))
}

/// Enters a donation at another station.
#[utoipa::path(post, path = "/api/recruit/donors/{id}/elsewhere", tag = "recruit", operation_id = "recruit.elsewhere.create",
    params(("id" = DonorId, Path)), request_body = ElsewhereNew, responses((status = 201, body = Vec<HistoryEntry>)))]
pub(super) async fn create(
    auth: Allowed<ElsewhereCreate>,
    Extension(visits): Visits,
    Path(id): Path<DonorId>,
    Body(new): Body<ElsewhereNew>,
) -> Result<Answer<Vec<HistoryEntry>>, Fault> {
    let mut tx = auth.write().await?;
    let person = donors::locked_or_404(&mut tx, &auth.scope, id).await?;
    let record = donors::record_or_404(&mut tx, &auth.scope, person).await?;
    rules::check_day(new.given_on, record.born_on, today::day(tx.now()))
        .map_err(|(field, refusal)| Problem::invalid(field, new.given_on, &refusal.rule, refusal.reason))?;
    let kept = db::NewElsewhere {
        donor: id,
        station: new.station.trim(),
        given_on: new.given_on,
        kind: new.kind,
        outcome: new.outcome,
        volume_ml: new.volume_ml,
        evidence: new.evidence,
    };
    if db::insert(&mut tx, &auth.scope, &kept).await?.is_none() {
        return Err(rules::known().into());
    }
    tx.announce("donors", Some(auth.scope.org)).await?;
    let entries = entries(&mut tx, &auth.scope, visits.as_ref(), person).await?;
    tx.created(entries).await
}

/// Withdraws a donation at another station that was entered by mistake; it stays readable.
#[utoipa::path(post, path = "/api/recruit/donors/{id}/elsewhere/{elsewhere_id}/withdraw", tag = "recruit",
    operation_id = "recruit.elsewhere.withdraw", params(("id" = DonorId, Path), ("elsewhere_id" = Uuid, Path)),
    request_body = ElsewhereWhy, responses((status = 200, body = Vec<HistoryEntry>)))]
pub(super) async fn withdraw(
    auth: Allowed<ElsewhereWithdraw>,
    Extension(visits): Visits,
    Path((id, elsewhere)): Path<(DonorId, Uuid)>,
    Body(why): Body<ElsewhereWhy>,
) -> Result<Answer<Vec<HistoryEntry>>, Fault> {
    let mut tx = auth.write().await?;
    let person = donors::locked_or_404(&mut tx, &auth.scope, id).await?;
    tx.because(&why.reason);
    if !db::withdraw(&mut tx, &auth.scope, (person, elsewhere), &why.reason).await? {
        return Err(Problem::not_found("elsewhere", elsewhere).into());
    }
    tx.announce("donors", Some(auth.scope.org)).await?;
    let entries = entries(&mut tx, &auth.scope, visits.as_ref(), person).await?;
    tx.ok(entries).await
}
