//! Histories of units, and that their intervals end where the kernel's state ends.

use std::collections::BTreeSet;

use vena_kernel::{
    id::EventId,
    unit_state::{Birth, Dispatch, Mode, Travel, Unit, UnitEvent, fold},
};

use super::*;

const NOON: &str = "2026-02-11T12:00:00+08:00";

fn id<T: std::str::FromStr<Err: std::fmt::Debug>>(prefix: &str, number: u32) -> T {
    format!("{prefix}_{number:032x}").parse().expect("an id")
}

fn at(minutes: i64) -> Instant {
    NOON.parse::<Instant>().expect("an instant").plus_seconds(minutes * 60)
}

fn spot(place: u32, position: &str) -> Spot {
    Spot { place: id("site", place), position: Some(position.to_owned()) }
}

fn birth() -> Fact {
    let number = "01602-26000001".parse().expect("a number");
    Fact::TakenOver(Birth::new(number, "WB".parse().expect("a product"), 400, at(0)))
}

/// Events as (minute, organisation, site, fact).
fn events(story: Vec<(i64, u32, u32, Fact)>) -> Vec<UnitEvent> {
    let event = |(index, (minute, org, site, fact)): (usize, (i64, u32, u32, Fact))| UnitEvent {
        event_id: EventId::from_uuid(id::<EventId>("event", u32::try_from(index).expect("few") + 1).uuid()),
        unit: id("unit", 1),
        at: at(minute),
        actor: id("user", 1),
        second: None,
        org: id("org", org),
        site: id("site", site),
        device: None,
        reason: Some("r".into()),
        fact,
    };
    story.into_iter().enumerate().map(event).collect()
}

fn seen(event: &UnitEvent) -> Seen<'_> {
    Seen { kind: event.fact.kind(), at: event.at, org: event.org, site: event.site, fact: Some(&event.fact) }
}

fn told(story: Vec<(i64, u32, u32, Fact)>) -> (History, Unit) {
    let events = events(story);
    let unit = events.iter().fold(None, |unit, event| fold(unit.as_ref(), event)).expect("a unit");
    (History::of(events.iter().map(seen), unit.state.life.is_end()), unit)
}

fn minutes<T: std::fmt::Debug>(stretches: &[Stretch<T>]) -> Vec<(String, i64, Option<i64>)> {
    let minute = |instant: Instant| instant.seconds_since(at(0)) / 60;
    stretches.iter().map(|s| (format!("{:?}", s.value), minute(s.from), s.to.map(minute))).collect()
}

fn org(number: u32) -> String {
    format!("{:?}", id::<OrgId>("org", number))
}

fn journey() -> Vec<(i64, u32, u32, Fact)> {
    let shipment = id("shipment", 1);
    let (to, purpose) = (id("org", 2), Travel::Delivery);
    vec![
        (0, 1, 10, birth()),
        (5, 1, 11, Fact::Moved(spot(11, "hall"))),
        (10, 1, 12, Fact::PutAway(spot(12, "A1"))),
        (15, 2, 20, Fact::Seen(spot(20, "stray"))),
        (20, 1, 13, Fact::Dispatched(Dispatch { shipment, to, purpose })),
        (30, 1, 13, Fact::HandedOver { shipment, to: id("org", 2) }),
        (40, 2, 20, Fact::Received { shipment, position: Some("B2".into()) }),
        (50, 2, 20, Fact::Dispensed { patient: id("patient", 1), ward: Some(id("site", 21)), emergency: None }),
        (60, 2, 21, Fact::TransfusionStarted { patient: id("patient", 1), identifiers: Vec::new() }),
        (90, 2, 21, Fact::TransfusionEnded { patient: id("patient", 1), volume_ml: 400, reaction: false }),
    ]
}

#[test]
fn a_journey_from_arm_to_arm_has_no_gap_and_no_overlap() {
    let (history, _) = told(journey());
    assert_eq!(minutes(&history.custody), [(org(1), 0, Some(30)), (org(2), 30, Some(60))]);
    let places: Vec<_> = minutes(&history.places).into_iter().map(|(_, from, to)| (from, to)).collect();
    assert_eq!(places, [(0, Some(5)), (5, Some(10)), (10, Some(20)), (40, Some(50)), (50, Some(60))]);
    let control: Vec<_> = minutes(&history.control).into_iter().map(|(_, from, to)| (from, to)).collect();
    assert_eq!(control, [(0, Some(20)), (20, Some(40)), (40, Some(50)), (50, Some(60))]);
}

#[test]
fn after_every_event_the_open_stretches_are_what_the_kernel_says() {
    let whole = journey();
    for length in 1..=whole.len() {
        let (history, unit) = told(whole[..length].to_vec());
        let custody = &unit.state.custody;
        let ended = unit.state.life.is_end();
        let open = history.custody.last().filter(|stretch| stretch.to.is_none());
        assert_eq!(open.map(|stretch| stretch.value), (!ended).then_some(custody.org), "after {length} events");
        let place = history.places.last().filter(|stretch| stretch.to.is_none()).map(|stretch| stretch.value.site);
        let kept = !ended && !matches!(custody.mode, Mode::InTransit { .. });
        assert_eq!(place, if kept { custody.place } else { None }, "after {length} events");
    }
}

#[test]
fn what_is_lost_is_out_of_control_until_somebody_finds_it() {
    let story = vec![
        (0, 1, 10, birth()),
        (10, 1, 10, Fact::Lost),
        (30, 2, 20, Fact::Found(spot(20, "corridor"))),
        (40, 2, 20, Fact::Discarded { cause: "other".into() }),
    ];
    let (history, _) = told(story);
    assert_eq!(minutes(&history.custody), [(org(1), 0, Some(30)), (org(2), 30, Some(40))]);
    let control: Vec<_> = history.control.iter().map(|stretch| stretch.value).collect();
    assert_eq!(control, [Control::Kept, Control::Unkept, Control::Kept]);
}

#[test]
fn a_late_entry_stays_behind_what_was_told_and_hidden_facts_leave_custody_whole() {
    let (history, _) = told(vec![
        (0, 1, 10, birth()),
        (20, 1, 11, Fact::Moved(spot(11, "a"))),
        (5, 1, 12, Fact::Moved(spot(12, "b"))),
    ]);
    let places: Vec<_> = minutes(&history.places).into_iter().map(|(_, from, to)| (from, to)).collect();
    assert_eq!(places, [(0, Some(20)), (20, Some(20)), (20, None)]);

    let events = events(journey());
    let hidden = BTreeSet::from(["taken_over", "tested", "rejected"]);
    let censored = events.iter().map(|event| {
        let seen = seen(event);
        if hidden.contains(seen.kind) { Seen { fact: None, ..seen } } else { seen }
    });
    let history = History::of(censored, true);
    assert_eq!(minutes(&history.custody), [(org(1), 0, Some(30)), (org(2), 30, Some(60))]);
}

#[test]
fn a_parent_that_was_made_into_others_ends_with_its_last_event() {
    let events = events(vec![(0, 1, 10, birth()), (5, 1, 11, Fact::Moved(spot(11, "hall")))]);
    let open = History::of(events.iter().map(seen), false);
    assert_eq!(open.custody[0].to, None);
    let consumed = History::of(events.iter().map(seen), true);
    assert_eq!((consumed.custody[0].to, consumed.places[1].to), (Some(at(5)), Some(at(5))));
}
