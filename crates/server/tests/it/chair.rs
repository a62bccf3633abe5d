//! From the accepted donor to the rest area, one step after another, by people with the roles of the demo city.

use serde_json::{Value, json};

use crate::{
    steps::{self, Crew, number, text},
    support::TestApp,
};

const KIT: &str = "(01)06901234504002(17)271231(10)Q26A7(21)";

/// Everything by scan, each tube in its place.
fn scans(serial: u32) -> Value {
    let own = number(serial);
    let tube =
        |role: &str, article: &str| json!({ "role": role, "scan": own, "article_scan": format!("(01){article}") });
    json!({
        "donation_number": own, "bag_scan": own, "bag": { "kit_scan": format!("{KIT}{serial}"), "medium": "CPDA-1" },
        "tubes": [tube("serology", "06901234511000"), tube("nat", "06901234512007"), tube("retention", "06901234513004")],
    })
}

#[tokio::test]
async fn a_donor_sits_is_bound_bleeds_rests_and_goes_home() {
    let app = TestApp::city().await;
    let crew = Crew::of(&app).await;
    let donor = steps::register(&crew, 1).await;
    let form = steps::donation_form(&crew, &donor).await;
    let donation = text(&crew.nurse.post("/api/collect/donations", form).await.ok(), "donation_id");
    let at = |verb: &str| format!("/api/collect/donations/{donation}/{verb}");
    // Somebody else's card at the chair.
    let stranger = steps::citizen_id("19990101", 77);
    let seat = |scan: &str| json!({ "chair": "1", "document_scan": scan });
    crew.nurse.post(&at("seat"), seat(&stranger)).await.refused_by("chair.identity");
    let own = steps::citizen_id("19750210", 1);
    crew.nurse.post(&at("seat"), seat(&own)).await.ok();
    crew.nurse.post(&at("bind"), scans(1)).await.ok();
    crew.nurse.post(&at("start"), json!({ "arm": "left" })).await.ok();
    // The same press again is another intent: the needle is in already.
    crew.nurse.post(&at("start"), json!({ "arm": "left" })).await.refused_by("donation.state");
    app.wait(7);
    let done = crew.nurse.post(&at("complete"), json!({ "volume_ml": 330 })).await.ok();
    assert_eq!((&done["state"], &done["makes"]), (&json!("completed"), &json!("red_cells")), "{done:#}");
    crew.nurse.post(&at("leave"), json!({})).await.refused_by("rest.short");
    app.wait(10);
    crew.nurse.post(&at("leave"), json!({ "gift": "towel" })).await.ok();
    // Quality recalls the lot: the unit is held, and the answer names no donor.
    let quality = app.sign_in("quality").await;
    let recall = json!({ "item": "kit", "lot": "Q26A7", "reason": "厂家召回" });
    let told = quality.post("/api/collect/lots/recalls", recall).await.ok();
    assert_eq!(told["units_held"], 1, "{told:#}");
    assert_eq!(quality.get(&format!("/api/collect/donations/{donation}")).await.status, 403);
    let report = vena_ledger::verify(&app.db, None, |_| {}).await.expect("a report");
    assert!(report.intact, "{report:#?}");
}

/// Check station and physician over one visit: what comes before what, and a no that is kept with its reason.
#[tokio::test]
async fn a_visit_is_checked_and_decided_about() {
    let app = TestApp::city().await;
    let crew = Crew::of(&app).await;
    let donor = steps::register(&crew, 2).await;
    let visit = crew.nurse.post("/api/collect/visits", json!({ "donor_id": donor })).await.ok();
    let visit = visit["visit_id"].as_str().or(visit["visit"]["visit_id"].as_str()).expect("a visit").to_owned();
    let at = |verb: &str| format!("/api/collect/visits/{visit}/{verb}");
    let form = steps::donation_form(&crew, &donor).await;
    let no = json!({ "accept": false, "kind": "whole_blood", "volume_ml": 400, "reason": "自诉睡眠不足三小时" });
    let silent = json!({ "accept": false, "kind": "whole_blood", "volume_ml": 400 });
    crew.nurse.post(&at("decide"), silent).await.refused_by("decision.reason");
    crew.nurse.post(&at("decide"), no.clone()).await.refused_by("decision.not-asked");
    let mut answers = form["answers"].clone();
    answers["first_time_knows"] = json!(true);
    let sheet = json!({ "version": form["inquiry_version"], "answers": answers });
    crew.nurse.post(&at("answers"), sheet).await.ok();
    crew.nurse.post(&at("decide"), no.clone()).await.refused_by("decision.not-checked");
    let check = json!({ "kind": "whole_blood", "check": form["check"], "sources": [{ "field": "weight_kg", "reason": "秤送检" }] });
    let mut high = check.clone();
    high["check"]["systolic_mmhg"] = json!(142);
    crew.nurse.post(&at("check"), high).await.refused_by("check.repeat-pressure");
    let mut unsaid = check.clone();
    unsaid["sources"][0]["reason"] = Value::Null;
    crew.nurse.post(&at("check"), unsaid).await.refused_by("check.by-hand");
    let kept = crew.nurse.post(&at("check"), check.clone()).await.ok();
    assert_eq!(kept["lines"], json!([]), "{kept:#}");
    let other = json!({ "accept": true, "kind": "apheresis_platelets", "volume_ml": 250 });
    crew.nurse.post(&at("decide"), other).await.refused_by("decision.other-check");
    let refused = crew.nurse.post(&at("decide"), no.clone()).await.ok();
    assert_eq!(
        (&refused["state"], &refused["refusals"][0]["rule"], &refused["visit_id"]),
        (&json!("refused"), &json!("decision.physician"), &json!(visit)),
        "{refused:#}"
    );
    crew.nurse.post(&at("decide"), no).await.refused_by("visit.not-open");
    crew.nurse.post(&at("check"), check).await.refused_by("check.visit");
}
