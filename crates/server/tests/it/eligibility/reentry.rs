//! The way back of a donor who was excluded.

use axum::http::StatusCode;
use serde_json::json;

use super::first_days;
use crate::{
    steps::{self, Crew, text},
    support::{Client, TestApp},
};

/// A donor whom the laboratory excluded.
async fn excluded(app: &TestApp, crew: &Crew, serial: u32) -> (String, String) {
    let donated = steps::donate(app, crew, serial).await;
    let results = steps::reactive_results(crew).await;
    steps::test_donation(app, crew, &donated.number, results).await;
    app.settle().await;
    let care = app.sign_in("donorcare").await;
    let file = care.get(&format!("/api/recruit/donors/{}", donated.donor)).await.ok();
    let deferral = text(&file["deferrals"][0], "deferral_id");
    (donated.donor, deferral)
}

#[tokio::test]
async fn a_case_waits_and_says_nothing_of_what_was_found() {
    let app = TestApp::city().await;
    let crew = Crew::of(&app).await;
    let (donor, deferral) = excluded(&app, &crew, 8).await;
    let care = app.sign_in("donorcare").await;
    let lift = format!("/api/recruit/donors/{donor}/deferrals/{deferral}/lift");
    let doctor = app.sign_in("doctor").await;
    doctor.post(&lift, json!({ "reason": "想解除" })).await.refused_by("deferral.laboratory");
    let ask = format!("/api/recruit/donors/{donor}/reentries");
    let asked = |protocol: &str| json!({ "deferral_id": deferral, "protocol": protocol, "reason": "本人申请" });
    care.post(&ask, asked("alt")).await.refused_by("reentry.protocol");
    care.post(&ask, asked("none")).await.refused_by("reentry.unknown-protocol");
    let case = care.post(&ask, asked("syphilis_false")).await.ok();
    assert_eq!((&case["state"], &case["wait_until"]), (&json!("waiting"), &json!("2027-05-16")));
    care.post(&ask, asked("hbv")).await.refused_by("reentry.open");
    let id = text(&case, "reentry_id");
    let at = |verb: &str| format!("/api/recruit/reentries/{id}/{verb}");
    care.post(&at("samples"), json!({ "number": steps::number(900) })).await.refused_by("reentry.too-early");
    care.post(&at("propose"), json!({ "lift": true, "reason": "复查正常" })).await.refused_by("reentry.too-early");
    // the list says nothing of what was found; a look is recorded
    let list = care.get("/api/recruit/reentries").await.ok();
    assert!(list["items"][0]["reentry_id"] == id && !list.to_string().contains("syphilis"), "{list:#}");
    assert_eq!(crew.registrar.get("/api/recruit/reentries").await.status, StatusCode::FORBIDDEN);
    care.post(&at("view"), json!({ "reason": "随访" })).await.ok();
    let seen: i64 = sqlx::query_scalar(
        "select count(*) from platform.audit where operation = 'recruit.reentry.view' and outcome = 'viewed'",
    )
    .fetch_one(app.db.pool())
    .await
    .expect("the audit");
    assert_eq!(seen, 1);
}

/// Tubes and both results, entered by one person and compared by another.
async fn tested(care: &Client, other: &Client, id: &str) {
    let at = |verb: &str| format!("/api/recruit/reentries/{id}/{verb}");
    care.post(&at("samples"), json!({ "number": steps::number(8) })).await.refused_by("reentry.number-used");
    care.post(&at("samples"), json!({ "number": "张三" })).await.refused_by("binding.no-number");
    care.post(&at("samples"), json!({ "number": steps::number(900) })).await.ok();
    care.post(&at("samples"), json!({ "number": steps::number(901) })).await.refused_by("reentry.enough-samples");
    let result = |retest: &str, passed: bool| json!({ "number": steps::number(900), "retest": retest, "passed": passed, "report": "检 2027-0512" });
    care.post(&at("results"), result("nat", true)).await.refused_by("reentry.unknown-retest");
    care.post(&at("results"), result("elisa", true)).await.ok();
    care.post(&at("results"), result("elisa", true)).await.refused_by("reentry.result-known");
    let case = care.post(&at("results"), result("tppa", true)).await.ok();
    care.post(&at("propose"), json!({ "lift": true, "reason": "复查正常" }))
        .await
        .refused_by("reentry.results-missing");
    for known in case["results"].as_array().expect("results") {
        let compare = at(&format!("results/{}/compare", text(known, "result_id")));
        care.post(&compare, json!({ "passed": true })).await.refused_by("reentry.same-person");
        other.post(&compare, json!({ "passed": false })).await.refused_by("reentry.differs");
        other.post(&compare, json!({ "passed": true })).await.ok();
        other.post(&compare, json!({ "passed": true })).await.refused_by("reentry.compared");
    }
}

#[tokio::test]
async fn nobody_comes_back_by_one_persons_word() {
    let app = TestApp::city().await;
    let crew = Crew::of(&app).await;
    let (donor, deferral) = excluded(&app, &crew, 8).await;
    let care = app.sign_in("donorcare").await;
    let asked = json!({ "deferral_id": deferral, "protocol": "syphilis_false", "reason": "本人申请" });
    let id = text(&care.post(&format!("/api/recruit/donors/{donor}/reentries"), asked).await.ok(), "reentry_id");
    let at = |verb: &str| format!("/api/recruit/reentries/{id}/{verb}");
    app.wait(181 * 24 * 60);
    let (care, other) = (app.sign_in("donorcare").await, app.sign_in("donorcare2").await);
    tested(&care, &other, &id).await;
    other.post(&at("decide"), json!({ "confirm": true, "reason": "同意" })).await.refused_by("reentry.not-proposed");
    care.post(&at("propose"), json!({ "lift": true, "reason": "复查正常" })).await.ok();
    care.post(&at("decide"), json!({ "confirm": true, "reason": "同意" })).await.refused_by("reentry.own");
    other.post(&at("decide"), json!({ "confirm": false, "reason": "报告缺页" })).await.ok();
    care.post(&at("propose"), json!({ "lift": true, "reason": "报告已补" })).await.ok();
    // two confirmations at once: one counts
    let decide = at("decide");
    let confirm = || other.post(&decide, json!({ "confirm": true, "reason": "同意" }));
    let (one, two) = tokio::join!(confirm(), confirm());
    let done = [one, two].into_iter().filter(|reply| reply.status == StatusCode::OK).count();
    assert_eq!(done, 1);
    care.post(&at("withdraw"), json!({ "reason": "太迟" })).await.refused_by("reentry.closed");
    assert_eq!(first_days(&care, &donor, None).await[0], "2027-05-16");
    let case = care.post(&at("view"), json!({ "reason": "归档" })).await.ok();
    // the clock of the test stands still, so that only the number of each step is known
    let count =
        |what: &str| case["steps"].as_array().expect("steps").iter().filter(|step| step["what"] == what).count();
    let found = ["asked", "sampled", "entered", "compared", "proposed_lift", "put_back", "lifted"].map(count);
    assert_eq!(found, [1, 1, 2, 2, 2, 1, 1]);
    let row: String = sqlx::query_scalar("select to_json(r)::text from recruit.reentry r")
        .fetch_one(app.db.pool())
        .await
        .expect("a row");
    assert!(!row.contains("syphilis") && !row.contains("复查"), "{row}");
}

#[tokio::test]
async fn an_exclusion_that_was_lifted_meanwhile_is_not_lifted_again() {
    let app = TestApp::city().await;
    let crew = Crew::of(&app).await;
    let donor = steps::register(&crew, 9).await;
    let (care, path) = (app.sign_in("donorcare").await, format!("/api/recruit/donors/{donor}"));
    let file = care.post(&format!("{path}/deferrals"), json!({ "code": "P12" })).await.ok();
    let deferral = text(&file["deferrals"][0], "deferral_id");
    let asked = json!({ "deferral_id": deferral, "protocol": "review", "reason": "术后五年，复查正常" });
    let case = care.post(&format!("{path}/reentries"), asked).await.ok();
    let at = |verb: &str| format!("/api/recruit/reentries/{}/{verb}", text(&case, "reentry_id"));
    let (entry, doctor) = (format!("{path}/deferrals/{deferral}"), app.sign_in("doctor").await);
    doctor.post(&format!("{entry}/lift"), json!({ "reason": "想解除" })).await.refused_by("deferral.by-reentry");
    care.post(&format!("{entry}/correct"), json!({ "mistake": "wrong_person", "reason": "登记错人" })).await.ok();
    doctor.post(&format!("{entry}/decide-correction"), json!({ "confirm": true, "reason": "误录" })).await.ok();
    app.wait(181 * 24 * 60);
    let (care, other) = (app.sign_in("donorcare").await, app.sign_in("donorcare2").await);
    care.post(&at("propose"), json!({ "lift": true, "reason": "病历已看" })).await.ok();
    let confirm = json!({ "confirm": true, "reason": "同意" });
    other.post(&at("decide"), confirm).await.refused_by("reentry.deferral-over");
    other.post(&at("decide"), json!({ "confirm": false, "reason": "已解除" })).await.ok();
    care.post(&at("withdraw"), json!({ "reason": "已解除" })).await.ok();
}
