//! One unit of blood from vein to vein, through the public API only.

use serde_json::Value;

use crate::{
    steps::{self, Crew, text},
    support::TestApp,
};

#[tokio::test]
async fn blood_goes_from_vein_to_vein_and_every_step_can_be_read_back() {
    let app = TestApp::city().await;
    let crew = Crew::of(&app).await;
    let stocked = steps::stock(&app, &crew, 1).await;
    let order = steps::order(&app, &crew).await;
    steps::issue(&crew, &order).await;
    steps::ship(&app, &crew, &order).await;
    let transfused = steps::transfuse(&app, &crew, &stocked.red_cells, 1).await;
    assert_eq!(transfused["state"], "finished", "{transfused:#}");

    let quality = app.sign_in("quality").await;
    let trace = quality.get(&format!("/api/govern/traces/{}", stocked.donated.number)).await.ok();
    let units = trace["units"].as_array().expect("units");
    assert_eq!(units.len(), 3, "whole blood, red cells, plasma");
    let red_cells = units.iter().find(|unit| unit["unit"]["unit_id"] == stocked.red_cells.as_str()).expect("red cells");
    assert_eq!(red_cells["unit"]["life"], "transfused");
    let events = red_cells["events"].as_array().expect("events");
    let kinds: Vec<&str> = events.iter().filter_map(|event| event["kind"].as_str()).collect();
    for kind in [
        "prepared",
        "label_verified",
        "released",
        "put_away",
        "promised",
        "issued",
        "dispatched",
        "received",
        "matched",
        "dispensed",
        "transfusion_started",
        "transfusion_ended",
    ] {
        assert!(kinds.contains(&kind), "{kind} is missing in {kinds:?}");
    }
    events.iter().for_each(says_who_where_and_both_times);
    two_persons_where_the_rules_ask(events);
    the_donor_hears_of_it(&app, &stocked.donated.number).await;
}

fn says_who_where_and_both_times(event: &Value) {
    for field in ["actor_name", "at", "recorded_at", "event_id", "kind"] {
        assert!(event[field].as_str().is_some_and(|text| !text.is_empty()), "{field} of {event:#}");
    }
    for field in ["org_name", "site_name"] {
        assert!(event[field]["zh"].as_str().is_some_and(|text| !text.is_empty()), "{field} of {event:#}");
    }
}

fn two_persons_where_the_rules_ask(events: &[Value]) {
    for event in
        events.iter().filter(|event| ["released", "transfusion_started"].iter().any(|kind| event["kind"] == *kind))
    {
        let (first, second) = (text(event, "actor"), text(event, "second"));
        assert_ne!(first, second, "{event:#}");
    }
}

async fn the_donor_hears_of_it(app: &TestApp, number: &str) {
    let care = app.sign_in("donorcare").await;
    let messages = care.get("/api/care/messages").await.ok();
    let items = messages["items"].as_array().expect("messages");
    let message = items.iter().find(|message| message["donation_number"] == number).expect("a message");
    assert_eq!(message["state"], "delivered", "{message:#}");
}

/// The chair has told the desk: who was punctured for nothing waits like everybody else, who was not does not.
#[tokio::test]
async fn a_needle_in_vain_is_counted_at_the_desk() {
    let app = TestApp::city().await;
    let crew = Crew::of(&app).await;
    for (n, punctured) in [(1, true), (2, false)] {
        let donor = steps::register(&crew, n).await;
        let donation = steps::accepted(&crew, &donor).await;
        let at = |verb: &str| format!("/api/collect/donations/{donation}/{verb}");
        let why = serde_json::json!({ "reason": "穿刺失败" });
        if punctured {
            steps::seat(&app, &crew, &donor, &donation).await;
            crew.nurse.post(&at("bind"), steps::binding(n, steps::KIT_LOT)).await.ok();
            crew.nurse.post(&at("start"), serde_json::json!({ "arm": "left" })).await.ok();
            crew.nurse.post(&at("cancel"), why.clone()).await.refused_by("donation.needle-in");
            crew.nurse.post(&at("fail"), why.clone()).await.ok();
        }
        crew.nurse.post(&at("cancel"), why).await.ok();
        app.settle().await;
        let shown = crew.registrar.get(&format!("/api/recruit/donors/{donor}")).await.ok();
        let verdict = &shown["eligibility"]["whole_blood"];
        let from = if punctured { "2027-05-16" } else { "2026-11-16" };
        assert_eq!((&verdict["from"], &verdict["may"]), (&serde_json::json!(from), &serde_json::json!(!punctured)));
    }
}
