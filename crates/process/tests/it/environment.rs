//! The monitoring of rooms through the public routes: a dish from its place to its second person, and what a bad value brings.

use axum::http::Method;
use serde_json::{Value, json};
use vena_testkit::town::{BANK, DRIVER, PICKER};

use crate::hall::Station;

const ENVIRONMENT: &str = "/api/process/environment";
const HOUR: i64 = 3600;

async fn point(station: &Station, code: &str, (class, kind): (&str, &str)) -> Value {
    let new = json!({ "code": code, "name": "成分制备间 1", "class": class, "kind": kind });
    station.town.post(PICKER, &format!("{ENVIRONMENT}/points"), new).await
}

fn of(point: &Value, verb: &str) -> String {
    format!("{ENVIRONMENT}/points/{}{verb}", point["point_id"].as_str().expect("an id"))
}

fn plate(point: &Value, verb: &str) -> String {
    format!("{ENVIRONMENT}/plates/{}/{verb}", point["plate"]["plate_id"].as_str().expect("an id"))
}

fn reading(point: &Value) -> String {
    let reading = point["plate"]["readings"].as_array().expect("readings").last().expect("a reading");
    format!("{ENVIRONMENT}/readings/{}/decide", reading["reading_id"].as_str().expect("an id"))
}

/// A dish that stood open, was kept warm, and was read.
async fn grown(station: &Station, point: &Value, label: &str, value: f64) -> Value {
    let town = &station.town;
    let put = town.post(PICKER, &of(point, "/plates"), json!({ "label": label, "lot": "TSA2611" })).await;
    town.wait_seconds(5 * 60);
    town.post(PICKER, &plate(&put, "take"), json!({})).await;
    town.wait_seconds(48 * HOUR);
    town.post(PICKER, &plate(&put, "read"), json!({ "value": value, "organism": "葡萄球菌" })).await
}

#[tokio::test]
async fn a_dish_is_put_out_taken_in_kept_warm_read_and_confirmed_by_another() {
    let station = Station::new().await;
    let town = &station.town;
    let point = point(&station, "ZB1-C1", ("room", "settle")).await;
    assert_eq!(point["standing"], "due", "{point}");
    let new = |label: Option<&str>, lot: Option<&str>| json!({ "label": label, "lot": lot });
    assert_eq!(town.refused(PICKER, &of(&point, "/plates"), new(None, Some("TSA2611"))).await, "environment.label");
    assert_eq!(town.refused(PICKER, &of(&point, "/plates"), new(Some("P-1"), None)).await, "environment.lot");
    let early = json!({ "label": "P-1", "lot": "TSA2611", "value": 1.0 });
    assert_eq!(town.refused(PICKER, &of(&point, "/plates"), early).await, "environment.value");

    let put = town.post(PICKER, &of(&point, "/plates"), new(Some("P-1"), Some("TSA2611"))).await;
    assert_eq!((&put["standing"], &put["plate"]["state"]), (&json!("running"), &json!("exposed")));
    let again = new(Some("P-2"), Some("TSA2611"));
    assert_eq!(town.refused(DRIVER, &of(&point, "/plates"), again).await, "environment.running");
    assert_eq!(town.refused(PICKER, &plate(&put, "take"), json!({})).await, "environment.exposure-short");
    assert_eq!(town.refused(PICKER, &plate(&put, "read"), json!({ "value": 1.0 })).await, "environment.not-taken");
    town.wait_seconds(5 * 60);
    let taken = town.post(PICKER, &plate(&put, "take"), json!({})).await;
    assert_eq!(taken["plate"]["state"], "incubating");
    assert_eq!(town.refused(PICKER, &plate(&put, "take"), json!({})).await, "environment.taken-already");
    assert_eq!(town.refused(PICKER, &plate(&put, "read"), json!({ "value": 1.0 })).await, "environment.too-early");
    town.wait_seconds(48 * HOUR);
    let read = town.post(PICKER, &plate(&put, "read"), json!({ "value": 1.0 })).await;
    assert_eq!(
        (&read["plate"]["state"], &read["plate"]["readings"][0]["level"]),
        (&json!("unconfirmed"), &json!("within"))
    );
    assert_eq!(town.refused(PICKER, &reading(&read), json!({ "confirmed": true })).await, "environment.same-person");
    assert_eq!(town.refused(DRIVER, &reading(&read), json!({ "confirmed": false })).await, "environment.return-reason");
    assert_eq!(town.refused(BANK, &reading(&read), json!({ "confirmed": true })).await, "exists.reading");
    let returned = town.post(DRIVER, &reading(&read), json!({ "confirmed": false, "note": "请重新计数" })).await;
    assert_eq!(returned["plate"]["state"], "readable");
    let read = town.post(PICKER, &plate(&put, "read"), json!({ "value": 2.0 })).await;
    let done = town.post(DRIVER, &reading(&read), json!({ "confirmed": true })).await;
    assert_eq!((&done["plate"], &done["last_value"], &done["standing"]), (&json!(null), &json!(2.0), &json!("fine")));
    assert_eq!(done["plates"][0]["readings"].as_array().map(Vec::len), Some(2), "what was returned stays: {done}");
    assert_eq!(town.refused(PICKER, &plate(&put, "void"), json!({ "reason": "破损" })).await, "environment.ended");
}

#[tokio::test]
async fn outside_the_limits_a_deviation_opens_once_and_the_point_is_measured_again_soon() {
    let station = Station::new().await;
    let town = &station.town;
    let point = point(&station, "ZB1-C1", ("room", "settle")).await;
    let read = grown(&station, &point, "P-1", 9.0).await;
    let (decide, yes) = (reading(&read), json!({ "confirmed": true }));
    let both = [0, 1].map(|_| town.call(DRIVER, Method::POST, &decide, Some(&yes)));
    let mut answers: Vec<(u16, Value)> =
        futures::future::join_all(both).await.into_iter().map(|(status, body)| (status.as_u16(), body)).collect();
    answers.sort_by_key(|(status, _)| *status);
    let [(done, _), (refused, problem)] = &answers[..] else { panic!("{answers:?}") };
    assert_eq!((*done, *refused, &problem["rule"]), (200, 409, &json!("environment.decided-already")));
    let seen = town.get(PICKER, &of(&point, "")).await;
    let case = &seen["plates"][0]["readings"][0]["deviation_id"];
    let deviations = town.get(PICKER, "/api/process/deviations").await;
    let items = deviations["items"].as_array().expect("items");
    assert_eq!((items.len(), &items[0]["deviation_id"], &items[0]["origin"]), (1, case, &json!("environment")));
    let board = town.get(PICKER, ENVIRONMENT).await;
    let standing = &board["points"][0]["standing"];
    assert_eq!((&board["raised"], &board["due"], standing), (&json!(1), &json!(0), &json!("repeat")), "{board}");
    town.wait_seconds(24 * HOUR);
    let board = town.get(PICKER, ENVIRONMENT).await;
    assert_eq!(
        (&board["due"], &board["points"][0]["standing"]),
        (&json!(1), &json!("due")),
        "measured again three days after"
    );
    assert_eq!(town.get(BANK, ENVIRONMENT).await["points"], json!([]), "another organisation sees nothing");
}

#[tokio::test]
async fn an_instrument_is_read_on_the_spot_and_confirmed_by_another() {
    let station = Station::new().await;
    let town = &station.town;
    let point = point(&station, "ZB1-T", ("room", "temperature")).await;
    assert_eq!(town.refused(PICKER, &of(&point, "/plates"), json!({})).await, "environment.value");
    let dish = json!({ "label": "P-1", "value": 21.5 });
    assert_eq!(town.refused(PICKER, &of(&point, "/plates"), dish).await, "environment.label");
    let read = town.post(PICKER, &of(&point, "/plates"), json!({ "value": 21.5 })).await;
    assert_eq!(read["plate"]["state"], "unconfirmed");
    assert_eq!(town.refused(PICKER, &of(&point, "/close"), json!({ "reason": "停用" })).await, "environment.running");
    let done = town.post(DRIVER, &reading(&read), json!({ "confirmed": true })).await;
    assert_eq!((&done["last_level"], &done["standing"]), (&json!("within"), &json!("fine")));
    let closed = town.post(PICKER, &of(&point, "/close"), json!({ "reason": "房间改造" })).await;
    assert_eq!(closed["standing"], "closed");
    assert_eq!(town.refused(PICKER, &of(&point, "/plates"), json!({ "value": 21.5 })).await, "environment.closed");
}

#[tokio::test]
async fn what_stood_open_too_long_or_was_read_too_late_is_voided_and_measured_again() {
    let station = Station::new().await;
    let town = &station.town;
    let point = point(&station, "CX1", ("storage", "settle")).await;
    let put = town.post(PICKER, &of(&point, "/plates"), json!({ "label": "P-1", "lot": "TSA2611" })).await;
    let twice = self::point(&station, "CX2", ("storage", "settle")).await;
    let used = json!({ "label": "P-1", "lot": "TSA2611" });
    assert_eq!(town.refused(PICKER, &of(&twice, "/plates"), used.clone()).await, "environment.label");
    town.wait_seconds(12 * 60 + 1);
    assert_eq!(town.refused(PICKER, &plate(&put, "take"), json!({})).await, "environment.exposure-long");
    let void = town.post(PICKER, &plate(&put, "void"), json!({ "reason": "忘记收皿" })).await;
    assert_eq!((&void["standing"], &void["plates"][0]["state"]), (&json!("due"), &json!("void")), "{void}");
    let put = town.post(PICKER, &of(&point, "/plates"), used).await;
    town.wait_seconds(600);
    town.post(PICKER, &plate(&put, "take"), json!({})).await;
    town.wait_seconds(120 * HOUR + 1);
    assert_eq!(town.refused(PICKER, &plate(&put, "read"), json!({ "value": 3.0 })).await, "environment.overgrown");
    let seen = town.get(PICKER, &of(&point, "")).await;
    assert_eq!(seen["plate"]["state"], "overgrown");

    let unknown = json!({ "code": "X", "name": "某处", "class": "storage", "kind": "hand" });
    assert_eq!(town.refused(PICKER, &format!("{ENVIRONMENT}/points"), unknown).await, "environment.rule");
    let taken = json!({ "code": "CX1", "name": "某处", "class": "room", "kind": "hand" });
    assert_eq!(town.refused(PICKER, &format!("{ENVIRONMENT}/points"), taken).await, "environment.code");
}

#[tokio::test]
async fn what_waits_for_its_second_person_is_not_read_again() {
    let station = Station::new().await;
    let point = point(&station, "ZB1-C1", ("room", "settle")).await;
    let read = grown(&station, &point, "P-1", 4.0).await;
    assert_eq!(read["plate"]["readings"][0]["level"], "alert");
    let town = &station.town;
    let again = json!({ "value": 1.0 });
    assert_eq!(town.refused(DRIVER, &plate(&read, "read"), again).await, "environment.unconfirmed");
    let confirmed = town.post(DRIVER, &reading(&read), json!({ "confirmed": true })).await;
    assert_eq!(confirmed["last_level"], "alert");
    let deviations = town.get(PICKER, "/api/process/deviations").await;
    assert_eq!(deviations["items"], json!([]), "an alert is no deviation");
}
