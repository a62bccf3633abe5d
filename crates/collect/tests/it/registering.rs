use axum::http::{Method, StatusCode};
use serde_json::json;
use vena_testkit::town::{BANK, DRIVER, Org, PICKER};

use crate::{DONATIONS, NUMBER, accepted, donor, healthy, nobody, running, town};

#[tokio::test]
async fn a_healthy_donor_is_accepted() {
    let (town, _) = town().await;
    let donation = town.post(PICKER, DONATIONS, healthy(&town, donor(1)).await).await;
    assert_eq!(
        (&donation["state"], &donation["refusals"], &donation["donor_name_masked"]),
        (&json!("accepted"), &json!([]), &json!("王*明"))
    );
    assert_eq!(
        (&donation["can"]["bind"]["ok"], &donation["can"]["complete"]["reason"]["rule"]),
        (&json!(true), &json!("donation.state"))
    );
    assert_eq!(donation["registered_by"]["display_name"], "picker");
}

#[tokio::test]
async fn a_refused_donation_is_kept_with_every_clause() {
    let (town, desk) = town().await;
    desk.object("donor.deferred");
    let mut new = healthy(&town, donor(1)).await;
    new["check"]["hb_g_l"] = json!(119);
    new["check"]["systolic_mmhg"] = json!(140);
    new["answers"]["well_today"] = json!(false);
    let donation = town.post(PICKER, DONATIONS, new).await;
    assert_eq!(donation["state"], "refused");
    let refusals = donation["refusals"].as_array().expect("refusals");
    let rules: Vec<&str> = refusals.iter().map(|line| line["rule"].as_str().expect("a rule")).collect();
    assert_eq!(rules, ["donor.deferred", "inquiry.well_today", "eligibility.systolic", "eligibility.hemoglobin"]);
    assert!(refusals.iter().all(|line| !line["clause"].as_str().expect("a clause").is_empty()), "{refusals:?}");
    let path = format!("{DONATIONS}/{}", donation["donation_id"].as_str().expect("an id"));
    assert_eq!(town.get(DRIVER, &path).await["refusals"], donation["refusals"]);
    assert_eq!(town.refused(PICKER, &format!("{path}/cancel"), json!({"reason": "无"})).await, "input.bounds");
    assert_eq!(town.refused(PICKER, &format!("{path}/cancel"), json!({"reason": "误点"})).await, "donation.state");
    // Somebody who was refused has no open donation and may come back.
    let mut again = healthy(&town, donor(1)).await;
    again["check"]["hb_g_l"] = json!(100);
    assert_eq!(town.post(PICKER, DONATIONS, again).await["state"], "refused");
}

#[tokio::test]
async fn a_confidential_answer_is_told_only_where_the_reading_is_recorded() {
    let (town, _) = town().await;
    let mut new = healthy(&town, donor(1)).await;
    new["answers"]["risk_behaviour"] = json!(true);
    new["note"] = json!("自述");
    let donation = town.post(PICKER, DONATIONS, new).await;
    assert_eq!(
        (&donation["state"], &donation["refusals"][0]["rule"]),
        (&json!("refused"), &json!("inquiry.confidential"))
    );
    assert!(!donation.to_string().contains("risk_behaviour") && !donation.to_string().contains("自述"), "{donation}");
    assert_eq!(donation["answers"]["well_today"], true);
    let path = format!("{DONATIONS}/{}/answers", donation["donation_id"].as_str().expect("an id"));
    let sheet = town.post(PICKER, &path, json!({"reason": "医师复核"})).await;
    assert_eq!(
        (&sheet["answers"]["risk_behaviour"], &sheet["refusals"][0]["rule"]),
        (&json!(true), &json!("inquiry.risk_behaviour"))
    );
    let mut tx = town.db().begin_read().await.expect("a transaction");
    let sql =
        "select reason from platform.audit where operation = 'collect.donation.view_answers' and outcome = 'viewed'";
    assert_eq!(sqlx::query_scalar::<_, String>(sql).fetch_all(tx.conn()).await.expect("the audit"), ["医师复核"]);
}

#[tokio::test]
async fn what_cannot_be_judged_is_refused_by_its_field() {
    let (town, _) = town().await;
    let good = healthy(&town, donor(1)).await;
    let mut cases = vec![];
    for (pointer, value, rule, field) in [
        ("/inquiry_version", json!("cn-1999-1"), "inquiry.version", "inquiry_version"),
        ("/volume_ml", json!(250), "donation.volume", "volume_ml"),
        ("/check/weight_kg", json!(0), "input.bounds", "check.weight_kg"),
        ("/check/pulse_per_min", json!("fast"), "input.form", "check.pulse_per_min"),
    ] {
        let mut new = good.clone();
        *new.pointer_mut(pointer).expect("a field") = value;
        cases.push((new, rule, field));
    }
    let mut short = good.clone();
    short["answers"].as_object_mut().expect("answers").remove("well_today");
    cases.push((short, "inquiry.incomplete", "answers.well_today"));
    let mut strange = good.clone();
    strange["answers"]["pregnant_or_nursing"] = json!(false);
    cases.push((strange, "inquiry.unknown-question", "answers.pregnant_or_nursing"));
    for (new, rule, field) in cases {
        let (status, problem) = town.call(PICKER, Method::POST, DONATIONS, Some(&new)).await;
        assert_eq!(
            (status, &problem["rule"], &problem["field"]),
            (StatusCode::UNPROCESSABLE_ENTITY, &json!(rule), &json!(field))
        );
    }
    assert_eq!(town.get(PICKER, DONATIONS).await["items"], json!([]));
}

#[tokio::test]
async fn a_donor_has_one_open_donation_however_many_register() {
    let (town, _) = town().await;
    let new = healthy(&town, donor(1)).await;
    let (one, two) = futures::join!(
        town.call(PICKER, Method::POST, DONATIONS, Some(&new)),
        town.call(DRIVER, Method::POST, DONATIONS, Some(&new))
    );
    let mut statuses = [one.0, two.0];
    statuses.sort_unstable();
    assert_eq!(statuses, [StatusCode::CREATED, StatusCode::CONFLICT]);
    let refused = if one.0 == StatusCode::CONFLICT { one.1 } else { two.1 };
    assert_eq!(refused["rule"], "donation.already-open");
    accepted(&town, donor(2)).await;
}

#[tokio::test]
async fn nobody_gives_without_a_file_or_at_another_house() {
    let (town, _) = town().await;
    assert_eq!(town.refused(PICKER, DONATIONS, healthy(&town, nobody()).await).await, "exists.donor");
    let mut elsewhere = healthy(&town, donor(1)).await;
    elsewhere["site_id"] = json!(Org::Harbour.store());
    assert_eq!(town.refused(PICKER, DONATIONS, elsewhere).await, "exists.site");
    assert_eq!(town.refused(BANK, DONATIONS, healthy(&town, donor(1)).await).await, "donation.station-only");
}

#[tokio::test]
async fn a_needle_that_failed_starts_the_interval_too() {
    let (town, _) = town().await;
    let path = running(&town, donor(1), NUMBER).await;
    let cancel = format!("{path}/cancel");
    let vain = json!({"reason": "穿刺失败"});
    assert_eq!(town.refused(PICKER, &cancel, vain.clone()).await, "donation.needle-in");
    town.post(PICKER, &format!("{path}/fail"), vain.clone()).await;
    for (seconds, rule) in [(1, "donation.future"), (-1, "donation.times")] {
        let body = json!({"reason": "穿刺失败", "at": town.now().plus_seconds(seconds)});
        assert_eq!(town.refused(PICKER, &cancel, body).await, rule);
    }
    let cancelled = town.post(PICKER, &cancel, vain).await;
    assert_eq!((&cancelled["state"], &cancelled["cancelled_reason"]), (&json!("cancelled"), &json!("穿刺失败")));
    let again = town.post(PICKER, DONATIONS, healthy(&town, donor(1)).await).await;
    assert_eq!(again["refusals"][0]["rule"], "donor.interval");
    // Who was never punctured may begin again at once, and nobody is told of a needle.
    let path = accepted(&town, donor(2)).await;
    town.post(PICKER, &format!("{path}/cancel"), json!({"reason": "血管条件差"})).await;
    accepted(&town, donor(2)).await;
    let sql = "select payload from platform.outbox where name = 'collect.donation_failed'";
    let told: Vec<serde_json::Value> = sqlx::query_scalar(sql).fetch_all(town.db().pool()).await.expect("the outbox");
    assert_eq!(told.len(), 1, "{told:?}");
    assert_eq!(
        (&told[0]["donor_id"], &told[0]["needle_at"], &told[0]["donation_id"]),
        (&json!(donor(1)), &cancelled["needle_at"], &cancelled["donation_id"])
    );
}
