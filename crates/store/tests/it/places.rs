use serde_json::{Value, json};
use vena_kernel::unit_state::{Fact, HoldKind};
use vena_testkit::town::{BANK, Bag, Org, PICKER};

use crate::rooms::{COLD, FREEZER, OFFICE, QUARANTINE, site, town};

const PUT_AWAYS: &str = "/api/store/put-aways";

fn into(unit: impl serde::Serialize, place: &str) -> Value {
    json!({ "unit": unit, "site_id": site(place), "position": "A-3" })
}

#[tokio::test]
async fn a_unit_lies_where_its_state_and_temperature_allow() {
    let town = town().await;
    let bag = Bag::red_cells(1, "O+");
    let released = town.stocked(bag).await;
    let waiting = town.unreleased(Bag::red_cells(2, "O+")).await;

    let row = town.post(PICKER, PUT_AWAYS, into(bag.label(), COLD)).await;
    assert_eq!(
        (&row["site_id"], &row["position"], &row["state"]),
        (&json!(site(COLD)), &json!("A-3"), &json!("available"))
    );
    assert_eq!(town.refused(PICKER, PUT_AWAYS, into(released, FREEZER)).await, "place.temperature");
    assert_eq!(town.refused(PICKER, PUT_AWAYS, into(released, OFFICE)).await, "place.no-store");
    assert_eq!(town.refused(PICKER, PUT_AWAYS, into(waiting, COLD)).await, "place.quarantine-only");
    town.post(PICKER, PUT_AWAYS, into(waiting, QUARANTINE)).await;
    town.post(PICKER, PUT_AWAYS, into(released, QUARANTINE)).await;

    town.happen(Org::Station, released, vec![Fact::Held { hold: HoldKind::Damaged }]).await;
    assert_eq!(town.refused(PICKER, PUT_AWAYS, into(released, COLD)).await, "place.quarantine-only");
    assert_eq!(town.events(released, "put_away").await.len(), 2, "a refused one leaves no trace");
    let theirs = json!({ "unit": released, "site_id": Org::Harbour.store() });
    assert_eq!(town.refused(PICKER, PUT_AWAYS, theirs).await, "place.not-yours");
    assert_eq!(town.refused(BANK, PUT_AWAYS, into(released, COLD)).await, "unit.unknown");
}

#[tokio::test]
async fn a_number_means_a_bag_only_when_there_is_one() {
    let town = town().await;
    let cells = town.stocked(Bag::red_cells(1, "O+")).await;
    let number = Bag::red_cells(1, "O+").number();
    town.post(PICKER, PUT_AWAYS, into(number, COLD)).await;
    town.stocked(Bag { product: "FFP", ..Bag::red_cells(1, "O+") }).await;
    assert_eq!(town.refused(PICKER, PUT_AWAYS, into(number, COLD)).await, "unit.ambiguous");
    town.post(PICKER, PUT_AWAYS, into(cells, COLD)).await;
}

#[tokio::test]
async fn places_say_what_they_hold() {
    let town = town().await;
    town.stocked(Bag::red_cells(1, "O+")).await;
    town.post(PICKER, PUT_AWAYS, into(Bag::red_cells(1, "O+").number(), COLD)).await;
    let places = town.get(PICKER, "/api/store/places").await;
    let items = places["items"].as_array().expect("places");
    let place = |kind: &str, code: &str| {
        items.iter().find(|place| place["kind"] == kind && (code.is_empty() || place["code"] == code)).expect("a place")
    };
    assert_eq!(items.len(), 4, "two cold rooms, quarantine, blood bank; no office: {places}");
    let cold = place("cold_room", COLD);
    assert_eq!((&cold["bags"], &cold["use"]), (&json!(1), &json!("stock")));
    assert_eq!(cold["temp_range"], json!({ "min_c": 2.0, "max_c": 6.0 }));
    assert!(cold["products"].as_array().expect("codes").contains(&json!("RBC-S-LR")));
    assert!(!cold["products"].as_array().expect("codes").contains(&json!("FFP")));
    assert_eq!(place("quarantine", "")["use"], "quarantine");
    let theirs = town.get(BANK, "/api/store/places").await;
    assert_eq!(theirs["items"].as_array().map(Vec::len), Some(1), "a hospital sees its own");
    let (status, _) = town
        .call(BANK, axum::http::Method::GET, &format!("/api/store/places?org_id={}", Org::Station.id()), None)
        .await;
    assert_eq!(status, axum::http::StatusCode::NOT_FOUND);
}
