//! The laws of the unit, over random histories that try everything and often the right thing.

use proptest::prelude::*;

use super::{
    build::{birth, event_id, now, org, site, unit, user},
    oracle::{Line, custodian, reaches_a_patient_lawfully},
    proposals::{Dice, dice, propose},
};
use crate::unit_state::*;

const HOURS_OF_LIFE: i64 = 96;

/// A birth, now and then with an unlucky inheritance.
fn beginning(luck: u8) -> UnitEvent {
    let mut born = birth();
    born.expires_at = Some(now().plus_seconds(HOURS_OF_LIFE * 3600));
    born.group = born.group.filter(|_| !luck.is_multiple_of(4));
    born.inherited.safety = match luck % 16 {
        1 => Some(Safety::Rejected),
        2 => Some(Safety::Qualified),
        _ => None,
    };
    UnitEvent {
        event_id: event_id(1),
        unit: unit(1),
        at: now(),
        actor: user(1),
        second: None,
        org: org("S"),
        site: site(1),
        device: None,
        reason: Some("test".into()),
        fact: if luck % 8 == 3 { Fact::TakenOver(born) } else { Fact::Collected(born) },
    }
}

/// One life: every accepted event with the unit after it, and every proposal that was refused with the unit at that time.
struct Story {
    history: Vec<Line>,
    units: Vec<Unit>,
    refused: Vec<(Unit, UnitEvent, Recorded)>,
}

fn live(luck: u8, steps: &[Dice]) -> Story {
    let (mut clock, first) = (now(), beginning(luck));
    let recorded = |at| Recorded { at, ahead_seconds_max: 300 };
    let born = apply(None, &first, recorded(clock)).expect("a birth");
    let mut life = Story { history: vec![Line { event: first, judged_at: clock }], units: vec![born], refused: vec![] };
    for (index, dice) in steps.iter().enumerate() {
        clock = clock.plus_seconds(60 * i64::from(dice.minutes));
        let unit = life.units.last().expect("born").clone();
        let event = propose(&unit, dice, 100 + index as u128, clock);
        match apply(Some(&unit), &event, recorded(clock)) {
            Ok(after) => {
                life.units.push(after);
                life.history.push(Line { judged_at: clock.max(event.at), event });
            }
            Err(_) => life.refused.push((unit, event, recorded(clock))),
        }
    }
    life
}

fn lives() -> impl Strategy<Value = (u8, Vec<Dice>)> {
    (any::<u8>(), prop::collection::vec(dice(), 1..60))
}

/// Events of which, asked twice with different ids, the second is refused while the first stands.
fn excludes_its_twin(fact: &Fact) -> bool {
    matches!(
        fact,
        Fact::Promised { .. }
            | Fact::Issued { .. }
            | Fact::Dispatched(_)
            | Fact::Received { .. }
            | Fact::Dispensed { .. }
            | Fact::Returned(_)
            | Fact::TransfusionStarted { .. }
            | Fact::TransfusionEnded { .. }
            | Fact::Discarded { .. }
            | Fact::Exported { .. }
            | Fact::Lost
            | Fact::Found(_)
            | Fact::Freed
            | Fact::Released { .. }
            | Fact::Lifted { .. }
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]

    /// Law 1: nobody is given what is not released, unheld, unexpired, in the hands of who gives it, and meant for them.
    #[test]
    fn only_a_lawful_unit_reaches_a_patient((luck, steps) in lives()) {
        let life = live(luck, &steps);
        for index in 0..life.history.len() {
            let lawful = reaches_a_patient_lawfully(&life.history, index);
            prop_assert!(lawful.is_ok(), "{lawful:?}");
        }
    }

    /// Law 2: rejected and ended units stay so, and nothing moves them towards a patient.
    #[test]
    fn rejected_and_ends_absorb((luck, steps) in lives()) {
        let life = live(luck, &steps);
        for (pair, line) in life.units.windows(2).zip(&life.history[1..]) {
            let (before, after) = (&pair[0].state, &pair[1].state);
            let towards = ["promised", "issued", "matched", "dispensed", "transfusion_started"].contains(&line.event.fact.kind());
            if before.safety == Safety::Rejected {
                prop_assert_eq!(after.safety, Safety::Rejected);
                prop_assert!(!towards);
            }
            if before.life.is_end() {
                prop_assert!(after.life == before.life || (before.life, after.life) == (Life::Lost, Life::Stock));
                prop_assert!(!towards);
            }
        }
    }

    /// Law 4: at every instant exactly one custodian, and he changes only where somebody takes the unit over.
    #[test]
    fn custody_has_no_gap_and_no_overlap((luck, steps) in lives()) {
        let life = live(luck, &steps);
        for (index, unit) in life.units.iter().enumerate() {
            prop_assert_eq!(Some(unit.state.custody.org), custodian(&life.history, index + 1));
        }
    }

    /// Law 5: of two events that exclude each other exactly one stands.
    #[test]
    fn a_twin_with_another_id_is_refused((luck, steps) in lives()) {
        let life = live(luck, &steps);
        for (unit, line) in life.units.iter().zip(&life.history).filter(|(_, line)| excludes_its_twin(&line.event.fact)) {
            let twin = UnitEvent { event_id: event_id(7), ..line.event.clone() };
            let answer = apply(Some(unit), &twin, Recorded { at: line.judged_at, ahead_seconds_max: 300 });
            prop_assert!(answer.is_err(), "{:?} twice", line.event.fact.kind());
        }
    }

    /// Law 6: state is a fold of events, also through JSON; and a refusal changes nothing.
    #[test]
    fn state_is_a_fold_of_events((luck, steps) in lives()) {
        let life = live(luck, &steps);
        let mut folded = None;
        for (unit, line) in life.units.iter().zip(&life.history) {
            let json = serde_json::to_string(&line.event).expect("an event is JSON");
            let event = serde_json::from_str(&json).expect("JSON is an event");
            folded = fold(folded.as_ref(), &event);
            prop_assert_eq!(folded.as_ref(), Some(unit));
        }
        let json = serde_json::to_string(&folded).expect("a unit is JSON");
        prop_assert_eq!(serde_json::from_str::<Option<Unit>>(&json).expect("JSON is a unit"), folded);
        for (unit, event, recorded) in &life.refused {
            prop_assert!(apply(Some(unit), event, *recorded).is_err());
        }
    }

    /// Law 3, one step of it: what leaves a parent is what its children, its loss and its rest say.
    #[test]
    fn volume_is_conserved((luck, steps) in lives()) {
        let life = live(luck, &steps);
        for (pair, line) in life.units.windows(2).zip(&life.history[1..]) {
            let (before, after) = (pair[0].facts.volume_ml, pair[1].facts.volume_ml);
            match line.event.fact.making() {
                Some(making) => {
                    let children: u32 = making.children.iter().map(|share| share.volume_ml).sum();
                    prop_assert_eq!(before + making.added_ml, children + making.loss_ml + after);
                }
                None if matches!(line.event.fact, Fact::Corrected(_)) => {}
                None => prop_assert_eq!(before, after),
            }
        }
    }
}

#[test]
fn the_random_lives_reach_every_kind_of_end_and_a_patient() {
    use proptest::{strategy::ValueTree, test_runner::TestRunner};
    let mut runner = TestRunner::deterministic();
    let mut reached = std::collections::BTreeSet::new();
    for _ in 0..1500 {
        let (luck, steps) = lives().new_tree(&mut runner).expect("a life").current();
        reached.extend(live(luck, &steps).history.iter().map(|line| line.event.fact.row()));
    }
    for row in ["dispensed", "dispensed.emergency", "transfusion_ended", "returned", "found", "corrected", "received"] {
        assert!(reached.contains(row), "{row} is never reached; reached {reached:?}");
    }
}
