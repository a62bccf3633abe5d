//! Runs as people of the laboratory see them.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;
use vena_contracts::shown::Can;
use vena_kernel::{
    clock::Instant,
    donation_number::DonationNumber,
    id::{InstrumentId, KitId, LotId, RunId},
    text::Text,
    zone,
};
use vena_platform::{
    auth::{Permission, Scope},
    db::Tx,
    fault::{Fault, Problem},
};

use super::{
    RunCancel, RunClose, RunEnter, RunVoid,
    cells::{Cell, Entry, Source, cell},
    db::{self, ReadingRecord, RunRecord, SampleRecord, WellRecord},
    rules::{self, RunState},
    validity::{self, Raw, Validity},
};
use crate::{judging::rules::Book, kits, words::Value};

/// A run in a list.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct LabRunRow {
    /// Identity.
    run_id: RunId,
    /// As people call it: day and number.
    run_no: String,
    /// Code of the kit.
    kit_code: String,
    /// Its name.
    kit_name: String,
    /// Who makes it.
    maker: String,
    /// What is tested.
    markers: Vec<String>,
    /// The lot of reagents.
    lot_id: LotId,
    /// As its maker calls it.
    lot: String,
    /// The instrument.
    instrument_id: InstrumentId,
    /// Code of the instrument.
    instrument_code: String,
    /// Its name.
    instrument_name: String,
    /// How far it has come.
    state: RunState,
    /// How many donations are in it.
    donations: i64,
    /// When it was laid out.
    planned_at: Instant,
    /// By whom.
    planned_by_name: String,
    /// When it was closed.
    closed_at: Option<Instant>,
    /// By whom.
    closed_by_name: Option<String>,
    /// Why it is void or was cancelled.
    closed_why: Option<String>,
}

impl LabRunRow {
    /// The place behind it in the list.
    pub(super) fn cursor(&self) -> String {
        self.run_id.to_string()
    }
}

impl From<&RunRecord> for LabRunRow {
    fn from(record: &RunRecord) -> Self {
        let record = record.clone();
        Self {
            run_id: record.run_id,
            run_no: record.run_no,
            kit_code: record.kit_code,
            kit_name: record.kit_name,
            maker: record.maker,
            markers: record.markers,
            lot_id: record.lot_id,
            lot: record.lot,
            instrument_id: record.instrument_id,
            instrument_code: record.instrument_code,
            instrument_name: record.instrument_name,
            state: record.state,
            donations: record.donations,
            planned_at: record.planned_at,
            planned_by_name: record.planned_by_name,
            closed_at: record.closed_at,
            closed_by_name: record.closed_by_name,
            closed_why: record.closed_why,
        }
    }
}

/// A test in a well.
#[derive(Debug, Serialize, ToSchema)]
struct LabRunSample {
    /// The donation.
    donation_number: DonationNumber,
    /// As people read it.
    donation_number_shown: String,
    /// The marker.
    marker: String,
    /// Which of the independent results.
    round: i16,
    /// 0 the first test, then retests.
    repeat: i16,
    /// Why nothing came of it, though the run is valid.
    refused: Option<Text>,
}

/// What is known of a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum LabCellState {
    /// Nothing was read.
    Empty,
    /// One person has typed; another has to.
    Once,
    /// Two have typed different things.
    Differs,
    /// It was read.
    Read,
}

/// A well for one marker.
#[derive(Debug, Serialize, ToSchema)]
struct LabCell {
    /// The marker.
    marker: String,
    /// What is known.
    state: LabCellState,
    /// What was read, once it counts.
    raw: Option<Raw>,
    /// What the caller has typed last; nobody sees what another has typed before both have.
    mine: Option<Raw>,
    /// Where it comes from.
    source: Option<Source>,
    /// Who typed or let it in, once it counts.
    entered_by: Vec<String>,
    /// When it was last given.
    entered_at: Option<Instant>,
    /// What it means for a sample, in a valid run.
    value: Option<Value>,
    /// Whether that asks for another look, the gray zone among it; none for what is measured and for groups.
    reactive: Option<bool>,
}

/// A well of a run.
#[derive(Debug, Serialize, ToSchema)]
struct LabWell {
    /// From 0, in the order of filling.
    position: i16,
    /// As it is labelled, `A1`.
    name: String,
    /// The control in it.
    control: Option<String>,
    /// The samples in it; several of one marker are a pool.
    samples: Vec<LabRunSample>,
    /// What was read, marker by marker.
    cells: Vec<LabCell>,
}

/// What may be done with a run now.
#[derive(Debug, Serialize, ToSchema)]
struct LabRunCan {
    /// Type readings.
    enter: Can,
    /// Close it: valid or void, as its controls say.
    close: Can,
    /// Declare it void.
    void: Can,
    /// Cancel it.
    cancel: Can,
}

/// A run with its wells.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct LabRun {
    /// As in the list.
    #[serde(flatten)]
    row: LabRunRow,
    /// The version of the kit that it is judged by.
    kit_id: KitId,
    /// What its instructions say.
    assay: kits::assay::Assay,
    /// The wells in their order.
    wells: Vec<LabWell>,
    /// What the controls say, once they are read.
    validity: Option<Validity>,
    /// What may be done.
    can: LabRunCan,
}

/// A run with everything that is known of it.
#[derive(Debug)]
pub(super) struct Loaded {
    pub(super) run: RunRecord,
    pub(super) kit: kits::db::KitRecord,
    pub(super) wells: Vec<WellRecord>,
    pub(super) samples: Vec<SampleRecord>,
    readings: BTreeMap<(i16, String), Vec<ReadingRecord>>,
    book: Book,
}

/// Reads a run, or a 404 problem.
pub(super) async fn load(tx: &mut Tx, scope: &Scope, id: RunId) -> Result<Loaded, Fault> {
    let run = db::run(tx, scope, id).await?.ok_or_else(|| Problem::not_found("run", id))?;
    let kit = kits::db::one(tx, scope, run.kit_id).await?.ok_or_else(|| Problem::not_found("kit", run.kit_id))?;
    let mut readings: BTreeMap<(i16, String), Vec<ReadingRecord>> = BTreeMap::new();
    for reading in db::readings(tx, id).await? {
        readings.entry((reading.position, reading.marker.clone())).or_default().push(reading);
    }
    let (wells, samples) = (db::wells(tx, id).await?, db::samples(tx, id).await?);
    let book = Book::on(run.closed_at.unwrap_or_else(|| tx.now()).day_in(&zone::china()))?;
    Ok(Loaded { run, kit, wells, samples, readings, book })
}

impl Loaded {
    /// The name of a well.
    pub(super) fn name(&self, position: i16) -> String {
        self.kit.assay.plate.name(u16::try_from(position).unwrap_or(0))
    }

    /// The markers that are read in a well.
    pub(super) fn markers_of(&self, well: &WellRecord) -> Vec<&str> {
        let wanted = |marker: &&String| match &well.control {
            Some(code) => self.kit.assay.controls.iter().any(|control| control.code == *code && control.reads(marker)),
            None => self.samples.iter().any(|sample| sample.position == well.position && sample.marker == **marker),
        };
        self.run.markers.iter().filter(wanted).map(String::as_str).collect()
    }

    /// What was given for a well and a marker, oldest first.
    pub(super) fn entries(&self, position: i16, marker: &str) -> Vec<Entry> {
        let all = self.readings.get(&(position, marker.to_owned()));
        let entry =
            |record: &ReadingRecord| Entry { raw: record.raw.0.clone(), by: record.entered_by, source: record.source };
        all.into_iter().flatten().map(entry).collect()
    }

    /// Every cell of the run: the well, its name, the marker, and what is known.
    pub(super) fn cells(&self) -> Vec<(&WellRecord, String, &str, Cell)> {
        let mut cells = Vec::new();
        for well in &self.wells {
            for marker in self.markers_of(well) {
                cells.push((well, self.name(well.position), marker, cell(&self.entries(well.position, marker))));
            }
        }
        cells
    }

    /// What the controls say of what was read so far.
    pub(super) fn validity(&self) -> Validity {
        let cells = self.cells();
        let readings: Vec<(&str, &str, &Raw)> = cells
            .iter()
            .filter_map(|(well, _, marker, cell)| match (&well.control, cell) {
                (Some(code), Cell::Read(raw)) => Some((code.as_str(), *marker, raw)),
                _ => None,
            })
            .collect();
        let markers: Vec<&str> = self.run.markers.iter().map(String::as_str).collect();
        validity::judge(&self.kit.assay, &markers, &readings)
    }

    /// Something was typed or sent.
    pub(super) fn is_begun(&self) -> bool {
        !self.readings.is_empty()
    }

    /// Refuses to close it while something is not known.
    pub(super) fn may_close(&self) -> Result<(), vena_kernel::refusal::Refusal> {
        let cells = self.cells();
        rules::may_close(self.run.state, cells.iter().map(|(_, name, _, cell)| (name.as_str(), cell)))
    }

    /// The run as `scope` sees it.
    pub(super) fn shown(&self, scope: &Scope) -> Result<LabRun, Fault> {
        let state = self.run.state;
        let controls_read =
            self.cells().iter().all(|(well, _, _, cell)| well.control.is_none() || matches!(cell, Cell::Read(_)));
        let judged = self.run.validity.as_ref().map(|kept| kept.0.clone());
        let validity = judged.or_else(|| (state == RunState::Planned && controls_read).then(|| self.validity()));
        Ok(LabRun {
            row: LabRunRow::from(&self.run),
            kit_id: self.run.kit_id,
            assay: self.kit.assay.0.clone(),
            wells: self.wells.iter().map(|well| self.well(well, scope, validity.as_ref())).collect(),
            validity,
            can: LabRunCan {
                enter: Can::by(scope, RunEnter::INFO.name, rules::may_enter(state)),
                close: Can::by(scope, RunClose::INFO.name, self.may_close()),
                void: Can::by(scope, RunVoid::INFO.name, rules::may_void(state)),
                cancel: Can::by(scope, RunCancel::INFO.name, rules::may_cancel(state, self.is_begun())),
            },
        })
    }

    fn well(&self, well: &WellRecord, scope: &Scope, validity: Option<&Validity>) -> LabWell {
        let own = self.samples.iter().filter(|sample| sample.position == well.position);
        let sample = |sample: &SampleRecord| LabRunSample {
            donation_number: sample.donation_number,
            donation_number_shown: sample.donation_number.to_string(),
            marker: sample.marker.clone(),
            round: sample.round,
            repeat: sample.repeat,
            refused: sample.refused.as_ref().map(|why| why.0.clone()),
        };
        let valid = validity.filter(|judged| judged.valid && well.control.is_none());
        LabWell {
            position: well.position,
            name: self.name(well.position),
            control: well.control.clone(),
            samples: own.map(sample).collect(),
            cells: self.markers_of(well).into_iter().map(|marker| self.cell(well, marker, scope, valid)).collect(),
        }
    }

    fn cell(&self, well: &WellRecord, marker: &str, scope: &Scope, valid: Option<&Validity>) -> LabCell {
        let records = self.readings.get(&(well.position, marker.to_owned())).map(Vec::as_slice).unwrap_or_default();
        let known = cell(&self.entries(well.position, marker));
        let (state, raw) = match known {
            Cell::Empty => (LabCellState::Empty, None),
            Cell::Once(_) => (LabCellState::Once, None),
            Cell::Differs => (LabCellState::Differs, None),
            Cell::Read(raw) => (LabCellState::Read, Some(raw)),
        };
        let mine = records.iter().rev().find(|record| record.entered_by == scope.user);
        let mut entered_by: Vec<String> = records.iter().map(|record| record.entered_by_name.clone()).collect();
        entered_by.sort();
        entered_by.dedup();
        let value = raw.as_ref().zip(valid).and_then(|(raw, validity)| validity::meaning(raw, marker, validity));
        let judged = |value: &Value| matches!(value, Value::Reactive | Value::NonReactive | Value::Ratio { .. });
        LabCell {
            marker: marker.to_owned(),
            state,
            value,
            reactive: value.filter(judged).map(|value| self.book.is_reactive(value)),
            raw,
            mine: mine.map(|record| record.raw.0.clone()),
            source: records.last().map(|record| record.source),
            entered_by,
            entered_at: records.last().map(|record| record.entered_at),
        }
    }
}
