//! What a donor's file holds beside name and phone: documents, consents, details, donations of other stations, who looked.

use axum::http::{Method, StatusCode};
use serde_json::{Value, json};
use vena_contracts::care::{Channel, Purpose};
use vena_testkit::town::{BANK, DRIVER, PICKER, Town};

use crate::{registered, town};

fn path(id: &str, part: &str) -> String {
    format!("/api/recruit/donors/{id}/{part}")
}

fn adding(kind: &str, number: &str) -> Value {
    json!({ "document": { "kind": kind, "number": number }, "reason": "窗口补充证件" })
}

async fn found(town: &Town, text: &str) -> usize {
    let page = town.post(PICKER, "/api/recruit/donors/search", json!({ "text": text })).await;
    page["items"].as_array().expect("items").len()
}

#[tokio::test]
async fn a_donor_has_several_documents_and_is_found_by_each() {
    let (town, _) = town().await;
    let id = registered(&town, "王小明", "E12345678").await;
    let added = town.post(PICKER, &path(&id, "documents"), adding("home_return_permit", "H12345678")).await;
    assert_eq!(added["outcome"], "added");
    let documents = added["donor"]["documents"].as_array().expect("documents").clone();
    assert_eq!(
        (documents.len(), &documents[0]["main"], &documents[1]["number_masked"]),
        (2, &json!(true), &json!("H1****78"))
    );
    assert_eq!(
        (found(&town, "H12345678").await, found(&town, "e12345678").await, found(&town, "5678").await),
        (1, 1, 1)
    );
    assert_eq!(
        town.refused(PICKER, &path(&id, "documents"), adding("passport", "E1234 5678")).await,
        "document.already-here"
    );
    let main = path(&id, &format!("documents/{}/main", documents[1]["document_id"].as_str().expect("an id")));
    let donor = town.post(PICKER, &main, json!({})).await;
    assert_eq!(donor["document"]["kind"], "home_return_permit");
    let unmasked = town.post(PICKER, &path(&id, "unmask"), json!({ "reason": "核对证件" })).await;
    assert_eq!(
        (&unmasked["document"]["number"], &unmasked["documents"][1]["number"]),
        (&json!("H12345678"), &json!("E12345678"))
    );
    let other = json!({ "document": { "kind": "other", "number": "XS2026001", "naming": "学生证" }, "reason": "补充" });
    let named = town.post(PICKER, &path(&id, "documents"), other).await;
    let documents = named["donor"]["documents"].as_array().expect("documents");
    assert!(
        documents.iter().any(|document| document["kind"] == "other" && document["naming"] == "学生证"),
        "{named:#}"
    );
}

#[tokio::test]
async fn a_renewed_document_still_finds_its_owner_and_a_mistyped_one_is_nobodys() {
    let (town, _) = town().await;
    let id = registered(&town, "王小明", "E12345678").await;
    let first = town.get(PICKER, &format!("/api/recruit/donors/{id}")).await["documents"][0]["document_id"].clone();
    let mut renewed = adding("passport", "G20000002");
    renewed["replaces"] = json!({ "document_id": first, "how": "replaced" });
    let donor = town.post(PICKER, &path(&id, "documents"), renewed.clone()).await["donor"].clone();
    assert_eq!(
        (&donor["document"]["number_masked"], &donor["documents"][1]["ended_how"]),
        (&json!("G2****02"), &json!("replaced"))
    );
    assert_eq!(found(&town, "E12345678").await, 1);
    renewed["document"]["number"] = json!("G20000004");
    assert_eq!(town.refused(PICKER, &path(&id, "documents"), renewed).await, "document.ended");
    let second = donor["documents"][0]["document_id"].clone();
    let mut corrected = adding("passport", "G20000003");
    corrected["replaces"] = json!({ "document_id": second, "how": "corrected" });
    town.post(PICKER, &path(&id, "documents"), corrected).await;
    assert_eq!((found(&town, "G20000002").await, found(&town, "G20000003").await), (0, 1));
    // The mistyped number is free for whoever really has it.
    registered(&town, "李明", "G20000002").await;
}

#[tokio::test]
async fn a_document_of_another_file_is_refused_without_a_word_of_whose_and_both_files_are_reviewed() {
    let (town, _) = town().await;
    let (one, other) = (registered(&town, "王小明", "E12345678").await, registered(&town, "李大力", "G20000002").await);
    let answer = town.post(PICKER, &path(&one, "documents"), adding("passport", "G20000002")).await;
    assert_eq!(
        (&answer["outcome"], &answer["refusal"]["rule"]),
        (&json!("held_elsewhere"), &json!("document.held-elsewhere"))
    );
    assert!(!answer.to_string().contains(&other) && !answer.to_string().contains('李'), "{answer}");
    let pairs = town.get(PICKER, "/api/recruit/duplicates").await;
    let sides = [&pairs["items"][0]["one"]["donor_id"], &pairs["items"][0]["other"]["donor_id"]];
    assert!(sides.contains(&&json!(one)) && sides.contains(&&json!(other)), "{pairs}");
    let file = town.get(PICKER, &format!("/api/recruit/donors/{one}")).await;
    assert_eq!((&file["duplicates_open"], file["documents"].as_array().map(Vec::len)), (&json!(1), Some(1)));
}

#[tokio::test]
async fn two_desks_give_one_document_to_one_file() {
    let (town, _) = town().await;
    let (one, other) = (registered(&town, "王小明", "E12345678").await, registered(&town, "李大力", "G20000002").await);
    let (one_path, other_path) = (path(&one, "documents"), path(&other, "documents"));
    let (first, second) = futures::join!(
        town.post(PICKER, &one_path, adding("taiwan_permit", "20406080")),
        town.post(DRIVER, &other_path, adding("taiwan_permit", "20406080"))
    );
    let mut outcomes = [first["outcome"].as_str(), second["outcome"].as_str()];
    outcomes.sort_unstable();
    assert_eq!(outcomes, [Some("added"), Some("held_elsewhere")]);
    assert_eq!(found(&town, "20406080").await, 1);
}

#[tokio::test]
async fn consents_are_kept_word_by_word_and_the_latest_counts() {
    let (town, vault) = town().await;
    let id = registered(&town, "王小明", "E12345678").await;
    let desk = vena_recruit::desk(vault);
    let donor = id.parse().expect("an id");
    for (purpose, expected) in [(Purpose::Service, vec![Channel::App, Channel::Sms]), (Purpose::Marketing, vec![])] {
        let mut tx = town.db().begin_read().await.expect("a transaction");
        let reach = desk.reach(&mut tx, donor, purpose).await.expect("an answer").expect("a file");
        assert_eq!(reach.channels, expected);
    }
    let word = |channel: &str, purpose: &str, granted: bool| json!({ "channel": channel, "purpose": purpose, "granted": granted, "source": "phone" });
    town.post(PICKER, &path(&id, "consents"), word("call", "marketing", true)).await;
    town.wait_seconds(60);
    let file = town.post(PICKER, &path(&id, "consents"), word("sms", "service", false)).await;
    let sms = file["consents"].as_array().expect("consents").iter();
    let sms = sms.clone().find(|word| word["channel"] == "sms" && word["purpose"] == "service").expect("a word");
    assert_eq!(
        (&sms["granted"], &sms["source"], &file["consent_to_be_told"]),
        (&json!(false), &json!("phone"), &json!(false))
    );
    let mut tx = town.db().begin_read().await.expect("a transaction");
    assert!(desk.contact(&mut tx, donor).await.expect("an answer").is_none(), "withdrawn is withdrawn");
    let reach = desk.reach(&mut tx, donor, Purpose::Marketing).await.expect("an answer").expect("a file");
    assert_eq!(reach.channels, [Channel::Call]);
    drop(tx);
    let kept: i64 =
        sqlx::query_scalar("select count(*) from recruit.consent").fetch_one(town.db().pool()).await.expect("a count");
    assert_eq!(kept, 5, "three words of the registration and two since");
}

#[tokio::test]
async fn what_a_person_said_of_themselves_changes_with_a_reason() {
    let (town, _) = town().await;
    let id = registered(&town, "王小明", "E12345678").await;
    let change = json!({
        "phone": "13900005678", "name": "王晓明", "district": "市南区", "occupation": "teacher", "language": "en",
        "emergency": { "name": "李大力", "relation": "配偶", "phone": "13700001111" }, "reason": "本人更新",
    });
    let file = town.post(PICKER, &path(&id, "update"), change).await;
    let shown = (
        &file["phone_masked"],
        &file["district"],
        &file["occupation"],
        &file["language"],
        &file["emergency"]["phone_masked"],
    );
    assert_eq!(
        shown,
        (&json!("139****5678"), &json!("市南区"), &json!("teacher"), &json!("en"), &json!("137****1111"))
    );
    assert_eq!((found(&town, "晓明").await, found(&town, "小明").await, found(&town, "13900005678").await), (1, 0, 1));
    assert_eq!(found(&town, "13800001234").await, 0);
    let row: String = sqlx::query_scalar("select to_json(d)::text from recruit.donor d")
        .fetch_one(town.db().pool())
        .await
        .expect("a row");
    assert!(!row.contains("13700001111") && !row.contains("李大力"), "{row}");
    for (field, value, rule) in [("phone", json!("123"), "phone.form"), ("name", json!("王3"), "donor.name")] {
        let mut wrong = json!({ "reason": "本人更新" });
        wrong[field] = value;
        assert_eq!(town.refused(PICKER, &path(&id, "update"), wrong).await, rule);
    }
    assert_eq!(town.refused(BANK, &path(&id, "update"), json!({ "reason": "好奇" })).await, "donor.station-only");
}

fn given(day: &str) -> Value {
    json!({ "station": "泉城血站", "given_on": day, "kind": "whole_blood", "outcome": "completed", "volume_ml": 400, "evidence": "certificate" })
}

#[tokio::test]
async fn a_donation_elsewhere_starts_the_interval_until_it_is_withdrawn() {
    let (town, _) = town().await;
    let id = registered(&town, "王小明", "E12345678").await;
    let elsewhere = path(&id, "elsewhere");
    let entries = town.post(PICKER, &elsewhere, given("2026-01-10")).await;
    let entry =
        entries.as_array().expect("entries").iter().find(|entry| entry["what"] == "elsewhere").expect("it").clone();
    assert_eq!(
        (&entry["station"], &entry["on"], &entry["evidence"]),
        (&json!("泉城血站"), &json!("2026-01-10"), &json!("certificate"))
    );
    let file = town.get(PICKER, &format!("/api/recruit/donors/{id}")).await;
    assert_eq!(file["eligibility"]["whole_blood"]["from"], "2026-07-10");
    assert_eq!(town.refused(PICKER, &elsewhere, given("2026-01-10")).await, "elsewhere.known");
    assert_eq!(town.refused(PICKER, &elsewhere, given("2026-02-12")).await, "elsewhere.ahead");
    assert_eq!(town.refused(PICKER, &elsewhere, given("1999-01-01")).await, "elsewhere.too-young");
    let withdraw = path(&id, &format!("elsewhere/{}/withdraw", entry["elsewhere_id"].as_str().expect("an id")));
    town.post(PICKER, &withdraw, json!({ "reason": "不是本人" })).await;
    assert_eq!(town.refused(PICKER, &withdraw, json!({ "reason": "不是本人" })).await, "exists.elsewhere");
    let file = town.get(PICKER, &format!("/api/recruit/donors/{id}")).await;
    assert_eq!(file["eligibility"]["whole_blood"]["may"], true);
    let history = town.get(PICKER, &path(&id, "history")).await;
    assert!(history.to_string().contains("不是本人"), "a withdrawn entry stays readable");
}

#[tokio::test]
async fn who_looked_at_a_file_and_why_is_told() {
    let (town, _) = town().await;
    let id = registered(&town, "王小明", "E12345678").await;
    assert_eq!(town.get(PICKER, &path(&id, "views")).await, json!([]));
    town.post(DRIVER, &path(&id, "unmask"), json!({ "reason": "核对身份" })).await;
    let views = town.get(PICKER, &path(&id, "views")).await;
    assert_eq!((&views[0]["operation"], &views[0]["reason"]), (&json!("recruit.donor.unmask"), &json!("核对身份")));
    assert_eq!(town.call(BANK, Method::GET, &path(&id, "views"), None).await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_desk_sees_who_is_alike_while_it_types() {
    let (town, _) = town().await;
    let id = registered(&town, "王小明", "E12345678").await;
    let check = |body: Value| town.post(PICKER, "/api/recruit/duplicates/check", body);
    assert_eq!(check(json!({ "name": "王" })).await, json!([]));
    let alike = check(json!({ "name": "王小明", "born_on": "1989-06-01" })).await;
    assert_eq!((&alike[0]["donor_id"], &alike[0]["ask"], &alike[0]["points"]), (&json!(id), &json!(true), &json!(75)));
    let alike = check(json!({ "name": "王晓明", "born_on": "1989-06-01" })).await;
    assert_eq!((&alike[0]["ask"], &alike[0]["grounds"][1]["zh"]), (&json!(false), &json!("姓名同音")));
    let alike = check(json!({ "document_kind": "passport", "document_number": "e1234 5678" })).await;
    assert_eq!(alike[0]["points"], 100);
    assert_eq!(check(json!({ "document_kind": "citizen_id", "document_number": "1101" })).await, json!([]));
}
