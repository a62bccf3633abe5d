//! A donor wants the account deleted: a case with a last day, handled by a person, with an answer.

use serde_json::{Value, json};

use crate::{
    donor_app,
    steps::{self, Crew, text},
    support::TestApp,
};

const OWN: &str = "/api/recruit/own/leaving";

fn codes(lines: &Value) -> Vec<&str> {
    lines.as_array().expect("lines").iter().filter_map(|line| line["code"].as_str()).collect()
}

#[tokio::test]
async fn a_wish_to_be_deleted_is_handled_to_its_end() {
    let app = TestApp::city().await;
    let crew = Crew::of(&app).await;
    let donor = donor_app::new_donor(&app, 1).await;
    let id = text(&donor.get("/api/recruit/own/me").await.ok(), "donor_id");
    steps::donate_by(&app, &crew, id.clone(), 1).await;
    let mine = donor.get(OWN).await.ok();
    assert_eq!((&mine["state"], codes(&mine["keeps"])), (&Value::Null, vec!["donations", "record"]), "{mine:#}");
    assert!(mine["keeps"][0]["clause"].as_str().expect("a clause").contains("血站管理办法"));

    // Asked, asked again, taken back, asked for good.
    assert_eq!(donor.post(OWN, json!({})).await.ok()["state"], "open");
    donor.post(OWN, json!({})).await.refused_by("leaving.asked");
    assert_eq!(donor.post(&format!("{OWN}/withdraw"), json!({})).await.ok()["state"], "withdrawn");
    donor.post(&format!("{OWN}/withdraw"), json!({})).await.refused_by("leaving.closed");
    assert_eq!(donor.post(OWN, json!({})).await.ok()["due_on"], "2026-12-01");

    let care = app.sign_in("donorcare").await;
    let waiting = care.get("/api/recruit/leavings").await.ok();
    assert_eq!((waiting.as_array().map(Vec::len), &waiting[0]["donor_id"]), (Some(1), &json!(id)));
    let path = format!("/api/recruit/leavings/{}", text(&waiting[0], "leaving_id"));
    let case = care.get(&path).await.ok();
    assert_eq!(codes(&case["removes"]), ["sign_ins", "consents", "account"], "{case:#}");
    let close = format!("{path}/close");
    let answer = json!({ "answer": "账号已删除，献血记录依法保存十年" });
    assert_eq!(crew.nurse.post(&close, answer.clone()).await.status, 403);
    let closed = care.post(&close, answer.clone()).await.ok();
    assert_eq!((&closed["state"], &closed["can_close"]["ok"]), (&json!("done"), &json!(false)));
    assert_eq!(codes(&closed["removes"]), ["sign_ins", "consents", "account"], "it says what was removed");
    care.post(&close, answer).await.refused_by("leaving.closed");

    // The answer reaches the phone although every consent is over; the door is closed, the donations stay.
    app.settle().await;
    let told = care.get("/api/care/messages?kind=account_closed").await.ok();
    assert_eq!((&told["items"][0]["state"], &told["items"][0]["channel"]), (&json!("delivered"), &json!("spool")));
    assert_eq!(donor.get("/api/recruit/own/me").await.status, 401);
    let again = donor_app::sign_in(&app, &donor_app::phone(1)).await.ok();
    assert_eq!(again["outcome"], "unknown");
    let file = care.get(&format!("/api/recruit/donors/{id}")).await.ok();
    assert_eq!(file["consent_to_be_told"], false, "{file:#}");
    let history = care.get(&format!("/api/recruit/donors/{id}/history")).await.ok();
    let donation = history.as_array().expect("entries").iter().find(|entry| entry["what"] == "donation");
    assert!(donation.expect("the donation stays")["site_name"].is_string(), "{history:#}");
}

#[tokio::test]
async fn visits_stand_on_the_time_line_with_place_and_outcome() {
    let app = TestApp::city().await;
    let crew = Crew::of(&app).await;
    let donor = steps::register(&crew, 1).await;
    let mut form = steps::donation_form(&crew, &donor).await;
    form["check"]["hb_g_l"] = json!(80);
    assert_eq!(steps::decide(&crew, &form).await["state"], "refused");
    app.wait(1);
    let visit = crew.nurse.post("/api/collect/visits", json!({ "donor_id": donor })).await.ok();
    let visit = visit["visit_id"].as_str().or(visit["visit"]["visit_id"].as_str()).expect("a visit");
    let history = async || {
        let entries = crew.registrar.get(&format!("/api/recruit/donors/{donor}/history")).await.ok();
        let visits = entries.as_array().expect("entries").iter().filter(|entry| entry["what"] == "visit");
        visits.map(|visit| visit["outcome"].as_str().expect("an outcome").to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(history().await, ["open", "refused"]);
    let leave = json!({ "reason": "changed_mind" });
    crew.nurse.post(&format!("/api/collect/visits/{visit}/leave"), leave).await.ok();
    assert_eq!(history().await, ["left", "refused"]);
}
