//! What machines have said about one donation: its course as they told it, and the record that was taken for it.

pub(super) mod db;
pub(crate) mod http;

use std::collections::{BTreeMap, HashMap};

use serde_json::json;
use vena_kernel::{
    clock::Instant,
    collection::{
        flow::{Difference, Figures, Flow, differences, explained},
        reading::{ReadingKind, ReadingValue, ReadingValues},
    },
    eligibility::DonationKind,
    id::{DonationId, ReadingId},
    refusal::Refusal,
    say,
};
use vena_platform::{
    auth::Scope,
    db::Tx,
    fault::{Fault, Problem},
};

use super::{about, db::ReadingRecord, get, take};
use crate::{day, donations::DonationRecord};

/// Which machine tells of such a donation.
pub(super) fn machine(kind: DonationKind) -> ReadingKind {
    if kind == DonationKind::WholeBlood { ReadingKind::Mixer } else { ReadingKind::Apheresis }
}

pub(super) fn number(values: &ReadingValues, name: &str) -> Option<f64> {
    values.get(name).and_then(ReadingValue::number)
}

fn word<'a>(values: &'a ReadingValues, name: &str) -> &'a str {
    values.get(name).and_then(ReadingValue::text).unwrap_or_default()
}

/// The machine has told its end, or it went away.
fn is_last(record: &ReadingRecord) -> bool {
    matches!(word(&record.reading_values.0, "phase"), "end" | "interrupted")
}

/// What a machine has told about a donation, from its first word to its last.
pub(super) struct Course {
    /// The last word.
    pub(super) last: ReadingRecord,
    /// Seconds since the beginning, and mL then.
    pub(super) points: Vec<[f64; 2]>,
    /// What it has complained about, in order.
    pub(super) alarms: Vec<String>,
    /// How many readings it was.
    pub(super) readings: usize,
}

impl Course {
    /// Out of everything that was said, oldest first; the record of the end stands for all before it.
    pub(super) fn of(records: Vec<ReadingRecord>) -> Option<Self> {
        let readings = records.len();
        // Readings may arrive late and out of order: what says the most about the time is the last word.
        let seconds = |record: &ReadingRecord| number(&record.reading_values.0, "duration_s").unwrap_or(0.0);
        let last = records.iter().rev().find(|record| is_last(record));
        let last =
            last.or_else(|| records.iter().max_by(|one, other| seconds(one).total_cmp(&seconds(other))))?.clone();
        let mut points: BTreeMap<u64, f64> = BTreeMap::new();
        let mut alarms: Vec<String> = Vec::new();
        for record in &records {
            let values = &record.reading_values.0;
            if let Some(ReadingValue::Points(more)) = values.get("points") {
                // Keyed by tenths of a second: the same moment twice is one point.
                points.extend(more.iter().filter(|[at, _]| *at >= 0.0).map(|[at, ml]| (tenths(*at), *ml)));
            }
            for alarm in word(values, "alarm").split_whitespace() {
                if !alarms.iter().any(|known| known == alarm) {
                    alarms.push(alarm.to_owned());
                }
            }
        }
        let points = points.into_iter().map(|(at, ml)| [seconds_of(at), ml]).collect();
        Some(Self { last, points, alarms, readings })
    }

    pub(super) fn value(&self, name: &str) -> Option<f64> {
        number(&self.last.reading_values.0, name)
    }

    pub(super) fn phase(&self) -> &str {
        word(&self.last.reading_values.0, "phase")
    }

    /// When it began, counted back from the last word.
    pub(super) fn began_at(&self) -> Option<Instant> {
        let seconds = self.value("duration_s")?;
        Some(self.last.at.plus_seconds(-whole(seconds)))
    }

    /// As the rules of the chair look at it.
    pub(super) fn flow(&self, donation: &DonationRecord) -> Flow {
        Flow {
            kind: donation.kind,
            agreed_ml: donation.nominal_ml,
            volume_ml: self.volume_ml(),
            duration_s: self.value("duration_s"),
            points: self.points.clone(),
            alarms: self.alarms.clone(),
            ended: is_last(&self.last),
            cut: self.phase() == "interrupted",
        }
    }

    /// What it has collected: of a scale what it weighs, of a machine all its bags.
    pub(super) fn volume_ml(&self) -> Option<f64> {
        let bags = [self.value("platelets_ml"), self.value("plasma_ml")];
        let sum = || bags.iter().any(Option::is_some).then(|| bags.iter().flatten().sum());
        self.value("volume_ml").or_else(sum)
    }

    /// What may be compared with what was typed.
    pub(super) fn figures(&self) -> Figures {
        Figures {
            volume_ml: self.volume_ml(),
            seconds: self.value("duration_s"),
            anticoagulant_ml: self.value("ac_ml"),
            platelets_e11: self.value("platelets_10e11"),
        }
    }
}

fn tenths(seconds: f64) -> u64 {
    (seconds.clamp(0.0, 86_400.0) * 10.0).round() as u64
}

fn seconds_of(tenths: u64) -> f64 {
    tenths as f64 / 10.0
}

fn whole(seconds: f64) -> i64 {
    seconds.clamp(0.0, 86_400.0).round() as i64
}

/// What the machine of this donation has told so far.
pub(super) async fn course(tx: &mut Tx, scope: &Scope, donation: &DonationRecord) -> Result<Option<Course>, Fault> {
    let mut records = match donation.donation_number {
        Some(number) => about(tx, scope, number.as_str(), &[machine(donation.kind)]).await?,
        None => Vec::new(),
    };
    // What was taken for this donation belongs to it, whatever was scanned at the machine.
    if let Some(taken) = db::attached(tx, donation.donation_id).await?
        && !records.iter().any(|record| record.reading_id == taken.reading_id)
    {
        records.extend(get(tx, scope, taken.reading_id).await?);
    }
    records.retain(|record| record.taken_for.is_none_or(|user| user == donation.donation_id.uuid()));
    Ok(Course::of(records))
}

/// What was typed at the end of a donation, to be compared with the machine's own record.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Typed<'a> {
    /// The record that the person has chosen; the machine's last word about the number when absent.
    pub(crate) reading: Option<ReadingId>,
    /// What was typed.
    pub(crate) figures: Figures,
    /// Why it differs.
    pub(crate) why: Option<&'a str>,
}

/// Takes the machine's record for a donation that ends, and compares it with what was typed.
///
/// # Errors
/// Refuses by `donation.reading-differs`, `reading.other-number`, `reading.other-kind`, `reading.not-ended`, and what
/// [`take`] refuses by.
pub(crate) async fn attach(
    tx: &mut Tx,
    scope: &Scope,
    donation: &DonationRecord,
    typed: Typed<'_>,
    ended_at: Instant,
) -> Result<Option<Attached>, Fault> {
    let course = match typed.reading {
        Some(id) => Some(chosen(tx, scope, donation, id).await?),
        None => {
            let usable =
                |course: &Course| is_last(&course.last) && !course.last.marks.0.iter().any(|mark| mark.blocking);
            course(tx, scope, donation).await?.filter(usable)
        }
    };
    let Some(course) = course else { return Ok(None) };
    let found = differences(typed.figures, course.figures(), day(ended_at));
    explained(&found, typed.why)?;
    take(tx, scope, course.last.reading_id, donation.donation_id.uuid()).await?;
    let why = typed.why.map(str::trim).filter(|_| !found.is_empty());
    let new = db::NewFlow {
        reading: course.last.reading_id,
        duration_s: course.value("duration_s"),
        differences: &found,
        why,
    };
    db::attach(tx, scope, donation.donation_id, &new).await?;
    Ok(Some(Attached {
        reading: course.last.reading_id,
        volume_ml: course.volume_ml(),
        figures: course.figures(),
        differences: found,
    }))
}

/// The record that was taken for a donation.
#[derive(Debug)]
pub(crate) struct Attached {
    reading: ReadingId,
    /// What the machine has weighed, mL.
    volume_ml: Option<f64>,
    figures: Figures,
    differences: Vec<Difference>,
}

impl Attached {
    /// What the machine has weighed, whole mL.
    pub(crate) fn machine_ml(&self) -> Option<i32> {
        i32::try_from(whole(self.volume_ml?)).ok()
    }

    /// Anticoagulant, whole mL.
    pub(crate) fn anticoagulant_ml(&self) -> Option<i32> {
        i32::try_from(whole(self.figures.anticoagulant_ml?)).ok()
    }

    /// Platelets of all bags together, 10^11.
    pub(crate) fn platelets_e11(&self) -> Option<f64> {
        self.figures.platelets_e11
    }

    /// For the line of what happened.
    pub(crate) fn detail(&self) -> serde_json::Value {
        json!({ "reading_id": self.reading, "differences": self.differences.len() })
    }
}

async fn chosen(tx: &mut Tx, scope: &Scope, donation: &DonationRecord, id: ReadingId) -> Result<Course, Fault> {
    let record = get(tx, scope, id).await?.ok_or_else(|| Problem::not_found("reading", id))?;
    if record.kind != machine(donation.kind) {
        let reason = say!("这条读数不是本次献血所用设备的", "this reading is of another kind of machine");
        return Err(Refusal::new("reading.other-kind", reason).into());
    }
    let own = donation.donation_number.map(|number| number.as_str().to_owned());
    if record.about.is_some() && record.about != own {
        let about = record.about.clone().unwrap_or_default();
        let reason = say!(
            "设备上扫描的是 {about}，不是本次献血的编号，停止并核对血袋",
            "{about} was scanned at the machine, not the number of this donation: stop and look at the bag"
        );
        return Err(Refusal::new("reading.other-number", reason).into());
    }
    if !is_last(&record) {
        let reason = say!("设备尚未结束记录", "the machine has not told its end yet");
        return Err(Refusal::new("reading.not-ended", reason).into());
    }
    let course = Course::of(vec![record]);
    course.ok_or_else(|| Problem::not_found("reading", id).into())
}

/// For how long the blood of these donations flowed by the machine's own clock, where one was read, s.
pub(crate) async fn machine_seconds(tx: &mut Tx, donations: &[DonationId]) -> Result<HashMap<DonationId, i64>, Fault> {
    let read = db::durations(tx, donations).await?;
    Ok(read.into_iter().map(|(donation, seconds)| (donation, whole(seconds))).collect())
}
