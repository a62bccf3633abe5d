//! A month of quality control from its draw to the report that three people sign.

use serde_json::{Value, json};

use crate::{
    keys::{check, path},
    papers::{draw, sign},
    steps::{Crew, stock, text},
    support::TestApp,
};

#[tokio::test]
async fn a_month_of_quality_control_becomes_a_report_that_three_sign() {
    let app = TestApp::city().await;
    let crew = Crew::of(&app).await;
    stock(&app, &crew, 4711).await;
    let quality = app.sign_in("quality").await;
    let (tester, checker) = (app.sign_in("tester").await, app.sign_in("checker").await);
    let month = quality.get("/api/process/quality/month").await.ok();
    let month = text(&month, "month")[..7].to_owned();
    quality.post("/api/process/quality/draws", json!({})).await.ok();
    let samples = quality.get(&format!("/api/process/quality/samples?month={month}&limit=50")).await.ok();
    let sample = samples["items"].as_array().expect("samples").first().expect("a sample").clone();
    let at = format!("/api/process/quality/samples/{}", text(&sample, "sample_id"));
    let technician = app.sign_in("technician").await;
    let taken = json!({ "scan": sample["unit_id"], "taken_as": "segment" });
    technician.post(&format!("{at}/take"), taken).await.ok();
    let detail = tester.get(&at).await.ok();
    let value = |one: &Value| {
        let limits = &one["limits"];
        let inside = limits["minimum"]
            .as_f64()
            .map_or_else(|| limits["maximum"].as_f64().map(|most| most / 2.0), |least| Some(least * 1.01));
        json!({ "indicator": one["code"], "value": inside.expect("a limit") })
    };
    let results: Vec<Value> = detail["indicators"].as_array().expect("indicators").iter().map(value).collect();
    let typed = tester.post(&format!("{at}/sheets"), json!({ "results": results })).await.ok();
    let sheet = text(&typed["sheets"][0], "sheet_id");
    checker.post(&format!("/api/process/quality/sheets/{sheet}/decide"), json!({ "confirmed": true })).await.ok();
    let subject = format!("{}@{month}", text(&sample, "product"));
    let filled_at = format!("/api/records/forms/qc-report/filled?subject=quality_month:{subject}");
    app.wait(32 * 24 * 60);
    let quality = app.sign_in("quality").await;
    let known = quality.get(&filled_at).await.ok();
    assert_eq!(known["missing"], json!(["department", "conclusion"]), "{known:#}");
    assert_eq!((&known["data"]["verdict"], &known["data"]["sampled_units"]), (&json!("conforming"), &json!(1)));
    let said = json!({ "department": "成分制备科", "conclusion": "抽检项目均符合要求，制备过程受控。" });
    let document = draw(&quality, "qc-report", ("quality_month", &subject), &said).await;
    for (slot, username) in [("tester", "tester"), ("reviewer", "checker"), ("approver", "quality")] {
        app.wait(2);
        sign(&app, username, &document, slot).await;
    }
    assert_eq!(quality.get(&path(&document, "")).await.ok()["state"], "complete");
    let pdf = quality.bytes(&path(&document, "/file")).await;
    assert_eq!(check(&app, &pdf).await["ok"], true);
}
