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

use crate::{
    Answers,
    entry::{Entry, Step},
    seal::Bytes,
};

/// How far a person has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, serde::Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = TripStage)]
pub enum Stage {
    /// 已识别
    Identified,
    /// 已征询
    Answered,
    /// 已检查
    Checked,
    /// 判定可献
    Accepted,
    /// 判定不可献
    Refused,
    /// 已绑定
    Bound,
    /// 采血中
    Started,
    /// 已采集
    Ended,
    /// 已离开，未献血
    Left,
    /// 采集失败
    Failed,
}

impl Stage {
    /// Nothing follows but a reaction.
    pub fn is_final(self) -> bool {
        matches!(self, Self::Refused | Self::Ended | Self::Left | Self::Failed)
    }

    /// In both languages.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Identified => ("已识别身份", "identified"),
            Self::Answered => ("已征询", "answered"),
            Self::Checked => ("已检查", "checked"),
            Self::Accepted => ("判定可献", "accepted"),
            Self::Refused => ("判定不可献", "refused"),
            Self::Bound => ("已绑定编号", "bound"),
            Self::Started => ("采血中", "bleeding"),
            Self::Ended => ("已采集", "collected"),
            Self::Left => ("已离开", "gone"),
            Self::Failed => ("采集失败", "failed"),
        }
    }
}

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
    /// Why the person left.
    pub left_reason: Option<String>,
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
                if let Some(visit) = self.visits.get_mut(&id) {
                    visit.apply(entry, at);
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
        strokes: None,
        check: None,
        volume_ml: None,
        decided_by: None,
        decided_at: None,
        refusals: Vec::new(),
        note: None,
        kit: None,
        bound: None,
        started_at: None,
        ended_at: None,
        ended_by: None,
        collected_ml: None,
        self_excluded: false,
        reaction: None,
        reactions: Vec::new(),
        left_reason: None,
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
            Step::Answered { version, answers, strokes } => {
                self.answers = Some((version.clone(), answers.clone()));
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
            Step::Bound { number, lot, medium, expires_on, tubes } => {
                let (number, medium, expires_on, tubes) = (*number, *medium, *expires_on, *tubes);
                self.kit = Some(Kit { number, lot: lot.clone(), medium, expires_on, tubes });
                self.bound = entry.staff.map(|staff| (staff, at));
                Some(Stage::Bound)
            }
            Step::Started => {
                self.started_at = Some(at);
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
                self.reactions.push(Reacted { entry_id, at, stage, severity, kind, note, by });
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
