//! Runs `cases.txt` and proves that it has no gap: every demand of every event refuses in a row of it.

use std::collections::BTreeSet;

use super::build::{event_from, org, site, unit_from};
use crate::unit_state::{demands::Moment, *};

const CASES: &str = include_str!("cases.txt");

fn rows() -> Vec<[&'static str; 3]> {
    let lines = CASES.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#'));
    lines
        .map(|line| {
            let cells: Vec<&str> = line.split('|').map(str::trim).collect();
            <[&str; 3]>::try_from(cells).unwrap_or_else(|_| panic!("three cells expected: {line}"))
        })
        .collect()
}

/// Whether `word` describes the unit.
fn is(unit: &Unit, word: &str) -> bool {
    let (key, value) = word.split_once(':').unwrap_or((word, ""));
    let State { life, safety, holds, promise, custody, label_verified_at, transfusion, .. } = &unit.state;
    match key {
        "holds" => holds.len().to_string() == value,
        "volume" => unit.facts.volume_ml.to_string() == value,
        "group" => unit.facts.group.map(|group| group.to_string()).as_deref() == Some(value),
        "at" => custody.org == org(value),
        "place" => custody.place == Some(site(super::build::number(value))),
        "labelled" => label_verified_at.is_some(),
        "unlabelled" => label_verified_at.is_none(),
        "irradiated" => unit.facts.attributes.contains(&Attribute::Irradiated),
        "ended" => transfusion.as_ref().is_some_and(|transfusion| transfusion.ended_at.is_some()),
        word => [life.word(), safety.word(), promise.word(), custody.mode.word()].contains(&word),
    }
}

fn outcome(before: Option<&Unit>, event: &UnitEvent, recorded_at: Instant, expected: &str) -> Result<(), String> {
    let found = apply(before, event, Recorded { at: recorded_at, ahead_seconds_max: 300 });
    match (found, expected.strip_prefix("refused ")) {
        (Err(refusal), Some(rule)) if refusal.rule == rule => {
            let said = !refusal.reason.zh.is_empty() && !refusal.reason.en.is_empty();
            if said { Ok(()) } else { Err("says nothing".into()) }
        }
        (Err(refusal), _) => Err(format!("refused {}", refusal.rule)),
        (Ok(_), Some(_)) => Err("accepted".into()),
        (Ok(unit), None) => {
            let versions = unit.state.version == before.map_or(0, |unit| unit.state.version) + 1;
            let missing: Vec<_> = expected.split_whitespace().filter(|word| !is(&unit, word)).collect();
            if missing.is_empty() && versions { Ok(()) } else { Err(format!("not {missing:?}: {:?}", unit.state)) }
        }
    }
}

#[test]
fn every_case_ends_as_the_table_says() {
    let wrong: Vec<String> = rows()
        .into_iter()
        .filter_map(|[state, words, expected]| {
            let before = unit_from(state);
            let (event, recorded_at) = event_from(words, before.as_ref());
            let result = outcome(before.as_ref(), &event, recorded_at, expected);
            result.err().map(|found| format!("{state} | {words} | expected {expected}, found {found}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{} cases differ:\n{}", wrong.len(), wrong.join("\n"));
}

/// The demand that a case fails first, as `row: demand`.
fn failing(state: &str, words: &str) -> Option<String> {
    let before = unit_from(state);
    let (event, recorded_at) = event_from(words, before.as_ref());
    let row = row_for(before.as_ref(), &event).ok()?;
    let newborn = effects::newborn(&event);
    let unit = before.as_ref().or(newborn.as_ref())?;
    let moment = Moment { unit, event: &event, now: event.at.max(recorded_at) };
    let (word, _) = row.demands.iter().find(|(_, demand)| demand(&moment).is_err())?;
    Some(format!("{} {:?}: {word}", row.name, row.from))
}

#[test]
fn every_demand_of_every_event_refuses_in_a_case() {
    let seen: BTreeSet<String> = rows().into_iter().filter_map(|[state, words, _]| failing(state, words)).collect();
    let all: BTreeSet<String> = table::all()
        .flat_map(|row| row.demands.iter().map(move |(word, _)| format!("{} {:?}: {word}", row.name, row.from)))
        .collect();
    let missing: Vec<_> = all.difference(&seen).collect();
    assert!(missing.is_empty(), "no case for {missing:#?}");
}

#[test]
fn every_event_succeeds_in_a_case() {
    let accepted: BTreeSet<String> = rows()
        .into_iter()
        .filter(|[_, _, expected]| !expected.starts_with("refused"))
        .filter_map(|[state, words, _]| {
            let before = unit_from(state);
            let row = row_for(before.as_ref(), &event_from(words, before.as_ref()).0).ok()?;
            Some(format!("{} {:?}", row.name, row.from))
        })
        .collect();
    let all: BTreeSet<String> = table::all().map(|row| format!("{} {:?}", row.name, row.from)).collect();
    assert_eq!(all.difference(&accepted).collect::<Vec<_>>(), Vec::<&String>::new());
}

#[test]
fn the_way_to_a_patient_is_never_open_to_an_unsafe_unit() {
    let towards = [
        "promised",
        "issued",
        "dispatched.delivery",
        "matched",
        "dispensed",
        "dispensed.emergency",
        "transfusion_started",
    ];
    for row in table::all().filter(|row| towards.contains(&row.name)) {
        for word in ["own-custody", "qualified", "no-hold", "unexpired"] {
            assert!(row.demands.iter().any(|(demand, _)| *demand == word), "{} does not demand {word}", row.name);
        }
    }
}

#[test]
fn the_json_of_an_event_reads_back_and_names_its_kind() {
    for [state, words, _] in rows() {
        let before = unit_from(state);
        let (event, _) = event_from(words, before.as_ref());
        let json = serde_json::to_value(&event).expect("an event is JSON");
        assert_eq!(json["fact"]["kind"], event.fact.kind());
        assert_eq!(serde_json::from_value::<UnitEvent>(json).expect("an event"), event);
    }
}
