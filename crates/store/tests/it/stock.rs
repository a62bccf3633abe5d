use axum::http::{Method, StatusCode};
use serde_json::{Value, json};
use vena_kernel::{
    id::OrderId,
    unit_state::{Fact, HoldKind},
};
use vena_platform::module::{Asked, Finder};
use vena_testkit::town::{BANK, Bag, HILL_BANK, Org, PICKER, Someone, Town};

use crate::rooms::town;

/// One unit in every state.
async fn one_of_each(town: &Town) {
    town.stocked(Bag { hours: 100, ..Bag::red_cells(1, "O+") }).await;
    let promised = town.stocked(Bag { hours: 200, ..Bag::red_cells(2, "O+") }).await;
    let order = OrderId::from_uuid(town.db().begin().await.expect("a transaction").new_id());
    let until = town.now().plus_seconds(3600);
    town.happen(Org::Station, promised, vec![Fact::Promised { order, until }]).await;
    town.unreleased(Bag { hours: 300, ..Bag::red_cells(3, "A+") }).await;
    let held = town.stocked(Bag { hours: 400, ..Bag::red_cells(4, "A+") }).await;
    town.happen(Org::Station, held, vec![Fact::Held { hold: HoldKind::Excursion }]).await;
    let rejected = town.stocked(Bag { hours: 500, ..Bag::red_cells(5, "B+") }).await;
    town.happen(Org::Station, rejected, vec![Fact::Rejected]).await;
    town.stocked(Bag { hours: 1, ..Bag::red_cells(6, "B+") }).await;
    town.stocked(Bag { product: "FFP", hours: 60, ..Bag::red_cells(7, "O+") }).await;
    town.delivered(Bag { hours: 600, ..Bag::red_cells(8, "AB-") }, Org::Harbour).await;
    town.wait_seconds(2 * 3600 - 3600);
}

async fn states(town: &Town, who: Someone, query: &str) -> Vec<String> {
    let page = town.get(who, &format!("/api/store/stock?{query}")).await;
    let items = page["items"].as_array().expect("rows").iter();
    items.map(|row| row["state"].as_str().expect("a state").to_owned()).collect()
}

#[tokio::test]
async fn every_state_is_told_apart_and_soonest_expiry_comes_first() {
    let town = town().await;
    one_of_each(&town).await;
    let all = states(&town, PICKER, "").await;
    assert_eq!(
        all,
        ["expired", "available", "available", "available", "quarantine", "held", "rejected"],
        "the promise has lapsed"
    );
    let found = |query: &'static str| {
        let town = &town;
        async move { states(town, PICKER, query).await.len() }
    };
    assert_eq!(found("state=available").await, 3);
    assert_eq!(found("state=held").await, 1);
    assert_eq!(found("group=O%2B").await, 3);
    assert_eq!(found("product=FFP").await, 1);
    assert_eq!(found("expiring_within_hours=72").await, 2, "what has expired and the plasma");
    assert_eq!(found("q=01602-26000003").await, 1);
    assert_eq!(states(&town, BANK, "").await, ["available"], "a hospital sees its own");
    assert_eq!(states(&town, HILL_BANK, "").await, Vec::<String>::new());
    let harbour = format!("org_id={}", Org::Harbour.id());
    assert_eq!(states(&town, PICKER, &harbour).await, ["available"], "the station sees every stock that it asks for");
    let path = format!("/api/store/stock?org_id={}", Org::Station.id());
    assert_eq!(town.call(BANK, Method::GET, &path, None).await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_promise_that_lives_takes_a_unit_out_of_the_free_stock() {
    let town = town().await;
    let unit = town.stocked(Bag::red_cells(1, "O+")).await;
    let order = OrderId::from_uuid(town.db().begin().await.expect("a transaction").new_id());
    let until = town.now().plus_seconds(3600);
    town.happen(Org::Station, unit, vec![Fact::Promised { order, until }]).await;
    assert_eq!(states(&town, PICKER, "").await, ["promised"]);
    town.wait_seconds(3599);
    assert_eq!(states(&town, PICKER, "").await, ["promised"]);
    town.wait_seconds(1);
    assert_eq!(states(&town, PICKER, "").await, ["available"]);
}

#[tokio::test]
async fn pages_follow_each_other_without_a_gap() {
    let town = town().await;
    for serial in 1..=5 {
        town.stocked(Bag::red_cells(serial, "O+")).await;
    }
    let mut seen = Vec::new();
    let mut path = "/api/store/stock?limit=2".to_owned();
    loop {
        let page = town.get(PICKER, &path).await;
        seen.extend(page["items"].as_array().expect("rows").iter().map(|row| row["unit_id"].to_string()));
        let Some(next) = page["next"].as_str() else { break };
        path = format!("/api/store/stock?limit=2&cursor={next}");
    }
    assert_eq!(seen.len(), 5);
    seen.dedup();
    assert_eq!(seen.len(), 5, "units with one expiry are told apart");
    let (status, problem) = town.call(PICKER, Method::GET, "/api/store/stock?cursor=nonsense", None).await;
    assert_eq!((status, &problem["rule"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("page.cursor")));
}

#[tokio::test]
async fn the_summary_adds_up_what_the_list_shows() {
    let town = town().await;
    one_of_each(&town).await;
    let summary = town.get(PICKER, "/api/store/summary").await;
    let rows = summary["rows"].as_array().expect("rows");
    let row = |product: &str, group: &str| -> Value {
        rows.iter().find(|row| row["product"] == product && row["group"] == group).cloned().unwrap_or(Value::Null)
    };
    let cells = row("RBC-S-LR", "O+");
    assert_eq!(
        (&cells["bags"], &cells["volume_ml"], &cells["units"]),
        (&json!(2), &json!(400), &json!(2)),
        "{summary}"
    );
    let plasma = row("FFP", "O+");
    assert_eq!((&plasma["bags"], &plasma["units"], &plasma["expiring_72h"]), (&json!(1), &Value::Null, &json!(1)));
    assert_eq!(row("RBC-S-LR", "B+"), Value::Null, "nothing rejected or expired is stock");
    let red =
        summary["totals"].as_array().expect("totals").iter().find(|sum| sum["class"] == "red_cells").expect("a sum");
    assert_eq!((&red["bags"], &red["units"]), (&json!(2), &json!(2)));
    let held = town.get(PICKER, "/api/store/summary?state=held").await;
    assert_eq!(held["rows"][0]["bags"], 1);
}

#[tokio::test]
async fn the_scan_field_finds_units_that_the_asker_may_see() {
    let town = town().await;
    let bag = Bag::red_cells(1, "O+");
    let here = town.stocked(bag).await;
    let there = town.delivered(Bag { product: "FFP", ..bag }, Org::Harbour).await;
    let module = vena_store::module();
    let finder = module.finder.as_ref().expect("a finder");
    let hits = |who: Someone, text: String| {
        let (town, finder) = (&town, finder.clone());
        async move {
            let asked = Asked { scanned: vena_kernel::scan::interpret(&text), text };
            let mut tx = town.db().begin_read().await.expect("a transaction");
            let found = Finder::find(&*finder, &mut tx, &town.scope(who), &asked).await.expect("an answer");
            found.into_iter().map(|hit| hit.path).collect::<Vec<_>>()
        }
    };
    let mut both = vec![format!("/units/{here}"), format!("/units/{there}")];
    let mut found = hits(PICKER, bag.number().to_string()).await;
    both.sort();
    found.sort();
    assert_eq!(found, both);
    assert_eq!(hits(PICKER, bag.label()).await, [format!("/units/{here}")]);
    assert_eq!(hits(PICKER, here.to_string()).await, [format!("/units/{here}")]);
    assert_eq!(hits(BANK, bag.number().to_string()).await, [format!("/units/{there}")]);
    assert_eq!(hits(HILL_BANK, there.to_string()).await, Vec::<String>::new());
    assert_eq!(hits(PICKER, "016022600001".into()).await, Vec::<String>::new(), "a damaged number finds nothing");
}
