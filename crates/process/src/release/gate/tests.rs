//! Every line of the gate, both sides, as a table: one thing is wrong at a time, and exactly its line says so.

use std::collections::BTreeSet;

use vena_contracts::{collect::DonationFacts, lab::Verdict};
use vena_kernel::{
    clock::Instant,
    division::Division,
    text::Text,
    unit_state::{Custody, Facts, Hold, HoldKind, Life, Mode, Parent, Promise, Role, Safety, State, Unit},
};
use vena_testkit::table::rows;

use super::{Gate, GateFacts};
use crate::events::Hand;

const NOW: &str = "2026-02-11T08:00:00+08:00";

fn instant(text: &str) -> Instant {
    text.parse().expect("an instant")
}

fn id<T: std::str::FromStr<Err: std::fmt::Debug>>(prefix: &str, number: u32) -> T {
    format!("{prefix}_{number:032x}").parse().expect("an id")
}

struct Case {
    unit: Unit,
    donation: Option<DonationFacts>,
    verdict: Verdict,
    appearance: Option<&'static str>,
    printed_again: bool,
}

fn perfect() -> Case {
    let facts = Facts {
        donation_number: "01602-26000001".parse().expect("a number"),
        product: "RBC-C".parse().expect("a product"),
        division: Division::WHOLE,
        medium: Some("CPDA-1".parse().expect("a medium")),
        group: Some("O+".parse().expect("a group")),
        volume_ml: 240,
        collected_at: instant("2026-02-10T09:00:00+08:00"),
        prepared_at: Some(instant("2026-02-10T12:00:00+08:00")),
        expires_at: Some(instant("2026-03-17T23:59:00+08:00")),
        parents: vec![Parent { unit: id("unit", 9), role: Role::Divided, volume_ml: 240 }],
        attributes: BTreeSet::new(),
    };
    let custody = Custody { org: id("org", 1), place: None, position: None, mode: Mode::InControl };
    let state = State {
        life: Life::InProcess,
        safety: Safety::Pending,
        holds: Vec::new(),
        promise: Promise::Free,
        custody,
        label_verified_at: Some(instant("2026-02-11T07:00:00+08:00")),
        transfusion: None,
        version: 5,
    };
    let donation = DonationFacts {
        donation_id: id("donation", 1),
        donor_id: id("donor", 1),
        kind: vena_kernel::eligibility::DonationKind::WholeBlood,
        nominal_ml: 400,
        makes: None,
        makes_why: None,
        machine_seconds: None,
        started_at: Some(instant("2026-02-10T08:54:00+08:00")),
        ended_at: Some(instant("2026-02-10T09:00:00+08:00")),
        volume_ml: Some(400),
        bound: true,
        self_excluded: false,
    };
    let verdict = Verdict::Qualified { group: "O+".parse().expect("a group"), evidence: "lab".into() };
    Case {
        unit: Unit { state, facts },
        donation: Some(donation),
        verdict,
        appearance: Some("normal"),
        printed_again: false,
    }
}

fn gate(case: &Case) -> Gate {
    let hand = Hand { user: id("user", 1), second: None, org: id("org", 1), site: id("site", 1), at: instant(NOW) };
    Gate::compute(&GateFacts {
        hand: &hand,
        unit_id: id("unit", 1),
        unit: &case.unit,
        donations: &[case.donation.as_ref()],
        verdict: &case.verdict,
        appearance: case.appearance,
        printed_again: case.printed_again,
    })
}

fn donation(case: &mut Case) -> &mut DonationFacts {
    case.donation.as_mut().expect("a donation")
}

/// Makes one thing other than perfect.
fn change(case: &mut Case, what: &str) {
    match what {
        "nothing" => {}
        "no donation" => case.donation = None,
        "not bound" => donation(case).bound = false,
        "not ended" => donation(case).ended_at = None,
        "self excluded" => donation(case).self_excluded = true,
        "216 mL" => case.unit.facts.volume_ml = 216,
        "215 mL" => case.unit.facts.volume_ml = 215,
        "264 mL" => case.unit.facts.volume_ml = 264,
        "265 mL" => case.unit.facts.volume_ml = 265,
        "a part of 40 mL" => {
            case.unit.facts.volume_ml = 40;
            case.unit.facts.division = "A0".parse().expect("a division");
        }
        "odd donation" => donation(case).volume_ml = Some(250),
        "incomplete" => case.verdict = Verdict::Incomplete { missing: vec![Text::new("缺 NAT", "NAT is missing")] },
        "rejected by lab" => case.verdict = Verdict::Rejected,
        "no group" => case.unit.facts.group = None,
        "other group" => case.unit.facts.group = Some("A+".parse().expect("a group")),
        "no parents" => case.unit.facts.parents.clear(),
        "no time of making" => case.unit.facts.prepared_at = None,
        "held" => case.unit.state.holds.push(Hold {
            hold_id: id("event", 1),
            kind: HoldKind::Investigation,
            reason: "漏".into(),
            opened_by: id("user", 1),
            org: id("org", 1),
            since: instant(NOW),
        }),
        "rejected" => case.unit.state.safety = Safety::Rejected,
        "abnormal" => case.appearance = Some("abnormal"),
        "not looked at" => case.appearance = None,
        "printed again" => case.printed_again = true,
        "label not verified" => case.unit.state.label_verified_at = None,
        "expires now" => case.unit.facts.expires_at = Some(instant(NOW)),
        "expires in a second" => case.unit.facts.expires_at = Some(instant(NOW).plus_seconds(1)),
        "no expiry" => case.unit.facts.expires_at = None,
        "elsewhere" => case.unit.state.custody.org = id("org", 2),
        "on its way" => {
            case.unit.state.custody.mode = Mode::InTransit { shipment: id("shipment", 1), to: id("org", 1) };
        }
        "released" => {
            case.unit.state.life = Life::Stock;
            case.unit.state.safety = Safety::Qualified;
        }
        "stock, corrected" => case.unit.state.life = Life::Stock,
        "discarded" => case.unit.state.life = Life::Discarded,
        "whole blood" => {
            case.unit.facts.product = "WB".parse().expect("a product");
            case.unit.facts.volume_ml = 392;
            case.unit.facts.parents.clear();
            case.unit.facts.prepared_at = None;
        }
        "odd whole blood" => {
            change(case, "whole blood");
            change(case, "odd donation");
        }
        other => panic!("unknown case {other}"),
    }
}

#[test]
fn one_thing_wrong_closes_its_line_and_no_other() {
    let table = "
        case                | closed lines           | first rule
        nothing             | -                      | -
        no donation         | donation volume        | release.donation
        not bound           | donation               | release.donation
        not ended           | donation               | release.donation
        self excluded       | not_excluded           | release.excluded
        216 mL              | -                      | -
        215 mL              | volume                 | volume.out-of-range
        264 mL              | -                      | -
        265 mL              | volume                 | volume.out-of-range
        a part of 40 mL     | -                      | -
        odd donation        | volume                 | volume.unknown
        incomplete          | tests                  | release.tests-missing
        rejected by lab     | tests                  | release.tests-rejected
        no group            | group                  | unit.group-unknown
        other group         | group                  | release.group-conflict
        no parents          | preparation            | release.preparation
        no time of making   | preparation            | release.preparation
        held                | holds                  | unit.held
        rejected            | safety                 | unit.rejected
        abnormal            | appearance             | release.appearance
        not looked at       | appearance             | release.appearance
        printed again       | label                  | label.printed-again
        label not verified  | label                  | unit.label-not-verified
        expires now         | expiry                 | unit.expired
        expires in a second | -                      | -
        no expiry           | expiry                 | unit.expiry-unknown
        elsewhere           | custody                | unit.not-in-custody
        on its way          | custody                | unit.not-in-control
        released            | custody                | unit.already-released
        stock, corrected    | -                      | -
        discarded           | custody                | unit.ended
        whole blood         | -                      | -
        odd whole blood     | volume                 | volume.unknown
    ";
    for row in rows(table).into_iter().skip(1) {
        let mut case = perfect();
        change(&mut case, row[0]);
        let gate = gate(&case);
        let closed: Vec<&str> = gate.lines.iter().filter(|line| !line.ok).map(|line| line.line.as_str()).collect();
        assert_eq!(if closed.is_empty() { "-".to_owned() } else { closed.join(" ") }, row[1], "{row:?}");
        assert_eq!(gate.first_refusal().map_or_else(|refusal| refusal.rule, |()| "-".into()), row[2], "{row:?}");
        assert_eq!(gate.is_open(), closed.is_empty());
        for line in gate.lines.iter().filter(|line| !line.ok) {
            assert!(line.reason.is_some() && line.who_can_supply.is_some(), "{line:?} does not say what to do");
        }
    }
}

#[test]
fn the_evidence_changes_with_everything_that_the_gate_saw() {
    let mut seen = BTreeSet::from([gate(&perfect()).evidence]);
    assert_eq!(gate(&perfect()).evidence.len(), 64);
    for what in ["not bound", "216 mL", "incomplete", "other group", "expires in a second", "abnormal"] {
        let mut case = perfect();
        change(&mut case, what);
        assert!(seen.insert(gate(&case).evidence), "{what} leaves no trace");
    }
    let mut case = perfect();
    case.unit.state.version += 1;
    assert!(seen.insert(gate(&case).evidence), "another state of the unit is another evidence");
    case.verdict = Verdict::Qualified { group: "O+".parse().expect("a group"), evidence: "other".into() };
    assert!(seen.insert(gate(&case).evidence), "another judgement of the laboratory is another evidence");
    assert_eq!(gate(&perfect()).evidence, gate(&perfect()).evidence);
}
