//! How points, dishes and values are shown.

use serde::Serialize;
use utoipa::ToSchema;
use vena_contracts::shown::Can;
use vena_kernel::{
    clock::{Day, Instant},
    id::{DeviationId, PlateId, PointId, ReadingId},
    refusal::Refusal,
    say,
    text::Text,
    zone,
};
use vena_platform::{
    auth::{Permission, Scope},
    fault::{Fault, Problem},
};

use super::{
    EnvironmentClose, EnvironmentDecide, EnvironmentPut, EnvironmentRead, EnvironmentTake, EnvironmentVoid,
    book::{Class, Kind, Rule, environment},
    db::{LastRow, PlateRow, PointRow, ReadingRow},
    rules::{self, Last, Level, PlateState, Standing},
};

/// How a kind is measured in a class.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct EnvironmentRule {
    /// The class.
    class: String,
    /// What people call it.
    class_title: Text,
    /// What is measured.
    kind: String,
    /// What people call it.
    kind_title: Text,
    /// In what.
    unit: String,
    /// A dish that something has to grow on; else an instrument is read on the spot.
    grown: bool,
    /// Every so many days.
    every_days: i64,
    /// Minutes for which a dish stands open at least.
    exposure_min: Option<i64>,
    /// Minutes for which it stands open at most.
    exposure_max: Option<i64>,
    /// Hours for which it is kept warm.
    incubation_hours: Option<i64>,
    /// Below it a deviation opens.
    minimum: Option<f64>,
    /// Above it a value is marked and measured again.
    alert: Option<f64>,
    /// Above it a deviation opens.
    maximum: Option<f64>,
    /// Where the rule comes from.
    source: String,
}

impl EnvironmentRule {
    pub(super) fn of(class: &Class, kind: &Kind, rule: &Rule) -> Self {
        Self {
            class: class.code.clone(),
            class_title: class.title.clone(),
            kind: kind.code.clone(),
            kind_title: kind.title.clone(),
            unit: kind.unit.clone(),
            grown: kind.grown.is_some(),
            every_days: rule.every_days,
            exposure_min: rule.exposure_min,
            exposure_max: rule.exposure_max,
            incubation_hours: kind.grown.map(|grown| grown.incubation_hours),
            minimum: rule.minimum,
            alert: rule.alert,
            maximum: rule.maximum,
            source: rule.basis.source.clone(),
        }
    }
}

/// What may be done at a point.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct EnvironmentPointCan {
    /// Put out a dish, or read the instrument.
    put: Can,
    /// Close it.
    close: Can,
}

/// A place that is measured.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct EnvironmentPoint {
    /// Identity.
    point_id: PointId,
    /// As it stands on the label beside the place.
    code: String,
    /// Where it is.
    name: String,
    /// How it is measured.
    rule: EnvironmentRule,
    /// Where it stands.
    pub(super) standing: Standing,
    /// By when it has to be measured.
    due_on: Day,
    /// When the last value was measured.
    last_at: Option<Instant>,
    /// The last confirmed value.
    last_value: Option<f64>,
    /// What it means.
    pub(super) last_level: Option<Level>,
    /// The dish that is on its way.
    pub(super) plate: Option<EnvironmentPlate>,
    /// When it was added.
    added_at: Instant,
    /// By whom.
    added_by_name: String,
    /// When it was closed.
    pub(super) closed_at: Option<Instant>,
    /// By whom.
    closed_by_name: Option<String>,
    /// Why.
    closed_why: Option<String>,
    /// What may be done.
    can: EnvironmentPointCan,
}

/// What may be done with a dish.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct EnvironmentPlateCan {
    /// Take it in.
    take: Can,
    /// Read it.
    read: Can,
    /// Void it.
    void: Can,
}

/// A dish, or a look at an instrument.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct EnvironmentPlate {
    /// Identity.
    plate_id: PlateId,
    /// What is written on it.
    label: Option<String>,
    /// The lot of its medium.
    lot: Option<String>,
    /// How far it has come.
    pub(super) state: PlateState,
    /// When it was put out, or the instrument read.
    put_at: Instant,
    /// By whom.
    put_by_name: String,
    /// When it has to be taken in; none where it does not stand open.
    take_from: Option<Instant>,
    /// When it was taken in.
    taken_at: Option<Instant>,
    /// By whom.
    taken_by_name: Option<String>,
    /// From when on it can be read.
    read_from: Option<Instant>,
    /// Until when.
    read_until: Option<Instant>,
    /// When it was voided.
    void_at: Option<Instant>,
    /// By whom.
    void_by_name: Option<String>,
    /// Why.
    void_why: Option<String>,
    /// What was read, oldest first.
    readings: Vec<EnvironmentReading>,
    /// What may be done.
    can: EnvironmentPlateCan,
}

/// What somebody read.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct EnvironmentReading {
    /// Identity.
    reading_id: ReadingId,
    /// The value.
    value: f64,
    /// What grew.
    organism: Option<String>,
    /// What it means.
    level: Level,
    /// The limits by which it was judged.
    minimum: Option<f64>,
    /// Above it a value is marked.
    alert: Option<f64>,
    /// Above it a deviation opens.
    maximum: Option<f64>,
    /// Where they come from.
    source: String,
    /// When it was read.
    read_at: Instant,
    /// By whom.
    read_by_name: String,
    /// When it was confirmed or returned.
    decided_at: Option<Instant>,
    /// By whom.
    decided_by_name: Option<String>,
    /// `confirmed` or `returned`.
    decision: Option<String>,
    /// Why it was returned.
    note: Option<String>,
    /// The deviation that it has opened.
    deviation_id: Option<DeviationId>,
    /// Whether the caller may decide.
    can_decide: Can,
}

/// Every point, and how many need somebody.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct EnvironmentBoardView {
    /// Points, those in use first.
    pub(super) points: Vec<EnvironmentPoint>,
    /// Missed.
    pub(super) overdue: usize,
    /// To be measured.
    pub(super) due: usize,
    /// Dishes that can be taken in, read, confirmed, or have to be voided.
    pub(super) waiting: usize,
    /// Points whose last value is not good.
    pub(super) raised: usize,
    /// When this was true.
    pub(super) as_of: Instant,
}

/// A point with its measurements.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct EnvironmentPointView {
    /// The point.
    #[serde(flatten)]
    pub(super) point: EnvironmentPoint,
    /// Its newest measurements, newest first; at most 200.
    pub(super) plates: Vec<EnvironmentPlate>,
    /// When this was true.
    pub(super) as_of: Instant,
}

/// How a point is measured.
#[derive(Debug, Clone, Copy)]
pub(super) struct How {
    pub(super) class: &'static Class,
    pub(super) kind: &'static Kind,
    pub(super) rule: &'static Rule,
}

/// How a point is measured, by the rules of the day.
pub(super) fn measured(point: &PointRow, day: Day) -> Result<How, Fault> {
    let (class, kind) = (point.class.as_str(), point.kind.as_str());
    let book = environment();
    let how = |class| Some(How { class, kind: book.kind(kind, day)?, rule: book.rule(&class.code, kind, day)? });
    book.class(class, day).and_then(how).ok_or_else(|| Problem::not_found("rule", format!("{class} {kind}")).into())
}

/// Everything that a point is shown from.
pub(super) struct Seen<'a> {
    scope: &'a Scope,
    now: Instant,
    how: How,
}

impl<'a> Seen<'a> {
    pub(super) fn of(scope: &'a Scope, point: &PointRow, now: Instant) -> Result<Self, Fault> {
        Ok(Self { scope, now, how: measured(point, now.day_in(&zone::china()))? })
    }

    pub(super) fn plate(&self, row: PlateRow, readings: Vec<ReadingRow>) -> EnvironmentPlate {
        let Self { scope, now, how: How { kind, rule, .. } } = self;
        let state = rules::plate_state(rule, kind.grown, row.steps(), *now);
        let unfinished = rules::unfinished(state);
        let readable = match (row.taken_at, kind.grown) {
            (None, _) => Err(not_taken()),
            (Some(taken), Some(grown)) => rules::may_read(grown, taken, *now),
            (Some(_), None) => Ok(()),
        };
        let take = match row.taken_at {
            Some(_) => Err(taken_already()),
            None => rules::may_take(rule, row.put_at, *now),
        };
        let can = EnvironmentPlateCan {
            take: Can::by(scope, EnvironmentTake::INFO.name, unfinished.clone().and(take)),
            read: Can::by(scope, EnvironmentRead::INFO.name, unfinished.clone().and(readable)),
            void: Can::by(scope, EnvironmentVoid::INFO.name, unfinished),
        };
        let hours = |hours: i64| row.taken_at.map(|taken| taken.plus_seconds(hours * 3600));
        EnvironmentPlate {
            state,
            can,
            take_from: rule.exposure_min.map(|minutes| row.put_at.plus_seconds(minutes * 60)),
            read_from: kind.grown.and_then(|grown| hours(grown.incubation_hours)),
            read_until: kind.grown.and_then(|grown| hours(grown.read_within_hours)),
            plate_id: row.plate_id,
            label: row.label,
            lot: row.lot,
            put_at: row.put_at,
            put_by_name: row.put_by_name,
            taken_at: row.taken_at,
            taken_by_name: row.taken_by_name,
            void_at: row.void_at,
            void_by_name: row.void_by_name,
            void_why: row.void_why,
            readings: readings.into_iter().map(|one| EnvironmentReading::of(scope, one)).collect(),
        }
    }

    pub(super) fn point(
        &self,
        row: PointRow,
        last: Option<&LastRow>,
        plate: Option<EnvironmentPlate>,
    ) -> EnvironmentPoint {
        let (scope, china) = (self.scope, zone::china());
        let How { class, kind, rule } = self.how;
        let counted = last.map(|last| Last { on: last.put_at.day_in(&china), level: last.level });
        let due_on = rules::due_on(rule, row.added_at.day_in(&china), counted);
        let (closed, running) = (row.closed_at.is_some(), plate.is_some());
        let can = EnvironmentPointCan {
            put: Can::by(scope, EnvironmentPut::INFO.name, rules::may_put(closed, running)),
            close: Can::by(scope, EnvironmentClose::INFO.name, rules::may_put(closed, running)),
        };
        EnvironmentPoint {
            point_id: row.point_id,
            code: row.code,
            name: row.name,
            rule: EnvironmentRule::of(class, kind, rule),
            standing: rules::standing(rule, (due_on, counted), (running, closed), self.now.day_in(&china)),
            due_on,
            last_at: last.map(|last| last.put_at),
            last_value: last.map(|last| last.value),
            last_level: last.map(|last| last.level),
            plate,
            added_at: row.added_at,
            added_by_name: row.added_by_name,
            closed_at: row.closed_at,
            closed_by_name: row.closed_by_name,
            closed_why: row.closed_why,
            can,
        }
    }
}

impl EnvironmentReading {
    fn of(scope: &Scope, row: ReadingRow) -> Self {
        let decision = rules::may_decide(row.read_by, row.decided_at.is_some(), scope.user);
        Self {
            can_decide: Can::by(scope, EnvironmentDecide::INFO.name, decision),
            reading_id: row.reading_id,
            value: row.value,
            organism: row.organism,
            level: row.level,
            minimum: row.minimum,
            alert: row.alert,
            maximum: row.maximum,
            source: row.source,
            read_at: row.read_at,
            read_by_name: row.read_by_name,
            decided_at: row.decided_at,
            decided_by_name: row.decided_by_name,
            decision: row.decision,
            note: row.note,
            deviation_id: row.deviation_id,
        }
    }
}

/// Why a dish that still stands open is not read.
pub(super) fn not_taken() -> Refusal {
    Refusal::new("environment.not-taken", say!("尚未收皿", "the dish has not been taken in"))
}

/// Why a dish is not taken in twice.
pub(super) fn taken_already() -> Refusal {
    Refusal::new("environment.taken-already", say!("该平皿已收回", "the dish has been taken in already"))
}
