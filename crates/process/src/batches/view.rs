//! A batch as it is loaded and shown.

use serde::Serialize;
use utoipa::ToSchema;
use vena_contracts::shown::{Can, UnitRow};
use vena_kernel::{
    clock::{Day, Instant},
    id::{BatchId, EquipmentId, EventId, ProgrammeId, SupplyId, UnitId},
    text::Text,
    zone,
};
use vena_ledger::UnitRecord;
use vena_platform::{
    auth::{Permission, Scope},
    db::Tx,
    fault::{Fault, Problem},
};

use super::{
    BatchAdd, BatchBegin, BatchBreakOff, BatchCheck, BatchEnd, BatchRemove,
    db::{self, BagRecord, BatchRecord, LotRecord},
    rules::{self, BatchState},
};
use crate::{
    machine,
    plans::{Deviation, Readings, Step, Window, hall},
    units,
};

/// A batch in a list.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct HallBatchRow {
    /// Identity.
    batch_id: BatchId,
    /// Its number.
    batch_no: String,
    /// The step.
    step: String,
    /// What people call it.
    step_title: Text,
    /// The machine.
    equipment_id: EquipmentId,
    /// As it is labelled.
    equipment_code: String,
    /// What people call it.
    equipment_name: String,
    /// What kind it is.
    equipment_kind: String,
    /// How many bags it takes.
    places: i32,
    /// Its programme.
    programme_id: ProgrammeId,
    /// As the machine shows it.
    programme_number: String,
    /// What people call it.
    programme_name: String,
    /// How far it has come.
    state: BatchState,
    /// How many bags.
    bags: i64,
    /// How many of them deviated.
    deviated: i64,
    /// When it was opened.
    opened_at: Instant,
    /// By whom.
    opened_by_name: String,
    /// When the machine began.
    began_at: Option<Instant>,
    /// Who began it.
    began_by_name: Option<String>,
    /// When it was over.
    ended_at: Option<Instant>,
    /// Who ended it.
    ended_by_name: Option<String>,
    /// Why it was broken off.
    ended_why: Option<String>,
    /// When its record was checked.
    checked_at: Option<Instant>,
    /// By whom.
    checked_by_name: Option<String>,
}

impl HallBatchRow {
    pub(crate) fn of(record: BatchRecord, day: Day) -> Self {
        Self {
            step_title: hall().step_title(&record.step, day),
            batch_id: record.batch_id,
            batch_no: record.batch_no,
            step: record.step,
            equipment_id: record.equipment_id,
            equipment_code: record.equipment_code,
            equipment_name: record.equipment_name,
            equipment_kind: record.equipment_kind,
            places: record.places,
            programme_id: record.programme_id,
            programme_number: record.programme_number,
            programme_name: record.programme_name,
            state: record.state,
            bags: record.bags,
            deviated: record.deviated,
            opened_at: record.opened_at,
            opened_by_name: record.opened_by_name,
            began_at: record.began_at,
            began_by_name: record.began_by_name,
            ended_at: record.ended_at,
            ended_by_name: record.ended_by_name,
            ended_why: record.ended_why,
            checked_at: record.checked_at,
            checked_by_name: record.checked_by_name,
        }
    }

    /// Where the next page begins.
    pub(super) fn cursor(&self) -> String {
        self.batch_id.to_string()
    }
}

/// A bag in a batch.
#[derive(Debug, Serialize, ToSchema)]
struct HallBatchBag {
    /// Its place.
    position: i32,
    /// The bag.
    unit: UnitRow,
    /// `passed` or `deviated`.
    outcome: Option<String>,
    /// What was read of it.
    readings: Readings,
    /// What was not as it should be.
    deviations: Vec<Deviation>,
    /// The hold that isolates it.
    hold_id: Option<EventId>,
}

/// A lot in a batch.
#[derive(Debug, Serialize, ToSchema)]
struct HallBatchLot {
    /// Identity.
    supply_id: SupplyId,
    /// What it is.
    kind: String,
    /// What people call that.
    kind_title: Text,
    /// Its number.
    lot: String,
    /// Who makes it.
    maker: String,
}

/// What may be done with a batch now.
#[derive(Debug, Serialize, ToSchema)]
struct HallBatchCan {
    /// Scan a bag.
    add: Can,
    /// Take a bag out.
    remove: Can,
    /// Begin.
    begin: Can,
    /// End.
    end: Can,
    /// Break off.
    break_off: Can,
    /// Check the record.
    check: Can,
}

/// A batch with its bags.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct HallBatch {
    /// As in the list.
    #[serde(flatten)]
    row: HallBatchRow,
    /// The bags, in their order.
    items: Vec<HallBatchBag>,
    /// The lots that are used up.
    lots: Vec<HallBatchLot>,
    /// What must be true.
    windows: Vec<Window>,
    /// What was read for the whole batch; before the end, what the machine has told so far.
    readings: Readings,
    /// How often the machine has reported.
    records: i64,
    /// What may be done.
    can: HallBatchCan,
    /// When this was true.
    as_of: Instant,
}

/// A batch as it stands in the database.
#[derive(Debug)]
pub(crate) struct Loaded {
    pub(crate) batch: BatchRecord,
    pub(crate) bags: Vec<BagRecord>,
    lots: Vec<LotRecord>,
}

/// Loads a batch, or answers 404.
pub(crate) async fn load(tx: &mut Tx, scope: &Scope, id: BatchId) -> Result<Loaded, Fault> {
    let batch = db::one(tx, scope, id).await?.ok_or_else(|| Problem::not_found("batch", id))?;
    Ok(Loaded { bags: db::bags(tx, id).await?, lots: db::lots(tx, id).await?, batch })
}

impl Loaded {
    /// Its step.
    pub(crate) fn step(&self) -> Result<&'static Step, Fault> {
        let day = self.batch.opened_at.day_in(&zone::china());
        let found = hall().step(&self.batch.step, day);
        found.ok_or_else(|| Problem::not_found("step", &self.batch.step).into())
    }

    /// What must be true of its values.
    pub(crate) fn windows(&self, at: Instant) -> Vec<Window> {
        let day = at.day_in(&zone::china());
        let step = hall().step(&self.batch.step, day);
        step.map(|step| step.windows(hall(), &self.batch.settings, day)).unwrap_or_default()
    }

    /// The bags as the ledger knows them, in their order.
    pub(crate) async fn records(&self, tx: &mut Tx) -> Result<Vec<UnitRecord>, Fault> {
        let ids: Vec<UnitId> = self.bags.iter().map(|bag| bag.unit_id).collect();
        let mut records = vena_ledger::units(tx, &ids).await?;
        records.sort_by_key(|record| ids.iter().position(|id| *id == record.unit_id));
        Ok(records)
    }

    /// Who has had a hand in it.
    pub(super) fn record(&self) -> rules::Record {
        rules::Record {
            state: self.batch.state,
            opened_by: self.batch.opened_by,
            began_by: self.batch.began_by,
            ended_by: self.batch.ended_by,
            checked: self.batch.checked_at.is_some(),
        }
    }

    /// The batch as `scope` sees it.
    pub(crate) async fn shown(self, tx: &mut Tx, scope: &Scope) -> Result<HallBatch, Fault> {
        let (as_of, day) = (tx.now(), self.batch.opened_at.day_in(&zone::china()));
        let told = machine::told(tx, scope, self.batch.batch_id).await?;
        let ids: Vec<UnitId> = self.bags.iter().map(|bag| bag.unit_id).collect();
        let rows = units::db::shown(tx, scope, &ids).await?;
        let (can, windows) = (self.can(scope), self.windows(as_of));
        let bag = |bag: BagRecord| {
            let unit = rows.iter().find(|row| row.unit_id == bag.unit_id)?.clone();
            Some(HallBatchBag {
                position: bag.position,
                unit,
                outcome: bag.outcome,
                readings: bag.readings.map(|readings| readings.0).unwrap_or_default(),
                deviations: bag.deviations.map(|deviations| deviations.0).unwrap_or_default(),
                hold_id: bag.hold_id,
            })
        };
        let lot = |lot: LotRecord| HallBatchLot {
            kind_title: hall()
                .supply(&lot.kind, day)
                .map_or_else(|| Text::new(&lot.kind, &lot.kind), |known| known.title.clone()),
            supply_id: lot.supply_id,
            kind: lot.kind,
            lot: lot.lot,
            maker: lot.maker,
        };
        Ok(HallBatch {
            items: self.bags.into_iter().filter_map(bag).collect(),
            lots: self.lots.into_iter().map(lot).collect(),
            windows,
            readings: self.batch.readings.clone().map_or(told.last, |readings| readings.0),
            records: told.count,
            can,
            row: HallBatchRow::of(self.batch, day),
            as_of,
        })
    }

    fn can(&self, scope: &Scope) -> HallBatchCan {
        let state = self.batch.state;
        let can = |name: &str, decision| Can::by(scope, name, decision);
        HallBatchCan {
            add: can(BatchAdd::INFO.name, rules::may_change(state)),
            remove: can(BatchRemove::INFO.name, rules::may_change(state)),
            begin: can(BatchBegin::INFO.name, rules::may_begin(state, self.bags.len())),
            end: can(BatchEnd::INFO.name, rules::may_end(state)),
            break_off: can(BatchBreakOff::INFO.name, rules::may_break_off(state)),
            check: can(BatchCheck::INFO.name, rules::may_check(self.record(), scope.user)),
        }
    }
}
