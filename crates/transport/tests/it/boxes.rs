use std::sync::Arc;

use axum::http::Method;
use serde_json::{Value, json};
use vena_contracts::{
    Answer,
    issue::{IssuedOrder, OrderDesk},
    transport::ShipmentReceived,
};
use vena_kernel::{
    event::Event,
    id::{OrderId, UnitId},
    unit_state::{Fact, HoldKind, Life, Mode, Promise},
};
use vena_platform::{auth::Scope, db::Tx, module::Asked};
use vena_testkit::town::{BANK, Bag, DRIVER, HILL_BANK, Org, PICKER, Town};

/// What is committed in the ledger to an order of the harbour hospital; the scene issue is not part of this test.
struct Ledger;

impl OrderDesk for Ledger {
    fn issued<'a>(&'a self, tx: &'a mut Tx, scope: &'a Scope, order: OrderId) -> Answer<'a, Option<IssuedOrder>> {
        Box::pin(async move {
            let units: Vec<UnitId> =
                vena_ledger::units_of_order(tx, order).await?.into_iter().map(|record| record.unit_id).collect();
            let to = Org::Harbour.id();
            let order_no = "D20260211-0001".to_owned();
            let seen = scope.sees(to) && !units.is_empty();
            Ok(seen.then_some(IssuedOrder { order_id: order, order_no, to, units }))
        })
    }
}

async fn town() -> Town {
    Town::new(vec![vena_transport::module(Arc::new(Ledger))]).await
}

async fn fresh_order(town: &Town) -> OrderId {
    OrderId::from_uuid(town.db().begin().await.expect("a transaction").new_id())
}

/// A unit that was issued to `order` of the harbour hospital.
async fn issued(town: &Town, order: OrderId, bag: Bag) -> UnitId {
    let unit = town.stocked(bag).await;
    let until = town.now().plus_seconds(3600);
    town.happen(
        Org::Station,
        unit,
        vec![Fact::Promised { order, until }, Fact::Issued { order, to: Org::Harbour.id() }],
    )
    .await;
    unit
}

fn path(shipment: &Value) -> String {
    format!("/api/transport/shipments/{}", shipment["shipment_id"].as_str().expect("an id"))
}

fn new_box(order: OrderId, code: &str) -> Value {
    json!({ "order_id": order, "box": code, "vehicle": "鲁B·12345", "driver_name": "王师傅" })
}

async fn on_its_way(town: &Town, order: OrderId, code: &str) -> String {
    let path = path(&town.post(PICKER, "/api/transport/shipments", new_box(order, code)).await);
    let shipment = town.post(DRIVER, &format!("{path}/hand-over"), json!({ "temp_c": 4.5 })).await;
    assert_eq!(shipment["state"], "handed_over");
    path
}

async fn news(town: &Town) -> Vec<ShipmentReceived> {
    let sql = "select payload from platform.outbox where name = $1 order by outbox_id";
    let rows: Vec<Value> = sqlx::query_scalar(sql)
        .bind(ShipmentReceived::NAME)
        .fetch_all(town.db().pool())
        .await
        .expect("the outbox is read");
    rows.into_iter().map(|row| serde_json::from_value(row).expect("the news")).collect()
}

#[tokio::test]
async fn a_box_goes_from_the_station_to_the_hospital() {
    let town = town().await;
    let order = fresh_order(&town).await;
    let bags = [Bag::red_cells(1, "A+"), Bag::red_cells(2, "O-")];
    let units = [issued(&town, order, bags[0]).await, issued(&town, order, bags[1]).await];

    let shipment = town.post(PICKER, "/api/transport/shipments", new_box(order, "BOX:a17")).await;
    assert_eq!((&shipment["state"], &shipment["box"], &shipment["bags"]), (&json!("packed"), &json!("A17"), &json!(2)));
    assert_eq!(
        (&shipment["range"], &shipment["shipment_no"]),
        (&json!({ "min_c": 2.0, "max_c": 10.0 }), &json!("Y20260211-0001"))
    );
    let path = path(&shipment);
    assert_eq!(town.refused(DRIVER, &format!("{path}/hand-over"), json!({ "temp_c": 12 })).await, "box.temperature");
    assert_eq!(town.refused(BANK, &format!("{path}/hand-over"), json!({})).await, "shipment.not-yours");
    town.post(DRIVER, &format!("{path}/hand-over"), json!({ "temp_c": 4.5 })).await;
    for unit in units {
        let custody = town.unit(unit).await.state.custody;
        assert!(matches!(custody.mode, Mode::InTransit { to, .. } if to == Org::Harbour.id()), "{custody:?}");
        assert_eq!(custody.org, Org::Station.id(), "the sender answers for it until it is received");
    }

    let checked = json!({ "units": [{ "unit": bags[0].label(), "condition": "good" }, { "unit": units[1], "condition": "good" }], "temp_c": 5 });
    assert_eq!(town.refused(PICKER, &format!("{path}/receive"), checked.clone()).await, "shipment.not-addressed");
    let shipment = town.post(BANK, &format!("{path}/receive"), checked.clone()).await;
    assert_eq!((&shipment["state"], &shipment["received"]["by"]["display_name"]), (&json!("received"), &json!("bank")));
    for unit in units {
        let state = town.unit(unit).await.state;
        assert_eq!((state.life, state.promise, state.custody.mode), (Life::Stock, Promise::Free, Mode::InControl));
        assert_eq!((state.custody.org, state.custody.place), (Org::Harbour.id(), Some(Org::Harbour.store())));
    }
    assert_eq!(news(&town).await.remove(0).units.len(), 2);
    assert_eq!(town.refused(BANK, &format!("{path}/receive"), checked).await, "shipment.state");

    let slip = town.get(BANK, &format!("{path}/slip")).await;
    assert_eq!(slip["rhd_negative"], json!({ "bags": 1, "volume_ml": 200 }));
    assert_eq!(slip["rhd_positive"], json!({ "bags": 1, "volume_ml": 200 }));
    assert_eq!((&slip["handed_over"]["by"]["display_name"], &slip["volume_ml"]), (&json!("driver"), &json!(400)));
}

#[tokio::test]
async fn what_is_damaged_is_held_and_what_is_missing_becomes_a_case() {
    let town = town().await;
    let order = fresh_order(&town).await;
    let mut units = Vec::new();
    for serial in 1..=3 {
        units.push(issued(&town, order, Bag::red_cells(serial, "A+")).await);
    }
    let path = on_its_way(&town, order, "B1").await;
    let row = |unit: UnitId, condition: &str, note: &str| json!({ "unit": unit, "condition": condition, "note": note });
    let partly = json!({ "units": [row(units[0], "good", "")] });
    assert_eq!(town.refused(BANK, &format!("{path}/receive"), partly).await, "shipment.every-unit-once");
    let silent =
        json!({ "units": [row(units[0], "good", ""), row(units[1], "damaged", ""), row(units[2], "missing", "x")] });
    assert_eq!(town.refused(BANK, &format!("{path}/receive"), silent).await, "shipment.note-needed");
    let said = json!({ "units": [row(units[0], "good", ""), row(units[1], "damaged", "渗漏"), row(units[2], "missing", "箱内没有")] });
    let shipment = town.post(BANK, &format!("{path}/receive"), said).await;

    let damaged = town.unit(units[1]).await.state;
    assert_eq!((damaged.holds[0].kind, damaged.custody.org), (HoldKind::Damaged, Org::Harbour.id()));
    let missing = town.unit(units[2]).await.state;
    assert!(matches!(missing.custody.mode, Mode::InTransit { .. }), "{missing:?}");
    let told = news(&town).await.remove(0);
    assert_eq!((told.units, told.damaged, told.missing), (vec![units[0]], vec![units[1]], vec![units[2]]));

    let case = town.get(PICKER, "/api/transport/cases?state=open").await["items"][0].clone();
    let in_box =
        shipment["units"].as_array().expect("units").iter().find(|row| row["condition"] == "missing").expect("one");
    assert_eq!((&case["case_id"], &case["unit"]["unit_id"]), (&in_box["case_id"], &json!(units[2])));
    let close = format!("/api/transport/cases/{}/close", case["case_id"].as_str().expect("an id"));
    assert_eq!(town.refused(BANK, &close, json!({ "outcome": "lost", "note": "没找到" })).await, "case.who");
    assert_eq!(town.refused(HILL_BANK, &close, json!({ "outcome": "arrived", "note": "在这" })).await, "exists.case");
    let closed = town.post(BANK, &close, json!({ "outcome": "arrived", "note": "夹层里找到" })).await;
    assert_eq!((&closed["state"], &closed["can"]["lost"]["reason"]["rule"]), (&json!("closed"), &json!("case.closed")));
    assert_eq!(town.unit(units[2]).await.state.custody.org, Org::Harbour.id());
    assert_eq!(news(&town).await[1].units, [units[2]]);
    assert_eq!(town.refused(BANK, &close, json!({ "outcome": "arrived", "note": "又一次" })).await, "case.closed");
}

#[tokio::test]
async fn the_sender_says_what_is_lost_and_what_came_back() {
    let town = town().await;
    for (serial, outcome) in [(1, "lost"), (2, "came_back")] {
        let order = fresh_order(&town).await;
        let unit = issued(&town, order, Bag::red_cells(serial, "A+")).await;
        let path = on_its_way(&town, order, "B1").await;
        let missing = json!({ "units": [{ "unit": unit, "condition": "missing", "note": "箱内没有" }] });
        town.post(BANK, &format!("{path}/receive"), missing).await;
        let case = town.get(PICKER, "/api/transport/cases?state=open").await["items"][0].clone();
        let close = format!("/api/transport/cases/{}/close", case["case_id"].as_str().expect("an id"));
        town.post(PICKER, &close, json!({ "outcome": outcome, "note": "查明" })).await;
        let state = town.unit(unit).await.state;
        let expected = if outcome == "lost" { Life::Lost } else { Life::Stock };
        assert_eq!((state.life, state.promise, state.custody.org), (expected, Promise::Free, Org::Station.id()));
    }
}

#[tokio::test]
async fn a_warm_box_is_received_and_everything_in_it_is_held() {
    let town = town().await;
    let order = fresh_order(&town).await;
    let unit = issued(&town, order, Bag::red_cells(1, "A+")).await;
    let path = on_its_way(&town, order, "B1").await;
    let warm = json!({ "units": [{ "unit": unit, "condition": "good" }], "temp_c": 14.5 });
    town.post(BANK, &format!("{path}/receive"), warm).await;
    let holds = town.unit(unit).await.state.holds;
    assert_eq!((holds.len(), holds[0].kind), (1, HoldKind::Excursion));
    let told = news(&town).await.remove(0);
    assert_eq!((told.units, told.damaged), (vec![], vec![unit]), "it arrived, but not in order");
}

#[tokio::test]
async fn boxes_and_units_are_in_one_place_at_a_time() {
    let town = town().await;
    let order = fresh_order(&town).await;
    let (first, second) = (Bag::red_cells(1, "A+"), Bag::red_cells(2, "A+"));
    issued(&town, order, first).await;
    issued(&town, order, second).await;
    issued(&town, order, Bag { product: "FFP", ..Bag::red_cells(3, "A+") }).await;
    let other = town.stocked(Bag::red_cells(4, "A+")).await;
    let pack = |code: &str, units: Value| {
        let mut body = new_box(order, code);
        body["units"] = units;
        body
    };
    let packing = "/api/transport/shipments";
    assert_eq!(town.refused(PICKER, packing, new_box(order, "B1")).await, "shipment.temperature-ranges");
    assert_eq!(town.refused(PICKER, packing, pack("B1", json!([other]))).await, "shipment.not-issued-units");
    assert_eq!(town.refused(PICKER, packing, pack(&first.label(), json!([first.label()]))).await, "shipment.box-scan");
    let packed = town.post(PICKER, packing, pack("B1", json!([first.label(), first.number()]))).await;
    assert_eq!(packed["bags"], 1);
    assert_eq!(town.refused(PICKER, packing, pack("b1", json!([second.label()]))).await, "shipment.box-in-use");
    assert_eq!(town.refused(PICKER, packing, pack("B2", json!([first.label()]))).await, "shipment.already-packed");
    town.post(PICKER, packing, pack("B2", json!([second.label()]))).await;
    town.post(PICKER, packing, new_box(order, "B3")).await;
    assert_eq!(town.refused(PICKER, packing, new_box(order, "B4")).await, "shipment.nothing-to-pack");

    let path = path(&packed);
    town.post(PICKER, &format!("{path}/cancel"), json!({ "reason": "箱子坏了" })).await;
    assert_eq!(town.refused(DRIVER, &format!("{path}/hand-over"), json!({})).await, "shipment.state");
    let again = town.post(PICKER, packing, pack("B1", json!([first.label()]))).await;
    assert_eq!(again["state"], "packed", "box and unit are free again");
}

#[tokio::test]
async fn a_unit_that_was_held_after_packing_does_not_leave_and_the_whole_box_stays() {
    let town = town().await;
    let order = fresh_order(&town).await;
    let units =
        [issued(&town, order, Bag::red_cells(1, "A+")).await, issued(&town, order, Bag::red_cells(2, "A+")).await];
    let path = path(&town.post(PICKER, "/api/transport/shipments", new_box(order, "B1")).await);
    town.happen(Org::Station, units[1], vec![Fact::Recalled { recall: "R-1".into() }]).await;
    assert_eq!(town.refused(DRIVER, &format!("{path}/hand-over"), json!({})).await, "unit.held");
    assert_eq!(town.unit(units[0]).await.state.custody.mode, Mode::InControl);
    assert_eq!(town.get(PICKER, &path).await["state"], "packed");
}

#[tokio::test]
async fn a_hospital_sees_what_comes_to_it() {
    let town = town().await;
    let order = fresh_order(&town).await;
    issued(&town, order, Bag::red_cells(1, "A+")).await;
    let path = on_its_way(&town, order, "B7").await;
    assert_eq!(town.call(HILL_BANK, Method::GET, &path, None).await.0, 404);
    assert_eq!(town.call(HILL_BANK, Method::GET, &format!("{path}/slip"), None).await.0, 404);
    assert_eq!(town.get(HILL_BANK, "/api/transport/shipments").await["items"], json!([]));
    for query in ["q=y20260211", "q=b7", "state=handed_over,packed", &format!("order_id={order}"), "limit=1"] {
        let page = town.get(BANK, &format!("/api/transport/shipments?{query}")).await;
        assert_eq!(page["items"].as_array().map(Vec::len), Some(1), "{query}");
    }
    for (query, rule) in [
        ("shipments?state=x", "shipment.state-word"),
        ("cases?state=x", "case.state-word"),
        ("shipments?cursor=x", "page.cursor"),
    ] {
        let (status, body) = town.call(BANK, Method::GET, &format!("/api/transport/{query}"), None).await;
        assert_eq!((status.as_u16(), body["rule"].as_str()), (422, Some(rule)));
    }
    let finder = &town.app.finders[0];
    for (who, text, hits) in
        [(BANK, "Y20260211", 1), (BANK, "BOX:B7", 1), (BANK, "b7", 1), (HILL_BANK, "B7", 0), (BANK, "B8", 0)]
    {
        let mut tx = town.db().begin_read().await.expect("a transaction");
        let asked = Asked { text: text.to_owned(), scanned: vena_kernel::scan::interpret(text) };
        assert_eq!(finder.find(&mut tx, &town.scope(who), &asked).await.expect("an answer").len(), hits, "{text}");
    }
}
