//! Both sides of every rule of places, as tables.

use std::collections::BTreeSet;

use vena_kernel::{
    division::Division,
    rulebook,
    temperature::Celsius,
    unit_state::{Custody, Facts, Hold, HoldKind, Life, Mode, Promise, State},
};
use vena_testkit::table::rows;

use super::*;

const NOW: &str = "2026-02-11T08:00:00+08:00";

fn instant(text: &str) -> Instant {
    text.parse().expect("an instant")
}

fn id<T: std::str::FromStr<Err: std::fmt::Debug>>(prefix: &str, number: u32) -> T {
    format!("{prefix}_{number:032x}").parse().expect("an id")
}

/// `cold_room 2..6`, `cold_room ..-18`, `quarantine -`.
fn place(text: &str) -> Place {
    let (kind, range) = text.split_once(' ').expect("a kind and a range");
    let degrees =
        |text: &str| (!text.is_empty()).then(|| Celsius::from_degrees(text.parse().expect("degrees")).expect("°C"));
    let range = range.split_once("..").map(|(min, max)| TempRange { min_c: degrees(min), max_c: degrees(max) });
    Place { org: id("org", 1), kind: kind.to_owned(), range }
}

fn unit(state: &str) -> Unit {
    let mut facts = Facts {
        donation_number: "01602-26000001".parse().expect("a number"),
        product: "RBC-S-LR".parse().expect("a product"),
        division: Division::WHOLE,
        medium: Some("MAP".parse().expect("a medium")),
        group: None,
        volume_ml: 280,
        collected_at: instant("2026-02-10T09:00:00+08:00"),
        prepared_at: None,
        expires_at: Some(instant("2026-03-17T23:59:00+08:00")),
        parents: Vec::new(),
        attributes: BTreeSet::new(),
    };
    let custody = Custody { org: id("org", 1), place: None, position: None, mode: Mode::InControl };
    let mut unit_state = State {
        life: Life::Stock,
        safety: Safety::Qualified,
        holds: Vec::new(),
        promise: Promise::Free,
        custody,
        label_verified_at: None,
        transfusion: None,
        version: 3,
    };
    match state {
        "released" => {}
        "pending" => unit_state.safety = Safety::Pending,
        "rejected" => unit_state.safety = Safety::Rejected,
        "in process" => unit_state.life = Life::InProcess,
        "expired" => facts.expires_at = Some(instant(NOW)),
        "without expiry" => facts.expires_at = None,
        "held" => unit_state.holds.push(Hold {
            hold_id: id("event", 1),
            kind: HoldKind::Recall,
            reason: "r".into(),
            opened_by: id("user", 1),
            org: id("org", 1),
            since: instant(NOW),
        }),
        other => panic!("unknown state {other}"),
    }
    Unit { state: unit_state, facts }
}

fn rule(result: Result<(), Refusal>) -> String {
    result.map_or_else(|refusal| refusal.rule, |()| "ok".into())
}

#[test]
fn a_place_keeps_what_its_kind_and_temperature_allow() {
    let table = "
        place             | product | medium | verdict
        cold_room 2..6    | RBC-S   | MAP    | ok
        cold_room 2..6.5  | RBC-S   | MAP    | place.temperature   -- half a degree too wide
        cold_room 3..5    | RBC-S   | MAP    | ok                  -- narrower is better
        cold_room 2..6    | FFP     | -      | place.temperature
        cold_room ..-18   | FFP     | -      | ok
        cold_room ..-17.9 | FFP     | -      | place.temperature
        cold_room ..-30   | FFP     | -      | ok
        cold_room ..-18   | RBC-S   | MAP    | place.temperature
        cold_room ..-65   | RBC-F   | GLY-40 | ok
        cold_room ..-65   | RBC-F   | GLY-20 | place.temperature
        cold_room ..-65   | RBC-F   | -      | place.temperature   -- an unknown medium needs the coldest
        cold_room 20..24  | PLT-A   | PLT-BAG | ok
        cold_room 2..6    | PLT-A   | PLT-BAG | place.temperature
        cold_room -       | RBC-S   | MAP    | place.no-store      -- nobody says how cold it is
        theatre 2..6      | RBC-S   | MAP    | ok                  -- the forward refrigerator
        theatre -         | RBC-S   | MAP    | place.no-store
        blood_bank -      | FFP     | -      | ok                  -- several refrigerators under one name
        quarantine -      | RBC-S   | MAP    | ok
        quarantine 2..6   | FFP     | -      | place.temperature
        ward 2..6         | RBC-S   | MAP    | place.no-store
        laboratory 2..6   | RBC-S   | MAP    | place.no-store
    ";
    for row in rows(table).into_iter().skip(1) {
        let product = rulebook::products().find(row[1]).expect("a product");
        let medium = (row[2] != "-").then(|| row[2].parse().expect("a medium"));
        assert_eq!(rule(place(row[0]).may_hold(product, medium)), row[3], "{row:?}");
    }
}

#[test]
fn only_released_units_lie_in_stock() {
    let table = "
        unit           | stock                 | quarantine
        released       | ok                    | ok
        pending        | place.quarantine-only | ok
        rejected       | place.quarantine-only | ok
        in process     | place.quarantine-only | ok
        held           | place.quarantine-only | ok
        expired        | place.quarantine-only | ok
        without expiry | place.quarantine-only | ok
    ";
    let product = rulebook::products().find("RBC-S-LR").expect("a product");
    for row in rows(table).into_iter().skip(1) {
        for (at, text) in [(1, "cold_room 2..6"), (2, "quarantine -")] {
            let answer = place(text).may_take(id("org", 1), &unit(row[0]), product, instant(NOW));
            assert_eq!(rule(answer), row[at], "{row:?} in {text}");
        }
    }
    let theirs = place("cold_room 2..6").may_take(id("org", 2), &unit("released"), product, instant(NOW));
    assert_eq!(rule(theirs), "place.not-yours");
}
