//! Lots at a site from their arrival to their end, and a recall that reaches everything they have touched.

use serde_json::{Value, json};

use crate::{
    steps::{self, Crew, text},
    support::TestApp,
};

const LOTS: &str = "/api/collect/lots";

fn arrives(lot: &str) -> Value {
    json!({ "item": "kit", "scan": format!("(01)06901234504002(17)271231(10){lot}"), "pieces": 40 })
}

async fn lot(crew: &Crew, named: &str) -> Value {
    let page = crew.nurse.get(&format!("{LOTS}?finished=true")).await.ok();
    let found = page["items"].as_array().expect("lots").iter().find(|one| one["lot"] == named);
    found.unwrap_or_else(|| panic!("no {named} in {page:#}")).clone()
}

#[tokio::test]
async fn a_lot_arrives_is_opened_by_its_first_use_and_ends() {
    let app = TestApp::city().await;
    let crew = Crew::of(&app).await;
    let come = crew.nurse.post(LOTS, arrives("L2605A")).await.ok();
    assert_eq!((&come["state"], &come["expires_on"]), (&json!("received"), &json!("2027-12-31")));
    crew.nurse.post(LOTS, arrives("L2605A")).await.refused_by("lot.known");
    let mut differs = arrives("L2605B");
    differs["expires_on"] = json!("2027-11-30");
    crew.nurse.post(LOTS, differs).await.refused_by("lot.label-differs");
    crew.nurse.post(LOTS, json!({ "item": "needle", "pieces": 5 })).await.refused_by("lot.incomplete");
    let old = json!({ "item": "needle", "lot": "N1", "expires_on": "2026-11-15", "pieces": 5 });
    crew.nurse.post(LOTS, old).await.refused_by("lot.expired");
    // The kit of this donation is of that lot.
    let donor = steps::register(&crew, 11).await;
    let donated = steps::donate_of(&app, &crew, donor, (11, "L2605A")).await;
    let used = lot(&crew, "L2605A").await;
    assert_eq!((&used["state"], &used["donations"]), (&json!("open"), &json!(1)), "{used:#}");
    let at = |verb: &str| format!("{LOTS}/{}/{verb}", text(&come, "stock_id"));
    crew.nurse.post(&at("open"), json!({})).await.refused_by("lot.state");
    let ended = crew.nurse.post(&at("finish"), json!({ "reason": "用完" })).await.ok();
    assert_eq!((&ended["state"], &ended["can"]["finish"]["ok"]), (&json!("finished"), &json!(false)));
    crew.nurse.post(&at("finish"), json!({ "reason": "用完" })).await.refused_by("lot.state");
    // What lies there cannot be of a lot that was used up.
    let donor = steps::register(&crew, 12).await;
    let donation = steps::accepted(&crew, &donor).await;
    let bind_at = format!("/api/collect/donations/{donation}/bind");
    crew.nurse.post(&bind_at, steps::binding(12, "L2605A")).await.refused_by("binding.lot-finished");
    // Nor of one that never came: it is taken in first.
    crew.nurse.post(&bind_at, steps::binding(12, "L2606Z")).await.refused_by("binding.lot-unknown");
    crew.nurse.post(LOTS, arrives("L2606Z")).await.ok();
    crew.nurse.post(&bind_at, steps::binding(12, "L2606Z")).await.ok();
    assert_eq!(lot(&crew, "L2606Z").await["state"], "open");
    drop(donated);
}

#[tokio::test]
async fn a_recall_shows_what_it_touches_and_holds_what_was_made() {
    let app = TestApp::city().await;
    let crew = Crew::of(&app).await;
    crew.nurse.post(LOTS, arrives("L2605A")).await.ok();
    let donor = steps::register(&crew, 21).await;
    let donated = steps::donate_of(&app, &crew, donor, (21, "L2605A")).await;
    let children = steps::split(&crew, &donated).await;
    let quality = app.sign_in("quality").await;
    let recall = json!({ "item": "kit", "lot": "L2605A", "reason": "厂家召回：导管微漏" });
    let told = quality.post("/api/collect/lots/recalls", recall.clone()).await.ok();
    assert_eq!((&told["units_held"], &told["units_gone"]), (&json!(2), &json!(1)), "{told:#}");
    quality.post("/api/collect/lots/recalls", recall).await.refused_by("lot.recalled");
    let one = quality.get(&format!("/api/collect/lots/recalls/{}", text(&told, "lot_id"))).await.ok();
    assert_eq!(
        (&one["donors"], &one["units_held"], &one["units_transfused"]),
        (&json!(1), &json!(2), &json!(0)),
        "{one:#}"
    );
    let held: Vec<&Value> = one["units"]
        .as_array()
        .expect("units")
        .iter()
        .filter(|unit| unit["held"] == true)
        .map(|unit| &unit["product"])
        .collect();
    assert_eq!(held.len(), children.len(), "{one:#}");
    // Quality sees numbers; whose they are is not told here.
    let words = one.to_string();
    assert!(!words.contains("donor_") && !words.contains("safety"), "{words}");
    let stock = lot(&crew, "L2605A").await;
    assert_eq!(stock["recalled"], "厂家召回：导管微漏");
    // The lot touches no donor any more, here or where it arrives next.
    let mut again = arrives("L2605A");
    again["site_id"] = stock["site_id"].clone();
    crew.nurse.post(LOTS, again).await.refused_by("lot.recalled");
}
