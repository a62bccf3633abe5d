//! The journal folded: where every person stands, which numbers are used.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use vena_kernel::{
    citizen_id::Sex,
    clock::{Day, Instant},
    collection::screening::{HealthCheck, Line},
    donation_number::DonationNumber,
    eligibility::DonationKind,
    id::{BookingId, UserId, VisitId},
    product::MediumCode,
};

pub use crate::stage::Stage;
use crate::{
    Answers,
    entry::{Again, Consented, Entry, Piece, Step, UsedLot},
    rules,
    seal::Bytes,
};

/// A kit of bags bound to a number.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Kit {
    /// The number.
    pub number: DonationNumber,
    /// Lot.
    pub lot: String,
    /// Anticoagulant.
    pub medium: MediumCode,
    /// Last day.
    pub expires_on: Day,
    /// How many tubes.
    pub tubes: usize,
    /// Which kit of the station's list.
    pub code: Option<String>,
    /// The very piece.
    pub piece: Option<Piece>,
    /// Other lots that touched the donor's blood.
    pub lots: Vec<UsedLot>,
}

impl Kit {
    /// Everything that touched the donor's blood: what it is of, and its lot.
    pub fn all_lots(&self) -> Vec<(&str, &str)> {
        let others = self.lots.iter().map(|used| (used.item.as_str(), used.lot.as_str()));
        std::iter::once(("kit", self.lot.as_str())).chain(others).collect()
    }
}

/// A reaction as it was written down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reacted {
    /// The entry: once, however often it comes.
    pub entry_id: uuid::Uuid,
    /// When.
    pub at: Instant,
    /// How far the person had come then.
    pub stage: Stage,
    /// `mild`, `moderate` or `severe`.
    pub severity: String,
    /// What it was, as the rulebook names it.
    pub kind: String,
    /// What was seen and done.
    pub note: Option<String>,
    /// Who wrote it down.
    pub by: Option<UserId>,
}

/// One person's day on the vehicle.
#[derive(Debug, Clone, Serialize)]
pub struct Visit {
    /// Identity of the visit.
    pub visit_id: VisitId,
    /// How far.
    pub stage: Stage,
    /// Since when.
    pub since: Instant,
    /// Keyed hash of the document.
    #[serde(skip)]
    pub identity: Bytes,
    /// Sealed to the station.
    #[serde(skip)]
    pub who: Bytes,
    /// The package knew the document.
    pub known: bool,
    /// Name, masked.
    pub name_masked: String,
    /// Sex.
    pub sex: Sex,
    /// Birthday.
    #[serde(skip)]
    pub born_on: Day,
    /// Booking.
    pub booking: Option<BookingId>,
    /// What is given.
    pub kind: DonationKind,
    /// Version of the inquiry and the answers.
    #[serde(skip)]
    pub answers: Option<(String, Answers)>,
    /// What the donor has read and agreed to.
    #[serde(skip)]
    pub consent: Option<Consented>,
    /// When the answers were given and signed.
    #[serde(skip)]
    pub answered_at: Option<Instant>,
    /// Strokes, sealed to the station.
    #[serde(skip)]
    pub strokes: Option<Bytes>,
    /// Measurements.
    pub check: Option<HealthCheck>,
    /// Agreed volume, mL.
    pub volume_ml: Option<i32>,
    /// Who decided.
    #[serde(skip)]
    pub decided_by: Option<UserId>,
    /// When that was.
    #[serde(skip)]
    pub decided_at: Option<Instant>,
    /// When the package was made by which that was done.
    #[serde(skip)]
    pub decided_with: Option<Instant>,
    /// Every rule that refused.
    pub refusals: Vec<Line>,
    /// A note of the physician.
    #[serde(skip)]
    pub note: Option<String>,
    /// The kit.
    pub kit: Option<Kit>,
    /// Who bound it, and when.
    #[serde(skip)]
    pub bound: Option<(UserId, Instant)>,
    /// Needle in.
    pub started_at: Option<Instant>,
    /// How the donor was asked again before.
    #[serde(skip)]
    pub again: Option<Again>,
    /// The donor's sticker, sealed to the station.
    #[serde(skip)]
    pub wish: Option<Bytes>,
    /// Needle out.
    pub ended_at: Option<Instant>,
    /// Who ended it.
    #[serde(skip)]
    pub ended_by: Option<UserId>,
    /// Collected volume, mL.
    pub collected_ml: Option<i32>,
    /// The donor asks that the blood not be used. Shown to nobody.
    #[serde(skip)]
    pub self_excluded: bool,
    /// A reaction, the worst one.
    pub reaction: Option<(String, Option<String>)>,
    /// Every reaction, in order.
    #[serde(skip)]
    pub reactions: Vec<Reacted>,
    /// When the last reaction was over.
    pub over_at: Option<Instant>,
    /// When the donor went home after the rest.
    pub went_at: Option<Instant>,
    /// Why the person left.
    pub left_reason: Option<String>,
    /// A step came that may not follow the one before it: no vehicle of ours writes such a journal.
    #[serde(skip)]
    pub irregular: bool,
    /// Everybody who did something here.
    #[serde(skip)]
    pub staff: BTreeSet<UserId>,
    /// Rules that the vehicle judged by.
    #[serde(skip)]
    pub rulebook: String,
}

/// The whole day.
#[derive(Debug, Clone, Default)]
pub struct Journal {
    /// Last place.
    pub counter: i64,
    /// Everybody, by visit.
    pub visits: BTreeMap<VisitId, Visit>,
    /// Numbers that carry a donation.
    pub used: BTreeMap<DonationNumber, VisitId>,
    /// Kits that are bound, each to one person.
    pub pieces: BTreeMap<Piece, VisitId>,
    /// Numbers whose labels are spoiled.
    pub void: BTreeMap<DonationNumber, String>,
    /// The rules in use.
    pub rulebook: String,
    /// When the package in use was made.
    pub package_made_at: Option<Instant>,
    /// Clock jumps, milliseconds.
    pub jumps: Vec<i64>,
    /// When the day was closed.
    pub closed_at: Option<Instant>,
}

impl Journal {
    /// Adds an entry. `at` is its time as the reader counts: the vehicle its own, the station corrected.
    pub fn apply(&mut self, counter: i64, entry: &Entry, at: Instant) {
        self.counter = self.counter.max(counter);
        match (&entry.step, entry.visit_id) {
            (Step::Opened { rulebook, package_made_at }, _) => {
                self.rulebook.clone_from(rulebook);
                self.package_made_at = Some(*package_made_at);
            }
            (Step::ClockJump { by_ms }, _) => self.jumps.push(*by_ms),
            (Step::NumberVoid { number, reason }, _) => {
                self.void.insert(*number, reason.clone());
            }
            (Step::Closed, _) => self.closed_at = Some(at),
            (Step::Identified { .. }, Some(id)) => {
                if let Some(visit) = identified(id, entry, at, &self.rulebook) {
                    self.visits.entry(id).or_insert(visit);
                }
            }
            (step, Some(id)) => {
                if let Step::Bound { number, .. } = step {
                    self.used.insert(*number, id);
                }
                if let Step::Bound { piece: Some(piece), .. } = step {
                    self.pieces.insert(piece.clone(), id);
                }
                if let Some(visit) = self.visits.get_mut(&id) {
                    visit.irregular |= !rules::fits(visit, step);
                    visit.apply(entry, at);
                    if matches!(step, Step::Decided { .. }) {
                        visit.decided_with = self.package_made_at;
                    }
                }
            }
            _ => {}
        }
    }

    /// The open or finished visit of the owner of this document.
    pub fn of_person(&self, identity: &Bytes) -> Option<&Visit> {
        self.visits.values().filter(|visit| visit.identity == *identity).max_by_key(|visit| visit.since)
    }

    /// People who are neither finished nor gone.
    pub fn open(&self) -> usize {
        self.visits.values().filter(|visit| !visit.stage.is_final()).count()
    }
}

fn identified(visit_id: VisitId, entry: &Entry, at: Instant, rulebook: &str) -> Option<Visit> {
    let Step::Identified { who, identity, known, name_masked, sex, born_on, booking, kind } = &entry.step else {
        return None;
    };
    Some(Visit {
        visit_id,
        stage: Stage::Identified,
        since: at,
        identity: identity.clone(),
        who: who.clone(),
        known: *known,
        name_masked: name_masked.clone(),
        sex: *sex,
        born_on: *born_on,
        booking: *booking,
        kind: *kind,
        answers: None,
        consent: None,
        answered_at: None,
        strokes: None,
        check: None,
        volume_ml: None,
        decided_by: None,
        decided_at: None,
        decided_with: None,
        refusals: Vec::new(),
        note: None,
        kit: None,
        bound: None,
        started_at: None,
        again: None,
        wish: None,
        ended_at: None,
        ended_by: None,
        collected_ml: None,
        self_excluded: false,
        reaction: None,
        reactions: Vec::new(),
        over_at: None,
        went_at: None,
        left_reason: None,
        irregular: false,
        staff: entry.staff.into_iter().collect(),
        rulebook: rulebook.to_owned(),
    })
}

/// How grave a reaction is, for comparing.
fn grade(severity: &str) -> u8 {
    match severity {
        "severe" => 3,
        "moderate" => 2,
        _ => 1,
    }
}

impl Visit {
    fn apply(&mut self, entry: &Entry, at: Instant) {
        self.staff.extend(entry.staff);
        if let Some(stage) = self.take(entry, at) {
            self.stage = stage;
            self.since = at;
        }
    }

    /// Keeps what the step says; the stage that it leads to.
    fn take(&mut self, entry: &Entry, at: Instant) -> Option<Stage> {
        match &entry.step {
            Step::Answered { version, answers, consent, strokes } => {
                self.answers = Some((version.clone(), answers.clone()));
                self.consent.clone_from(consent);
                self.answered_at = Some(at);
                self.strokes.clone_from(strokes);
                Some(Stage::Answered)
            }
            Step::Checked { check } => {
                self.check = Some(check.clone());
                Some(Stage::Checked)
            }
            Step::Decided { accepted, volume_ml, refusals, note } => {
                (self.volume_ml, self.decided_by, self.decided_at) = (Some(*volume_ml), entry.staff, Some(at));
                self.refusals.clone_from(refusals);
                self.note.clone_from(note);
                Some(if *accepted { Stage::Accepted } else { Stage::Refused })
            }
            Step::Bound { number, lot, medium, expires_on, tubes, kit, piece, lots } => {
                let (number, medium, expires_on, tubes) = (*number, *medium, *expires_on, *tubes);
                let (lot, code, piece, lots) = (lot.clone(), kit.clone(), piece.clone(), lots.clone());
                self.kit = Some(Kit { number, lot, medium, expires_on, tubes, code, piece, lots });
                self.bound = entry.staff.map(|staff| (staff, at));
                Some(Stage::Bound)
            }
            Step::Started { again } => {
                (self.started_at, self.again) = (Some(at), *again);
                Some(Stage::Started)
            }
            Step::Ended { volume_ml, self_excluded } => {
                (self.ended_at, self.ended_by) = (Some(at), entry.staff);
                (self.collected_ml, self.self_excluded) = (Some(*volume_ml), *self_excluded);
                Some(Stage::Ended)
            }
            Step::Reaction { severity, kind, note } => {
                if self.reaction.as_ref().is_none_or(|(worst, _)| grade(worst) < grade(severity)) {
                    self.reaction = Some((severity.clone(), note.clone()));
                }
                let (severity, kind, note) = (severity.clone(), kind.clone(), note.clone());
                let (entry_id, by, stage) = (entry.entry_id, entry.staff, self.stage);
                self.over_at = None;
                self.reactions.push(Reacted { entry_id, at, stage, severity, kind, note, by });
                None
            }
            Step::Over => {
                self.over_at = Some(at);
                None
            }
            Step::Wish { code } => {
                self.wish = Some(code.clone());
                None
            }
            Step::Left { .. } if self.stage == Stage::Ended => {
                self.went_at = Some(at);
                None
            }
            Step::Left { reason } => {
                self.left_reason = Some(reason.clone());
                Some(if self.started_at.is_some() { Stage::Failed } else { Stage::Left })
            }
            _ => None,
        }
    }
}
