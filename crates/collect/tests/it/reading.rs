use axum::http::{Method, StatusCode};
use serde_json::json;
use vena_testkit::town::{BANK, Org, PICKER};

use crate::{DONATIONS, NUMBER, accepted, bound, donor, town};

#[tokio::test]
async fn donations_are_listed_by_state_place_and_number() {
    let (town, _) = town().await;
    for serial in 1..=3 {
        bound(&town, donor(serial), &format!("01602-2600000{serial}")).await;
        town.wait_seconds(1);
    }
    accepted(&town, donor(4)).await;
    let table = "
        query                          | found
        limit=10                       | 4
        state=bound                    | 3
        state=accepted                 | 1
        state=completed                | 0
        q=01602-26000002               | 1
        q=a0160226000002b              | 1
        q=01602-26                     | 3
        q=0160226000004                | 0
        q=%25                          | 4
    ";
    for row in vena_testkit::table::rows(table).iter().skip(1) {
        let page = town.get(PICKER, &format!("{DONATIONS}?{}", row[0])).await;
        assert_eq!(page["items"].as_array().map(|items| items.len().to_string()), Some(row[1].to_owned()), "{row:?}");
    }
    let (here, there) = (Org::Station.store(), Org::Station.ward());
    assert_eq!(
        town.get(PICKER, &format!("{DONATIONS}?site_id={here}")).await["items"].as_array().map(Vec::len),
        Some(4)
    );
    assert_eq!(town.get(PICKER, &format!("{DONATIONS}?site_id={there}")).await["items"], json!([]));
}

#[tokio::test]
async fn pages_show_every_donation_once_the_latest_first() {
    let (town, _) = town().await;
    for serial in 1..=5 {
        accepted(&town, donor(serial)).await;
        town.wait_seconds(i64::from(serial % 2 == 0));
    }
    let (mut seen, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = town.get(PICKER, &format!("{DONATIONS}?limit=2{cursor}")).await;
        let items = page["items"].as_array().expect("items");
        seen.extend(items.iter().map(|row| (row["registered_at"].to_string(), row["donation_id"].to_string())));
        let Some(next) = page["next"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    let mut sorted = seen.clone();
    sorted.sort();
    sorted.dedup();
    sorted.reverse();
    assert_eq!((seen.len(), &seen), (5, &sorted));
    let (status, problem) = town.call(PICKER, Method::GET, &format!("{DONATIONS}?cursor=1.2"), None).await;
    assert_eq!((status, &problem["rule"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("page.cursor")));
}

#[tokio::test]
async fn the_scan_field_finds_a_donation_by_any_form_of_its_number() {
    let (town, _) = town().await;
    let path = bound(&town, donor(1), NUMBER).await;
    let id = path.rsplit('/').next().expect("an id");
    for text in ["01602-26000001", "a0160226000001b", "0160226000001/WB/00"] {
        let hits = town.post(PICKER, "/api/scan", json!({ "text": text })).await["hits"].clone();
        assert_eq!((&hits[0]["kind"], &hits[0]["id"]), (&json!("donation"), &json!(id)), "{text}");
    }
    assert_eq!(town.post(PICKER, "/api/scan", json!({ "text": "01602-26000002" })).await["hits"], json!([]));
}

#[tokio::test]
async fn a_hospital_never_sees_a_donation() {
    let (town, _) = town().await;
    let path = bound(&town, donor(1), NUMBER).await;
    assert_eq!(town.get(BANK, DONATIONS).await["items"], json!([]));
    assert_eq!(town.call(BANK, Method::GET, &path, None).await.0, StatusCode::NOT_FOUND);
    for (verb, body) in [("cancel", json!({"reason": "curious"})), ("answers", json!({"reason": "curious"}))] {
        assert_eq!(town.refused(BANK, &format!("{path}/{verb}"), body).await, "exists.donation", "{verb}");
    }
    assert_eq!(town.post(BANK, "/api/scan", json!({ "text": NUMBER })).await["hits"], json!([]));
}

#[tokio::test]
async fn the_sheet_says_what_may_be_chosen() {
    let (town, _) = town().await;
    let inquiry = town.get(PICKER, "/api/collect/inquiry").await;
    assert_eq!(
        (&inquiry["volumes_ml"], &inquiry["tubes_min"], &inquiry["media"][0]["code"]),
        (&json!([200, 300, 400]), &json!(2), &json!("CPDA-1"))
    );
    let questions = inquiry["questions"].as_array().expect("questions");
    assert!(questions.iter().any(|question| question["sex"] == "female"));
    assert!(questions.iter().all(|question| question["text"]["zh"].is_string() && question["expected"].is_boolean()));
}
