//! What was answered at home, and what becomes of it at the door.

use serde_json::{Map, Value, json};

use super::{KIOSK, id};
use crate::{
    booking::run,
    donor_app::new_donor,
    support::{Client, TestApp},
};

/// The first place at `site` on `day` that is free, booked by this donor.
pub(super) async fn booked(donor: &Client, site: &Value, day: &str) -> Value {
    let site_id = site.as_str().expect("a site");
    let days = donor.get(&format!("/api/recruit/own/sites/{site_id}/slots?days=1&from={day}")).await.ok();
    let slots = days["days"][0]["slots"].as_array().expect("slots");
    let free = slots.iter().find(|slot| slot["left"].as_i64() > Some(0)).expect("a free place");
    let body = json!({ "site_id": site, "kind": "whole_blood", "starts_at": free["starts_at"] });
    donor.post("/api/recruit/own/bookings", body).await.ok()
}

#[tokio::test]
async fn answers_from_home_are_confirmed_at_the_door_and_those_of_the_day_are_asked_again() {
    let app = TestApp::city().await;
    let (donor, stranger) = (new_donor(&app, 31).await, new_donor(&app, 32).await);
    let site = app.sign_in("kiosk").await.get("/api/session").await.ok()["site"]["site_id"].clone();
    let (mine, later) = (booked(&donor, &site, "2026-11-17").await, booked(&stranger, &site, "2026-11-18").await);
    let at = |booking: &Value| format!("/api/recruit/own/inquiry/{}", booking["code"].as_str().expect("a code"));
    let nothing = json!({ "answers": {} });
    stranger.post(&format!("{}/sheet", at(&later)), nothing.clone()).await.refused_by("visit.home-day");
    assert_eq!(stranger.post(&format!("{}/sheet", at(&mine)), nothing.clone()).await.status, 404, "nobody else's");

    let mut answers = Map::new();
    let whole = loop {
        let page = donor.post(&format!("{}/sheet", at(&mine)), json!({ "answers": answers })).await.ok();
        assert!(
            page["answered_at"].is_null() && page["consent"]["pages"].as_array().is_some_and(|all| !all.is_empty())
        );
        let Some(code) = page["sheet"]["next"].as_str() else { break page["sheet"].clone() };
        let yes = ["informed_and_willing", "well_today", "first_time_knows"].contains(&code);
        answers.insert(code.to_owned(), json!(yes));
    };
    let sheet = |answers: &Map<String, Value>| json!({ "version": whole["version"], "answers": answers });
    let half: Map<String, Value> = answers.clone().into_iter().take(3).collect();
    assert!(donor.post(&at(&mine), sheet(&half)).await.status.is_client_error(), "half a sheet is none");
    assert_eq!(stranger.post(&at(&mine), sheet(&answers)).await.status, 404);
    donor.post(&at(&mine), sheet(&answers)).await.ok();
    let again = donor.post(&format!("{}/sheet", at(&mine)), nothing.clone()).await.ok();
    assert!(
        again["answered_at"].is_string() && again["sheet"]["answers"] == json!({}),
        "what was said is not told back"
    );

    app.wait(24 * 60);
    let kiosk = app.sign_in("kiosk").await;
    let visit = kiosk.post(&format!("{KIOSK}/arrive"), json!({ "booking_code": mine["code"] })).await.ok();
    let path = format!("{KIOSK}/visits/{}", id(&visit));
    let version = kiosk.get(&format!("{KIOSK}/settings")).await.ok()["consent"]["version"].clone();
    kiosk.post(&format!("{path}/consent"), json!({ "version": version, "research": false, "notice": true })).await.ok();
    let shown = kiosk.post(&format!("{path}/sheet"), nothing).await.ok();
    assert!(shown["home_at"].is_string(), "{shown:#}");
    let kept = shown["answers"].as_object().expect("answers");
    assert_eq!(kept["surgery"], json!(false), "what does not change over night is not asked again");
    for code in ["well_today", "medicine_now", "cold_or_diarrhoea"] {
        assert!(!kept.contains_key(code) && answers.contains_key(code), "{code} is as of the day");
    }
    assert!(kept.contains_key("risk_behaviour"), "the donor reads what they said");
    let desk = app.sign_in("registrar").await;
    let at_desk = desk.post(&format!("/api/collect/visits/{}/sheet", id(&visit)), json!({ "answers": {} })).await.ok();
    let told = at_desk["answers"].as_object().expect("answers");
    assert!(told.contains_key("surgery") && !told.contains_key("risk_behaviour"), "said in confidence: {at_desk:#}");
    let anew = kiosk.post(&format!("{path}/sheet"), json!({ "answers": {}, "anew": true })).await.ok();
    assert_eq!((&anew["home_at"], &anew["answers"]), (&Value::Null, &json!({})), "all anew, when the donor wants");
    let part = json!({ "version": shown["version"], "answers": kept });
    assert!(
        kiosk.post(&format!("{path}/answers"), part).await.status.is_client_error(),
        "the day's questions are open"
    );
    let done = kiosk.post(&format!("{path}/answers"), sheet(&answers)).await.ok();
    assert_eq!(done["answered"], true);

    let left = async || -> i64 {
        let sql = "select count(*) from collect.home_inquiry";
        sqlx::query_scalar(sql).fetch_one(app.db.pool()).await.expect("a count")
    };
    run(&app, "collect.close_visits").await;
    assert_eq!(left().await, 1, "they count for the reservation of today");
    app.wait(36 * 60);
    run(&app, "collect.close_visits").await;
    assert_eq!(left().await, 0, "nobody needs them any more");
}
