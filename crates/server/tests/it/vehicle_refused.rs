//! Who is refused on board is deferred by the rules of the station when the day comes back.

use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    crash::seed,
    program::{Program, data_folder, get, sign_in},
    trips::{number, plan, post, text},
    vehicle::{Person, Vehicle},
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refusal_on_board_leaves_its_deferrals_once() {
    let (folder, disk) = (data_folder(), tempfile::tempdir().expect("a folder"));
    let program = Program::start(folder.path(), None).await;
    seed(folder.path()).await;
    let base = program.base.clone();
    let trip = plan(&base, "registrar21", &number(1)).await;
    let vehicle = Vehicle::start(disk.path(), (&base, "vehicle01"), (&trip.key, &trip.code), &trip.staff, 0).await;
    let (says, has) = (json!({ "infectious_disease": true }), json!({ "hb_g_l": 90 }));
    let visit = vehicle.measured_but(&Person::new(3), &says, &has).await;
    vehicle.step(&visit, json!({ "step": "decided", "accepted": false, "volume_ml": 400, "note": null })).await;
    let tired = vehicle.measured(&Person::new(4)).await;
    vehicle.step(&tired, json!({ "step": "decided", "accepted": false, "volume_ml": 400, "note": "很疲劳" })).await;
    vehicle.ok("close", json!({ "entry_id": Uuid::from_u128(rand::random()) })).await;
    vehicle.ok("sync", Value::Null).await;
    vehicle.ok("sync", Value::Null).await;

    let desk = sign_in(&base, "registrar21").await;
    let doctor = sign_in(&base, "doctor21").await;
    let path = format!("/api/collect/donations?site_id={}&limit=200", trip.site);
    let page = get(&desk, &base, &path).await;
    let mut kept = Vec::new();
    for donation in page["items"].as_array().expect("donations") {
        assert_eq!(donation["state"], "refused", "{donation}");
        let path = format!("/api/recruit/donors/{}/deferrals/reasons", text(donation, "donor_id"));
        let told = post(&doctor, &base, &path, json!({ "reason": "复核" })).await;
        let told = told.as_array().expect("reasons").iter();
        kept.push(told.map(|one| format!("{} {}", text(one, "code"), text(one, "source"))).collect::<Vec<_>>());
    }
    signature_is_seen_with_a_reason(&base, &text(&page["items"][0], "donation_id")).await;
    kept.iter_mut().for_each(|codes| codes.sort());
    kept.sort();
    assert_eq!(kept, [vec![], vec!["P13 physician".to_owned(), "T25 physician".to_owned()]]);
}

/// Whoever has to prove the consent sees the text and the handwriting; the nurse does not.
async fn signature_is_seen_with_a_reason(base: &str, donation: &str) {
    let path = format!("/api/collect/donations/{donation}/signature");
    let why = || json!({ "reason": "献血者询问知情同意" });
    let care = sign_in(base, "donorcare").await;
    let signed = post(&care, base, &path, why()).await;
    let point = json!({ "x": 20, "y": 20, "t": 40, "p": 500 });
    assert_eq!((&signed["consent_version"], &signed["notice"]), (&json!("consent-2026-1"), &json!(true)), "{signed}");
    assert_eq!((&signed["strokes"][0][1], signed["at"].is_string()), (&point, true), "{signed}");
    let nurse = sign_in(base, "collector21").await;
    let refused = nurse.post(format!("{base}{path}")).json(&why()).send().await.expect("an answer");
    assert_eq!(refused.status(), reqwest::StatusCode::FORBIDDEN);
    let audit = get(&sign_in(base, "quality").await, base, "/api/govern/audit?limit=50").await;
    assert!(audit.to_string().contains("献血者询问知情同意"), "the look is recorded");
}
