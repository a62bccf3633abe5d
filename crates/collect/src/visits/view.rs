//! How a visit is shown to the staff. The answers are not: they are read with a donation and a reason.

use serde::Serialize;
use utoipa::ToSchema;
use vena_contracts::shown::{Can, Person};
use vena_kernel::{
    citizen_id::Sex,
    clock::{Day, Instant},
    eligibility::DonationKind,
    id::{BookingId, DocumentId, DonationId, DonorId, SiteId, VisitId},
};
use vena_platform::{
    auth::{Permission, Scope},
    db::Tx,
    fault::{Fault, Problem},
};

use super::{
    VisitAnswer, VisitCall, VisitIdentify, VisitLeave, VisitPass,
    db::{self, VisitRecord},
    policy, proof,
    rules::{self, Stand, Waiting},
    words::{AnsweredWhere, ConsentedWhere, FaceVerdict, GateSource, IdentifiedBy, LeftReason, Queue, VisitState},
};

/// What was measured at the door.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct VisitGate {
    /// Temperature of the skin, °C.
    temperature_c: f64,
    /// When.
    at: Option<Instant>,
    /// By what.
    source: GateSource,
    /// Above the limit: the staff looks.
    hot: bool,
    /// The highest above the limit that was ever measured at the door, °C; a later measurement takes it from nobody.
    hottest_c: Option<f64>,
}

/// That the questions were answered.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct VisitAnswered {
    /// Version of the questions.
    version: String,
    /// When.
    at: Instant,
    /// Where.
    place: AnsweredWhere,
}

/// What the comparison of faces said.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct VisitFace {
    /// In a word.
    verdict: FaceVerdict,
    /// Likeness, 0 to 1.
    score: Option<f64>,
    /// When.
    at: Option<Instant>,
}

/// What was read and agreed to.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct VisitConsent {
    /// Version of the text.
    version: String,
    /// When.
    at: Option<Instant>,
    /// On a screen or on paper.
    place: ConsentedWhere,
    /// On paper: before whom it was signed.
    witness: Option<String>,
    /// The signed document, once there is one.
    document_id: Option<DocumentId>,
}

/// What is possible with a visit now.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct VisitCan {
    /// Say who it is.
    identify: Can,
    /// Call.
    call: Can,
    /// Put back.
    pass: Can,
    /// File a consent on paper.
    consent: Can,
    /// Answer the questions with the staff.
    answer: Can,
    /// End it.
    leave: Can,
}

/// One person, one day, one place.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Visit {
    /// Identity.
    pub(crate) visit_id: VisitId,
    /// Where.
    site_id: SiteId,
    /// Name of that place.
    site_name: String,
    /// The day on Chinese clocks.
    day: Day,
    /// What the person has in hand: `B012`.
    ticket: String,
    /// Which line.
    queue: Queue,
    /// Whose; nobody knows yet when absent.
    donor_id: Option<DonorId>,
    /// Name, masked.
    donor_name_masked: Option<String>,
    /// Sex.
    sex: Option<Sex>,
    /// How it is known.
    identified_by: Option<IdentifiedBy>,
    /// A document was read or looked at, or the faces agree: it is known who it is, and not only said.
    identity_proven: bool,
    /// What is to be given.
    kind: DonationKind,
    /// The reservation.
    booking_id: Option<BookingId>,
    /// When its slot begins.
    slot_at: Option<Instant>,
    /// How far it has come.
    state: VisitState,
    /// Since when.
    since: Instant,
    /// When the person came.
    arrived_at: Instant,
    /// Who let them in.
    arrived_by: Person,
    /// When the turn comes; earlier is called earlier.
    due_at: Instant,
    /// Since when called.
    called_at: Option<Instant>,
    /// Where to.
    called_to: Option<String>,
    /// By whom.
    called_by: Option<Person>,
    /// How often called.
    calls: i32,
    /// How often the person did not come.
    passes: i32,
    /// So often that the desk should look for the person.
    look_for: bool,
    /// Was turned away earlier that day, here or elsewhere; why, only the physician reads.
    refused_today: bool,
    /// Decided, and not fit to give: not called to a chair, goes home after a word with the physician.
    refused: bool,
    /// Temperature at the door.
    gate: Option<VisitGate>,
    /// Since when somebody at a kiosk wants help.
    help_wanted_at: Option<Instant>,
    /// That the questions were answered.
    answered: Option<VisitAnswered>,
    /// The comparison of faces.
    face: Option<VisitFace>,
    /// What was agreed to.
    consent: Option<VisitConsent>,
    /// The donation that came of it.
    donation_id: Option<DonationId>,
    /// When it ended.
    left_at: Option<Instant>,
    /// Why.
    left_reason: Option<LeftReason>,
    /// In words.
    left_note: Option<String>,
    /// What is possible now.
    can: VisitCan,
}

/// What decides about the steps of `record`.
pub(crate) fn stand(record: &VisitRecord) -> Stand {
    Stand {
        state: record.state,
        identified: record.donor_id.is_some(),
        answered: record.answered_at.is_some(),
        called: record.called_at.is_some(),
        refused: record.refused,
    }
}

/// When the turn of `record` comes.
pub(crate) fn due(record: &VisitRecord) -> Instant {
    let waiting =
        Waiting { arrived_at: record.since_waiting(), slot_at: record.slot_here(), put_back_at: record.put_back_at };
    rules::due(&waiting, policy::visits(record.day))
}

impl VisitRecord {
    /// Since when the person waits for what comes next.
    fn since_waiting(&self) -> Instant {
        if self.state == VisitState::Arrived { self.arrived_at } else { self.since }
    }

    /// The slot decides at the door; further in, whoever was done first goes on first.
    fn slot_here(&self) -> Option<Instant> {
        self.slot_at.filter(|_| self.state == VisitState::Arrived)
    }

    /// Sex as questions need it.
    pub(crate) fn sex(&self) -> Option<Sex> {
        self.donor_sex.as_deref().map(|word| if word == "male" { Sex::Male } else { Sex::Female })
    }
}

impl Visit {
    pub(crate) fn of(record: VisitRecord, scope: &Scope) -> Self {
        let gate = record.gate_temperature_c.zip(record.gate_source);
        Self {
            can: can(&record, scope),
            due_at: due(&record),
            ticket: record.ticket(),
            kind: record.kind(),
            sex: record.sex(),
            look_for: record.passes >= policy::visits(record.day).passes_max,
            gate: gate.map(|(temperature_c, source)| VisitGate {
                temperature_c,
                source,
                at: record.gate_at,
                hot: record.gate_hot,
                hottest_c: record.hottest_c,
            }),
            answered: record
                .inquiry_version
                .zip(record.answered_at)
                .zip(record.answered_where)
                .map(|((version, at), place)| VisitAnswered { version, at, place }),
            face: record.face_verdict.map(|verdict| VisitFace {
                verdict,
                score: record.face_score,
                at: record.face_at,
            }),
            consent: record.consent_version.map(|version| VisitConsent {
                version,
                at: record.consented_at,
                place: record.consented_where.unwrap_or(ConsentedWhere::Kiosk),
                witness: record.consent_witness.or(record.consent_by_name),
                document_id: record.consent_document,
            }),
            visit_id: record.visit_id,
            site_id: record.site_id,
            site_name: record.site_name,
            day: record.day,
            queue: record.queue,
            donor_id: record.donor_id,
            donor_name_masked: record.donor_name_masked,
            identity_proven: proof::is_proven(record.identified_by, record.face_verdict),
            identified_by: record.identified_by,
            booking_id: record.booking_id,
            slot_at: record.slot_at,
            state: record.state,
            since: record.since,
            arrived_at: record.arrived_at,
            arrived_by: Person { user_id: record.arrived_by, display_name: record.arrived_by_name },
            called_at: record.called_at,
            called_to: record.called_to,
            called_by: Person::of(record.called_by, record.called_by_name),
            calls: record.calls,
            passes: record.passes,
            refused_today: record.refused_today,
            refused: record.refused,
            help_wanted_at: record.help_wanted_at,
            donation_id: record.donation_id,
            left_at: record.left_at,
            left_reason: record.left_reason,
            left_note: record.left_note,
        }
    }
}

fn can(record: &VisitRecord, scope: &Scope) -> VisitCan {
    let stand = stand(record);
    VisitCan {
        identify: Can::by(scope, VisitIdentify::INFO.name, rules::may_call(&stand)),
        call: Can::by(scope, VisitCall::INFO.name, rules::may_call(&stand)),
        pass: Can::by(scope, VisitPass::INFO.name, rules::may_pass(&stand)),
        consent: Can::by(scope, super::VisitConsent::INFO.name, rules::may_consent(&stand, "", "", true)),
        answer: Can::by(scope, VisitAnswer::INFO.name, rules::may_answer(&stand)),
        leave: Can::by(scope, VisitLeave::INFO.name, rules::may_go(&stand, VisitState::Left)),
    }
}

/// The record, or a 404.
pub(crate) async fn record_or_404(tx: &mut Tx, scope: &Scope, id: VisitId) -> Result<VisitRecord, Fault> {
    db::visit(tx, scope, id).await?.ok_or_else(|| Problem::not_found("visit", id).into())
}

/// Locks the visit and reads it, or a 404.
pub(crate) async fn opened(tx: &mut Tx, scope: &Scope, id: VisitId) -> Result<VisitRecord, Fault> {
    db::lock(tx, scope, id).await?;
    record_or_404(tx, scope, id).await
}

/// The visit as `scope` may see it, or a 404.
pub(crate) async fn visit_or_404(tx: &mut Tx, scope: &Scope, id: VisitId) -> Result<Visit, Fault> {
    Ok(Visit::of(record_or_404(tx, scope, id).await?, scope))
}
