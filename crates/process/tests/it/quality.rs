//! Quality control through the public routes: draw, take, type, confirm, a month out of control, and its deviation.

use axum::http::{Method, StatusCode};
use serde_json::{Value, json};
use vena_kernel::{
    id::UnitId,
    unit_state::{Fact, HoldKind},
};
use vena_testkit::town::{BANK, Bag, DRIVER, Org, PICKER};

use crate::hall::Station;

const QUALITY: &str = "/api/process/quality";

/// Red cells in stock, of so many donations.
async fn stock(station: &Station, units: u32) -> Vec<UnitId> {
    let mut made = Vec::new();
    for serial in 1..=units {
        let bag = Bag { serial, product: "RBC-S-LR", group: "O+", hours: 720 };
        made.push(station.town.stocked(bag).await);
    }
    made
}

fn month(station: &Station) -> String {
    station.town.now().day_in(&vena_kernel::zone::china()).to_string()[..7].to_owned()
}

async fn samples(station: &Station) -> Vec<Value> {
    let list = station.town.get(PICKER, &format!("{QUALITY}/samples?month={}", month(station))).await;
    list["items"].as_array().expect("items").clone()
}

fn path(sample: &Value, verb: &str) -> String {
    format!("{QUALITY}/samples/{}{verb}", sample["sample_id"].as_str().expect("an id"))
}

async fn take(station: &Station, sample: &Value, taken_as: &str) -> Value {
    let taking = json!({ "scan": sample["unit_id"], "taken_as": taken_as });
    station.town.post(PICKER, &path(sample, "/take"), taking).await
}

/// Draws week by week until the month has its samples.
async fn drawn(station: &Station, units: usize) -> Vec<Value> {
    for _ in 0..40 {
        station.town.post(PICKER, &format!("{QUALITY}/draws"), json!({})).await;
        let found = samples(station).await;
        if found.len() >= units {
            return found;
        }
        station.town.wait_seconds(86_400);
    }
    panic!("the month has ended before {units} units were drawn");
}

/// Haemoglobin typed by one and confirmed by another.
async fn measured(station: &Station, sample: &Value, hb: f64) -> Value {
    let results = json!({ "results": [{ "indicator": "hb", "value": hb }] });
    let typed = station.town.post(PICKER, &path(sample, "/sheets"), results).await;
    let sheet = typed["sheets"].as_array().expect("sheets").last().expect("a sheet")["sheet_id"].clone();
    let decide = format!("{QUALITY}/sheets/{}/decide", sheet.as_str().expect("an id"));
    station.town.post(DRIVER, &decide, json!({ "confirmed": true })).await
}

#[tokio::test]
async fn units_are_drawn_by_the_program_and_can_be_drawn_again() {
    let station = Station::new().await;
    let made = stock(&station, 12).await;
    let first = station.town.post(PICKER, &format!("{QUALITY}/draws"), json!({})).await;
    let again = station.town.post(DRIVER, &format!("{QUALITY}/draws"), json!({})).await;
    assert!(first["units"].as_u64().expect("a number") >= 1, "{first}");
    assert_eq!(again["units"], 0, "what is drawn is not drawn twice in its week");
    let of = format!("{QUALITY}/draws?month={}&product=RBC-S-LR", month(&station));
    let draws = station.town.get(PICKER, &of).await;
    let draw = &draws["items"][0];
    assert_eq!((&draw["again"], &draw["made"], &draw["due"]), (&json!(true), &json!(12), &json!(4)), "{draw}");
    assert_eq!(draw["candidates"].as_array().expect("candidates").len(), made.len());
    assert_eq!(station.town.get(BANK, &of).await["items"], json!([]), "another organisation sees nothing");
    let (status, problem) =
        station.town.call(PICKER, Method::GET, &format!("{QUALITY}/samples?month=11-2026"), None).await;
    assert_eq!((status, &problem["rule"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("quality.month")));
}

#[tokio::test]
async fn blood_that_became_something_else_is_no_product_of_the_month() {
    let station = Station::new().await;
    let (_, whole) = station.donated(1).await;
    let board = station.town.get(PICKER, &format!("{QUALITY}/month")).await;
    assert_eq!(board["products"], json!([]), "what is only collected is not made yet");
    station.split(whole).await;
    let board = station.town.get(PICKER, &format!("{QUALITY}/month")).await;
    let products = board["products"].as_array().expect("products");
    assert_eq!((products.len(), products.iter().any(|row| row["product"] == "WB")), (2, false), "{board}");
}

#[tokio::test]
async fn two_who_draw_at_the_same_second_draw_once() {
    let station = Station::new().await;
    stock(&station, 12).await;
    let draws = format!("{QUALITY}/draws");
    let [one, other] = futures::future::join_all([PICKER, DRIVER].map(|who| station.town.post(who, &draws, json!({}))))
        .await
        .try_into()
        .expect("two answers");
    let units = [one, other].map(|answer: Value| answer["units"].as_u64().expect("a number"));
    assert!(units.contains(&0) && units.iter().sum::<u64>() >= 1, "{units:?}");
}

#[tokio::test]
async fn the_drawn_bag_is_taken_by_scan_and_held_and_only_what_is_gone_is_replaced() {
    let station = Station::new().await;
    let made = stock(&station, 12).await;
    let town = &station.town;
    let samples_drawn = drawn(&station, 1).await;
    let sample = &samples_drawn[0];
    let unit: UnitId = sample["unit_id"].as_str().expect("an id").parse().expect("an id");
    let other = made.iter().find(|one| **one != unit).expect("another unit");
    let wrong = json!({ "scan": other, "taken_as": "bag" });
    assert_eq!(town.refused(PICKER, &path(sample, "/take"), wrong).await, "quality.not-drawn");
    assert_eq!(town.refused(PICKER, &path(sample, "/replace"), json!({})).await, "quality.can-be-taken");
    let results = json!({ "results": [{ "indicator": "hb", "value": 20 }] });
    assert_eq!(town.refused(PICKER, &path(sample, "/sheets"), results).await, "quality.not-taken");

    assert_eq!(take(&station, sample, "bag").await["state"], "taken");
    let record = town.unit(unit).await;
    assert_eq!(
        (record.state.holds[0].kind, record.state.holds[0].reason.as_str()),
        (HoldKind::Investigation, "质控抽样")
    );
    let again = json!({ "scan": unit, "taken_as": "bag" });
    assert_eq!(town.refused(DRIVER, &path(sample, "/take"), again).await, "quality.taken-already");
    assert_eq!(town.refused(BANK, &path(sample, "/replace"), json!({})).await, "exists.sample");
}

#[tokio::test]
async fn a_unit_that_is_gone_is_replaced_by_another_draw() {
    let station = Station::new().await;
    stock(&station, 12).await;
    let town = &station.town;
    let sample = drawn(&station, 1).await.remove(0);
    let unit: UnitId = sample["unit_id"].as_str().expect("an id").parse().expect("an id");
    town.happen(Org::Station, unit, vec![Fact::Discarded { cause: "damaged".into() }]).await;
    let taking = json!({ "scan": unit, "taken_as": "bag" });
    assert_eq!(town.refused(PICKER, &path(&sample, "/take"), taking).await, "unit.unknown");
    let replaced = town.post(PICKER, &path(&sample, "/replace"), json!({})).await;
    assert_eq!(replaced["why"]["rule"], "quality.unit-gone");
    assert_eq!(replaced["units"].as_array().expect("units").len(), 1);
    assert_ne!(replaced["units"][0], json!(unit));
    assert_eq!(town.refused(PICKER, &path(&sample, "/replace"), json!({})).await, "quality.replaced-already");
}

#[tokio::test]
async fn one_types_another_confirms_and_bad_values_are_named() {
    let station = Station::new().await;
    stock(&station, 12).await;
    let town = &station.town;
    let sample = drawn(&station, 1).await.remove(0);
    take(&station, &sample, "segment").await;
    let sheets = path(&sample, "/sheets");
    for (results, rule) in [
        (json!([{ "indicator": "glycerol", "value": 1 }]), "quality.indicator"),
        (json!([{ "indicator": "hb", "value": 20 }, { "indicator": "hb", "value": 21 }]), "quality.typed-already"),
    ] {
        assert_eq!(town.refused(PICKER, &sheets, json!({ "results": results })).await, rule);
    }
    let typed = town.post(PICKER, &sheets, json!({ "results": [{ "indicator": "hb", "value": 17.9 }] })).await;
    assert_eq!((&typed["sheets"][0]["results"][0]["inside"], &typed["drawn_ml"]), (&json!(false), &json!(200)));
    let again = json!({ "results": [{ "indicator": "hb", "value": 20 }] });
    assert_eq!(
        town.refused(DRIVER, &sheets, again.clone()).await,
        "quality.typed-already",
        "it waits for its second person"
    );
    let decide = format!("{QUALITY}/sheets/{}/decide", typed["sheets"][0]["sheet_id"].as_str().expect("an id"));
    assert_eq!(town.refused(PICKER, &decide, json!({ "confirmed": true })).await, "quality.same-person");
    assert_eq!(town.refused(DRIVER, &decide, json!({ "confirmed": false })).await, "quality.return-reason");
    let returned = town.post(DRIVER, &decide, json!({ "confirmed": false, "note": "抄错一位" })).await;
    assert_eq!(returned["sheets"][0]["decision"], "returned");
    let typed = town.post(PICKER, &sheets, again).await;
    assert_eq!(typed["sheets"].as_array().expect("sheets").len(), 2, "what was returned stays");
}

#[tokio::test]
async fn two_who_decide_at_the_same_second_decide_once() {
    let station = Station::new().await;
    stock(&station, 12).await;
    let town = &station.town;
    let sample = drawn(&station, 1).await.remove(0);
    take(&station, &sample, "segment").await;
    let results = json!({ "results": [{ "indicator": "hb", "value": 20 }] });
    let typed = town.post(PICKER, &path(&sample, "/sheets"), results).await;
    let decide = format!("{QUALITY}/sheets/{}/decide", typed["sheets"][0]["sheet_id"].as_str().expect("an id"));
    let twice = [json!({ "confirmed": true }), json!({ "confirmed": false, "note": "不清楚" })];
    let answers =
        futures::future::join_all(twice.iter().map(|said| town.call(DRIVER, Method::POST, &decide, Some(said)))).await;
    let ok = answers.iter().filter(|(status, _)| status.is_success()).count();
    let refused: Vec<&Value> =
        answers.iter().filter(|(status, _)| !status.is_success()).map(|(_, body)| &body["rule"]).collect();
    assert_eq!((ok, refused), (1, vec![&json!("quality.decided-already")]));
}

#[tokio::test]
async fn a_month_that_cannot_reach_its_share_opens_one_deviation() {
    let station = Station::new().await;
    stock(&station, 12).await;
    let town = &station.town;
    // The next month has all of its weeks; what is made then counts.
    let all = drawn(&station, 1).await;
    let sample = all[0].clone();
    take(&station, &sample, "segment").await;
    let detail = measured(&station, &sample, 20.0).await;
    assert_eq!(detail["sheets"][0]["decision"], "confirmed");
    let board = town.get(PICKER, &format!("{QUALITY}/month")).await;
    let cells = &board["products"][0];
    assert_eq!(
        (&cells["product"], &cells["due"], &cells["made"]),
        (&json!("RBC-S-LR"), &json!(4), &json!(12)),
        "{board}"
    );
    let hb = cells["indicators"].as_array().expect("lines").iter().find(|one| one["code"] == "hb").expect("hb");
    assert_eq!((&hb["tested"], &hb["inside"], &hb["state"]), (&json!(1), &json!(1), &json!("open")));
    let chart = town.get(PICKER, &format!("{QUALITY}/chart?product=RBC-S-LR&indicator=hb")).await;
    assert_eq!((&chart["mean"], &chart["points"][0]["value"]), (&Value::Null, &json!(20.0)), "{chart}");

    for sample in drawn(&station, 3).await.iter().filter(|one| one["sample_id"] != sample["sample_id"]).take(2) {
        take(&station, sample, "segment").await;
        measured(&station, sample, 17.9).await;
    }
    let list = town.get(PICKER, "/api/process/deviations?closed=false").await;
    let items = list["items"].as_array().expect("items");
    assert_eq!(items.len(), 1, "{list}");
    assert_eq!((&items[0]["origin"], &items[0]["actions"]), (&json!("quality_control"), &json!(0)));
    assert!(items[0]["title"]["zh"].as_str().expect("a title").contains("血红蛋白 1/3"), "{list}");
    let one = town
        .get(PICKER, &format!("/api/process/deviations/{}", items[0]["deviation_id"].as_str().expect("an id")))
        .await;
    assert_eq!(one["units"].as_array().expect("units").len(), 2, "{one}");
}

#[tokio::test]
async fn a_case_goes_from_its_opening_to_its_closing_by_a_second_person() {
    let station = Station::new().await;
    let town = &station.town;
    let (number, whole) = station.donated(1).await;
    let new = |units: Value| json!({ "title": "离心机转速偏低", "units": units, "lots": ["L2611"], "place": "成分科" });
    let create = "/api/process/deviations";
    assert_eq!(town.refused(PICKER, create, new(json!([number, "0993226000009"]))).await, "unit.unknown");
    assert_eq!(town.refused(PICKER, create, new(json!(["纸条"]))).await, "unit.scan");
    let new = new(json!([number, whole]));
    let case = town.post(PICKER, "/api/process/deviations", new).await;
    assert!(case["number"].as_str().expect("a number").ends_with("-001"));
    assert_eq!(case["units"].as_array().map(Vec::len), Some(1), "a number and the unit of it are one: {case}");
    let of = format!("/api/process/deviations/{}", case["deviation_id"].as_str().expect("an id"));
    let (entries, actions, close) = (format!("{of}/entries"), format!("{of}/actions"), format!("{of}/close"));
    assert_eq!(town.refused(DRIVER, &close, json!({})).await, "deviation.incomplete");
    for step in ["immediate", "investigation", "root_cause"] {
        town.post(PICKER, &entries, json!({ "step": step, "said": "已停用并核对记录" })).await;
    }
    let effect = json!({ "step": "effectiveness", "said": "一个月内未再发生" });
    assert_eq!(town.refused(PICKER, &entries, effect.clone()).await, "deviation.effect-early");
    let due = town.now().plus_seconds(7 * 86_400).day_in(&vena_kernel::zone::china());
    let action = json!({ "kind": "corrective", "what": "更换转速传感器", "owner": "driver", "due_on": due });
    let mut wrong = action.clone();
    wrong["owner"] = json!("nobody");
    assert_eq!(town.refused(PICKER, &actions, wrong).await, "deviation.owner");
    let mut late = action.clone();
    late["due_on"] = json!("2020-01-01");
    assert_eq!(town.refused(PICKER, &actions, late).await, "deviation.due-past");
    let case = town.post(PICKER, &actions, action).await;
    let action =
        format!("/api/process/deviation-actions/{}", case["action_list"][0]["action_id"].as_str().expect("an id"));
    assert_eq!(town.refused(PICKER, &format!("{action}/verify"), json!({})).await, "deviation.not-done");
    town.wait_seconds(9 * 86_400);
    assert_eq!(town.get(PICKER, &of).await["overdue"], true, "the action is late");
    town.post(DRIVER, &format!("{action}/finish"), json!({ "note": "已更换并校准" })).await;
    assert_eq!(town.refused(DRIVER, &format!("{action}/verify"), json!({})).await, "deviation.verify-same-person");
    town.post(PICKER, &format!("{action}/verify"), json!({})).await;
    town.post(PICKER, &entries, effect).await;
    assert_eq!(town.refused(PICKER, &close, json!({})).await, "deviation.same-person");
    let closed = town.post(DRIVER, &close, json!({})).await;
    assert!(closed["closed_at"].is_string() && closed["overdue"] == false, "{closed}");
    assert_eq!(town.refused(DRIVER, &close, json!({})).await, "deviation.closed");
    assert_eq!(town.refused(BANK, &close, json!({})).await, "exists.deviation");
}

#[tokio::test]
async fn a_month_with_too_few_results_is_concluded_once_with_its_reason() {
    let station = Station::new().await;
    let town = &station.town;
    stock(&station, 12).await;
    let sample = drawn(&station, 1).await.remove(0);
    let of = format!("{QUALITY}/months/RBC-S-LR@{}", month(&station));
    let conclude = format!("{of}/conclude");
    let said = json!({ "reason": "当月仅制备十二袋，下月合并判定" });
    let seen = town.get(PICKER, &of).await;
    assert_eq!(
        (&seen["ended"], &seen["can_report"]["reason"]["rule"]),
        (&json!(false), &json!("quality.month-running"))
    );
    assert_eq!(town.refused(PICKER, &conclude, said.clone()).await, "quality.month-running");
    take(&station, &sample, "segment").await;
    let results = json!({ "results": [{ "indicator": "hb", "value": 20 }] });
    let typed = town.post(PICKER, &path(&sample, "/sheets"), results).await;
    town.wait_seconds(32 * 86_400);
    assert_eq!(town.refused(PICKER, &conclude, said.clone()).await, "quality.month-waiting");
    let decide = format!("{QUALITY}/sheets/{}/decide", typed["sheets"][0]["sheet_id"].as_str().expect("an id"));
    town.post(DRIVER, &decide, json!({ "confirmed": true })).await;
    assert_eq!(town.refused(PICKER, &conclude, json!({ "reason": "          " })).await, "quality.month-reason");
    let both = [0, 1].map(|_| town.call(PICKER, Method::POST, &conclude, Some(&said)));
    let answers = futures::future::join_all(both).await;
    let ok = answers.iter().filter(|(status, _)| status.is_success()).count();
    let refused: Vec<&Value> =
        answers.iter().filter(|(status, _)| !status.is_success()).map(|(_, body)| &body["rule"]).collect();
    assert_eq!((ok, refused), (1, vec![&json!("quality.month-concluded")]), "two at the same second");
    let seen = town.get(DRIVER, &of).await;
    assert_eq!((&seen["conclusion"]["reason"], &seen["can_report"]["ok"]), (&said["reason"], &json!(true)), "{seen}");
    for wrong in ["RBC-S-LR@2026", "NOTHING@2026-10", "RBC-S-LR@1999-01"] {
        let (status, _) = town.call(PICKER, Method::GET, &format!("{QUALITY}/months/{wrong}"), None).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{wrong}");
    }
    let (status, _) = town.call(BANK, Method::GET, &of, None).await;
    assert_eq!(status, StatusCode::NOT_FOUND, "another organisation sees nothing");
}
