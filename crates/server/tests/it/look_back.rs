//! A donor is found infected: what the donor gave before stops, wherever it is, and nobody learns whose it was.

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::{
    steps::{self, Crew, text},
    support::{Client, TestApp},
};

/// A little more than six months, minutes.
const HALF_A_YEAR_MINUTES: i64 = 185 * 24 * 60;

/// What is held because of a look-back, by unit.
async fn looked_back(quality: &Client) -> Vec<(String, String, String)> {
    let held = quality.get("/api/govern/holds").await.ok();
    let rows = held["items"].as_array().expect("rows");
    let row = |row: &Value| {
        let holds = row["holds"].as_array().expect("holds").clone();
        let hold = holds.into_iter().find(|hold| hold["kind"] == "look_back")?;
        Some((text(row, "unit_id"), text(row, "life"), text(&hold, "hold_id")))
    };
    rows.iter().filter_map(row).collect()
}

#[tokio::test]
async fn a_reactive_donation_stops_what_was_given_before_and_names_what_is_beyond_recall() {
    let app = TestApp::city().await;
    let crew = Crew::of(&app).await;
    let stocked = steps::stock(&app, &crew, 1).await;
    let (stranger, order) = (steps::stock(&app, &crew, 2).await, steps::order(&app, &crew).await);
    steps::issue(&crew, &order).await;
    steps::ship(&app, &crew, &order).await;
    // The hospital got one of the two; whose it was is known by the bag alone.
    let shipped = crew.hospital.get("/api/transfuse/stock/units").await.ok();
    let given = text(&shipped["items"][0], "unit_id");
    let (mine, other) = if given == stocked.red_cells { (stocked, stranger) } else { (stranger, stocked) };
    steps::transfuse(&app, &crew, &given, 1).await;

    app.wait(HALF_A_YEAR_MINUTES);
    let (crew, quality) = (Crew::of(&app).await, app.sign_in("quality").await);
    assert_eq!(looked_back(&quality).await, []);
    let second = steps::donate_by(&app, &crew, mine.donated.donor.clone(), 3).await;
    let at = format!("/api/lab/donations/{}", second.number);
    let body = json!({ "results": steps::reactive_results(&crew).await });
    crew.tester.post(&format!("{at}/results"), body).await.ok();
    crew.tester.post(&format!("{at}/sign"), json!({ "role": "tester" })).await.ok();
    let judged = crew.checker.post(&format!("{at}/sign"), json!({ "role": "checker" })).await.ok();
    assert_eq!(judged["verdict"], "rejected");

    // Before any news is delivered: the plasma on the shelf, and the red cells that a patient has received.
    let held = looked_back(&quality).await;
    let mut lives: Vec<(&str, &str)> = held.iter().map(|(unit, life, _)| (unit.as_str(), life.as_str())).collect();
    lives.sort_unstable_by_key(|(_, life)| *life);
    assert_eq!(lives, [(mine.plasma.as_str(), "stock"), (given.as_str(), "transfused")]);
    assert!(!held.iter().any(|(unit, ..)| *unit == other.plasma));

    // Told again, nothing is held twice; what quality has followed and let go stays free.
    app.settle().await;
    app.settle().await;
    assert_eq!(looked_back(&quality).await, held);
    let (unit, _, hold_id) = held.iter().find(|(unit, ..)| *unit == mine.plasma).expect("the plasma").clone();
    let lift = json!({ "unit": unit, "hold_id": hold_id, "reason": "已随访，结果排除" });
    quality.post("/api/govern/holds/lift", lift).await.ok();
    crew.tester
        .post(
            &format!("{at}/results"),
            json!({ "results": steps::reactive_results(&crew).await, "reason": "复检更正" }),
        )
        .await
        .ok();
    crew.tester.post(&format!("{at}/sign"), json!({ "role": "tester" })).await.ok();
    crew.checker.post(&format!("{at}/sign"), json!({ "role": "checker" })).await.ok();
    app.settle().await;
    let left: Vec<String> = looked_back(&quality).await.into_iter().map(|(unit, ..)| unit).collect();
    assert_eq!(left, std::slice::from_ref(&given));

    // The hospital learns that it is held, not why; the donor is kept away, and the desk is not told for what.
    let seen = crew.hospital.get(&format!("/api/ledger/units/{given}")).await.ok();
    assert!(seen.to_string().contains("look_back") && !seen.to_string().contains("献血者回溯"), "{seen:#}");
    let care = app.sign_in("donorcare").await;
    let donor = care.get(&format!("/api/recruit/donors/{}", mine.donated.donor)).await.ok();
    assert_eq!(donor["eligibility"]["whole_blood"]["from"], Value::Null);
    assert!(!donor.to_string().contains("HIV"), "{donor:#}");
    assert_eq!(care.get(&at).await.status, StatusCode::FORBIDDEN);
}
