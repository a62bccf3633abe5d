use axum::http::{Method, StatusCode};
use serde_json::json;
use vena_contracts::recruit::DonorDesk;
use vena_testkit::town::{BANK, DRIVER, PICKER, Town};

use crate::{person, registered, town};

const DONORS: &str = "/api/recruit/donors";
const SEARCH: &str = "/api/recruit/donors/search";

/// The masked names that a search finds; of everybody when nothing is typed.
async fn names(town: &Town, text: &str) -> Vec<String> {
    let page = match text {
        "" => town.get(PICKER, DONORS).await,
        text => town.post(PICKER, SEARCH, json!({ "text": text })).await,
    };
    let items = page["items"].as_array().expect("items");
    items.iter().map(|row| row["name_masked"].as_str().expect("a name").to_owned()).collect()
}

#[tokio::test]
async fn a_citizen_is_registered_with_what_the_number_says_and_shown_masked() {
    let (town, _) = town().await;
    let new = json!({
        "document": {"kind": "citizen_id", "number": "11010519491231002x"}, "name": "王小明", "phone": "138 0000 1234",
        "consent_to_be_told": false,
    });
    let answer = town.post(PICKER, DONORS, new).await;
    let donor = &answer["donor"];
    let shown = (
        &donor["name_masked"],
        &donor["sex"],
        &donor["age"],
        &donor["document"]["number_masked"],
        &donor["phone_masked"],
    );
    assert_eq!(
        shown,
        (&json!("王*明"), &json!("female"), &json!(76), &json!("110***********002X"), &json!("138****1234"))
    );
    assert_eq!(donor["eligibility"]["whole_blood"]["lines"][0]["rule"], "donor.age");
    assert_eq!(donor["can"]["donate"]["ok"], false);
    assert!(!answer.to_string().contains("19491231") && !answer.to_string().contains("13800001234"), "{answer}");
}

#[tokio::test]
async fn a_wrong_number_is_named_by_its_rule_and_never_repeated() {
    let (town, _) = town().await;
    let mut new = person("王小明", "E12345678");
    new["document"] = json!({"kind": "citizen_id", "number": "110105194912310021"});
    let (status, problem) = town.call(PICKER, Method::POST, DONORS, Some(&new)).await;
    assert_eq!(
        (status, &problem["rule"], &problem["field"]),
        (StatusCode::UNPROCESSABLE_ENTITY, &json!("citizen-id.check"), &json!("document.number"))
    );
    assert!(!problem.to_string().contains("194912"), "{problem}");
}

#[tokio::test]
async fn the_same_document_is_the_same_donor() {
    let (town, _) = town().await;
    let known = registered(&town, "王小明", "E12345678").await;
    let (status, problem) = town.call(DRIVER, Method::POST, DONORS, Some(&person("李明", "e1234 5678"))).await;
    assert_eq!((status, &problem["rule"]), (StatusCode::CONFLICT, &json!("donor.same-document")));
    let detail = problem["detail"].as_str().expect("a detail");
    assert!(detail.contains(&known) && detail.contains("王*明"), "{detail}");
    assert_eq!(names(&town, "").await.len(), 1);
}

#[tokio::test]
async fn a_namesake_of_the_same_birthday_has_to_be_ruled_out_by_a_person() {
    let (town, _) = town().await;
    let first = registered(&town, "王小明", "E10000001").await;
    let answer = town.post(PICKER, DONORS, person(" 王小明 ", "E10000002")).await;
    assert_eq!((&answer["outcome"], &answer["candidates"][0]["donor_id"]), (&json!("candidates"), &json!(first)));
    assert_eq!(answer["candidates"][0]["document_masked"], "E1****01");
    assert_eq!(names(&town, "").await.len(), 1, "nothing was registered");
    let mut confirmed = person("王小明", "E10000002");
    confirmed["confirm_not_duplicate_of"] = json!([first]);
    assert_eq!(town.post(PICKER, DONORS, confirmed.clone()).await["outcome"], "registered");
    // A third one: the second has to be ruled out as well.
    confirmed["document"]["number"] = json!("E10000003");
    let answer = town.post(PICKER, DONORS, confirmed).await;
    assert_eq!((&answer["outcome"], answer["candidates"].as_array().map(Vec::len)), (&json!("candidates"), Some(2)));
}

#[tokio::test]
async fn two_desks_cannot_both_miss_the_namesake() {
    let (town, _) = town().await;
    let (one, two) = (person("王小明", "E10000001"), person("王小明", "E10000002"));
    let (one, two) = futures::join!(town.post(PICKER, DONORS, one), town.post(DRIVER, DONORS, two));
    let mut outcomes = [one["outcome"].as_str(), two["outcome"].as_str()];
    outcomes.sort_unstable();
    assert_eq!(outcomes, [Some("candidates"), Some("registered")]);
}

#[tokio::test]
async fn a_donor_is_found_by_name_pinyin_initials_and_whole_numbers() {
    let (town, _) = town().await;
    for (name, passport) in
        [("王小明", "E10000001"), ("王大力", "E10000002"), ("李小明", "E10000003"), ("Ann Lee", "E10000004")]
    {
        registered(&town, name, passport).await;
    }
    let table = "
        text            | found
        王              | 王*力 王*明
        王小            | 王*明
        wangx           | 王*明
        WXM             | 王*明
        wangxm          | 王*明
        wáng xiǎo míng  | 王*明
        wang2xiao3ming2 | 王*明
        li              | 李*明 王*力         -- a beginning before a part inside
        小明            | 李*明 王*明
        xiaoming        | 李*明 王*明
        daxi            | -
        ann             | A***e
        lee             | A***e
        e10000003       | 李*明
        0003            | 李*明
        1234            | A***e 李*明 王*力 王*明
        001234          | A***e 李*明 王*力 王*明
        13800001234     | A***e 李*明 王*力 王*明
        1380            | A***e 李*明 王*力 王*明
        13800001235     | -
        0000            | -
        123             | -
        %               | -
    ";
    for row in vena_testkit::table::rows(table).iter().skip(1) {
        let mut found = names(&town, row[0]).await;
        if row[0] != "li" {
            found.sort();
        }
        let expected: Vec<&str> = row[1].split(' ').filter(|word| *word != "-").collect();
        assert_eq!(found, expected, "{row:?}");
    }
}

#[tokio::test]
async fn pages_show_everybody_once() {
    let (town, _) = town().await;
    for number in 0..5 {
        let name = ["王一", "王一甲", "安二", "周三", "李四"][number];
        registered(&town, name, &format!("E1000000{number}")).await;
    }
    let (mut seen, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = town.get(PICKER, &format!("{DONORS}?limit=2{cursor}")).await;
        seen.extend(page["items"].as_array().expect("items").iter().map(|row| row["donor_id"].to_string()));
        let Some(next) = page["next"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    let all = seen.len();
    seen.sort();
    seen.dedup();
    assert_eq!((all, seen.len()), (5, 5));
    let (status, problem) = town.call(PICKER, Method::GET, &format!("{DONORS}?cursor=nonsense"), None).await;
    assert_eq!((status, &problem["rule"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("page.cursor")));
    let first = town.post(PICKER, SEARCH, json!({ "text": "王", "limit": 1 })).await;
    assert_eq!((&first["items"][0]["name_masked"], first["items"].as_array().map(Vec::len)), (&json!("王*"), Some(1)));
    let second = town.post(PICKER, SEARCH, json!({ "text": "王", "limit": 1, "cursor": first["next"] })).await;
    assert_eq!((&second["items"][0]["name_masked"], &second["next"]), (&json!("王*甲"), &json!(null)));
}

#[tokio::test]
async fn what_is_typed_of_a_person_stands_in_no_address_and_no_record() {
    let (town, _) = town().await;
    let id = registered(&town, "王小明", "E12345678").await;
    // Not even by mistake: an address with a search text is refused, and nobody learns to write one.
    let (status, problem) = town.call(PICKER, Method::GET, &format!("{DONORS}?q=E12345678"), None).await;
    assert_eq!((status, &problem["rule"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("input.form")));
    for text in ["王小明", "E12345678", "138-0000-1234", "13900000000"] {
        town.post(PICKER, SEARCH, json!({ "text": text })).await;
    }
    for wrong in [json!({}), json!({ "text": "" }), json!({ "text": "x", "limit": 0 }), json!({ "q": "x" })] {
        town.refused(PICKER, SEARCH, wrong).await;
    }
    let sql =
        "select concat_ws(' ', outcome, path, reason) from platform.audit where operation = 'recruit.donor.search'";
    let recorded: Vec<String> = sqlx::query_scalar(sql).fetch_all(town.db().pool()).await.expect("the audit");
    let by_number = format!("viewed {SEARCH} 按完整号码查找：{id}");
    assert_eq!(recorded, [by_number.clone(), by_number], "a whole number that led to a file, and nothing else");
    let kept: i64 =
        sqlx::query_scalar("select count(*) from platform.audit a where a::text ~ '王小明|12345678|0000.?1234'")
            .fetch_one(town.db().pool())
            .await
            .expect("the audit");
    assert_eq!(kept, 0);
}

#[tokio::test]
async fn who_a_donor_is_is_shown_for_a_recorded_reason() {
    let (town, _) = town().await;
    let id = registered(&town, "王小明", "E12345678").await;
    let path = format!("{DONORS}/{id}/unmask");
    let shown = town.post(PICKER, &path, json!({"reason": "核对身份"})).await;
    assert_eq!(
        (&shown["name"], &shown["document"]["number"], &shown["phone"]),
        (&json!("王小明"), &json!("E12345678"), &json!("13800001234"))
    );
    let mut tx = town.db().begin_read().await.expect("a transaction");
    let sql = "select outcome || ' ' || reason from platform.audit where operation = 'recruit.donor.unmask' and path like '%' || $1 || '%'";
    let seen: Vec<String> = sqlx::query_scalar(sql).bind(&id).fetch_all(tx.conn()).await.expect("the audit");
    assert_eq!(seen, ["viewed 核对身份"]);
    assert_eq!(town.refused(PICKER, &path, json!({"reason": ""})).await, "input.bounds");
}

#[tokio::test]
async fn nothing_personal_is_readable_in_the_database() {
    let (town, _) = town().await;
    registered(&town, "王小明", "E12345678").await;
    let mut tx = town.db().begin_read().await.expect("a transaction");
    let row: String =
        sqlx::query_scalar("select to_json(d)::text from recruit.donor d").fetch_one(tx.conn()).await.expect("a row");
    assert!(!row.contains("12345678") && !row.contains("13800001234"), "{row}");
    let hex: Vec<String> =
        ["E12345678", "13800001234"].map(|text| text.bytes().map(|b| format!("{b:02x}")).collect()).to_vec();
    assert!(hex.iter().all(|hex| !row.contains(hex)), "{row}");
}

#[tokio::test]
async fn a_hospital_never_sees_a_donor() {
    let (town, vault) = town().await;
    let id = registered(&town, "王小明", "E12345678").await;
    assert_eq!(town.get(BANK, DONORS).await["items"], json!([]));
    assert_eq!(town.post(BANK, SEARCH, json!({ "text": "E12345678" })).await["items"], json!([]));
    assert_eq!(town.call(BANK, Method::GET, &format!("{DONORS}/{id}"), None).await.0, StatusCode::NOT_FOUND);
    assert_eq!(
        town.refused(BANK, &format!("{DONORS}/{id}/unmask"), json!({"reason": "curious"})).await,
        "exists.donor"
    );
    assert_eq!(town.refused(BANK, DONORS, person("李明", "E20000001")).await, "donor.station-only");
    assert_eq!(town.post(BANK, "/api/scan", json!({ "text": "wang" })).await["hits"], json!([]));
    let mut tx = town.db().begin_read().await.expect("a transaction");
    let desk = vena_recruit::desk(vault);
    let donor = id.parse().expect("an id");
    let brief = DonorDesk::brief(&*desk, &mut tx, &town.scope(BANK), donor).await.expect("an answer");
    assert!(brief.is_none());
}

#[tokio::test]
async fn the_scan_field_finds_donors_by_name_and_by_whole_number() {
    let (town, _) = town().await;
    let id = registered(&town, "王小明", "E12345678").await;
    for text in ["wangx", "王小", "e12345678"] {
        let hits = town.post(PICKER, "/api/scan", json!({ "text": text })).await["hits"].clone();
        assert_eq!(
            (&hits[0]["kind"], &hits[0]["id"], &hits[0]["title"]["zh"]),
            (&json!("donor"), &json!(id), &json!("献血者 王*明")),
            "{text}"
        );
    }
}

#[tokio::test]
async fn a_donor_is_reached_only_after_consent() {
    let (town, vault) = town().await;
    let desk = vena_recruit::desk(vault);
    let told = registered(&town, "王小明", "E12345678").await;
    let mut silent = person("李明", "E20000001");
    silent["consent_to_be_told"] = json!(false);
    let silent = town.post(PICKER, DONORS, silent).await["donor"]["donor_id"].as_str().expect("an id").to_owned();
    let mut tx = town.db().begin_read().await.expect("a transaction");
    let contact = desk.contact(&mut tx, told.parse().expect("an id")).await.expect("an answer").expect("consent");
    assert_eq!((contact.phone.as_str(), contact.name.as_str()), ("13800001234", "王小明"));
    assert!(desk.contact(&mut tx, silent.parse().expect("an id")).await.expect("an answer").is_none());
}

#[tokio::test]
async fn a_confirmed_group_is_kept_and_never_overwritten() {
    let (town, vault) = town().await;
    let desk = vena_recruit::desk(vault);
    let id = registered(&town, "王小明", "E12345678").await;
    for group in ["A+", "B-"] {
        let mut tx = town.db().begin().await.expect("a transaction");
        desk.confirm_group(&mut tx, id.parse().expect("an id"), group.parse().expect("a group")).await.expect("kept");
        tx.commit().await.expect("a commit");
    }
    assert_eq!(town.get(PICKER, &format!("{DONORS}/{id}")).await["group"], "A+");
}

#[tokio::test]
async fn a_database_knows_the_key_it_was_filled_with() {
    let (town, vault) = town().await;
    for (key, right) in
        [(&vault, true), (&vena_platform::vault::Vault::ephemeral().expect("random"), false), (&vault, true)]
    {
        let mut tx = town.db().begin().await.expect("a transaction");
        assert_eq!(key.claim(&mut tx).await.expect("an answer").is_ok(), right);
        tx.commit().await.expect("a commit");
    }
}
