use serde_json::{Value, json};
use vena_contracts::transfuse::UnitTransfused;
use vena_kernel::{
    event::Event,
    unit_state::{Fact, Life},
};
use vena_testkit::town::{BANK, Bag, DOCTOR, NURSE, Org, Town};

use crate::bank::{matched, patient, to_ward, town};

/// A unit on the ward; returns the path of its match.
async fn on_the_ward(town: &Town, bag: Bag) -> String {
    let unit = town.delivered(bag, Org::Harbour).await;
    let (own, sample) = patient(town, "P1", bag.group).await;
    let path = matched(town, unit, &own, &sample).await;
    town.post(BANK, &format!("{path}/dispense"), to_ward()).await;
    path
}

#[tokio::test]
async fn two_persons_start_a_transfusion_and_its_end_is_told() {
    let town = town().await;
    let bag = Bag::red_cells(1, "A+");
    let path = on_the_ward(&town, bag).await;
    let other = town.delivered(Bag::red_cells(2, "A+"), Org::Harbour).await;
    let scan = |patient: &str, unit: String| json!({ "patient_scan": patient, "unit_scan": unit });
    let right = || scan("P1", bag.label());
    let (start, confirm) = (format!("{path}/start"), format!("{path}/confirm-start"));

    assert_eq!(town.refused(NURSE, &confirm, right()).await, "match.state");
    assert_eq!(town.refused(NURSE, &start, scan("P2", bag.label())).await, "start.patient-differs");
    assert_eq!(town.refused(NURSE, &start, scan("P1", other.to_string())).await, "start.unit-differs");
    assert_eq!(town.refused(NURSE, &start, scan("P1", "P1".into())).await, "unit.scan");
    let begun = town.post(NURSE, &start, right()).await;
    assert_eq!(
        (&begun["state"], &begun["can"]["confirm_start"]["reason"]["rule"]),
        (&json!("starting"), &json!("start.second-person"))
    );
    assert_eq!(town.refused(NURSE, &confirm, right()).await, "start.second-person");
    assert_eq!(town.refused(DOCTOR, &confirm, scan("P9", bag.label())).await, "start.patient-differs");
    town.wait_seconds(16 * 60);
    assert_eq!(town.refused(DOCTOR, &confirm, right()).await, "start.lapsed");
    town.post(NURSE, &start, right()).await;
    let running = town.post(DOCTOR, &confirm, right()).await;
    assert_eq!(running["state"], "running");
    let unit = running["unit"]["unit_id"].as_str().expect("an id").parse().expect("a unit id");
    let event = town.events(unit, "transfusion_started").await.remove(0);
    assert_eq!((event.actor, event.second), (NURSE.id(), Some(DOCTOR.id())));
    assert_eq!(town.unit(unit).await.state.life, Life::Transfused);

    town.wait_seconds(2 * 3600);
    let finish = format!("{path}/finish");
    let early = json!({ "ended_at": town.now().plus_seconds(-3 * 3600) });
    assert_eq!(town.refused(NURSE, &finish, early).await, "finish.time");
    assert_eq!(town.refused(NURSE, &finish, json!({ "volume_ml": 201 })).await, "finish.volume");
    let unknown = json!({ "reaction": { "code": "NONE", "severity": 1 } });
    assert_eq!(town.refused(NURSE, &finish, unknown).await, "finish.reaction-code");
    let end = json!({ "ended_at": town.now().plus_seconds(-600), "volume_ml": 180, "reaction": { "code": "FNHTR", "severity": 1, "note": "38.6 °C" } });
    let finished = town.post(NURSE, &finish, end).await;
    assert_eq!((&finished["state"], &finished["ended"]["reaction"]["code"]), (&json!("finished"), &json!("FNHTR")));
    let ended = town.events(unit, "transfusion_ended").await.remove(0);
    assert!(matches!(ended.fact, Fact::TransfusionEnded { volume_ml: 180, reaction: true, .. }));
    assert_eq!(town.refused(NURSE, &finish, json!({})).await, "match.state");

    let told: Vec<Value> = sqlx::query_scalar("select payload from platform.outbox where name = $1")
        .bind(UnitTransfused::NAME)
        .fetch_all(town.db().pool())
        .await
        .expect("the outbox is read");
    let news: UnitTransfused = serde_json::from_value(told[0].clone()).expect("the news");
    assert_eq!((told.len(), news.unit_id, news.donation_number), (1, unit, bag.number()));
    assert!(!told[0].to_string().contains("P1"), "the news does not know the patient");
}

#[tokio::test]
async fn a_unit_that_expires_or_is_recalled_on_the_ward_does_not_start() {
    let town = town().await;
    let bag = Bag { hours: 24, ..Bag::red_cells(1, "A+") };
    let path = on_the_ward(&town, bag).await;
    let scan = json!({ "patient_scan": "P1", "unit_scan": bag.label() });
    town.post(NURSE, &format!("{path}/start"), scan.clone()).await;
    town.wait_seconds(24 * 3600);
    assert_eq!(town.refused(NURSE, &format!("{path}/start"), scan.clone()).await, "unit.expired");
    let shown = town.get(NURSE, &path).await;
    assert_eq!(shown["can"]["start"]["reason"]["rule"], "unit.expired", "the screen knows before the nurse walks");
    assert_eq!(town.refused(DOCTOR, &format!("{path}/confirm-start"), scan).await, "start.lapsed");
}

#[tokio::test]
async fn a_recall_between_the_first_and_the_second_person_stops_it() {
    let town = town().await;
    let bag = Bag::red_cells(1, "A+");
    let path = on_the_ward(&town, bag).await;
    let scan = json!({ "patient_scan": "P1", "unit_scan": bag.label() });
    let begun = town.post(NURSE, &format!("{path}/start"), scan.clone()).await;
    let unit = begun["unit"]["unit_id"].as_str().expect("an id").parse().expect("a unit id");
    town.happen(Org::Station, unit, vec![Fact::Recalled { recall: "R-7".into() }]).await;
    assert_eq!(town.refused(DOCTOR, &format!("{path}/confirm-start"), scan).await, "unit.held");
    assert_eq!(town.unit(unit).await.state.life, Life::Issued);
}
