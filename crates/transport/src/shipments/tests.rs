use uuid::Uuid;
use vena_kernel::{id::UnitId, refusal::Refusal, temperature::Celsius};
use vena_testkit::{table::rows, town::Org};

use super::{
    rules::*,
    words::{Condition, ShipmentState},
};

fn rule<T>(result: Result<T, Refusal>) -> String {
    result.map_or_else(|refusal| refusal.rule, |_| "yes".into())
}

#[test]
fn what_may_travel_in_one_box() {
    let table = "
        products                 | range of the box
        RBC-S-LR                 | 2–10 °C
        RBC-S-LR WB RBC-W        | 2–10 °C
        PLT-A PLT-A-LR           | 20–24 °C
        FFP FP CRYO              | ≤ -18 °C
        FFP RBC-F                | ≤ -65 °C                     -- what keeps frozen cells keeps plasma
        RBC-S-LR PLT-A           | shipment.temperature-ranges
        RBC-S-LR FFP             | shipment.temperature-ranges
        PLT-A RBC-F              | shipment.temperature-ranges
        NOTHING                  | product.unknown
    ";
    for row in &rows(table)[1..] {
        let codes: Vec<_> = row[0].split_whitespace().map(|code| code.parse().expect("a code")).collect();
        let found = common_range(&codes).map_or_else(|refusal| refusal.rule, |range| range.to_string());
        assert_eq!(found, row[1], "{row:?}");
    }
}

#[test]
fn what_names_a_box() {
    let table = "
        text                       | code
        BOX:A17                    | A17
        box-017                    | BOX-017
        0160222096813/RBC-S-LR/00  | shipment.box-scan
        01602-22096813             | shipment.box-scan
        016021014700               | donation-number.damaged
    ";
    for row in &rows(table)[1..] {
        assert_eq!(box_code(row[0]).unwrap_or_else(|refusal| refusal.rule), row[1], "{row:?}");
    }
}

#[test]
fn who_may_do_what_and_when() {
    let table = "
        state       | caller   | hand over              | cancel             | receive
        packed      | sender   | yes                    | yes                | shipment.not-addressed
        packed      | receiver | shipment.not-yours     | shipment.not-yours | shipment.state
        handed_over | sender   | shipment.state         | shipment.state     | shipment.not-addressed
        handed_over | receiver | shipment.not-yours     | shipment.not-yours | yes
        handed_over | stranger | shipment.not-yours     | shipment.not-yours | shipment.not-addressed
        received    | sender   | shipment.state         | shipment.state     | shipment.not-addressed
        received    | receiver | shipment.not-yours     | shipment.not-yours | shipment.state
        cancelled   | sender   | shipment.state         | shipment.state     | shipment.not-addressed
        cancelled   | receiver | shipment.not-yours     | shipment.not-yours | shipment.state
    ";
    for row in &rows(table)[1..] {
        let state = ShipmentState::from_word(row[0]).expect("a state");
        let caller = match row[1] {
            "sender" => Org::Station,
            "receiver" => Org::Harbour,
            _ => Org::Hill,
        };
        let (caller, from, to) = (caller.id(), Org::Station.id(), Org::Harbour.id());
        let found = [
            rule(may_hand_over(state, caller, from)),
            rule(may_cancel(state, caller, from)),
            rule(may_receive(state, caller, to)),
        ];
        assert_eq!(found, row[2..], "{row:?}");
    }
}

#[test]
fn a_warm_box_does_not_leave() {
    let range = common_range(&["RBC-S-LR".parse().expect("a code")]).expect("one product");
    for (degrees, expected) in [(1.99, "box.temperature"), (2.0, "yes"), (10.0, "yes"), (10.01, "box.temperature")] {
        assert_eq!(rule(cool_enough(&range, Celsius::from_degrees(degrees))), expected, "{degrees}");
    }
    assert!(cool_enough(&range, None).is_ok(), "not every box has a thermometer");
}

#[test]
fn every_unit_is_checked_once_and_what_is_wrong_is_described() {
    let unit = |number: u128| UnitId::from_uuid(Uuid::from_u128(number));
    let in_box = [unit(1), unit(2)];
    // each check: unit, condition, whether described
    let table = "
        checks                  | verdict
        1 good -, 2 good -      | yes
        2 good -, 1 good -      | yes
        1 good -                | shipment.every-unit-once
        1 good -, 1 good -      | shipment.every-unit-once
        1 good -, 2 good -, 2 good - | shipment.every-unit-once
        1 good -, 2 good -, 3 good - | shipment.every-unit-once
        1 good -, 2 damaged yes | yes
        1 good -, 2 damaged -   | shipment.note-needed
        1 missing yes, 2 good - | yes
        1 missing -, 2 good -   | shipment.note-needed
    ";
    for row in &rows(table)[1..] {
        let checks: Vec<Check> = row[0]
            .split(',')
            .map(|check| check.split_whitespace().collect::<Vec<_>>())
            .map(|words| Check {
                unit: unit(words[0].parse().expect("a number")),
                condition: serde_json::from_value::<Condition>(words[1].into()).expect("a condition"),
                note: Some(if words[2] == "yes" { "漏".to_owned() } else { " ".to_owned() }),
            })
            .collect();
        assert_eq!(rule(complete(&in_box, &checks)), row[1], "{row:?}");
    }
}

#[test]
fn an_empty_box_does_not_travel() {
    assert_eq!(rule(something_to_pack(0)), "shipment.nothing-to-pack");
    assert_eq!(rule(something_to_pack(1)), "yes");
}
