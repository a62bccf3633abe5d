//! What may happen to a unit of blood. 血液单位状态
//!
//! State is a product of small axes (life, safety, holds, promise, custody); each event moves one and demands something
//! of the others. The demands and effects of every event stand in `transitions.txt`, which is read by physicians and
//! obeyed by [`apply`]. Facts (number, product, group, expiry) stand beside the state.
//!
//! Invariant: pure. The same events give the same state, bit for bit, on every machine and on every day.
//!
//! Where to add: a new event is a variant of [`Fact`], its word in `fact.rs`, a row in `transitions.txt`, rows in
//! `tests/cases.txt`; a new demand or effect is a small function and a word.

mod demands;
mod effects;
mod event;
mod fact;
mod facts;
mod state;
mod table;
#[cfg(test)]
mod tests;
mod title;

use serde::{Deserialize, Serialize};

pub use event::{
    Amendment, Correction, Dispatch, Emergency, Fact, Label, Making, Outcome, Purpose, Return, Share, Spot, Test,
    Travel, UnitEvent,
};
pub use facts::{Attribute, Birth, Facts, Inherited, Parent, Role};
pub use state::{Custody, Hold, HoldKind, Life, Mode, Promise, Safety, State, Transfusion};
pub use table::TRANSITIONS;

use crate::{clock::Instant, refusal::Refusal, say};
use demands::Moment;
use table::{From, Row};

/// A unit: its state and the facts beside it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema), schema(as = LedgerUnit))]
pub struct Unit {
    /// What events change.
    pub state: State,
    /// What is known about it.
    pub facts: Facts,
}

/// When an event is recorded, and how far ahead of that its own time may lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Recorded {
    /// Record time.
    pub at: Instant,
    /// By how many seconds the clock of the reporter may be ahead.
    pub ahead_seconds_max: i64,
}

/// The unit after `event`, or why the event may not happen. `before` is `None` when the unit is not born yet.
///
/// # Errors
/// A refusal names the demand that failed (`unit.held`, `unit.expired`, …); it is an answer, not a fault.
pub fn apply(before: Option<&Unit>, event: &UnitEvent, recorded: Recorded) -> Result<Unit, Refusal> {
    if event.at > recorded.at.plus_seconds(recorded.ahead_seconds_max) {
        let at = event.at;
        return Err(Refusal::new(
            "unit.from-the-future",
            say!("事件时间 {at} 在未来", "the event time {at} lies ahead"),
        ));
    }
    let row = row_for(before, event)?;
    let newborn;
    let unit = match before {
        Some(unit) => unit,
        None => {
            newborn = effects::newborn(event).ok_or_else(|| unknown(event))?;
            &newborn
        }
    };
    let moment = Moment { unit, event, now: event.at.max(recorded.at) };
    for (_, demand) in &row.demands {
        demand(&moment)?;
    }
    Ok(changed(unit.clone(), event, row))
}

/// The unit after an event that was accepted once: the same change as [`apply`], without asking the demands again.
/// `None` when the event cannot follow (a birth of a living unit, anything before a birth): the record is broken.
pub fn fold(before: Option<&Unit>, event: &UnitEvent) -> Option<Unit> {
    let row = row_for(before, event).ok()?;
    let unit = before.cloned().or_else(|| effects::newborn(event))?;
    Some(changed(unit, event, row))
}

fn changed(mut unit: Unit, event: &UnitEvent, row: &Row) -> Unit {
    let version = unit.state.version + 1;
    for (_, effect) in &row.effects {
        effect(&mut unit, event);
    }
    if let Some(life) = row.to {
        unit.state.life = life;
    }
    unit.state.version = version;
    unit
}

fn unknown(event: &UnitEvent) -> Refusal {
    let unit = event.unit;
    Refusal::new("unit.unknown", say!("没有血液单位 {unit} 的记录", "there is no record of {unit}"))
}

/// The row of the table that serves this event for a unit in this life.
fn row_for(before: Option<&Unit>, event: &UnitEvent) -> Result<&'static Row, Refusal> {
    let name = event.fact.row();
    let rows = table::rows(name);
    match before {
        None => rows.iter().find(|row| row.from == From::Unborn).ok_or_else(|| unknown(event)),
        Some(unit) => {
            rows.iter().find(|row| row.from.holds(unit.state.life)).ok_or_else(|| wrong_life(unit, event, rows))
        }
    }
}

fn wrong_life(unit: &Unit, event: &UnitEvent, rows: &[Row]) -> Refusal {
    let (label, life) = (unit.facts.label(), unit.state.life.text());
    let (zh, en) = (life.zh, life.en);
    if rows.iter().any(|row| row.from == From::Unborn) {
        return Refusal::new("unit.already-born", say!("{label} 已有记录", "{label} has a record already"));
    }
    let rule = if unit.state.life.is_end() { "unit.ended" } else { "unit.wrong-life" };
    let kind = event.fact.kind();
    Refusal::new(rule, say!("{label} 目前“{zh}”，不能进行 {kind}", "{label} is {en}; {kind} is not possible now"))
}
