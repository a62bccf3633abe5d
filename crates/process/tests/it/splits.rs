use serde_json::{Value, json};
use vena_kernel::unit_state::{Fact, HoldKind, Life, Promise, Safety, Spot};
use vena_testkit::town::{BANK, Org, PICKER};

use crate::hall::{HALL, Station, id, site};

const SPLITS: &str = "/api/process/splits";

fn separation(unit: &Value) -> Value {
    json!({ "unit": unit, "loss_ml": 20, "outputs": [
        { "product": "RBC-S-LR", "volume_ml": 280, "additive_ml": 100 },
        { "product": "FFP", "volume_ml": 200 },
    ] })
}

#[tokio::test]
async fn what_was_collected_is_taken_over_once_and_moves_down_the_worklist() {
    let station = Station::new().await;
    let (number, unit) = station.donated(1).await;
    let (_, other) = station.donated(2).await;
    let town = &station.town;
    let expected = town.get(PICKER, "/api/process/units?state=expected").await;
    assert_eq!(expected["items"].as_array().map(Vec::len), Some(2), "{expected}");

    let scans = json!([number.to_string(), number.to_string(), "016022600001", "0160226000009", other]);
    let body = json!({ "scans": scans, "site_id": site(HALL), "position": "A1" });
    let receipt = town.post(PICKER, "/api/process/receipts", body.clone()).await;
    let items = receipt["items"].as_array().expect("items");
    let rules: Vec<&str> = items.iter().map(|item| item["refusal"]["rule"].as_str().unwrap_or("ok")).collect();
    assert_eq!(rules, ["ok", "receipt.scanned-twice", "donation-number.damaged", "unit.unknown", "ok"]);
    assert_eq!((&items[0]["unit"]["site_id"], &items[0]["unit"]["position"]), (&json!(site(HALL)), &json!("A1")));
    assert_eq!(town.events(unit, "moved").await.len(), 2, "to the house and to the hall");

    let again = town.post(PICKER, "/api/process/receipts", json!({ "scans": [unit], "site_id": site(HALL) })).await;
    assert_eq!(again["items"][0]["refusal"]["rule"], "receipt.here-already");
    let wrong = town.refused(PICKER, "/api/process/receipts", json!({ "scans": [unit] })).await;
    assert_eq!(wrong, "receipt.component-hall", "the caller's own site is a cold room");
    let theirs = town.refused(BANK, "/api/process/receipts", body).await;
    assert_eq!(theirs, "receipt.component-hall");

    let received = town.get(PICKER, "/api/process/units?state=received&limit=1").await;
    assert_eq!(received["items"][0]["unit_id"], json!(unit));
    let next = received["next"].as_str().expect("a second page");
    let second = town.get(PICKER, &format!("/api/process/units?state=received&limit=1&cursor={next}")).await;
    assert_eq!((&second["items"][0]["unit_id"], &second["next"]), (&json!(other), &Value::Null));
    let found = town.get(PICKER, "/api/process/units?q=01602-2600000").await;
    assert_eq!(found["items"].as_array().map(Vec::len), Some(2));
    let theirs = town.get(BANK, "/api/process/units").await;
    assert_eq!(theirs["items"], json!([]), "another organisation has a worklist of its own");
}

#[tokio::test]
async fn a_donation_becomes_components_and_the_ledger_knows_all_of_it() {
    let station = Station::new().await;
    let (number, unit) = station.donated(1).await;
    let town = &station.town;
    let split = town.post(PICKER, SPLITS, separation(&json!(number))).await;
    assert_eq!(split["parent"]["life"], "consumed");
    assert_eq!((&split["added_ml"], &split["loss_ml"], &split["surplus_ml"]), (&json!(100), &json!(20), &json!(0)));
    let [cells, plasma] = [0, 1].map(|index| id(&split["children"][index]["unit_id"]));
    let (cells, plasma) = (town.unit(cells).await, town.unit(plasma).await);
    assert_eq!((cells.state.life, cells.state.safety), (Life::InProcess, Safety::Pending));
    assert_eq!(cells.facts.parents[0].unit, unit);
    assert_eq!(cells.facts.medium.map(|medium| medium.to_string()).as_deref(), Some("MAP"), "the usual medium");
    assert_eq!(cells.facts.expires_at.map(|at| at.to_string()).as_deref(), Some("2026-03-18T15:59:00.000000Z"));
    assert_eq!(plasma.facts.expires_at.map(|at| at.to_string()).as_deref(), Some("2027-02-11T15:59:00.000000Z"));
    assert_eq!(town.unit(unit).await.state.life, Life::Consumed);
    assert_eq!(town.refused(PICKER, SPLITS, separation(&json!(unit))).await, "unit.unknown", "it is not here any more");
    assert_eq!(town.refused(PICKER, SPLITS, separation(&json!(number))).await, "unit.ambiguous");
    let listed = town.get(PICKER, "/api/process/units?state=split&q=FFP").await;
    assert_eq!(listed["items"].as_array().map(Vec::len), Some(1));
}

#[tokio::test]
async fn what_is_refused_leaves_no_trace() {
    let station = Station::new().await;
    let (_, unit) = station.donated(1).await;
    let town = &station.town;
    let refused = |outputs: Value| town.refused(PICKER, SPLITS, json!({ "unit": unit, "outputs": outputs }));
    let cells = json!({ "product": "RBC-S-LR", "volume_ml": 280, "additive_ml": 100 });
    assert_eq!(refused(json!([cells, { "product": "FFP", "volume_ml": 241 }])).await, "mass-balance.gain");
    assert_eq!(refused(json!([cells, { "product": "CRYO", "volume_ml": 200 }])).await, "preparation.product");
    assert_eq!(refused(json!([cells, { "product": "RBC-C", "volume_ml": 200 }])).await, "preparation.twice");
    assert_eq!(refused(json!([])).await, "input.bounds");
    let elsewhere = town.refused(BANK, SPLITS, separation(&json!(unit))).await;
    assert_eq!(elsewhere, "unit.unknown");
    town.wait_seconds(17 * 3600);
    assert_eq!(refused(json!([cells, { "product": "FFP", "volume_ml": 220 }])).await, "preparation.too-late");
    assert_eq!(town.unit(unit).await.state.version, 2);
    let made: i64 =
        sqlx::query_scalar("select count(*) from ledger.unit").fetch_one(town.db().pool()).await.expect("a count");
    assert_eq!(made, 1);
}

#[tokio::test]
async fn children_take_over_what_is_wrong_with_their_parent() {
    let station = Station::new().await;
    let (_, unit) = station.donated(1).await;
    let town = &station.town;
    town.happen(Org::Station, unit, vec![Fact::Held { hold: HoldKind::Investigation }]).await;
    let [cells, _] = station.split(unit).await;
    assert_eq!(town.unit(cells).await.state.holds[0].kind, HoldKind::Investigation);
    let (_, bad) = station.donated(2).await;
    town.happen(Org::Station, bad, vec![Fact::Rejected]).await;
    assert_eq!(town.refused(PICKER, SPLITS, separation(&json!(bad))).await, "unit.rejected");
    assert_eq!(town.unit(cells).await.state.promise, Promise::Free);
}

#[tokio::test]
async fn a_screen_is_told_what_may_be_made_and_done() {
    let station = Station::new().await;
    let (number, unit) = station.donated(1).await;
    let town = &station.town;
    let shown = town.get(PICKER, &format!("/api/process/units/{unit}")).await;
    let output = |code: &str| {
        let found = shown["outputs"].as_array().expect("outputs").iter().find(|output| output["product"] == code);
        found.cloned().unwrap_or_else(|| panic!("{code} is missing: {shown}"))
    };
    assert_eq!(
        (&output("FFP")["ok"], &output("FFP")["latest_at"]),
        (&json!(true), &json!("2026-02-11T16:00:00.000000Z"))
    );
    assert_eq!(output("RBC-S-LR")["media"], json!(["MAP", "SAGM", "AS"]));
    assert_eq!(shown["can"]["split"], json!({ "ok": true }));
    assert_eq!(shown["can"]["label"]["reason"]["rule"], "label.tests-missing");
    assert_eq!(shown["can"]["label_check"]["reason"]["rule"], "label.not-printed");
    assert_eq!(shown["can"]["release"]["ok"], false);
    station.qualified(number, "O+");
    let shown = town.get(PICKER, &format!("/api/process/units/{unit}")).await;
    assert_eq!(shown["can"]["label"], json!({ "ok": true }));
    let spot = Spot { place: site(HALL), position: None };
    town.happen(Org::Station, unit, vec![Fact::Moved(spot), Fact::Rejected]).await;
    let shown = town.get(PICKER, &format!("/api/process/units/{unit}")).await;
    assert_eq!(
        (&shown["state"], &shown["can"]["split"]["reason"]["rule"]),
        (&json!("received"), &json!("unit.rejected"))
    );
}
