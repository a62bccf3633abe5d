use std::{collections::BTreeSet, sync::Arc};

use serde_json::{Value, json};
use vena_contracts::{
    Answer,
    issue::OrderIssued,
    transport::{Journey, JourneyDesk, ShipmentReceived},
};
use vena_kernel::{
    event::Event,
    id::{OrderId, ShipmentId, UnitId},
    unit_state::{Dispatch, Fact, HoldKind, Promise, Travel},
};
use vena_platform::{auth::Scope, db::Tx, module::Asked};
use vena_testkit::town::{BANK, Bag, HILL_BANK, Org, PICKER, Town};

/// Nothing is packed here.
struct NoBoxes;

impl JourneyDesk for NoBoxes {
    fn of_order<'a>(&'a self, _: &'a mut Tx, _: &'a Scope, _: OrderId) -> Answer<'a, Option<Journey>> {
        Box::pin(async { Ok(None) })
    }
}

pub(crate) async fn town() -> Town {
    Town::new(vec![vena_issue::module(Arc::new(NoBoxes))]).await
}

pub(crate) fn red_cells(group: &str, bags: i32, substitution: bool) -> Value {
    json!({ "product": "RBC-S-LR", "group": group, "bags": bags, "substitution": substitution })
}

/// Places an order that is needed in two hours; returns its path.
pub(crate) async fn ordered(town: &Town, lines: Vec<Value>) -> String {
    let needed_by = town.now().plus_seconds(7200);
    let body = json!({ "lines": lines, "urgency": "routine", "needed_by": needed_by });
    let order = town.post(BANK, "/api/issue/orders", body).await;
    assert_eq!((&order["state"], &order["org_id"]), (&json!("submitted"), &json!(Org::Harbour.id())));
    format!("/api/issue/orders/{}", order["order_id"].as_str().expect("an id"))
}

async fn told(town: &Town, name: &str) -> Vec<Value> {
    let sql = "select payload from platform.outbox where name = $1 order by outbox_id";
    sqlx::query_scalar(sql).bind(name).fetch_all(town.db().pool()).await.expect("the outbox is read")
}

fn units(order: &Value, state: &str) -> Vec<UnitId> {
    let rows = order["units"].as_array().expect("units").iter().filter(|row| row["state"] == state);
    rows.map(|row| row["unit"]["unit_id"].as_str().expect("an id").parse().expect("a unit id")).collect()
}

#[tokio::test]
async fn an_order_gets_the_oldest_fitting_units_and_leaves_with_them() {
    let town = town().await;
    let late = town.stocked(Bag { hours: 500, ..Bag::red_cells(1, "A+") }).await;
    let first = town.stocked(Bag { hours: 300, ..Bag::red_cells(2, "A+") }).await;
    town.stocked(Bag { hours: 73, ..Bag::red_cells(3, "A+") }).await;
    let held = town.stocked(Bag { hours: 200, ..Bag::red_cells(4, "A+") }).await;
    town.happen(Org::Station, held, vec![Fact::Held { hold: HoldKind::Investigation }]).await;
    town.unreleased(Bag { hours: 200, ..Bag::red_cells(5, "A+") }).await;
    town.stocked(Bag::red_cells(6, "O+")).await;

    let path = ordered(&town, vec![red_cells("A+", 3, false)]).await;
    let order = town.post(PICKER, &format!("{path}/allocate"), json!({})).await;
    assert_eq!(order["state"], "part_allocated");
    assert_eq!(units(&order, "promised"), [first, late], "first expiry first");
    let explained = &order["lines"][0]["allocation"];
    assert_eq!((&explained["taken"], &explained["short"]), (&json!(2), &json!(1)));
    let rules: Vec<_> = explained["rejected"].as_array().expect("rows").iter().map(|row| row["rule"].clone()).collect();
    assert_eq!(rules, ["allocation.remaining-life", "unit.held"], "an unreleased unit is no stock yet");
    let seen_by_hospital = town.get(BANK, &path).await;
    assert!(seen_by_hospital["lines"][0].get("allocation").is_none(), "{seen_by_hospital}");

    let order = town.post(PICKER, &format!("{path}/issue"), json!({})).await;
    assert_eq!((&order["state"], units(&order, "issued")), (&json!("part_issued"), vec![first, late]));
    assert!(matches!(town.unit(first).await.state.promise, Promise::Committed { to, .. } if to == Org::Harbour.id()));
    let issued: OrderIssued = serde_json::from_value(told(&town, OrderIssued::NAME).await.remove(0)).expect("the news");
    assert_eq!((issued.to, issued.units.len()), (Org::Harbour.id(), 2));
    assert_eq!(town.refused(PICKER, &format!("{path}/issue"), json!({})).await, "order.nothing-promised");

    let order = town.post(BANK, &format!("{path}/cancel"), json!({ "reason": "够用了" })).await;
    assert_eq!(order["state"], "issued", "the rest is called off, what left has left");
    assert_eq!(order["can"]["allocate"]["reason"]["rule"], "order.closed");
}

#[tokio::test]
async fn substitution_is_asked_for_and_a_compatible_group_comes_second() {
    let town = town().await;
    let other = town.stocked(Bag { hours: 100, ..Bag::red_cells(1, "O+") }).await;
    let same = town.stocked(Bag { hours: 400, ..Bag::red_cells(2, "A+") }).await;
    town.stocked(Bag { hours: 100, ..Bag::red_cells(3, "B+") }).await;
    let path = ordered(&town, vec![red_cells("A+", 2, true)]).await;
    let order = town.post(PICKER, &format!("{path}/allocate"), json!({})).await;
    let promised: BTreeSet<UnitId> = units(&order, "promised").into_iter().collect();
    assert_eq!((order["state"].as_str(), promised), (Some("allocated"), BTreeSet::from([other, same])));
    assert_eq!(town.refused(PICKER, &format!("{path}/allocate"), json!({})).await, "order.nothing-open");
}

#[tokio::test]
async fn scanned_units_go_when_they_are_free_and_fit_and_all_or_none() {
    let town = town().await;
    let (bag, spare) = (Bag::red_cells(1, "A+"), Bag::red_cells(2, "A+"));
    let unit = town.stocked(bag).await;
    town.stocked(spare).await;
    let wrong = town.stocked(Bag::red_cells(3, "B+")).await;
    let path = ordered(&town, vec![red_cells("A+", 1, false)]).await;
    let issue = format!("{path}/issue");

    let refused = |units: Value| town.refused(PICKER, &issue, json!({ "units": units }));
    assert_eq!(refused(json!([bag.label(), wrong])).await, "order.no-line-fits");
    assert_eq!(refused(json!([bag.label(), spare.label()])).await, "order.line-full");
    assert_eq!(refused(json!(["张三"])).await, "unit.scan");
    assert_eq!(refused(json!(["0160226999999/RBC-S-LR/00"])).await, "unit.unknown");
    assert_eq!(town.unit(unit).await.state.promise, Promise::Free, "nothing of a refused request stays");

    let twice = json!({ "units": [bag.label(), unit, bag.number()] });
    let order = town.post(PICKER, &issue, twice).await;
    assert_eq!((order["state"].as_str(), units(&order, "issued")), (Some("issued"), vec![unit]));
    assert_eq!(town.refused(PICKER, &issue, json!({ "units": [unit] })).await, "order.closed");

    let other = ordered(&town, vec![red_cells("A+", 1, false)]).await;
    let again = town.refused(PICKER, &format!("{other}/issue"), json!({ "units": [unit] })).await;
    assert_eq!(again, "unit.promised-to-other");
}

#[tokio::test]
async fn a_unit_that_has_not_left_is_taken_back_and_its_line_is_open_again() {
    let town = town().await;
    let unit = town.stocked(Bag::red_cells(1, "A+")).await;
    let path = ordered(&town, vec![red_cells("A+", 1, false)]).await;
    town.post(PICKER, &format!("{path}/issue"), json!({ "units": [unit] })).await;
    let body = json!({ "unit": unit, "reason": "袋有渗漏" });
    let order = town.post(PICKER, &format!("{path}/withdraw"), body.clone()).await;
    assert_eq!((order["state"].as_str(), town.unit(unit).await.state.promise), (Some("submitted"), Promise::Free));
    assert_eq!(town.refused(PICKER, &format!("{path}/withdraw"), body).await, "order.nothing-to-withdraw");
}

#[tokio::test]
async fn a_cancelled_order_frees_what_was_set_aside() {
    let town = town().await;
    let unit = town.stocked(Bag::red_cells(1, "A+")).await;
    let path = ordered(&town, vec![red_cells("A+", 1, false)]).await;
    town.post(PICKER, &format!("{path}/allocate"), json!({})).await;
    let order = town.post(BANK, &format!("{path}/cancel"), json!({ "reason": "手术取消" })).await;
    assert_eq!((&order["state"], &order["cancel_reason"]), (&json!("cancelled"), &json!("手术取消")));
    assert_eq!(town.unit(unit).await.state.promise, Promise::Free);
    assert_eq!(town.refused(PICKER, &format!("{path}/allocate"), json!({})).await, "order.closed");
}

#[tokio::test]
async fn a_promise_lapses_and_the_order_shows_it() {
    let town = town().await;
    let unit = town.stocked(Bag::red_cells(1, "A+")).await;
    let path = ordered(&town, vec![red_cells("A+", 1, false)]).await;
    let order = town.post(PICKER, &format!("{path}/allocate"), json!({})).await;
    assert_eq!(order["state"], "allocated");
    town.wait_seconds(4 * 3600);
    let order = town.get(BANK, &path).await;
    assert_eq!((&order["state"], &order["lines"][0]["progress"]["promised"]), (&json!("submitted"), &json!(0)));
    assert_eq!(town.get(BANK, "/api/issue/orders?state=allocated").await["items"].as_array().map(Vec::len), Some(1));
    vena_issue::clear_lapsed(town.db()).await.expect("the job runs");
    assert_eq!(town.get(BANK, "/api/issue/orders?state=allocated").await["items"], json!([]));
    assert_eq!(town.get(BANK, "/api/issue/orders?state=submitted").await["items"].as_array().map(Vec::len), Some(1));
    let order = town.post(PICKER, &format!("{path}/allocate"), json!({})).await;
    assert_eq!(units(&order, "promised"), [unit], "the same unit may be set aside again");
}

#[tokio::test]
async fn what_arrives_fills_the_order_and_what_does_not_opens_its_line_again() {
    let town = town().await;
    let mut bags = Vec::new();
    for serial in 1..=3 {
        bags.push(town.stocked(Bag::red_cells(serial, "A+")).await);
    }
    let path = ordered(&town, vec![red_cells("A+", 3, false)]).await;
    town.post(PICKER, &format!("{path}/issue"), json!({ "units": bags })).await;
    let order_id: OrderId = path.rsplit('/').next().expect("an id").parse().expect("an order id");
    let shipment_id = ShipmentId::from_uuid(uuid::Uuid::from_u128(7));
    let event = |units: &[UnitId], damaged: &[UnitId], missing: &[UnitId]| ShipmentReceived {
        shipment_id,
        order_id,
        by: Org::Harbour.id(),
        units: units.to_vec(),
        damaged: damaged.to_vec(),
        missing: missing.to_vec(),
    };
    tell(&town, &event(&bags[..1], &bags[1..2], &bags[2..])).await;
    let progress = town.get(PICKER, &path).await["lines"][0]["progress"].clone();
    let expected =
        json!({ "asked": 3, "promised": 0, "issued": 0, "received": 1, "damaged": 1, "missing": 1, "open": 2 });
    assert_eq!(progress, expected);
    tell(&town, &event(&bags[2..], &[], &[])).await;
    town.post(BANK, &format!("{path}/cancel"), json!({ "reason": "够用了" })).await;
    let order = town.get(PICKER, &path).await;
    assert_eq!((&order["state"], &order["lines"][0]["progress"]["received"]), (&json!("received"), &json!(2)));
}

async fn tell(town: &Town, event: &ShipmentReceived) {
    let mut tx = town.db().begin().await.expect("a transaction");
    tx.tell(event).await.expect("told");
    tx.commit().await.expect("a commit");
    town.settle().await;
}

#[tokio::test]
async fn a_hospital_sees_its_own_orders_only_and_pages_have_an_end() {
    let town = town().await;
    let mut numbers = Vec::new();
    for _ in 0..3 {
        let path = ordered(&town, vec![red_cells("A+", 1, false)]).await;
        numbers.push(town.get(BANK, &path).await["order_no"].clone());
        town.wait_seconds(1);
        assert_eq!(town.call(HILL_BANK, axum::http::Method::GET, &path, None).await.0, 404);
        assert_eq!(
            town.refused(HILL_BANK, &format!("{path}/cancel"), json!({ "reason": "x y" })).await,
            "exists.order"
        );
    }
    assert_eq!(numbers, ["D20260211-0001", "D20260211-0002", "D20260211-0003"]);
    let page = town.get(PICKER, "/api/issue/orders?limit=2").await;
    let next = page["next"].as_str().expect("one more page");
    let rest = town.get(PICKER, &format!("/api/issue/orders?limit=2&cursor={next}")).await;
    assert_eq!((rest["items"][0]["order_no"].clone(), &rest["next"]), (numbers[0].clone(), &Value::Null));
    assert_eq!(town.get(HILL_BANK, "/api/issue/orders").await["items"], json!([]));
    let found = town.get(PICKER, "/api/issue/orders?q=d20260211-0002").await;
    assert_eq!(found["items"].as_array().map(Vec::len), Some(1));
    for (query, rule) in [("state=nothing", "order.state-word"), ("cursor=x", "page.cursor")] {
        let (status, body) =
            town.call(PICKER, axum::http::Method::GET, &format!("/api/issue/orders?{query}"), None).await;
        assert_eq!((status.as_u16(), body["rule"].as_str()), (422, Some(rule)));
    }
}

#[tokio::test]
async fn the_scan_field_finds_an_order_by_number_and_by_id() {
    let town = town().await;
    let path = ordered(&town, vec![red_cells("A+", 2, false)]).await;
    let id = path.rsplit('/').next().expect("an id");
    let finder = &town.app.finders[0];
    for (who, text, hits) in
        [(BANK, "D20260211", 1), (BANK, id, 1), (HILL_BANK, id, 0), (HILL_BANK, "D20260211", 0), (BANK, "D20260212", 0)]
    {
        let mut tx = town.db().begin_read().await.expect("a transaction");
        let asked = Asked { text: text.to_owned(), scanned: vena_kernel::scan::interpret(text) };
        let found = finder.find(&mut tx, &town.scope(who), &asked).await.expect("an answer");
        assert_eq!(found.len(), hits, "{text}");
    }
}

#[tokio::test]
async fn other_scenes_ask_what_was_issued() {
    let town = town().await;
    let unit = town.stocked(Bag::red_cells(1, "A+")).await;
    let path = ordered(&town, vec![red_cells("A+", 1, false)]).await;
    town.post(PICKER, &format!("{path}/issue"), json!({ "units": [unit] })).await;
    let order: OrderId = path.rsplit('/').next().expect("an id").parse().expect("an order id");
    let mut tx = town.db().begin_read().await.expect("a transaction");
    let found =
        vena_issue::desk().issued(&mut tx, &town.scope(PICKER), order).await.expect("an answer").expect("the order");
    assert_eq!((found.to, found.units, found.order_no.as_str()), (Org::Harbour.id(), vec![unit], "D20260211-0001"));
    assert!(vena_issue::desk().issued(&mut tx, &town.scope(HILL_BANK), order).await.expect("an answer").is_none());
    drop(tx);
    let shipment = ShipmentId::from_uuid(uuid::Uuid::from_u128(7));
    town.happen(
        Org::Station,
        unit,
        vec![Fact::Dispatched(Dispatch { shipment, to: Org::Harbour.id(), purpose: Travel::Delivery })],
    )
    .await;
    let body = json!({ "unit": unit, "reason": "太晚了" });
    assert_eq!(town.refused(PICKER, &format!("{path}/withdraw"), body).await, "unit.not-in-control");
}
