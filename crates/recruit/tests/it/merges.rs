//! Two files of one person.

use serde_json::{Value, json};
use vena_contracts::collect::DonationCompleted;
use vena_kernel::{
    eligibility::DonationKind,
    id::{DonationId, DonorId, UnitId},
};
use vena_platform::vault::Vault;
use vena_testkit::town::{DRIVER, Org, PICKER, Town};

use crate::{person, registered, town};

const MERGES: &str = "/api/recruit/merges";

async fn second(town: &Town, name: &str, passport: &str, phone: &str, born_on: &str) -> String {
    let mut new = person(name, passport);
    new["phone"] = json!(phone);
    new["born_on"] = json!(born_on);
    let answer = town.post(PICKER, "/api/recruit/donors", new).await;
    answer["donor"]["donor_id"].as_str().unwrap_or_else(|| panic!("{answer}")).to_owned()
}

async fn proposed(town: &Town, loser: &str, survivor: &str, taken: Value) -> String {
    let body = json!({ "loser": loser, "survivor": survivor, "taken": taken, "reason": "同一人两份档案" });
    let merge = town.post(PICKER, MERGES, body).await;
    merge["merge_id"].as_str().expect("an id").to_owned()
}

async fn merged(town: &Town, loser: &str, survivor: &str, taken: Value) -> String {
    let id = proposed(town, loser, survivor, taken).await;
    town.post(DRIVER, &format!("{MERGES}/{id}/confirm"), json!({ "reason": "已核对两份档案" })).await;
    id
}

async fn file(town: &Town, id: &str) -> Value {
    town.get(PICKER, &format!("/api/recruit/donors/{id}")).await
}

async fn rows(town: &Town) -> Vec<String> {
    sqlx::query_scalar(
        "select (to_jsonb(d) - 'indexed_at' - 'compared_at')::text from recruit.donor d order by donor_id",
    )
    .fetch_all(town.db().pool())
    .await
    .expect("rows")
}

async fn searched(town: &Town, text: &str) -> Vec<String> {
    let page = town.post(PICKER, "/api/recruit/donors/search", json!({ "text": text })).await;
    let items = page["items"].as_array().expect("items").iter();
    items.map(|row| row["donor_id"].as_str().expect("an id").to_owned()).collect()
}

async fn gave(town: &Town, donor: &str, number: &str, id: u128) {
    let id = uuid::Uuid::from_u128(id);
    let mut tx = town.db().begin().await.expect("a transaction");
    let event = DonationCompleted {
        donation_id: DonationId::from_uuid(id),
        donation_number: number.parse().expect("a number"),
        donor_id: donor.parse().expect("an id"),
        kind: DonationKind::WholeBlood,
        unit_id: UnitId::from_uuid(id),
        unit_ids: Vec::new(),
        site_id: Org::Station.store(),
        ended_at: town.now(),
        volume_ml: 400,
        reaction: false,
        news_unwanted: false,
    };
    tx.tell(&event).await.expect("told");
    tx.commit().await.expect("a commit");
    town.settle().await;
}

async fn confirm_group(town: &Town, vault: &Vault, donor: &str, group: &str) {
    let desk = vena_recruit::desk(vault.clone());
    let mut tx = town.db().begin().await.expect("a transaction");
    desk.confirm_group(&mut tx, donor.parse().expect("an id"), group.parse().expect("a group")).await.expect("kept");
    tx.commit().await.expect("a commit");
}

#[tokio::test]
async fn two_people_merge_two_files_and_either_finds_the_person() {
    let (town, vault) = town().await;
    let keep = registered(&town, "王小明", "E12345678").await;
    let goes = second(&town, "王晓明", "G20000002", "13900005678", "1989-06-02").await;
    gave(&town, &goes, "0160226000001", 7).await;
    let merge = proposed(&town, &goes, &keep, json!(["phone", "main_document"])).await;
    let confirm = format!("{MERGES}/{merge}/confirm");
    assert_eq!(town.refused(PICKER, &confirm, json!({ "reason": "自己复核" })).await, "merge.second-person");
    assert_eq!(file(&town, &goes).await["donor_id"], json!(goes), "a proposal changes nothing");
    let done = town.post(DRIVER, &confirm, json!({ "reason": "已核对" })).await;
    assert_eq!((&done["state"], &done["can"]["undo"]["ok"]), (&json!("confirmed"), &json!(true)));
    for id in [&keep, &goes] {
        let file = file(&town, id).await;
        assert_eq!((&file["donor_id"], &file["files"]), (&json!(keep), &json!([keep, goes])));
        let taken = (&file["phone_masked"], &file["document"]["number_masked"], &file["name_masked"]);
        assert_eq!(taken, (&json!("139****5678"), &json!("G2****02"), &json!("王*明")));
        assert_eq!(
            (&file["donations"], &file["can"]["donate"]["ok"]),
            (&json!(1), &json!(false)),
            "the interval counts"
        );
        assert_eq!(file["documents"].as_array().map(Vec::len), Some(2));
    }
    for text in ["E12345678", "G20000002", "小明", "晓明", "13900005678", "0160226000001", &goes] {
        assert_eq!(searched(&town, text).await, std::slice::from_ref(&keep), "{text}");
    }
    let desk = vena_recruit::desk(vault);
    let mut tx = town.db().begin_read().await.expect("a transaction");
    let ids = |id: &str| id.parse::<DonorId>().expect("an id");
    assert_eq!(desk.same_person(&mut tx, ids(&goes)).await.expect("an answer"), [ids(&keep), ids(&goes)]);
    drop(tx);
    let again = json!({ "loser": goes, "survivor": keep, "reason": "再次" });
    assert_eq!(town.refused(PICKER, MERGES, again).await, "merge.same-person");
}

#[tokio::test]
async fn two_who_confirm_at_once_merge_once() {
    let (town, _) = town().await;
    let keep = registered(&town, "王小明", "E12345678").await;
    let goes = second(&town, "李大力", "G20000002", "13900005678", "1970-01-01").await;
    let body = json!({ "loser": goes, "survivor": keep, "reason": "同一人两份档案" });
    let merge = town.post(PICKER, MERGES, body.clone()).await["merge_id"].as_str().expect("an id").to_owned();
    assert_eq!(town.refused(DRIVER, MERGES, body).await, "merge.open");
    let path = format!("{MERGES}/{merge}/confirm");
    let why = json!({ "reason": "已核对" });
    let call = || town.call(DRIVER, axum::http::Method::POST, &path, Some(&why));
    let (one, other) = futures::join!(call(), call());
    let mut statuses = [one.0.as_u16(), other.0.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409]);
    let rule = if one.0.is_success() { other.1 } else { one.1 };
    assert_eq!(rule["rule"], "merge.state");
}

#[tokio::test]
async fn undoing_restores_both_files_and_leaves_what_came_since_where_it_was_made() {
    let (town, _) = town().await;
    let keep = registered(&town, "王小明", "E12345678").await;
    let goes = second(&town, "李大力", "G20000002", "13900005678", "1970-01-01").await;
    let before = rows(&town).await;
    let merge = merged(&town, &goes, &keep, json!(["name", "born_on", "phone", "main_document"])).await;
    assert_ne!(rows(&town).await, before);
    // Facts that come after: a donation under each id, a document at the file that went, a new district at the one that stands.
    gave(&town, &goes, "0160226000001", 7).await;
    let document = json!({ "document": { "kind": "taiwan_permit", "number": "87654329" }, "reason": "补充" });
    town.post(PICKER, &format!("/api/recruit/donors/{goes}/documents"), document).await;
    town.post(PICKER, &format!("/api/recruit/donors/{keep}/update"), json!({ "district": "市南区", "reason": "更新" }))
        .await;
    assert_eq!(file(&town, &keep).await["donations"], 1);
    let undone = town.post(PICKER, &format!("{MERGES}/{merge}/undo"), json!({ "reason": "确认是两个人" })).await;
    assert_eq!(undone["state"], "undone");
    let mut expected: Vec<Value> = before.iter().map(|row| serde_json::from_str(row).expect("JSON")).collect();
    for row in &mut expected {
        let uuid = uuid::Uuid::parse_str(row["donor_id"].as_str().expect("an id")).expect("a uuid");
        if DonorId::from_uuid(uuid).to_string() == keep {
            row["district"] = json!("市南区");
        }
    }
    let after: Vec<Value> = rows(&town).await.iter().map(|row| serde_json::from_str(row).expect("JSON")).collect();
    assert_eq!(after, expected);
    let (kept, went) = (file(&town, &keep).await, file(&town, &goes).await);
    assert_eq!((&kept["donations"], &went["donations"]), (&json!(0), &json!(1)));
    assert_eq!(
        (kept["documents"].as_array().map(Vec::len), went["documents"].as_array().map(Vec::len)),
        (Some(1), Some(2))
    );
    assert_eq!(
        (searched(&town, "87654329").await, searched(&town, "大力").await),
        (vec![goes.clone()], vec![goes.clone()])
    );
    let refused = town.refused(PICKER, &format!("{MERGES}/{merge}/undo"), json!({ "reason": "再次" })).await;
    assert_eq!(refused, "merge.state");
    let listed = town.get(PICKER, "/api/recruit/duplicates?state=not_same").await;
    assert_eq!(listed["items"][0]["decided_reason"], "确认是两个人");
}

#[tokio::test]
async fn a_chain_is_one_person_and_is_undone_from_its_end() {
    let (town, _) = town().await;
    let a = registered(&town, "王小明", "E12345678").await;
    let b = second(&town, "李大力", "G20000002", "13900005678", "1970-01-01").await;
    let c = second(&town, "周文渊", "K30000003", "13700009999", "1980-02-02").await;
    let before = rows(&town).await;
    let first = merged(&town, &a, &b, json!(["name"])).await;
    let not_standing = json!({ "loser": a, "survivor": c, "reason": "已并入的档案" });
    assert_eq!(town.refused(PICKER, MERGES, not_standing).await, "merge.not-standing");
    let last = merged(&town, &b, &c, json!(["name", "phone"])).await;
    for id in [&a, &b, &c] {
        assert_eq!(file(&town, id).await["donor_id"], json!(c));
    }
    assert_eq!(searched(&town, "小明").await, std::slice::from_ref(&c));
    let undo = |merge: &str| format!("{MERGES}/{merge}/undo");
    assert_eq!(town.refused(PICKER, &undo(&first), json!({ "reason": "先撤销前一次" })).await, "merge.later-first");
    town.post(PICKER, &undo(&last), json!({ "reason": "确认是两个人" })).await;
    assert_eq!((&file(&town, &a).await["donor_id"], &file(&town, &c).await["donor_id"]), (&json!(b), &json!(c)));
    town.post(PICKER, &undo(&first), json!({ "reason": "确认是两个人" })).await;
    assert_eq!(rows(&town).await, before);
}

#[tokio::test]
async fn confirmed_groups_that_differ_stop_a_merge_even_when_they_are_confirmed_in_between() {
    let (town, vault) = town().await;
    let keep = registered(&town, "王小明", "E12345678").await;
    let goes = second(&town, "李大力", "G20000002", "13900005678", "1970-01-01").await;
    confirm_group(&town, &vault, &keep, "A+").await;
    let merge = proposed(&town, &goes, &keep, json!([])).await;
    confirm_group(&town, &vault, &goes, "B+").await;
    let confirm = format!("{MERGES}/{merge}/confirm");
    assert_eq!(town.refused(DRIVER, &confirm, json!({ "reason": "已核对" })).await, "merge.group-differs");
    let sides = town.get(PICKER, &format!("{MERGES}/compare?one={keep}&other={goes}")).await;
    assert_eq!(sides["can_merge"]["reason"]["rule"], "merge.group-differs");
    town.post(PICKER, &format!("{MERGES}/{merge}/reject"), json!({ "reason": "血型不同" })).await;
    let body = json!({ "loser": goes, "survivor": keep, "reason": "同一人两份档案" });
    assert_eq!(town.refused(PICKER, MERGES, body).await, "merge.group-differs");
    assert_eq!(file(&town, &goes).await["donor_id"], json!(goes));
}

#[tokio::test]
async fn files_that_are_alike_are_listed_and_ruled_out_once() {
    let (town, _) = town().await;
    let one = registered(&town, "王小明", "E12345678").await;
    let other = second(&town, "王晓明", "G20000002", "13900005678", "1989-06-01").await;
    let open = town.get(PICKER, "/api/recruit/duplicates").await;
    assert_eq!((open["items"].as_array().map(Vec::len), &open["items"][0]["points"]), (Some(1), &json!(65)));
    let dismiss = json!({ "one": other, "other": one, "reason": "两个人，已当面核对" });
    town.post(PICKER, "/api/recruit/duplicates/dismiss", dismiss.clone()).await;
    assert_eq!(town.refused(PICKER, "/api/recruit/duplicates/dismiss", dismiss).await, "duplicate.decided");
    assert_eq!(town.get(PICKER, "/api/recruit/duplicates").await["items"], json!([]));
    // A change makes the job compare again; the answer stays, and who is alike now is listed.
    let third = second(&town, "赵海宁", "K30000003", "13700009999", "1989-06-01").await;
    let update = format!("/api/recruit/donors/{third}/update");
    town.post(PICKER, &update, json!({ "name": "王小明", "phone": "13900005678", "reason": "更正姓名" })).await;
    town.settle().await;
    let open = town.get(PICKER, "/api/recruit/duplicates").await;
    let pairs = open["items"].as_array().expect("pairs");
    assert_eq!(pairs.len(), 2, "{open}");
    assert!(pairs.iter().all(|pair| pair.to_string().contains(&third)), "{open}");
}
