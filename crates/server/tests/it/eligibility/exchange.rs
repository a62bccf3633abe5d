//! Exclusions that stations tell each other as hashes.

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::{TODAY, first_days, rules};
use crate::{
    steps::{self, Crew, text},
    support::TestApp,
};

#[tokio::test]
async fn stations_tell_each_other_by_hash_and_a_false_match_is_cleared_by_a_physician() {
    let app = TestApp::city().await;
    let (crew, care) = (Crew::of(&app).await, app.sign_in("donorcare").await);
    let (donor, other) = (steps::register(&crew, 5).await, steps::register(&crew, 6).await);
    let exchange = "/api/recruit/block-exchange";
    care.get(&format!("{exchange}/entries")).await.refused_by("block.no-key");
    let configure = format!("{exchange}/configure");
    care.post(&configure, json!({ "key": "abc" })).await.refused_by("block.key");
    let shown = care.post(&configure, json!({ "key": "5a".repeat(32) })).await.ok();
    assert!(text(&shown, "key_fingerprint").len() == 8 && !shown.to_string().contains("5a5a"), "{shown:#}");

    // ours goes out as hashes, without name and reason
    let deferral = care
        .post(&format!("/api/recruit/donors/{donor}/deferrals"), json!({ "code": "P12", "note": "术后" }))
        .await
        .ok();
    care.post(&format!("/api/recruit/donors/{other}/deferrals"), json!({ "code": "T02" })).await.ok();
    let out = care.get(&format!("{exchange}/entries")).await.ok();
    assert_eq!(out["items"].as_array().map(Vec::len), Some(1), "temporary ones stay here: {out:#}");
    let mut entry = out["items"][0].clone();
    assert!(!entry.to_string().contains("P12") && entry["withdrawn_on"].is_null(), "{entry:#}");
    let at = format!("/api/recruit/donors/{donor}/deferrals/{}", text(&deferral["deferrals"][0], "deferral_id"));
    let mistake = json!({ "mistake": "wrong_person", "reason": "登记错人" });
    care.post(&format!("{at}/correct"), mistake).await.ok();
    let confirm = json!({ "confirm": true, "reason": "已核对" });
    let doctor = app.sign_in("doctor").await;
    doctor.post(&format!("{at}/decide-correction"), confirm).await.ok();
    let (donorcare2, permanent) = (app.sign_in("donorcare2").await, format!("{at}/lift"));
    assert_eq!(donorcare2.post(&permanent, json!({ "reason": "没事了" })).await.status, StatusCode::FORBIDDEN);
    assert_eq!(care.get(&format!("{exchange}/entries")).await.ok()["items"][0]["withdrawn_on"], TODAY);
    assert_eq!(first_days(&care, &donor, None).await[0], TODAY);

    // theirs comes in, counts at once, once
    let partner = json!({ "name": "滨城血站", "ask_at": "质量科 0532-5550100" });
    let shown = care.post("/api/recruit/block-partners", partner.clone()).await.ok();
    care.post("/api/recruit/block-partners", partner).await.refused_by("block.partner-known");
    let entries = format!("/api/recruit/block-partners/{}/entries", text(&shown["partners"][0], "partner_id"));
    entry["entry"] = json!("B-1");
    let send = |entry: &Value| json!({ "entries": [entry] });
    assert_eq!(care.post(&entries, send(&entry)).await.ok()["taken"], 1);
    assert_eq!(care.post(&entries, send(&entry)).await.ok()["unchanged"], 1);
    let shown = care.get(&format!("/api/recruit/donors/{donor}/eligibility")).await.ok();
    assert_eq!(rules(&shown, 0), ["donor.blocked-elsewhere"]);
    assert!(text(&shown["verdicts"][0]["lines"][0]["reason"], "zh").contains("滨城血站"), "it tells where to ask");
    assert_eq!(
        crew.registrar.get(&format!("/api/recruit/donors/{donor}/foreign-blocks")).await.ok()[0]["by_document"],
        true
    );
    let bad = json!({ "entry": "B-2", "kind": "permanent", "since": TODAY });
    assert_eq!(care.post(&entries, send(&bad)).await.ok()["refused"][0]["refusal"]["rule"], "block.no-hash");

    // withdrawn it is gone; the same name and birthday may be another person, and a physician says so
    let mut withdrawn = entry.clone();
    withdrawn["withdrawn_on"] = json!(TODAY);
    care.post(&entries, send(&withdrawn)).await.ok();
    assert_eq!(first_days(&care, &donor, None).await[0], TODAY);
    let mut namesake = entry.clone();
    namesake["entry"] = json!("B-3");
    namesake["document_hash"] = json!("0".repeat(64));
    care.post(&entries, send(&namesake)).await.ok();
    let found = care.get(&format!("/api/recruit/donors/{donor}/foreign-blocks")).await.ok();
    assert_eq!((found.as_array().map(Vec::len), &found[0]["by_document"]), (Some(1), &json!(false)));
    assert_eq!(first_days(&care, &donor, None).await[0], "never");
    let at = format!("/api/recruit/donors/{donor}/foreign-blocks/{}/clear", text(&found[0], "foreign_block_id"));
    assert_eq!(crew.registrar.post(&at, json!({ "reason": "不是同一人" })).await.status, StatusCode::FORBIDDEN);
    care.post(&at, json!({ "reason": "已电话核实，不是同一人" })).await.ok();
    care.post(&at, json!({ "reason": "已电话核实，不是同一人" })).await.refused_by("block.cleared");
    assert_eq!(first_days(&care, &donor, None).await[0], TODAY);
}

#[tokio::test]
async fn a_table_of_another_station_is_read_in_and_its_account_sends_for_itself_only() {
    let app = TestApp::city().await;
    let (crew, care, admin) = (Crew::of(&app).await, app.sign_in("donorcare").await, app.sign_in("admin").await);
    care.post("/api/recruit/block-exchange/configure", json!({ "key": "5a".repeat(32) })).await.ok();
    let site = admin.get("/api/session").await.ok()["site"]["site_id"].clone();
    let account = json!({ "site_id": site, "username": "partner", "display_name": "滨城血站接口", "password": vena_sim::PASSWORD, "roles": ["exchange_partner"] });
    let user = admin.post("/api/users", account).await.ok()["user_id"].clone();
    let add = |name: &str, account: &Value| json!({ "name": name, "ask_at": "质量科", "account_id": account });
    care.post("/api/recruit/block-partners", add("滨城血站", &user)).await.ok();
    let shown = care.post("/api/recruit/block-partners", add("海州血站", &Value::Null)).await.ok();
    let partners = shown["partners"].as_array().expect("partners").clone();
    let path = |name: &str| {
        let partner = partners.iter().find(|partner| partner["name"] == name).expect("a partner");
        format!("/api/recruit/block-partners/{}/entries", text(partner, "partner_id"))
    };
    let entry =
        json!({ "entries": [{ "entry": "1", "document_hash": "ab".repeat(32), "kind": "permanent", "since": TODAY }] });
    let partner = app.sign_in("partner").await;
    partner.post(&path("滨城血站"), entry.clone()).await.ok();
    care.post(&path("滨城血站"), entry.clone()).await.refused_by("exists.partner");
    assert_eq!(partner.get("/api/recruit/donors").await.status, StatusCode::FORBIDDEN);
    let donor = steps::register(&crew, 7).await;
    assert_eq!(partner.get(&format!("/api/recruit/donors/{donor}/eligibility")).await.status, StatusCode::FORBIDDEN);

    let head = "血站,编号,证件散列,姓名生日散列,类别,开始日期,截止日期,撤销日期";
    let hash = "cd".repeat(32);
    let table = format!(
        "{head}\n海州血站,1,{hash},,永久,2026-01-05,,\n海州血站,2,{hash},,暂缓,2026-01-05,,\n无名血站,3,{hash},,永久,2026-01-05,,\n海州血站,4,{hash},,也许,昨天,,\n"
    );
    let scope = vena_platform::auth::scope_of_user(&app.assembly.app, "storekeeper").await.expect("a scope");
    let report =
        vena_platform::imports::import_file(&app.assembly.app, &scope, "donor-blocks", "屏蔽.csv", table.as_bytes())
            .await;
    let report = serde_json::to_value(report.expect("a report")).expect("JSON").to_string();
    for rule in ["block.until", "block.unknown-partner", "block.kind", "block.day"] {
        assert!(report.contains(rule), "{rule} in {report}");
    }
    let shown = care.get("/api/recruit/block-exchange").await.ok();
    let sea = shown["partners"].as_array().expect("partners").iter().find(|one| one["name"] == "海州血站").cloned();
    assert_eq!(sea.expect("a partner")["entries"], 1);
}
