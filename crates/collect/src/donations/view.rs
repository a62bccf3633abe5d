//! How a donation is shown. Answers to confidential questions and the donor's own exclusion are not.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use utoipa::ToSchema;
use vena_contracts::shown::{Can, Person};
use vena_kernel::{
    clock::{Day, Instant},
    donation_number::DonationNumber,
    id::{DonationId, DonorId, SiteId, UnitId},
    product::MediumCode,
    say,
};
use vena_platform::{
    auth::{Permission, Scope},
    db::Tx,
    fault::{Fault, Problem},
};

use super::{DonationBind, DonationCancel, DonationComplete, DonationState, Severity, db, db::DonationRecord, rules};
use crate::{
    book, day,
    screening::{HealthCheck, Line},
};

/// A donation in a list.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct DonationRow {
    /// Identity.
    donation_id: DonationId,
    /// How far it has come.
    state: DonationState,
    /// Whose.
    donor_id: DonorId,
    /// Name of the donor, masked.
    donor_name_masked: String,
    /// Where.
    site_id: SiteId,
    /// Name of that place.
    site_name: String,
    /// When the donor was registered and judged.
    registered_at: Instant,
    /// The volume that was agreed, mL.
    volume_ml: i32,
    /// Its number, once bound.
    donation_number: Option<DonationNumber>,
    /// The number as people read it.
    donation_number_shown: Option<String>,
    /// When the needle came out.
    ended_at: Option<Instant>,
    /// The unit, once collected.
    unit_id: Option<UnitId>,
}

impl From<DonationRecord> for DonationRow {
    fn from(record: DonationRecord) -> Self {
        Self {
            donation_id: record.donation_id,
            state: record.state,
            donor_id: record.donor_id,
            donor_name_masked: record.donor_name_masked,
            site_id: record.site_id,
            site_name: record.site_name,
            registered_at: record.registered_at,
            volume_ml: record.nominal_ml,
            donation_number: record.donation_number,
            donation_number_shown: record.donation_number.map(|number| number.to_string()),
            ended_at: record.ended_at,
            unit_id: record.unit_id,
        }
    }
}

impl DonationRow {
    /// Where the next page begins.
    pub(super) fn cursor(&self) -> String {
        format!("{}.{}", self.registered_at.micros(), self.donation_id)
    }
}

/// The kit of bags.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct DonationBag {
    /// Lot of the maker.
    lot: String,
    /// Anticoagulant.
    medium: MediumCode,
    /// Last day on which it may be used.
    expires_on: Day,
}

/// A reaction of the donor.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct DonationReaction {
    /// How bad it was.
    severity: Severity,
    /// What was seen and done.
    note: Option<String>,
}

/// What is possible with a donation now.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct DonationCan {
    /// Bind bag and tubes.
    bind: Can,
    /// Complete.
    complete: Can,
    /// Cancel.
    cancel: Can,
}

/// A donation.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Donation {
    /// Identity.
    donation_id: DonationId,
    /// How far it has come.
    state: DonationState,
    /// Whose.
    donor_id: DonorId,
    /// Name of the donor, masked.
    donor_name_masked: String,
    /// Where.
    site_id: SiteId,
    /// Name of that place.
    site_name: String,
    /// When the donor was registered and judged.
    registered_at: Instant,
    /// By whom.
    registered_by: Person,
    /// The volume that was agreed, mL.
    volume_ml: i32,
    /// Every rule that refused; empty unless refused.
    refusals: Vec<Line>,
    /// Version of the inquiry.
    inquiry_version: String,
    /// The answers, without the confidential ones.
    answers: BTreeMap<String, bool>,
    /// What was measured.
    check: HealthCheck,
    /// Its number, once bound.
    donation_number: Option<DonationNumber>,
    /// The number as people read it.
    donation_number_shown: Option<String>,
    /// The kit of bags, once bound.
    bag: Option<DonationBag>,
    /// How many tubes carry the number.
    tubes: Option<i32>,
    /// When bag and tubes were bound.
    bound_at: Option<Instant>,
    /// By whom.
    bound_by: Option<Person>,
    /// When the needle went in.
    started_at: Option<Instant>,
    /// When the needle came out.
    ended_at: Option<Instant>,
    /// Who completed it.
    completed_by: Option<Person>,
    /// Collected volume, mL.
    collected_ml: Option<i32>,
    /// A reaction of the donor.
    reaction: Option<DonationReaction>,
    /// The unit, once collected.
    unit_id: Option<UnitId>,
    /// When it was cancelled.
    cancelled_at: Option<Instant>,
    /// By whom.
    cancelled_by: Option<Person>,
    /// Why.
    cancelled_reason: Option<String>,
    /// When the needle went in, of a cancelled donation too: the interval is counted from here.
    needle_at: Option<Instant>,
    /// What is possible now.
    can: DonationCan,
}

impl Donation {
    fn of(record: DonationRecord, scope: &Scope, now: Instant) -> Self {
        let bag = record.bag_lot.zip(record.bag_medium).zip(record.bag_expires_on);
        Self {
            can: can(&record.state, record.registered_at, scope, now),
            refusals: record.refusals.0.into_iter().map(without_secret).collect(),
            answers: without_secrets(record.answers.0, record.registered_at),
            donation_id: record.donation_id,
            state: record.state,
            donor_id: record.donor_id,
            donor_name_masked: record.donor_name_masked,
            site_id: record.site_id,
            site_name: record.site_name,
            registered_at: record.registered_at,
            registered_by: Person { user_id: record.registered_by, display_name: record.registered_by_name },
            volume_ml: record.nominal_ml,
            inquiry_version: record.inquiry_version,
            check: record.health_check.0,
            donation_number: record.donation_number,
            donation_number_shown: record.donation_number.map(|number| number.to_string()),
            bag: bag.map(|((lot, medium), expires_on)| DonationBag { lot, medium, expires_on }),
            tubes: record.tubes,
            bound_at: record.bound_at,
            bound_by: Person::of(record.bound_by, record.bound_by_name),
            started_at: record.started_at,
            ended_at: record.ended_at,
            completed_by: Person::of(record.completed_by, record.completed_by_name),
            collected_ml: record.collected_ml,
            reaction: record
                .reaction_severity
                .map(|severity| DonationReaction { severity, note: record.reaction_note }),
            unit_id: record.unit_id,
            cancelled_at: record.cancelled_at,
            cancelled_by: Person::of(record.cancelled_by, record.cancelled_by_name),
            cancelled_reason: record.cancelled_reason,
            needle_at: record.needle_at,
        }
    }
}

fn can(state: &DonationState, registered_at: Instant, scope: &Scope, now: Instant) -> DonationCan {
    let (registered_on, today) = (day(registered_at), day(now));
    DonationCan {
        bind: Can::by(scope, DonationBind::INFO.name, rules::may_bind(*state, registered_on, today)),
        complete: Can::by(scope, DonationComplete::INFO.name, rules::may_complete(*state)),
        cancel: Can::by(scope, DonationCancel::INFO.name, rules::may_cancel(*state)),
    }
}

/// A refusal that does not tell a confidential answer.
fn without_secret(line: Line) -> Line {
    if !line.confidential {
        return line;
    }
    let reason = say!(
        "健康征询不符合献血要求，详情由医师查看",
        "the inquiry does not allow a donation; a physician may see why"
    );
    Line { rule: "inquiry.confidential".to_owned(), reason, ..line }
}

/// Answers without those to confidential questions.
fn without_secrets(mut answers: BTreeMap<String, bool>, registered_at: Instant) -> BTreeMap<String, bool> {
    let questions = book::inquiry(day(registered_at)).map(|inquiry| &inquiry.questions);
    let told: BTreeSet<&str> = questions
        .map(|questions| questions.iter().filter(|question| !question.confidential).map(|q| q.code.as_str()).collect())
        .unwrap_or_default();
    answers.retain(|code, _| told.contains(code.as_str()));
    answers
}

/// The record, or a 404.
pub(super) async fn record_or_404(tx: &mut Tx, scope: &Scope, id: DonationId) -> Result<DonationRecord, Fault> {
    db::donation(tx, scope, id).await?.ok_or_else(|| Problem::not_found("donation", id).into())
}

/// The donation as `scope` may see it, or a 404.
pub(super) async fn donation_or_404(tx: &mut Tx, scope: &Scope, id: DonationId) -> Result<Donation, Fault> {
    let record = record_or_404(tx, scope, id).await?;
    Ok(Donation::of(record, scope, tx.now()))
}
