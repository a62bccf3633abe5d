use std::collections::BTreeSet;

use vena_kernel::{
    clock::Instant,
    division::Division,
    id::{EventId, OrderId, SiteId, UnitId, UserId},
    product::ComponentClass,
    unit_state::{Custody, Fact, Facts, Hold, HoldKind, Life, Mode, Promise, Safety, State, Unit, UnitEvent},
};
use vena_testkit::table::rows;
use vena_testkit::town::{Org, PICKER};

use super::rules::*;

fn now() -> Instant {
    "2026-02-11T00:00:00Z".parse().expect("an instant")
}

fn order(number: u128) -> OrderId {
    OrderId::from_uuid(uuid::Uuid::from_u128(number))
}

/// A released unit in the station's stock with so many hours to live.
pub(crate) fn released(product: &str, group: &str, hours: i64) -> Unit {
    let facts = Facts {
        donation_number: "0160226000001".parse().expect("a number"),
        product: product.parse().expect("a product"),
        division: Division::WHOLE,
        medium: None,
        group: group.parse().ok(),
        volume_ml: 200,
        collected_at: now().plus_seconds(-3600),
        prepared_at: None,
        expires_at: Some(now().plus_seconds(hours * 3600)),
        parents: Vec::new(),
        attributes: BTreeSet::new(),
    };
    let custody =
        Custody { org: Org::Station.id(), place: Some(Org::Station.store()), position: None, mode: Mode::InControl };
    let state = State {
        life: Life::Stock,
        safety: Safety::Qualified,
        holds: Vec::new(),
        promise: Promise::Free,
        custody,
        label_verified_at: Some(now()),
        transfusion: None,
        version: 3,
    };
    Unit { state, facts }
}

/// Red cells A+ needed in two hours, with the given limits.
pub(crate) fn need(substitution: bool, remaining_hours: i64) -> Need {
    Need {
        product: "RBC-S-LR".parse().expect("a product"),
        class: ComponentClass::RedCells,
        group: "A+".parse().expect("a group"),
        substitution,
        needed_by: now().plus_seconds(2 * 3600),
        remaining_hours,
        promise_minutes: 60,
    }
}

fn promise() -> UnitEvent {
    UnitEvent {
        event_id: EventId::from_uuid(uuid::Uuid::from_u128(1)),
        unit: UnitId::from_uuid(uuid::Uuid::from_u128(2)),
        at: now(),
        actor: PICKER.id(),
        second: None,
        org: Org::Station.id(),
        site: Org::Station.store(),
        device: None,
        reason: None,
        fact: Fact::Promised { order: order(1), until: now().plus_seconds(3600) },
    }
}

fn hold() -> Hold {
    Hold {
        hold_id: EventId::from_uuid(uuid::Uuid::from_u128(9)),
        kind: HoldKind::Investigation,
        reason: "x".into(),
        opened_by: UserId::from_uuid(uuid::Uuid::from_u128(1)),
        org: Org::Station.id(),
        since: now(),
    }
}

fn changed(what: &str) -> Unit {
    let mut unit = released("RBC-S-LR", "A+", 1000);
    let ends = |seconds| Some(now().plus_seconds(seconds));
    match what {
        "as it should be" => {}
        "74 h to live" => unit.facts.expires_at = ends(74 * 3600),
        "one second less" => unit.facts.expires_at = ends(74 * 3600 - 1),
        "no expiry" => unit.facts.expires_at = None,
        "expired" => unit.facts.expires_at = ends(0),
        "untested" => unit.state.safety = Safety::Pending,
        "rejected" => unit.state.safety = Safety::Rejected,
        "held" => unit.state.holds.push(hold()),
        "for another order" => unit.state.promise = Promise::Promised { order: order(2), until: now().plus_seconds(1) },
        "lapsed promise" => unit.state.promise = Promise::Promised { order: order(2), until: now() },
        "issued" => unit.state.promise = Promise::Committed { order: order(2), to: Org::Hill.id() },
        "on its way" => {
            unit.state.custody.mode = Mode::OutOfControl { since: now() };
        }
        "in process" => unit.state.life = Life::InProcess,
        "at a hospital" => {
            unit.state.custody = Custody { org: Org::Hill.id(), place: None::<SiteId>, ..unit.state.custody }
        }
        other => panic!("unknown change: {other}"),
    }
    unit
}

#[test]
fn which_candidates_are_passed_over_and_why() {
    let table = "
        unit              | verdict
        as it should be   | yes
        74 h to live      | yes                          -- needed in 2 h, 72 h must remain then
        one second less   | allocation.remaining-life
        no expiry         | unit.expiry-unknown
        expired           | unit.expired
        untested          | unit.not-qualified
        rejected          | unit.rejected
        held              | unit.held
        for another order | unit.promised-to-other
        lapsed promise    | yes
        issued            | unit.promised-to-other
        on its way        | unit.not-in-control
        in process        | unit.wrong-life
        at a hospital     | unit.not-in-custody
    ";
    for row in &rows(table)[1..] {
        let found = judge(&changed(row[0]), &promise(), now(), &need(false, 72));
        assert_eq!(found.map_or_else(|refusal| refusal.rule, |()| "yes".into()), row[1], "{row:?}");
    }
}

#[test]
fn an_order_that_is_late_counts_from_now() {
    let late = Need { needed_by: now().plus_seconds(-3600), ..need(false, 72) };
    let unit = |hours| released("RBC-S-LR", "A+", hours);
    assert!(enough_life(&unit(72), now(), &late).is_ok());
    assert_eq!(enough_life(&unit(71), now(), &late).expect_err("too short").rule, "allocation.remaining-life");
}

#[test]
fn groups_in_order_of_choice() {
    let table = "
        class       | wanted | substitution | groups
        red_cells   | A+     | no           | A+
        red_cells   | A+     | yes          | A+ O+ A- O-
        red_cells   | A-     | yes          | A- O-
        red_cells   | O-     | yes          | O-
        red_cells   | AB+    | yes          | AB+ A+ B+ O+ AB- A- B- O-
        plasma      | A+     | yes          | A+ A- AB- AB+
        plasma      | AB-    | yes          | AB- AB+
        whole_blood | B+     | yes          | B+ B-
    ";
    for row in &rows(table)[1..] {
        let need = Need {
            class: serde_json::from_value(row[0].into()).expect("a class"),
            group: row[1].parse().expect("a group"),
            substitution: row[2] == "yes",
            ..need(false, 72)
        };
        let found: Vec<String> = groups(&need).iter().map(ToString::to_string).collect();
        assert_eq!(found.join(" "), row[3], "{row:?}");
    }
}

#[test]
fn an_explanation_names_twenty_and_counts_all() {
    let by = vena_contracts::shown::Person { user_id: PICKER.id(), display_name: "picker".into() };
    let mut explained = super::explained::Explained::begin(now(), by, 2);
    let Unit { state, facts } = released("RBC-S-LR", "A+", 1);
    let unit_id = UnitId::from_uuid(uuid::Uuid::from_u128(5));
    let record =
        vena_ledger::UnitRecord { unit_id, state, facts, born_at: now(), last_at: now(), last_recorded_at: now() };
    for number in 0..30 {
        let rule = if number % 3 == 0 { "unit.held" } else { "unit.expired" };
        explained.reject(&record, vena_kernel::refusal::Refusal::new(rule, vena_kernel::say!("一", "one")));
    }
    explained.take();
    assert_eq!((explained.taken, explained.short, explained.rejected.len()), (1, 1, 20));
    let counts: Vec<_> = explained.rejected_by_rule.iter().map(|entry| (entry.rule.as_str(), entry.count)).collect();
    assert_eq!(counts, [("unit.held", 10), ("unit.expired", 20)]);
}

/// Used by the tests of issuing.
pub(crate) fn at() -> Instant {
    now()
}

#[test]
fn where_the_rulebook_is_silent_nothing_is_allocated() {
    let urgency = crate::orders::Urgency::Routine;
    let line = ("RBC-S-LR".parse().expect("a product"), "A+".parse().expect("a group"), false);
    let asked = |line, at: &str| super::hunt::needed(line, urgency, now(), at.parse().expect("an instant"));
    assert!(asked(line, "2026-02-11T00:00:00Z").is_ok_and(|need| need.remaining_hours > 0 && need.promise_minutes > 0));
    assert_eq!(asked(line, "1999-01-01T00:00:00Z").expect_err("silent").rule, "allocation.no-policy");
    let unknown = ("NOTHING".parse().expect("well formed"), line.1, false);
    assert_eq!(asked(unknown, "2026-02-11T00:00:00Z").expect_err("unknown").rule, "product.unknown");
}
