//! What the chair has drawn is received in the laboratory tube by tube; no run is laid out with a tube that is not there.

use serde_json::{Value, json};

use crate::{
    runs::Bench,
    steps::{self, text},
    support::TestApp,
};

const RECEIPTS: &str = "/api/lab/sample-receipts";

#[tokio::test]
async fn a_tube_that_was_not_in_its_box_is_laid_out_in_no_run_until_it_comes() {
    let app = TestApp::city().await;
    let bench = Bench::of(&app).await;
    let (tester, checker) = (&bench.crew.tester, &bench.crew.checker);
    let [one, two] =
        [steps::donate(&app, &bench.crew, 1).await.number, steps::donate(&app, &bench.crew, 2).await.number];
    app.settle().await;
    let sessions = tester.get("/api/lab/sample-sessions").await.ok();
    let session = sessions["items"].as_array().expect("sessions").iter().find(|one| one["donations"] == 2);
    let session = session.expect("the day of both donations").clone();
    let begin = json!({ "site_id": session["site_id"], "day": session["day"] });
    let open = tester.post(RECEIPTS, begin.clone()).await.ok();
    let tubes = format!("{RECEIPTS}/{}/tubes", text(&open, "receipt_id"));
    for (number, role) in [(&one, "serology"), (&one, "nat"), (&one, "retention"), (&two, "nat"), (&two, "retention")] {
        tester.post(&tubes, json!({ "scan": number, "role": role })).await.ok();
    }
    let close = tubes.replace("/tubes", "/close");
    let reason = json!({ "reason": "二号血清管留在采血点" });
    let closed = tester.post(&close, reason).await.ok();
    assert_eq!((&closed["counts"]["missing"], &closed["state"]), (&json!(1), &json!("closed")));
    checker.post(&tubes.replace("/tubes", "/confirm"), json!({})).await.ok();
    let sessions = tester.get("/api/lab/sample-sessions").await.ok();
    let after = sessions["items"].as_array().expect("sessions").iter().find(|one| one["donations"] == 2);
    let after = after.expect("the same day");
    assert_eq!((&after["expected"], &after["tubes"]), (&json!(6), &json!(5)), "the list says that one lacks");

    let due = || async { tester.get("/api/lab/due").await.ok()["items"][0].clone() };
    let now = due().await;
    assert_eq!((&now["first"], &now["lacking"]), (&json!(1), &json!(1)), "{now}");
    let named = bench.wish(&json!({ "donations": [two] }));
    tester.post("/api/lab/runs", named.clone()).await.refused_by("run.tube-lacking");
    let filled = tester.post("/api/lab/runs", bench.wish(&json!({ "fill": 90 }))).await.ok();
    let laid: Vec<&Value> = filled["wells"]
        .as_array()
        .expect("wells")
        .iter()
        .flat_map(|well| well["samples"].as_array())
        .flatten()
        .collect();
    assert_eq!(
        laid.iter().map(|sample| text(sample, "donation_number")).collect::<Vec<_>>(),
        std::slice::from_ref(&one)
    );

    let late = tester.post(RECEIPTS, begin).await.ok();
    let tubes = format!("{RECEIPTS}/{}/tubes", text(&late, "receipt_id"));
    tester.post(&tubes, json!({ "scan": two, "role": "serology" })).await.ok();
    let now = due().await;
    assert_eq!((&now["first"], &now["lacking"]), (&json!(1), &json!(0)), "it is there now: {now}");
    tester.post("/api/lab/runs", named).await.ok();

    let custody = tester.get(&format!("/api/lab/donations/{two}/custody")).await.ok();
    let said: Vec<String> = custody["steps"].as_array().expect("steps").iter().map(|step| text(step, "step")).collect();
    assert_eq!(said, ["bound", "drawn", "accepted", "accepted", "accepted", "run"], "from the needle to the run");
}
