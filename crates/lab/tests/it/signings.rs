use axum::http::{Method, StatusCode};
use serde_json::{Value, json};
use vena_contracts::lab::Verdict;
use vena_testkit::town::{BANK, HEAD, Someone};

use crate::bench::{CHECKER, Lab, Sample, TESTER, good, reactive, result};

async fn waiting(lab: &Lab, who: Someone, signer: &str) -> Vec<Value> {
    let list = lab.town.get(who, &format!("/api/lab/signings?signer={signer}")).await;
    list["items"].as_array().expect("rows").clone()
}

fn shown(rows: &[Value]) -> Value {
    rows.iter().map(|row| json!({ "donation_number": row["donation_number"], "digest": row["digest"] })).collect()
}

async fn sign(lab: &Lab, who: Someone, role: &str, rows: &[Value]) -> Value {
    lab.town.post(who, "/api/lab/signings", json!({ "role": role, "reports": shown(rows) })).await
}

fn refusals(signed: &Value) -> Vec<&str> {
    let rows = signed["reports"].as_array().expect("rows").iter();
    rows.map(|row| row["refusal"]["rule"].as_str().unwrap_or("signed")).collect()
}

/// Three donations in order, one with too much ALT, one that is not complete.
async fn five(lab: &Lab) -> [Sample; 5] {
    let mut samples = Vec::new();
    for serial in 1..=5 {
        samples.push(lab.donated(serial, u128::from(serial)).await);
    }
    for sample in &samples[..4] {
        lab.typed(*sample, good("A+")).await;
    }
    let high = result("ALT", 1, "丁厂", json!({ "kind": "number", "number": 77.0 }));
    lab.typed(samples[3], vec![high]).await;
    lab.typed(samples[4], good("A+")[1..].to_vec()).await;
    samples.try_into().expect("five")
}

#[tokio::test]
async fn many_reports_are_signed_in_one_action_and_what_stands_out_by_itself() {
    let lab = Lab::new().await;
    let samples = five(&lab).await;
    let rows = waiting(&lab, TESTER, "tester").await;
    let numbers: Vec<&Value> = rows.iter().map(|row| &row["donation_number"]).collect();
    assert_eq!(
        numbers,
        samples[..4].iter().map(|sample| json!(sample.number)).collect::<Vec<_>>().iter().collect::<Vec<_>>()
    );
    assert_eq!((&rows[0]["group"], &rows[0]["alone"], &rows[3]["alone"]), (&json!("A+"), &json!(false), &json!(true)));
    assert_eq!(rows[0]["finals"].as_array().map(Vec::len), Some(11));
    let alt =
        |row: &Value| row["finals"].as_array().and_then(|all| all.iter().find(|one| one["marker"] == "ALT").cloned());
    assert_eq!(alt(&rows[3]).expect("ALT")["number"], 77.0);

    let signed = sign(&lab, TESTER, "tester", &rows).await;
    assert_eq!(
        (refusals(&signed), &signed["signed"]),
        (vec!["signed", "signed", "signed", "lab.sign-alone"], &json!(3))
    );
    lab.town.post(TESTER, &samples[3].path("/sign"), json!({ "role": "tester" })).await;
    assert_eq!(waiting(&lab, TESTER, "checker").await[0]["can"]["reason"]["rule"], "lab.same-person");

    let rows = waiting(&lab, CHECKER, "checker").await;
    let checked = sign(&lab, CHECKER, "checker", &rows).await;
    assert_eq!(refusals(&checked), ["signed", "signed", "signed", "lab.sign-alone"]);
    assert!(lab.told().await.is_empty(), "in favour nobody is told before the report is issued");
    lab.town.post(CHECKER, &samples[3].path("/sign"), json!({ "role": "checker" })).await;
    assert_eq!(lab.verdict(samples[3]).await, Verdict::Rejected, "against it takes effect at once");

    let rows = waiting(&lab, HEAD, "issuer").await;
    let issued = lab.town.post(HEAD, "/api/lab/issues", json!({ "reports": shown(&rows) })).await;
    assert_eq!(refusals(&issued), ["signed", "signed", "signed", "lab.sign-alone"]);
    for sample in &samples[..3] {
        assert!(matches!(lab.verdict(*sample).await, Verdict::Qualified { .. }));
    }
    let alone = lab.town.post(HEAD, &samples[3].path("/issue"), json!({})).await;
    assert_eq!((&alone["state"], &alone["verdict"]), (&json!("issued"), &json!("rejected")));
    assert_eq!(lab.verdict(samples[3]).await, Verdict::Rejected);
    assert_eq!(lab.told().await.len(), 4);
}

#[tokio::test]
async fn what_changed_since_it_was_shown_is_not_signed_and_stops_no_other() {
    let lab = Lab::new().await;
    let samples = five(&lab).await;
    let rows = waiting(&lab, TESTER, "tester").await;
    let again = result("HBV-DNA", 1, "戊厂", json!({ "kind": "non_reactive" }));
    lab.typed(samples[1], vec![again]).await;
    let signed = sign(&lab, TESTER, "tester", &rows[..3]).await;
    assert_eq!(refusals(&signed), ["signed", "lab.changed-since-shown", "signed"]);
    let later = sign(&lab, CHECKER, "tester", &rows[..1]).await;
    assert_eq!(refusals(&later), ["lab.already-signed"], "the same again does nothing");
}

#[tokio::test]
async fn two_checkers_at_the_same_reports_in_the_same_second_sign_each_once() {
    let lab = Lab::new().await;
    five(&lab).await;
    let rows = waiting(&lab, TESTER, "tester").await;
    sign(&lab, TESTER, "tester", &rows[..3]).await;
    let rows = waiting(&lab, CHECKER, "checker").await;
    let backwards: Vec<Value> = rows.iter().rev().cloned().collect();
    let (one, other) = tokio::join!(sign(&lab, CHECKER, "checker", &rows), sign(&lab, HEAD, "checker", &backwards));
    let count = |signed: &Value| signed["signed"].as_u64().expect("a number");
    assert_eq!(count(&one) + count(&other), 3, "{one} {other}");
}

#[tokio::test]
async fn a_list_of_reports_that_makes_no_sense_names_the_place() {
    let lab = Lab::new().await;
    five(&lab).await;
    let rows = waiting(&lab, TESTER, "tester").await;
    let stranger = json!({ "donation_number": "0160226999999", "digest": "0".repeat(64) });
    let twice = shown(&[rows[0].clone(), rows[0].clone()]);
    for (reports, field, rule) in [
        (json!([shown(&rows)[0], stranger]), "reports[1].donation_number", "lab.number-unknown"),
        (twice, "reports[1].donation_number", "lab.report-twice"),
        (json!([]), "reports", "input.bounds"),
    ] {
        let body = json!({ "role": "tester", "reports": reports });
        let (status, problem) = lab.town.call(TESTER, Method::POST, "/api/lab/signings", Some(&body)).await;
        assert_eq!((status, problem["rule"].as_str()), (StatusCode::UNPROCESSABLE_ENTITY, Some(rule)), "{problem}");
        assert_eq!(problem["field"], field, "{problem}");
    }
    assert_eq!(waiting(&lab, TESTER, "tester").await.len(), 4, "nothing was signed beside it");
    assert!(waiting(&lab, BANK, "tester").await.is_empty());
    let body = json!({ "role": "tester", "reports": shown(&rows) });
    assert_eq!(lab.town.refused(BANK, "/api/lab/signings", body).await, "lab.number-unknown");
}

#[tokio::test]
async fn a_contradicting_group_is_seen_by_the_checker_alone() {
    let lab = Lab::new().await;
    let (first, second) = (lab.donated(1, 7).await, lab.donated(2, 7).await);
    lab.judged(first, "O+").await;
    lab.typed(second, good("A+")).await;
    let rows = waiting(&lab, TESTER, "tester").await;
    sign(&lab, TESTER, "tester", &rows).await;
    let rows = waiting(&lab, CHECKER, "checker").await;
    assert_eq!(rows[0]["alone"], false, "the results alone do not tell");
    assert_eq!(refusals(&sign(&lab, CHECKER, "checker", &rows).await), ["lab.sign-alone"]);
    assert!(lab.holds(second).await.is_empty());
    lab.typed(lab.donated(3, 9).await, vec![result("HIV-RNA", 1, "丙厂", reactive())]).await;
    assert!(waiting(&lab, TESTER, "tester").await.is_empty(), "what is not complete is not to be signed");
}
