use axum::http::{Method, StatusCode};
use serde_json::{Value, json};
use vena_testkit::town::{BANK, Bag, DRIVER, HILL_BANK, Org, PICKER, Town};

async fn town() -> Town {
    Town::new(vec![crate::neighbours::module(&std::sync::Arc::default())]).await
}

const HOLDS: &str = "/api/govern/holds";

#[tokio::test]
async fn another_person_lets_go_of_what_one_person_held() {
    let town = town().await;
    let unit = town.stocked(Bag::red_cells(1, "A+")).await;
    town.stocked(Bag::red_cells(2, "A+")).await;
    let opened =
        town.post(PICKER, HOLDS, json!({ "units": [unit], "kind": "investigation", "reason": "外观可疑" })).await;
    let hold = opened["units"][0]["hold_id"].clone();
    assert_eq!((&opened["units"][0]["unit_id"], &opened["units"][0]["refusal"]), (&json!(unit), &Value::Null));

    let held = town.get(PICKER, HOLDS).await;
    assert_eq!(held["items"].as_array().map(Vec::len), Some(1));
    let shown = &held["items"][0]["holds"][0];
    assert_eq!((&shown["hold_id"], &shown["kind_name"]["zh"]), (&hold, &json!("调查")));
    assert_eq!(shown["can_lift"]["rule"], "hold.same-person");
    assert_eq!(town.get(DRIVER, HOLDS).await["items"][0]["holds"][0]["can_lift"], Value::Null);

    let lift = json!({ "unit": unit, "hold_id": hold, "reason": "复查无碍" });
    let path = format!("{HOLDS}/lift");
    assert_eq!(town.refused(PICKER, &path, lift.clone()).await, "hold.same-person");
    assert_eq!(town.refused(HILL_BANK, &path, lift.clone()).await, "exists.unit");
    assert_eq!(town.post(DRIVER, &path, lift).await["holds"], json!([]));
    assert_eq!(town.unit(unit).await.state.holds, []);
}

#[tokio::test]
async fn a_recall_reaches_every_unit_of_a_donation_wherever_it_is() {
    let town = town().await;
    let here = town.stocked(Bag::red_cells(1, "A+")).await;
    let there = town.delivered(Bag { product: "FFP", ..Bag::red_cells(1, "A+") }, Org::Harbour).await;
    let other = town.delivered(Bag::red_cells(2, "A+"), Org::Harbour).await;
    let number = Bag::red_cells(1, "A+").number();
    let recall = json!({ "donation_numbers": [number], "kind": "recall", "reason": "献血者事后报告" });
    let opened = town.post(PICKER, HOLDS, recall).await;
    assert_eq!(opened["units"].as_array().map(Vec::len), Some(2), "{opened}");
    for (unit, holds) in [(here, 1), (there, 1), (other, 0)] {
        assert_eq!(town.unit(unit).await.state.holds.len(), holds, "{unit}");
    }
    let seen = town.get(BANK, HOLDS).await;
    assert_eq!((seen["items"].as_array().map(Vec::len), &seen["items"][0]["unit_id"]), (Some(1), &json!(there)));
    assert_eq!(town.get(HILL_BANK, HOLDS).await["items"], json!([]));
}

#[tokio::test]
async fn a_hold_names_units_and_a_kind_that_people_open() {
    let town = town().await;
    let unit = town.stocked(Bag::red_cells(1, "A+")).await;
    let with = |units: Value, kind: &str| json!({ "units": units, "kind": kind, "reason": "试一试" });
    assert_eq!(town.refused(PICKER, HOLDS, with(json!([]), "damaged")).await, "hold.nothing-named");
    assert_eq!(town.refused(PICKER, HOLDS, with(json!([unit]), "look_back")).await, "hold.by-system");
    assert_eq!(town.refused(BANK, HOLDS, with(json!([unit]), "damaged")).await, "exists.unit");
    let (status, problem) = town.call(PICKER, Method::GET, &format!("{HOLDS}?cursor=x"), None).await;
    assert_eq!((status, &problem["rule"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("page.cursor")));
}
