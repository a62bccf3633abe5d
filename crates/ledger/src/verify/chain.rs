//! First pass: units and the chains of their events.

use vena_kernel::{
    id::UnitId,
    unit_state::{Facts, Parent, State, Unit, fold},
};
use vena_platform::{db::Tx, fault::Fault};

use super::{
    Finding, Report,
    db::{self, EventRow, UnitRow},
};
use crate::{
    digest::{Digest, Profile},
    entry::{Entry, event_hash},
};

pub(super) async fn check(
    tx: &mut Tx,
    profile: Profile,
    report: &mut Report,
    told: &mut (dyn FnMut(u64) + '_),
) -> Result<(), Fault> {
    let mut after: Option<UnitId> = None;
    loop {
        let units = db::units(tx, after).await?;
        let until = units.last().map(|unit| unit.unit_id);
        let events = db::events(tx, after, until).await?;
        page(profile, &units, &events, report);
        told(report.events);
        match until {
            Some(last) => after = Some(last),
            None => return Ok(()),
        }
    }
}

/// Units and events come in the same order; a unit without events and events without a unit are both wrong.
fn page(profile: Profile, units: &[UnitRow], events: &[EventRow], report: &mut Report) {
    let mut units = units.iter().peekable();
    for history in events.chunk_by(|one, next| one.unit_id == next.unit_id) {
        let id = history[0].unit_id;
        while let Some(without) = units.next_if(|unit| unit.unit_id < id) {
            unit(profile, without, &[], report);
        }
        match units.next_if(|unit| unit.unit_id == id) {
            Some(row) => unit(profile, row, history, report),
            None => {
                replay(profile, history, report);
                report.add(Finding::unit_removed(id));
            }
        }
    }
    units.for_each(|without| unit(profile, without, &[], report));
}

fn unit(profile: Profile, row: &UnitRow, history: &[EventRow], report: &mut Report) {
    report.units += 1;
    let before = report.finding_count;
    let replayed = replay(profile, history, report);
    let last = history.last().map_or(0, |event| event.version);
    for version in last + 1..=row.version {
        report.add(Finding::removed(row.unit_id, i64::from(version), None));
    }
    // What follows from a damaged history is damaged, too: saying it again would hide the cause.
    if report.finding_count == before {
        compare(row, history, replayed, report);
    }
}

/// Goes through a history; answers what it adds up to when nothing is wrong with it.
fn replay(profile: Profile, history: &[EventRow], report: &mut Report) -> Option<Replayed> {
    let mut so_far = Replayed { unit: None, hash: Digest::ZERO, parents: Vec::new() };
    let mut expected = 1;
    let mut sound = true;
    for event in history {
        report.events += 1;
        for version in expected..event.version {
            report.add(Finding::removed(event.unit_id, i64::from(version), None));
            sound = false;
        }
        // after a gap the chain is taken up again at what the event says of its predecessor
        if expected != event.version {
            so_far.hash = Digest::from_bytes(&event.prev_hash).unwrap_or(Digest::ZERO);
        }
        expected = event.version + 1;
        match step(profile, event, &mut so_far, sound) {
            Ok(()) => {}
            Err(finding) => {
                report.add(finding);
                sound = false;
                so_far.hash = Digest::from_bytes(&event.hash).unwrap_or(Digest::ZERO);
            }
        }
    }
    sound.then_some(so_far)
}

/// What a history adds up to.
struct Replayed {
    unit: Option<Unit>,
    hash: Digest,
    parents: Vec<Parent>,
}

fn step(profile: Profile, row: &EventRow, so_far: &mut Replayed, sound: bool) -> Result<(), Finding> {
    let altered = |which: &str| Finding::altered(row.event_id, row.unit_id, row.version, which);
    let prev = Digest::from_bytes(&row.prev_hash).ok_or_else(|| altered("prev_hash"))?;
    let hash = Digest::from_bytes(&row.hash).ok_or_else(|| altered("hash"))?;
    let entry = Entry::read(&row.body).map_err(|_| altered("body"))?;
    if event_hash(profile, prev, &row.body) != hash {
        return Err(altered("body"));
    }
    if i64::from(entry.version) != i64::from(row.version) || prev != so_far.hash {
        return Err(Finding::reordered(row.event_id, row.unit_id, row.version));
    }
    if let Some(column) = differing_column(row, &entry) {
        return Err(altered(column));
    }
    so_far.hash = hash;
    if sound {
        let unit = fold(so_far.unit.as_ref(), &entry.event);
        so_far.unit = Some(unit.ok_or_else(|| Finding::forged(row.event_id, row.unit_id, row.version))?);
        if let Some(birth) = entry.event.fact.birth() {
            so_far.parents.clone_from(&birth.parents);
        }
    }
    Ok(())
}

/// The first column that does not repeat the text.
fn differing_column(row: &EventRow, entry: &Entry) -> Option<&'static str> {
    let event = &entry.event;
    [
        (row.event_id == event.event_id, "event_id"),
        (row.unit_id == event.unit, "unit_id"),
        (row.kind == event.fact.kind(), "kind"),
        (row.at == event.at, "at"),
        (row.recorded_at == entry.recorded_at, "recorded_at"),
        (row.actor == event.actor, "actor"),
        (row.org == event.org, "org"),
        (row.site == event.site, "site"),
    ]
    .into_iter()
    .find_map(|(equal, column)| (!equal).then_some(column))
}

fn compare(row: &UnitRow, history: &[EventRow], replayed: Option<Replayed>, report: &mut Report) {
    let (Some(Replayed { unit: Some(unit), hash, parents }), Some(first), Some(last)) =
        (replayed, history.first(), history.last())
    else {
        report.add(Finding::unit_altered(row.unit_id, "events"));
        return;
    };
    let Unit { state, facts } = &unit;
    let columns = [
        (row.version == last.version, "version"),
        (row.last_hash == hash.0, "last_hash"),
        (serde_json::from_str::<State>(&row.state).is_ok_and(|stored| stored == *state), "state"),
        (serde_json::from_str::<Facts>(&row.facts).is_ok_and(|stored| stored == *facts), "facts"),
        (row.born_at == first.at, "born_at"),
        (row.last_at == last.at, "last_at"),
        (row.last_recorded_at == last.recorded_at, "last_recorded_at"),
        (row.collected_at == facts.collected_at, "collected_at"),
        (row.expires_at == facts.expires_at, "expires_at"),
        (row.promise_until == state.promise.until(), "promise_until"),
    ];
    if let Some((_, column)) = columns.into_iter().find(|(equal, _)| !equal) {
        report.add(Finding::unit_altered(row.unit_id, column));
    }
    let mut named: Vec<String> =
        parents.iter().map(|p| format!("{} {} {}", p.unit.uuid(), p.role.word(), p.volume_ml)).collect();
    named.sort_unstable();
    if named != row.parents {
        report.add(Finding::parent_altered(row.unit_id));
    }
}
