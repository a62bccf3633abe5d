use axum::http::{Method, StatusCode};
use serde_json::{Value, json};
use uuid::Uuid;
use vena_kernel::{
    id::{PatientId, UnitId},
    unit_state::{Fact, HoldKind, Outcome, Spot, Test},
};
use vena_ledger::append;
use vena_testkit::town::{BANK, Bag, HILL_BANK, NURSE, Org, PICKER, Someone, Town};

use crate::town;

async fn trace(town: &Town, who: Someone, text: &str) -> Value {
    town.get(who, &format!("/api/govern/traces/{}", text.replace('/', "%2F"))).await
}

fn words<'a>(unit: &'a Value, list: &str, word: &str) -> Vec<&'a str> {
    let rows = unit[list].as_array().expect("a list");
    rows.iter().map(|row| row[word].as_str().unwrap_or("-")).collect()
}

fn event<'a>(unit: &'a Value, kind: &str) -> &'a Value {
    unit["events"].as_array().expect("events").iter().find(|event| event["kind"] == kind).expect("the event")
}

/// Tested, stocked, seen by a stranger, delivered, given to a patient.
async fn lived(town: &Town) -> UnitId {
    let bag = Bag::red_cells(1, "A+");
    let unit = town.delivered(bag, Org::Harbour).await;
    let test = Test { marker: "hbsag".into(), outcome: Outcome::NonReactive, group: None };
    let stray = Spot { place: Org::Hill.store(), position: None };
    town.wait_seconds(60);
    town.happen(Org::Station, unit, vec![Fact::Tested(test)]).await;
    town.happen(Org::Hill, unit, vec![Fact::Seen(stray)]).await;
    town.wait_seconds(60);
    let shelf = Spot { place: Org::Harbour.store(), position: Some("2-3".into()) };
    let patient = PatientId::from_uuid(Uuid::from_u128(0xabc));
    let until = town.now().plus_seconds(3600);
    let facts = vec![
        Fact::PutAway(shelf),
        Fact::Matched { patient, sample: "S1".into(), until },
        Fact::Dispensed { patient, ward: Some(Org::Harbour.ward()), emergency: None },
        Fact::TransfusionStarted { patient, identifiers: vec!["wristband".into(), "name".into()] },
        Fact::TransfusionEnded { patient, volume_ml: 200, reaction: false },
    ];
    town.happen(Org::Harbour, unit, facts).await;
    unit
}

#[tokio::test]
async fn a_trace_tells_who_had_the_unit_where_it_lay_and_who_signed() {
    let town = town().await;
    let unit = lived(&town).await;
    let by_number = trace(&town, PICKER, "01602-26000001").await;
    assert_eq!((&by_number["donation_number"], &by_number["text"]), (&json!("0160226000001"), &json!("01602-26000001")));
    for text in [unit.to_string(), Bag::red_cells(1, "A+").label()] {
        assert_eq!(trace(&town, PICKER, &text).await["units"], by_number["units"], "{text}");
    }
    let told = &by_number["units"][0];
    assert_eq!((&told["unit"]["unit_id"], &told["unit"]["life"]), (&json!(unit), &json!("transfused")));
    assert_eq!(words(told, "custody", "org"), [Org::Station.id().to_string(), Org::Harbour.id().to_string()]);
    assert_eq!(told["custody"][0]["to"], told["custody"][1]["from"]);
    assert_eq!(told["custody"][1]["to"], event(told, "transfusion_ended")["at"]);
    let sites = [Org::Station.store(), Org::Harbour.store(), Org::Harbour.store(), Org::Harbour.ward()];
    assert_eq!(words(told, "places", "site_id"), sites.map(|site| site.to_string()), "no stray sighting");
    assert_eq!(words(told, "places", "position"), ["-", "-", "2-3", "-"]);
    assert_eq!(told["places"][0]["to"], event(told, "dispatched")["at"]);
    assert_eq!(words(told, "tests", "marker"), ["hbsag"]);
    assert_eq!(words(told, "tests", "by"), ["picker"]);
    let signed = words(told, "signatures", "event");
    assert!(signed.contains(&"released") && signed.contains(&"transfusion_started"), "{signed:?}");
    let released = event(told, "released");
    assert_eq!((&released["actor_name"], &released["second_name"]), (&json!("picker"), &json!("driver")));
    assert_eq!((&released["org_name"]["zh"], &released["late"]), (&json!("海城血站"), &json!(false)));
}

#[tokio::test]
async fn no_value_of_a_test_and_no_patient_of_another_house_is_told() {
    let town = town().await;
    lived(&town).await;
    let station = trace(&town, PICKER, "0160226000001").await;
    let told = &station["units"][0];
    assert_eq!(event(told, "tested")["detail"], json!({ "marker": "hbsag" }));
    assert_eq!(event(told, "transfusion_ended")["detail"], json!({ "volume_ml": 200, "reaction": false }));
    assert!(!station.to_string().contains("patient_") && !station.to_string().contains("non_reactive"));

    let hospital = trace(&town, BANK, "0160226000001").await;
    let told = &hospital["units"][0];
    assert_eq!((&event(told, "collected")["detail"], &event(told, "tested")["detail"]), (&Value::Null, &Value::Null));
    assert!(event(told, "matched")["detail"]["patient"].as_str().is_some_and(|id| id.starts_with("patient_")));
    assert_eq!(words(told, "custody", "org").len(), 2);
    assert_eq!(words(told, "places", "site_id")[0], Org::Station.store().to_string());

    let path = "/api/govern/traces/0160226000001";
    assert_eq!(town.call(HILL_BANK, Method::GET, path, None).await.0, StatusCode::NOT_FOUND);
    let (status, problem) = town.call(NURSE, Method::GET, "/api/govern/traces/016022600000", None).await;
    assert_eq!((status, &problem["rule"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("donation-number.damaged")));
}

#[tokio::test]
async fn what_was_written_down_later_is_marked_and_a_look_back_stays_at_the_station() {
    let town = town().await;
    let unit = town.delivered(Bag::red_cells(1, "A+"), Org::Harbour).await;
    town.wait_seconds(3600);
    let mut late = town.event(Org::Harbour, unit, Fact::Seen(Spot { place: Org::Harbour.store(), position: None })).await;
    late.at = town.now().plus_seconds(-1800);
    let mut tx = town.db().begin().await.expect("a transaction");
    append(&mut tx, &[late]).await.expect("a working ledger");
    tx.commit().await.expect("a commit");
    town.happen(Org::Station, unit, vec![Fact::Held { hold: HoldKind::LookBack }]).await;

    let station = trace(&town, PICKER, &unit.to_string()).await;
    let told = &station["units"][0];
    assert_eq!((&event(told, "seen")["late"], &event(told, "received")["late"]), (&json!(true), &json!(false)));
    assert_eq!(told["unit"]["holds"][0]["reason"], "test");
    let hospital = trace(&town, BANK, &unit.to_string()).await;
    assert_eq!(hospital["units"][0]["unit"]["holds"][0]["reason"], "");
}
