use axum::http::{Method, StatusCode};
use serde_json::{Value, json};
use vena_testkit::town::{BANK, NURSE, Org, PICKER, Someone, Town};

const AUDIT: &str = "/api/govern/audit";

/// Entries as the platform writes them.
async fn noted(town: &Town, who: Someone, org: Option<Org>, operation: &str, path: &str, outcome: &str) {
    sqlx::query(
        "insert into platform.audit (at, user_id, org_id, operation, path, outcome) values ($1, $2, $3, $4, $5, $6)",
    )
    .bind(town.now())
    .bind(who.id())
    .bind(org.map(Org::id))
    .bind(operation)
    .bind(path)
    .bind(outcome)
    .execute(town.db().pool())
    .await
    .expect("an entry");
}

async fn town() -> Town {
    let town = Town::new(vec![crate::neighbours::module(&std::sync::Arc::default())]).await;
    noted(&town, PICKER, Some(Org::Station), "store.discard.confirm", "/api/store/discards/7/confirm", "done").await;
    noted(&town, PICKER, Some(Org::Station), "store.discard.propose", "/api/store/discards", "denied").await;
    noted(&town, BANK, Some(Org::Harbour), "transfuse.match.create", "/api/transfuse/matches", "done").await;
    noted(&town, NURSE, None, "platform.session.open", "/api/session", "done").await;
    town
}

async fn found(town: &Town, who: Someone, query: &str) -> Vec<String> {
    let page = town.get(who, &format!("{AUDIT}?{query}")).await;
    let items = page["items"].as_array().expect("entries").iter();
    items.map(|entry| entry["operation"].as_str().expect("a word").to_owned()).collect()
}

#[tokio::test]
async fn everybody_sees_the_entries_of_the_own_organisation_newest_first() {
    let town = town().await;
    assert_eq!(found(&town, PICKER, "").await, ["store.discard.propose", "store.discard.confirm"]);
    assert_eq!(
        found(&town, BANK, "").await,
        ["platform.session.open", "transfuse.match.create"],
        "a sign-in belongs to its person"
    );
    let page = town.get(PICKER, AUDIT).await;
    assert_eq!((&page["items"][0]["user_name"], &page["items"][0]["org_name"]), (&json!("picker"), &json!("海城血站")));
}

#[tokio::test]
async fn the_commission_sees_all() {
    let town = town().await;
    sqlx::query("update platform.org set kind = 'commission' where org_id = $1")
        .bind(Org::Station.id())
        .execute(town.db().pool())
        .await
        .expect("a commission");
    assert_eq!(found(&town, PICKER, "").await.len(), 4);
    assert_eq!(found(&town, PICKER, &format!("user={}", BANK.id())).await, ["transfuse.match.create"]);
}

#[tokio::test]
async fn entries_are_found_by_operation_outcome_and_words_and_paged() {
    let town = town().await;
    assert_eq!(found(&town, PICKER, "operation=store.discard.c").await, ["store.discard.confirm"]);
    assert_eq!(found(&town, PICKER, "outcome=denied").await, ["store.discard.propose"]);
    assert_eq!(found(&town, PICKER, "q=discards%2F7").await, ["store.discard.confirm"]);
    assert_eq!(found(&town, PICKER, "q=nobody").await, Vec::<String>::new());
    let page = town.get(PICKER, &format!("{AUDIT}?limit=1")).await;
    let next = page["next"].as_str().expect("a second page").to_owned();
    assert_eq!(found(&town, PICKER, &format!("limit=1&cursor={next}")).await, ["store.discard.confirm"]);
    let (status, problem) = town.call(PICKER, Method::GET, &format!("{AUDIT}?cursor=x"), None).await;
    assert_eq!((status, &problem["rule"]), (StatusCode::UNPROCESSABLE_ENTITY, &Value::from("page.cursor")));
}
