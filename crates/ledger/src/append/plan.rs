//! Judges a batch. Pure: what is known and the events go in, outcomes and what is to be written come out.

use std::collections::{BTreeSet, HashMap};

use vena_kernel::{
    clock::Instant,
    donation_number::DonationNumber,
    id::{EventId, UnitId},
    refusal::Refusal,
    say,
    unit_state::{Fact, Parent, Recorded, UnitEvent, apply},
};

use super::{
    AHEAD_SECONDS_MAX, Outcome, kin,
    known::{Known, Number, Seen, Standing},
};
use crate::{
    digest::Digest,
    entry::{Entry, as_reported, event_hash},
};

/// The rule that refuses an event only because another event of its family was refused.
pub(super) const LINKED: &str = "ledger.linked-refused";

/// The longest text of an event, in bytes.
const BODY_BYTES_MAX: usize = 16 * 1024;

/// A line to be written.
#[derive(Debug, Clone)]
pub(super) struct Line {
    pub(super) event: UnitEvent,
    pub(super) version: u32,
    pub(super) recorded_at: Instant,
    pub(super) body: String,
    pub(super) prev: Digest,
    pub(super) hash: Digest,
}

/// What became of a batch and what is to be written.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) outcomes: Vec<Outcome>,
    pub(super) lines: Vec<Line>,
    /// The units as they stand afterwards.
    pub(super) units: HashMap<UnitId, Standing>,
    /// Units that were not there before.
    pub(super) born: BTreeSet<UnitId>,
    /// Units that were, and have changed.
    pub(super) changed: BTreeSet<UnitId>,
    /// Who came out of whom.
    pub(super) parents: Vec<(UnitId, Parent)>,
}

/// Judges the groups of a batch in the order of their first events; a refused group leaves no trace.
pub(super) fn plan(known: Known, events: &[UnitEvent], now: Instant) -> Plan {
    let before: BTreeSet<UnitId> = known.units.keys().copied().collect();
    let mut outcomes: Vec<Option<Outcome>> = vec![None; events.len()];
    let mut bench = Bench { known, lines: Vec::new(), now };
    for group in kin::groups(events) {
        let mark = bench.mark(&group, events);
        let results = bench.group(&group, events);
        if results.iter().any(|outcome| !outcome.stands()) {
            bench.restore(mark);
        }
        for (index, outcome) in group.into_iter().zip(results) {
            outcomes[index] = Some(outcome);
        }
    }
    let outcomes = outcomes.into_iter().flatten().collect();
    written(bench, before, outcomes)
}

fn written(bench: Bench, before: BTreeSet<UnitId>, outcomes: Vec<Outcome>) -> Plan {
    let touched: BTreeSet<UnitId> = bench.lines.iter().map(|line| line.event.unit).collect();
    let parents = bench
        .lines
        .iter()
        .filter_map(|line| Some((line.event.unit, line.event.fact.birth()?)))
        .flat_map(|(child, birth)| birth.parents.iter().map(move |parent| (child, parent.clone())))
        .collect();
    Plan {
        outcomes,
        parents,
        born: touched.difference(&before).copied().collect(),
        changed: touched.intersection(&before).copied().collect(),
        units: bench.known.units,
        lines: bench.lines,
    }
}

/// The working copy of what is known.
struct Bench {
    known: Known,
    lines: Vec<Line>,
    now: Instant,
}

/// What a group may change, as it was before.
struct Mark {
    lines: usize,
    units: Vec<(UnitId, Option<Standing>)>,
    events: Vec<(EventId, Option<Seen>)>,
    /// Labels and rejected donations that were not there before.
    numbers: Vec<Number>,
    rejected: Vec<DonationNumber>,
}

impl Bench {
    /// Remembers what the events of a group may change.
    fn mark(&self, group: &[usize], events: &[UnitEvent]) -> Mark {
        let members = || group.iter().map(|&index| &events[index]);
        let births = || members().filter_map(|event| event.fact.birth());
        let numbers = births().map(|birth| (birth.donation_number, birth.product, birth.division));
        let donations = births().map(|birth| birth.donation_number);
        Mark {
            lines: self.lines.len(),
            units: members().map(|event| (event.unit, self.known.units.get(&event.unit).cloned())).collect(),
            events: members().map(|event| (event.event_id, self.known.seen.get(&event.event_id).cloned())).collect(),
            numbers: numbers.filter(|number| !self.known.numbers.contains(number)).collect(),
            rejected: donations.filter(|donation| !self.known.rejected.contains(donation)).collect(),
        }
    }

    fn restore(&mut self, mark: Mark) {
        self.lines.truncate(mark.lines);
        for (id, standing) in mark.units {
            match standing {
                Some(standing) => self.known.units.insert(id, standing),
                None => self.known.units.remove(&id),
            };
        }
        for (id, seen) in mark.events {
            match seen {
                Some(seen) => self.known.seen.insert(id, seen),
                None => self.known.seen.remove(&id),
            };
        }
        for number in &mark.numbers {
            self.known.numbers.remove(number);
        }
        for donation in &mark.rejected {
            self.known.rejected.remove(donation);
        }
    }

    /// All events of a group stand, or the first refused one has its reason and the others are refused with it.
    fn group(&mut self, group: &[usize], events: &[UnitEvent]) -> Vec<Outcome> {
        let mut outcomes = Vec::with_capacity(group.len());
        for &index in group {
            outcomes.push(self.one(&events[index]).unwrap_or_else(Outcome::Refused));
        }
        let fresh: Vec<&UnitEvent> = group
            .iter()
            .zip(&outcomes)
            .filter(|(_, outcome)| **outcome != Outcome::AlreadyAppended)
            .map(|(&index, _)| &events[index])
            .collect();
        let cause = outcomes.iter().position(|outcome| !outcome.stands());
        match (cause, kin::complete(&fresh)) {
            (None, Ok(())) => outcomes,
            (None, Err(refusal)) => vec![Outcome::Refused(refusal); group.len()],
            (Some(cause), _) => {
                let refusal = outcomes.swap_remove(cause);
                let mut all = vec![Outcome::Refused(linked(&refusal)); group.len()];
                all[cause] = refusal;
                all
            }
        }
    }

    fn one(&mut self, event: &UnitEvent) -> Result<Outcome, Refusal> {
        if let Some(seen) = self.known.seen.get(&event.event_id) {
            return if seen.event == as_reported(event) { Ok(Outcome::AlreadyAppended) } else { Err(reused(event)) };
        }
        let event = self.completed(event)?;
        let before = self.known.units.get(&event.unit);
        let recorded_at = before.map_or(self.now, |standing| standing.last_recorded_at.max(self.now));
        let recorded = Recorded { at: recorded_at, ahead_seconds_max: AHEAD_SECONDS_MAX };
        let unit = apply(before.map(|standing| &standing.unit), &event, recorded)?;
        let prev = before.map_or(Digest::ZERO, |standing| standing.last_hash);
        let line = self.line(event, unit.state.version, recorded_at, prev)?;
        let standing = Standing {
            unit,
            last_hash: line.hash,
            born_at: before.map_or(line.event.at, |standing| standing.born_at),
            last_at: line.event.at,
            last_recorded_at: recorded_at,
        };
        Ok(self.noted(line, standing))
    }

    /// The event with what the ledger adds: what a child inherits. Refuses a label that is in use, and a correction of
    /// an event that is not this unit's.
    fn completed(&self, event: &UnitEvent) -> Result<UnitEvent, Refusal> {
        let mut event = as_reported(event);
        if let Fact::Corrected(correction) = &event.fact
            && self.known.seen.get(&correction.event).is_none_or(|seen| seen.unit != event.unit)
        {
            return Err(correction_unknown(correction.event));
        }
        if let Some(birth) = event.fact.birth_mut() {
            if !self.known.units.contains_key(&event.unit)
                && self.known.numbers.contains(&(birth.donation_number, birth.product, birth.division))
            {
                let (number, product, division) = (birth.donation_number, birth.product, birth.division);
                return Err(Refusal::new(
                    "unit.number-used",
                    say!(
                        "编号 {number} {product} {division} 已被使用",
                        "the number {number} {product} {division} is in use"
                    ),
                ));
            }
            birth.inherited = kin::inherited(&self.known, birth)?;
        }
        Ok(event)
    }

    fn line(&self, event: UnitEvent, version: u32, recorded_at: Instant, prev: Digest) -> Result<Line, Refusal> {
        let entry = Entry { version, recorded_at, event };
        let body = entry.body().ok().filter(|body| body.len() <= BODY_BYTES_MAX && !body.contains("\\u0000"));
        let body = body.ok_or_else(|| {
            Refusal::new(
                "ledger.event-text",
                say!("事件内容过长或含有非法字符", "the event is too long or holds a character that no text may hold"),
            )
        })?;
        let hash = event_hash(self.known.profile, prev, &body);
        Ok(Line { event: entry.event, version, recorded_at, body, prev, hash })
    }

    fn noted(&mut self, line: Line, standing: Standing) -> Outcome {
        let outcome = Outcome::Appended { version: line.version, hash: line.hash };
        if line.event.fact.birth().is_some() {
            let facts = &standing.unit.facts;
            self.known.note_sibling((facts.donation_number, facts.product, facts.division), standing.unit.state.safety);
        }
        self.known.seen.insert(line.event.event_id, Seen { unit: line.event.unit, event: as_reported(&line.event) });
        self.known.units.insert(line.event.unit, standing);
        self.lines.push(line);
        outcome
    }
}

fn reused(event: &UnitEvent) -> Refusal {
    let id = event.event_id;
    Refusal::new(
        "ledger.event-id-reused",
        say!("事件号 {id} 已用于另一事件", "the event id {id} was used for another event"),
    )
}

fn correction_unknown(id: EventId) -> Refusal {
    Refusal::new(
        "ledger.correction-unknown",
        say!("被更正的事件 {id} 不属于该单位", "the corrected event {id} is not one of this unit"),
    )
}

fn linked(cause: &Outcome) -> Refusal {
    let rule = cause.refusal().map_or("", |refusal| refusal.rule.as_str());
    Refusal::new(
        LINKED,
        say!("同一批相关事件被拒绝（{rule}），整组不生效", "refused together with a related event ({rule})"),
    )
}
