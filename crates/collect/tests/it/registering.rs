use axum::http::{Method, StatusCode};
use serde_json::json;
use vena_testkit::{
    town::{BANK, DRIVER, Org, PICKER},
    visit,
};

use crate::{DONATIONS, NUMBER, accepted, checked, decided, donor, healthy, leaves, nobody, running, town};

#[tokio::test]
async fn a_healthy_donor_is_accepted() {
    let (town, _) = town().await;
    let donation = decided(&town, &healthy(&town, donor(1)).await).await;
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
    new["check"]["pulse_per_min"] = json!(140);
    new["answers"]["well_today"] = json!(false);
    let donation = decided(&town, &new).await;
    assert_eq!(donation["state"], "refused");
    let refusals = donation["refusals"].as_array().expect("refusals");
    let rules: Vec<&str> = refusals.iter().map(|line| line["rule"].as_str().expect("a rule")).collect();
    assert_eq!(rules, ["donor.deferred", "inquiry.well_today", "eligibility.pulse", "eligibility.hemoglobin"]);
    assert!(refusals.iter().all(|line| !line["clause"].as_str().expect("a clause").is_empty()), "{refusals:?}");
    let path = format!("{DONATIONS}/{}", donation["donation_id"].as_str().expect("an id"));
    assert_eq!(town.get(DRIVER, &path).await["refusals"], donation["refusals"]);
    assert_eq!(town.refused(PICKER, &format!("{path}/cancel"), json!({"reason": "无"})).await, "input.bounds");
    assert_eq!(town.refused(PICKER, &format!("{path}/cancel"), json!({"reason": "误点"})).await, "donation.state");
    // Somebody who was refused has no open donation and may come back.
    leaves(&town, &donation, "refused").await;
    let mut again = healthy(&town, donor(1)).await;
    again["check"]["hb_g_l"] = json!(100);
    assert_eq!(decided(&town, &again).await["state"], "refused");
}

#[tokio::test]
async fn a_confidential_answer_is_told_only_where_the_reading_is_recorded() {
    let (town, _) = town().await;
    let mut new = healthy(&town, donor(1)).await;
    new["answers"]["risk_behaviour"] = json!(true);
    new["note"] = json!("自述");
    let donation = decided(&town, &new).await;
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
    let visit = visit::path_of(&town.post(PICKER, visit::VISITS, visit::arrival(&good)).await);
    for (verb, pointer, value, rule, field) in [
        ("answers", "/version", json!("cn-1999-1"), "inquiry.version", "version"),
        ("answers", "/answers/well_today", json!(null), "input.form", "answers.well_today"),
        ("check", "/check/weight_kg", json!(0), "input.bounds", "check.weight_kg"),
        ("check", "/check/pulse_per_min", json!("fast"), "input.form", "check.pulse_per_min"),
        ("decide", "/volume_ml", json!(250), "donation.volume", "volume_ml"),
    ] {
        for (_, step, body) in visit::steps(&good) {
            let path = format!("{visit}/{step}");
            if step != verb {
                if step != "decide" {
                    town.call(PICKER, Method::POST, &path, Some(&body)).await;
                }
                continue;
            }
            let mut wrong = body.clone();
            *wrong.pointer_mut(pointer).expect("a field") = value.clone();
            let (status, problem) = town.call(PICKER, Method::POST, &path, Some(&wrong)).await;
            assert_eq!(
                (status, &problem["rule"], &problem["field"]),
                (StatusCode::UNPROCESSABLE_ENTITY, &json!(rule), &json!(field)),
                "{problem:#}"
            );
        }
    }
    assert_eq!(town.get(PICKER, DONATIONS).await["items"], json!([]));
}

#[tokio::test]
async fn a_sheet_has_an_answer_to_each_question_and_no_other() {
    let (town, _) = town().await;
    let good = healthy(&town, donor(1)).await;
    let visit = visit::path_of(&town.post(PICKER, visit::VISITS, visit::arrival(&good)).await);
    let (_, verb, sheet) = visit::steps(&good)[1].clone();
    let mut short = sheet.clone();
    short["answers"].as_object_mut().expect("answers").remove("well_today");
    let mut strange = sheet;
    strange["answers"]["pregnant_or_nursing"] = json!(false);
    for (wrong, rule, field) in [
        (short, "inquiry.incomplete", "answers.well_today"),
        (strange, "inquiry.unknown-question", "answers.pregnant_or_nursing"),
    ] {
        let (status, problem) = town.call(PICKER, Method::POST, &format!("{visit}/{verb}"), Some(&wrong)).await;
        assert_eq!(
            (status, &problem["rule"], &problem["field"]),
            (StatusCode::UNPROCESSABLE_ENTITY, &json!(rule), &json!(field))
        );
    }
}

#[tokio::test]
async fn a_visit_is_decided_once_however_many_decide() {
    let (town, _) = town().await;
    let path = format!("{}/decide", checked(&town, donor(1)).await);
    let yes = json!({"accept": true, "kind": "whole_blood", "volume_ml": 400});
    let (one, two) = futures::join!(
        town.call(PICKER, Method::POST, &path, Some(&yes)),
        town.call(DRIVER, Method::POST, &path, Some(&yes))
    );
    let mut statuses = [one.0, two.0];
    statuses.sort_unstable();
    assert_eq!(statuses, [StatusCode::CREATED, StatusCode::CONFLICT]);
    let refused = if one.0 == StatusCode::CONFLICT { one.1 } else { two.1 };
    assert_eq!(refused["rule"], "donation.already-open");
    accepted(&town, donor(2)).await;
    // What was left open on another day is finished first.
    town.wait_seconds(24 * 3600);
    let next_day = format!("{}/decide", checked(&town, donor(1)).await);
    assert_eq!(town.refused(PICKER, &next_day, yes).await, "donation.already-open");
}

#[tokio::test]
async fn nobody_gives_without_a_file_or_at_another_house() {
    let (town, _) = town().await;
    let came = |form: &serde_json::Value| visit::arrival(form);
    assert_eq!(town.refused(PICKER, visit::VISITS, came(&healthy(&town, nobody()).await)).await, "exists.donor");
    let mut elsewhere = healthy(&town, donor(1)).await;
    elsewhere["site_id"] = json!(Org::Harbour.store());
    assert_eq!(town.refused(PICKER, visit::VISITS, came(&elsewhere)).await, "exists.site");
    assert_eq!(town.refused(BANK, visit::VISITS, came(&healthy(&town, donor(1)).await)).await, "visit.station-only");
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
    leaves(&town, &cancelled, "sent_away").await;
    let again = decided(&town, &healthy(&town, donor(1)).await).await;
    assert_eq!(again["refusals"][0]["rule"], "donor.interval");
    // Who was never punctured may begin again at once, and nobody is told of a needle.
    let path = accepted(&town, donor(2)).await;
    let called_off = town.post(PICKER, &format!("{path}/cancel"), json!({"reason": "血管条件差"})).await;
    leaves(&town, &called_off, "sent_away").await;
    accepted(&town, donor(2)).await;
    let sql = "select payload from platform.outbox where name = 'collect.donation_failed'";
    let told: Vec<serde_json::Value> = sqlx::query_scalar(sql).fetch_all(town.db().pool()).await.expect("the outbox");
    assert_eq!(told.len(), 1, "{told:?}");
    assert_eq!(
        (&told[0]["donor_id"], &told[0]["needle_at"], &told[0]["donation_id"]),
        (&json!(donor(1)), &cancelled["needle_at"], &cancelled["donation_id"])
    );
}
