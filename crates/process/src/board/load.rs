//! The board, put together from what lies in the hall, the machines, and the day's preparations.

use std::collections::BTreeMap;

use vena_contracts::shown::{UnitRow, product_name};
use vena_kernel::{
    clock::{Day, Instant},
    id::UnitId,
    rulebook, say,
    text::Text,
    zone,
};
use vena_ledger::UnitRecord;
use vena_platform::{auth::Scope, db::Tx, fault::Fault};

use super::{
    db,
    rules::{self, Light, Stage, light},
    view::{HallBalance, HallBoard, HallLying, HallMachine, HallMachineState, HallMay, HallQueue, HallYield},
};
use crate::{
    Ports, batches, equipment,
    origins::Origins,
    plans::{Lights, Route, hall},
    programmes,
    splits::{bench::donated, rules::Bench},
    steps::{self, db::StepRow},
    units,
};

/// Bags on the board at most.
const BAGS_MAX: i64 = 300;
/// The name of the value that says how long a programme takes.
const SECONDS: &str = "seconds";

/// The board at this moment; the yields are those of `day`.
pub(crate) async fn load(tx: &mut Tx, scope: &Scope, ports: &Ports, day: Option<Day>) -> Result<HallBoard, Fault> {
    let now = tx.now();
    let today = now.day_in(&zone::china());
    let day = day.unwrap_or(today);
    let mut ids = db::in_hall(tx, scope, BAGS_MAX + 1).await?;
    let more = ids.len() > usize::try_from(BAGS_MAX).unwrap_or_default();
    ids.truncate(usize::try_from(BAGS_MAX).unwrap_or_default());
    let records = vena_ledger::units(tx, &ids).await?;
    let rows = units::db::shown(tx, scope, &ids).await?;
    let done = steps::db::of_units(tx, scope, &ids).await?;
    let came: BTreeMap<UnitId, Instant> = db::came(tx, scope, &ids).await?.into_iter().collect();
    let lights = hall().lights(today);
    let numbers: Vec<_> = records.iter().map(|record| record.facts.donation_number).collect();
    let origins = Origins::donated(tx, ports, &numbers).await?;
    let mut bags = Vec::with_capacity(records.len());
    for record in &records {
        let Some(unit) = rows.iter().find(|row| row.unit_id == record.unit_id).cloned() else { continue };
        let donations = origins.donations(&record.facts.donation_number);
        let bench = Bench::usual(&record.facts, donated(&donations), now);
        let own: Vec<&StepRow> = done.iter().filter(|row| row.unit_id == record.unit_id).collect();
        let since = came.get(&record.unit_id).copied().unwrap_or(record.born_at);
        bags.push(lying(unit, record, &bench, &own, (now, since, lights)));
    }
    bags.sort_by_key(|bag| (bag.latest_at.unwrap_or(now.plus_seconds(i64::from(i32::MAX))), bag.unit.unit_id));
    let counts = db::counts(tx, scope, day).await?;
    let sums = db::sums(tx, scope, day).await?;
    Ok(HallBoard {
        day,
        by_program: !programmes::db::adopted(tx, scope, now).await?.is_empty(),
        queues: queues(&bags, today),
        machines: machines(tx, scope, today).await?,
        yields: yields(tx, scope, day).await?,
        balance: balance(&sums),
        amber: bags.iter().filter(|bag| bag.light == Light::Amber).count(),
        red: bags.iter().filter(|bag| bag.light >= Light::Red).count(),
        stuck: bags.iter().filter(|bag| bag.stuck).count(),
        deviated: counts.deviated,
        unchecked: counts.unchecked,
        bags,
        more,
        as_of: now,
    })
}

/// One bag: what it may still become, and for what it waits.
fn lying(
    unit: UnitRow,
    record: &UnitRecord,
    bench: &Bench<'_>,
    own: &[&StepRow],
    (now, came, lights): (Instant, Instant, Option<Lights>),
) -> HallLying {
    let rows: Vec<StepRow> = own.iter().map(|row| (*row).clone()).collect();
    let done = steps::done(&rows, record);
    let day = now.day_in(&zone::china());
    let route = Route { hall: hall(), day, product: record.facts.product, done: &done };
    let batch = own.iter().find(|row| row.open);
    let held = !record.state.holds.is_empty();
    let stage = match batch {
        Some(row) => Stage::Step(row.step.clone()),
        None => rules::stage(&route, held, !record.facts.parents.is_empty()),
    };
    let since = own.iter().filter_map(|row| row.ended_at).max().unwrap_or(came);
    let colour = |latest: Option<Instant>| match (latest, lights) {
        (Some(latest), Some(lights)) => light(latest, now, lights),
        _ => Light::Green,
    };
    let (may, missed) = becomes(record, bench, &stage, &colour);
    let latest_at = may.iter().filter_map(|one| one.latest_at).min();
    let waits = batch.is_none() && !matches!(stage, Stage::Label | Stage::Held);
    HallLying {
        stuck: waits && lights.is_some_and(|lights| now.seconds_since(since) > lights.stuck_minutes * 60),
        light: colour(latest_at),
        stage_title: stage_title(&stage, day),
        stage: stage.word().to_owned(),
        since,
        batch_id: batch.map(|row| row.batch_id),
        batch_no: batch.map(|row| row.batch_no.clone()),
        may,
        latest_at,
        missed,
        unit,
    }
}

/// What a bag may become that was not divided yet, or the limit of its own freezing; and for what it is too late.
fn becomes(
    record: &UnitRecord,
    bench: &Bench<'_>,
    stage: &Stage,
    colour: &impl Fn(Option<Instant>) -> Light,
) -> (Vec<HallMay>, Vec<vena_kernel::product::ProductCode>) {
    let (mut may, mut missed) = (Vec::new(), Vec::new());
    let mut add = |product, latest_at| {
        may.push(HallMay { product, product_name: product_name(product), latest_at, light: colour(latest_at) });
    };
    // What is isolated becomes nothing until quality has judged it.
    if *stage == Stage::Held {
        return (may, missed);
    }
    if record.facts.parents.is_empty() {
        let of_this = rulebook::products().iter().filter(|product| product.may_come_from(record.facts.product));
        for product in of_this.filter(|product| product.code != record.facts.product) {
            match bench.may_make(product) {
                Ok(()) => add(product.code, bench.latest(product)),
                Err(refusal) if refusal.rule == "preparation.too-late" => missed.push(product.code),
                Err(_) => {}
            }
        }
    } else if let Stage::Step(code) = stage {
        let own = record.facts.product;
        let of = hall().step(code, bench.at.day_in(&zone::china())).and_then(|step| step.deadline_of(own));
        let hours = of.and_then(|of| rulebook::preparation().deadline(of)).map(|deadline| deadline.hours);
        add(own, hours.map(|hours| record.facts.collected_at.plus_seconds(hours * 3600)));
    }
    may.sort_by_key(|one| (one.latest_at.is_none(), one.latest_at));
    (may, missed)
}

fn stage_title(stage: &Stage, day: Day) -> Text {
    match stage {
        Stage::Held => say!("已隔离", "isolated"),
        Stage::Begin => say!("待开始", "to begin"),
        Stage::Make => say!("可登记产品", "may be recorded"),
        Stage::Label => say!("待贴签", "to be labelled"),
        Stage::Step(code) => hall().step_title(code, day),
    }
}

fn queues(bags: &[HallLying], day: Day) -> Vec<HallQueue> {
    let mut found: BTreeMap<&str, HallQueue> = BTreeMap::new();
    for bag in bags {
        let queue = found.entry(&bag.stage).or_insert_with(|| HallQueue {
            stage: bag.stage.clone(),
            title: bag.stage_title.clone(),
            waiting: 0,
            working: 0,
            since: None,
            stuck: 0,
        });
        if bag.batch_id.is_some() {
            queue.working += 1;
        } else {
            queue.waiting += 1;
            queue.stuck += usize::from(bag.stuck);
            queue.since = Some(queue.since.map_or(bag.since, |since| since.min(bag.since)));
        }
    }
    let order: Vec<&str> = hall().steps(day).iter().map(|step| step.code.as_str()).collect();
    let place = |stage: &str| match stage {
        "begin" => 0,
        "make" => 100,
        "label" => 101,
        "held" => 102,
        step => 1 + order.iter().position(|code| *code == step).unwrap_or(90),
    };
    let mut queues: Vec<HallQueue> = found.into_values().collect();
    queues.sort_by_key(|queue| place(&queue.stage));
    queues
}

async fn machines(tx: &mut Tx, scope: &Scope, today: Day) -> Result<Vec<HallMachine>, Fault> {
    let mut found = Vec::new();
    for machine in equipment::db::all(tx, scope).await? {
        let usable = equipment::rules::may_use(machine.stopped_why.as_deref(), machine.calibrated_until, today);
        let batch = batches::db::of_machine(tx, scope, machine.equipment_id).await?;
        let state = match (&batch, machine.stopped_why.is_some(), usable.is_ok()) {
            (Some(batch), _, _) if batch.began_at.is_some() => HallMachineState::Running,
            (Some(_), _, _) => HallMachineState::Loading,
            (None, true, _) => HallMachineState::Stopped,
            (None, false, false) => HallMachineState::Uncalibrated,
            (None, false, true) => HallMachineState::Free,
        };
        let lasts = batch.as_ref().and_then(|batch| batch.settings.get(SECONDS).copied());
        #[allow(clippy::cast_possible_truncation, reason = "hours at most, checked when the programme was entered")]
        let lasts_seconds = lasts.map(|seconds| seconds as i64);
        found.push(HallMachine {
            state,
            batch_id: batch.as_ref().map(|batch| batch.batch_id),
            batch_no: batch.as_ref().map(|batch| batch.batch_no.clone()),
            step_title: batch.as_ref().map(|batch| hall().step_title(&batch.step, today)),
            bags: batch.as_ref().map_or(0, |batch| batch.bags),
            began_at: batch.as_ref().and_then(|batch| batch.began_at),
            lasts_seconds,
            equipment_id: machine.equipment_id,
            code: machine.code,
            name: machine.name,
            kind: machine.kind,
            places: machine.places,
        });
    }
    Ok(found)
}

async fn yields(tx: &mut Tx, scope: &Scope, day: Day) -> Result<Vec<HallYield>, Fault> {
    let shown = |gave: db::Gave| {
        let (percent, expected) = (rules::percent(gave.volume_ml, gave.parent_ml), hall().expected(gave.product, day));
        let low_percent = expected.map(|expected| expected.low_percent);
        HallYield {
            product: gave.product,
            product_name: product_name(gave.product),
            bags: gave.bags,
            volume_ml: gave.volume_ml,
            percent,
            usual_percent: expected.map(|expected| expected.usual_percent),
            low_percent,
            low: percent.zip(low_percent).is_some_and(|(percent, low)| percent < low),
        }
    };
    Ok(db::gave(tx, scope, day).await?.into_iter().map(shown).collect())
}

fn balance(sums: &db::Sums) -> HallBalance {
    HallBalance {
        preparations: sums.preparations,
        parent_ml: sums.parent_ml,
        added_ml: sums.added_ml,
        surplus_ml: sums.surplus_ml,
        children_ml: sums.children_ml,
        loss_ml: sums.loss_ml,
        loss_percent: rules::percent(sums.loss_ml, sums.parent_ml),
    }
}
