use axum::http::{Method, StatusCode};
use serde_json::json;
use vena_kernel::id::DonorId;
use vena_testkit::town::{BANK, DRIVER, PICKER};

use crate::{registered, town};

#[tokio::test]
async fn a_deferral_keeps_a_donor_away_until_its_last_day_is_over() {
    let (town, vault) = town().await;
    let id = registered(&town, "王小明", "E12345678").await;
    let path = format!("/api/recruit/donors/{id}");
    let donor = town
        .post(PICKER, &format!("{path}/deferrals"), json!({"kind": "temporary", "code": "T02", "note": "左下智齿"}))
        .await;
    // the town's day is 2026-02-11
    assert_eq!(
        (&donor["deferrals"][0]["until"], &donor["deferrals"][0]["code"]),
        (&json!("2026-02-26"), &json!("T02"))
    );
    assert_eq!(donor["eligibility"]["whole_blood"]["from"], "2026-02-27");
    let (desk, scope) = (vena_recruit::desk(vault), town.scope(PICKER));
    let mut tx = town.db().begin_read().await.expect("a transaction");
    for (day, expected) in [("2026-02-26", 1), ("2026-02-27", 0)] {
        let objections =
            desk.objections(&mut tx, &scope, id.parse().expect("an id"), day.parse().expect("a day")).await;
        assert_eq!(objections.expect("an answer").len(), expected, "{day}");
    }
    drop(tx);
    town.wait_seconds(16 * 86_400);
    let donor = town.get(PICKER, &path).await;
    assert_eq!((&donor["deferrals"], &donor["eligibility"]["whole_blood"]["may"]), (&json!([]), &json!(true)));
}

#[tokio::test]
async fn who_has_no_file_gives_no_blood() {
    let (town, vault) = town().await;
    let day = "2026-02-11".parse().expect("a day");
    let known = registered(&town, "王小明", "E12345678").await.parse().expect("an id");
    let desk = vena_recruit::desk(vault);
    let mut tx = town.db().begin_read().await.expect("a transaction");
    for (donor, expected) in [(known, vec![]), (DonorId::from_uuid(uuid::Uuid::nil()), vec!["donor.unknown"])] {
        let objections = desk.objections(&mut tx, &town.scope(PICKER), donor, day).await.expect("an answer");
        let rules: Vec<String> = objections.into_iter().map(|refusal| refusal.rule).collect();
        assert_eq!(rules, expected, "{donor}");
    }
}

#[tokio::test]
async fn a_confidential_reason_is_shown_only_where_the_reading_is_recorded() {
    let (town, _) = town().await;
    let id = registered(&town, "王小明", "E12345678").await;
    let path = format!("/api/recruit/donors/{id}/deferrals");
    let donor = town.post(PICKER, &path, json!({"kind": "permanent", "code": "P17", "note": "自述"})).await;
    let shown = &donor["deferrals"][0];
    assert_eq!(
        (&shown["label"]["zh"], &shown["permanent"], &shown["code"], &shown["reason"]),
        (&json!("不宜献血"), &json!(true), &json!(null), &json!(null))
    );
    assert!(!donor.to_string().contains("P17") && !donor.to_string().contains("自述"), "{donor}");
    let reasons = town.post(PICKER, &format!("{path}/reasons"), json!({"reason": "复核征询"})).await;
    assert_eq!(
        (&reasons[0]["code"], &reasons[0]["note"], &reasons[0]["made_by"]["display_name"]),
        (&json!("P17"), &json!("自述"), &json!("picker"))
    );
    let mut tx = town.db().begin_read().await.expect("a transaction");
    let sql =
        "select reason from platform.audit where operation = 'recruit.deferral.view_reason' and outcome = 'viewed'";
    assert_eq!(sqlx::query_scalar::<_, String>(sql).fetch_all(tx.conn()).await.expect("the audit"), ["复核征询"]);
    let row: String = sqlx::query_scalar("select to_json(f)::text from recruit.deferral f")
        .fetch_one(tx.conn())
        .await
        .expect("a row");
    assert!(!row.contains("自述"), "{row}");
}

#[tokio::test]
async fn a_permanent_deferral_is_never_lifted_but_a_mistake_is_corrected_by_two() {
    let (town, _) = town().await;
    let id = registered(&town, "王小明", "E12345678").await;
    let path = format!("/api/recruit/donors/{id}/deferrals");
    let donor = town.post(PICKER, &path, json!({"kind": "permanent", "code": "P13"})).await;
    let at = format!("{path}/{}", donor["deferrals"][0]["deferral_id"].as_str().expect("an id"));
    for user in [PICKER, DRIVER] {
        assert_eq!(town.refused(user, &format!("{at}/lift"), json!({"reason": "没事了"})).await, "deferral.by-reentry");
    }
    assert_eq!(donor["deferrals"][0]["can"]["lift"]["reason"]["rule"], "deferral.by-reentry");
    let decide = |confirm: bool| json!({"confirm": confirm, "reason": "已核对原始记录"});
    let (correct, decided) = (format!("{at}/correct"), format!("{at}/decide-correction"));
    assert_eq!(town.refused(DRIVER, &decided, decide(true)).await, "deferral.no-correction");
    let wrong = |mistake: &str| json!({"mistake": mistake, "reason": "登记到别人名下"});
    assert_eq!(town.refused(PICKER, &correct, wrong("wrong_code")).await, "deferral.correct-first");
    let donor = town.post(PICKER, &correct, wrong("wrong_person")).await;
    assert_eq!(donor["deferrals"][0]["correction"]["reason"], json!(null), "the words may tell why");
    assert_eq!(town.refused(DRIVER, &correct, wrong("wrong_person")).await, "deferral.correction-open");
    assert_eq!(town.refused(PICKER, &decided, decide(true)).await, "deferral.correction-own");
    let donor = town.post(DRIVER, &decided, decide(false)).await;
    assert_eq!(donor["deferrals"].as_array().map(Vec::len), Some(1), "it was none: the deferral stands");
    town.post(PICKER, &correct, wrong("wrong_person")).await;
    let donor = town.post(DRIVER, &decided, decide(true)).await;
    assert_eq!(donor["deferrals"], json!([]));
    let reasons = town.post(PICKER, &format!("{path}/reasons"), json!({"reason": "复核"})).await;
    let kept = &reasons[0]["corrections"];
    assert_eq!((&kept[0]["confirmed"], &kept[1]["confirmed"]), (&json!(false), &json!(true)));
    assert_eq!(
        (&kept[1]["proposed_by"]["display_name"], &kept[1]["decided_by"]["display_name"], &reasons[0]["protocols"]),
        (&json!("picker"), &json!("driver"), &json!([]))
    );
    assert_eq!((&reasons[0]["code"], &reasons[0]["lifted_reason"]), (&json!("P13"), &json!("已核对原始记录")));
}

#[tokio::test]
async fn another_physician_ends_a_deferral_early_and_nobody_enters_a_short_one() {
    let (town, _) = town().await;
    let id = registered(&town, "王小明", "E12345678").await;
    let path = format!("/api/recruit/donors/{id}/deferrals");
    // the town's day is 2026-02-11
    let short = json!({"code": "T14", "until": "2026-02-11"});
    assert_eq!(town.refused(PICKER, &path, short).await, "deferral.until-short");
    let donor = town.post(PICKER, &path, json!({"code": "T14"})).await;
    let at = format!("{path}/{}", donor["deferrals"][0]["deferral_id"].as_str().expect("an id"));
    let until = |day: &str| json!({"until": day, "reason": "已核对接种记录"});
    let (shorten, moves) = (format!("{at}/shorten"), format!("{at}/move-end"));
    assert_eq!(town.refused(PICKER, &moves, until("2026-02-11")).await, "deferral.until-short");
    assert_eq!(town.refused(PICKER, &shorten, until("2026-08-11")).await, "deferral.own");
    assert_eq!(town.refused(DRIVER, &shorten, until("2027-03-11")).await, "deferral.not-shorter");
    let donor = town.post(DRIVER, &shorten, until("2026-08-11")).await;
    assert_eq!(donor["deferrals"][0]["until"], "2026-08-11");
    let donor = town.post(DRIVER, &format!("{at}/lift"), json!({"reason": "复查正常"})).await;
    assert_eq!(donor["deferrals"], json!([]));
    assert_eq!(town.refused(DRIVER, &format!("{at}/lift"), json!({"reason": "误录"})).await, "deferral.ended");
}

#[tokio::test]
async fn wrong_deferrals_are_refused_by_name() {
    let (town, _) = town().await;
    let id = registered(&town, "王小明", "E12345678").await;
    let path = format!("/api/recruit/donors/{id}/deferrals");
    for (body, rule) in [
        (json!({"kind": "temporary", "code": "nothing"}), "deferral.unknown-code"),
        (json!({"kind": "temporary", "code": "P12"}), "deferral.kind"),
        (json!({"kind": "temporary", "code": "T15"}), "deferral.until-missing"),
        (json!({"kind": "permanent", "code": "TTI"}), "deferral.laboratory"),
    ] {
        assert_eq!(town.refused(PICKER, &path, body).await, rule);
    }
    assert_eq!(town.refused(BANK, &path, json!({"kind": "temporary", "code": "T02"})).await, "exists.donor");
    assert_eq!(
        town.call(BANK, Method::POST, &format!("{path}/reasons"), Some(&json!({"reason": "curious"}))).await.0,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn the_codes_are_those_that_a_person_may_enter() {
    let (town, _) = town().await;
    let codes = town.get(PICKER, "/api/recruit/deferral-codes").await;
    let codes = codes.as_array().expect("a list");
    assert!(codes.iter().all(|code| code["code"] != "TTI" && code["code"] != "ALT"));
    let teeth = codes.iter().find(|code| code["code"] == "T02").expect("T02");
    assert_eq!((&teeth["default_until"], &teeth["kind"]), (&json!("2026-02-26"), &json!("temporary")));
}
