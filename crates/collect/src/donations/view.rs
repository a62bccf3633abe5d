//! How a donation is shown. Answers to confidential questions and the donor's own exclusion are not.

use std::collections::BTreeSet;

use serde::Serialize;
use utoipa::ToSchema;
use vena_contracts::shown::{Can, Person};
use vena_kernel::{
    clock::{Day, Instant},
    collection::{
        chair::{self as page, Makes},
        inquiry::Answers,
    },
    donation_number::DonationNumber,
    eligibility::DonationKind,
    id::{DonationId, DonorId, ReactionId, SiteId, UnitId, VisitId},
    product::MediumCode,
    refusal::Refusal,
    say,
    text::Text,
};
use vena_platform::{
    auth::{Permission, Scope},
    db::Tx,
    fault::{Fault, Problem},
};

use super::{
    DonationBind, DonationCancel, DonationComplete, DonationState, Severity, db,
    db::DonationRecord,
    rules,
    words::{Arm, EndedWhy, IdentifiedWay},
};
use crate::{
    book,
    chair::{
        self, DonationConfirm, DonationFail, DonationLeave, DonationPause, DonationResume, DonationSeat, DonationStart,
        db::{NeedleRecord, StepRecord, UnitOf},
        view::{NeedleShown, StepShown, UnitShown},
    },
    day, reactions,
    screening::{HealthCheck, Line},
};

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
    /// Ask again at the chair.
    seat: Can,
    /// Bind bag and tubes.
    bind: Can,
    /// Look at bag and tubes as the second person.
    confirm: Can,
    /// Begin the flow.
    start: Can,
    /// Pause the flow.
    pause: Can,
    /// Go on with the flow.
    resume: Can,
    /// Record a needle in vain.
    fail: Can,
    /// Complete.
    complete: Can,
    /// Cancel.
    cancel: Can,
    /// Let the donor go home.
    leave: Can,
}

/// A donation.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Donation {
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
    #[schema(value_type = std::collections::BTreeMap<String, vena_kernel::collection::inquiry::Given>)]
    answers: Answers,
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
    /// What is given.
    kind: DonationKind,
    /// The visit that it belongs to.
    visit_id: Option<VisitId>,
    /// Name of the chair, once the donor sits.
    chair: Option<String>,
    /// When the donor was asked again at the chair.
    seated_at: Option<Instant>,
    /// By whom.
    seated_by: Option<Person>,
    /// How.
    identified_way: Option<IdentifiedWay>,
    /// Kit of bags, as the rulebook names it.
    kit: Option<String>,
    /// Why the maker's label was typed and not scanned.
    kit_typed_why: Option<String>,
    /// A second person has to look before the needle goes in: the clause that asks for it.
    second_person: Option<String>,
    /// When a second person looked.
    confirmed_at: Option<Instant>,
    /// Who.
    confirmed_by: Option<Person>,
    /// Into which arm the needle went.
    arm: Option<Arm>,
    /// Who put it there.
    started_by: Option<Person>,
    /// Since when the flow is paused.
    paused_at: Option<Instant>,
    /// Why the needle came out.
    ended_why: Option<EndedWhy>,
    /// What scale or machine says, mL.
    machine_ml: Option<i32>,
    /// Platelets of all bags together, 10^11.
    platelets_e11: Option<f64>,
    /// Anticoagulant that the machine has used, mL.
    anticoagulant_ml: Option<i32>,
    /// What may be made of whole blood by its volume.
    makes: Option<Makes>,
    /// Why not everything.
    makes_reason: Option<Text>,
    /// Every needle, the one in vain too.
    needles: Vec<NeedleShown>,
    /// What happened at the chair.
    steps: Vec<StepShown>,
    /// The units.
    units: Vec<UnitShown>,
    /// Reactions of the donor.
    reactions: Vec<ReactionId>,
    /// When the donor went home.
    left_at: Option<Instant>,
    /// Who let them go.
    left_by: Option<Person>,
    /// What was handed out.
    gift: Option<String>,
    /// What is possible now.
    can: DonationCan,
}

/// What is kept beside a donation.
struct Beside {
    needles: Vec<NeedleRecord>,
    steps: Vec<StepRecord>,
    units: Vec<UnitOf>,
    reactions: Vec<ReactionId>,
    leave: Result<(), Refusal>,
}

impl Donation {
    fn of(record: DonationRecord, beside: Beside, scope: &Scope, now: Instant) -> Self {
        let asked = chair::second_asked(&record, beside.needles.len(), record.registered_at);
        let (can, outcome) = (can(&record, &beside, scope, now), made(&record));
        let bag = record.bag_lot.zip(record.bag_medium).zip(record.bag_expires_on);
        Self {
            can,
            second_person: asked.map(|basis| basis.source.clone()),
            makes: outcome.as_ref().map(|outcome| outcome.makes),
            makes_reason: outcome.and_then(|outcome| outcome.reason),
            refusals: record.refusals.0.into_iter().map(without_secret).collect(),
            answers: without_secrets(record.answers.0, &record.inquiry_version),
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
            kind: record.kind,
            visit_id: record.visit_id,
            chair: record.chair,
            seated_at: record.seated_at,
            seated_by: Person::of(record.seated_by, record.seated_by_name),
            identified_way: record.identified_way,
            kit: record.kit,
            kit_typed_why: record.kit_typed_why,
            confirmed_at: record.confirmed_at,
            confirmed_by: Person::of(record.confirmed_by, record.confirmed_by_name),
            arm: record.arm,
            started_by: Person::of(record.started_by, record.started_by_name),
            paused_at: record.paused_at,
            ended_why: record.ended_why,
            machine_ml: record.machine_ml,
            platelets_e11: record.platelets_e11,
            anticoagulant_ml: record.anticoagulant_ml,
            needles: beside.needles.into_iter().map(NeedleShown::from).collect(),
            steps: beside.steps.into_iter().map(StepShown::from).collect(),
            units: beside.units.into_iter().map(UnitShown::from).collect(),
            reactions: beside.reactions,
            left_at: record.left_at,
            left_by: Person::of(record.left_by, record.left_by_name),
            gift: record.gift,
        }
    }
}

/// What may be made of whole blood that was drawn.
pub(crate) fn made(record: &DonationRecord) -> Option<page::Outcome> {
    let whole_blood = record.kind == DonationKind::WholeBlood && record.state == DonationState::Completed;
    let (collected, ended) = record.collected_ml.zip(record.ended_at).filter(|_| whole_blood)?;
    page::makes(record.nominal_ml, collected, day(ended)).ok()
}

fn can(record: &DonationRecord, beside: &Beside, scope: &Scope, now: Instant) -> DonationCan {
    let (registered_on, today, state) = (day(record.registered_at), day(now), record.state);
    let by = |permission: &str, decision| Can::by(scope, permission, decision);
    let two = || {
        let asked = chair::second_asked(record, beside.needles.len(), now);
        rules::seen_by_two(asked, record.bound_by, record.confirmed_by)
    };
    DonationCan {
        seat: by(DonationSeat::INFO.name, rules::may_seat(state)),
        bind: by(DonationBind::INFO.name, rules::may_bind(state, registered_on, today)),
        confirm: by(DonationConfirm::INFO.name, rules::may_start(state)),
        start: by(DonationStart::INFO.name, rules::may_start(state).and_then(|()| two())),
        pause: by(DonationPause::INFO.name, rules::running(state)),
        resume: by(DonationResume::INFO.name, rules::running(state)),
        fail: by(DonationFail::INFO.name, rules::running(state)),
        complete: by(DonationComplete::INFO.name, rules::running(state)),
        cancel: by(DonationCancel::INFO.name, rules::may_cancel(state)),
        leave: by(DonationLeave::INFO.name, beside.leave.clone()),
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
fn without_secrets(mut answers: Answers, version: &str) -> Answers {
    let questions = book::inquiry_named(version).map(|inquiry| &inquiry.questions);
    let told: BTreeSet<&str> = questions
        .map(|questions| questions.iter().filter(|question| !question.confidential).map(|q| q.code.as_str()).collect())
        .unwrap_or_default();
    answers.retain(|code, _| told.contains(code.as_str()));
    answers
}

/// The record, or a 404.
pub(crate) async fn record_or_404(tx: &mut Tx, scope: &Scope, id: DonationId) -> Result<DonationRecord, Fault> {
    db::donation(tx, scope, id).await?.ok_or_else(|| Problem::not_found("donation", id).into())
}

/// The donation as `scope` may see it, or a 404.
pub(crate) async fn donation_or_404(tx: &mut Tx, scope: &Scope, id: DonationId) -> Result<Donation, Fault> {
    let record = record_or_404(tx, scope, id).await?;
    let beside = Beside {
        needles: chair::db::needles(tx, id).await?,
        steps: chair::db::steps(tx, id).await?,
        units: chair::db::units(tx, id).await?,
        reactions: reactions::db::of_donation(tx, id).await?,
        leave: chair::may_leave(tx, &record).await?,
    };
    Ok(Donation::of(record, beside, scope, tx.now()))
}
