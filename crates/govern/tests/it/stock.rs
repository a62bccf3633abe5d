use serde_json::{Value, json};
use uuid::Uuid;
use vena_kernel::{
    id::{OrderId, PatientId, UnitId},
    unit_state::{Fact, HoldKind},
};
use vena_testkit::town::{BANK, Bag, HILL_BANK, Org, PICKER, Town};

use crate::town;

async fn stock(town: &Town, who: vena_testkit::town::Someone) -> Value {
    town.get(who, "/api/govern/stock").await
}

fn cell<'a>(stock: &'a Value, class: &str, group: &str) -> &'a Value {
    let cells = stock["cells"].as_array().expect("cells");
    cells.iter().find(|cell| cell["product_class"] == class && cell["group"] == group).expect("a cell")
}

/// Matched and dispensed in the harbour hospital.
async fn given(town: &Town, unit: UnitId) {
    let patient = PatientId::from_uuid(Uuid::from_u128(0xabc));
    let until = town.now().plus_seconds(3600);
    let facts = vec![
        Fact::Matched { patient, sample: "S1".into(), until },
        Fact::Dispensed { patient, ward: Some(Org::Harbour.ward()), emergency: None },
    ];
    town.happen(Org::Harbour, unit, facts).await;
}

#[tokio::test]
async fn an_empty_city_has_every_cell_and_says_so() {
    let town = town().await;
    let stock = stock(&town, PICKER).await;
    assert_eq!(stock["cells"].as_array().map(Vec::len), Some(6 * 8));
    let empty = cell(&stock, "red_cells", "AB-");
    assert_eq!((&empty["units"], &empty["grade"], &empty["grade_by"]), (&json!(0), &json!("danger"), &json!("units")));
    assert_eq!(cell(&stock, "granulocytes", "O+")["grade"], Value::Null, "made on demand");
    assert_eq!((&stock["sites_reporting"], &stock["sites_total"]), (&json!(0), &json!(3)));
    assert_eq!((&stock["cover"]["days"], &stock["policy"]["confidence"]), (&json!(7), &json!("low")));
}

#[tokio::test]
async fn only_usable_bags_are_stock_and_promised_ones_stand_beside() {
    let town = town().await;
    town.stocked(Bag::red_cells(1, "A+")).await;
    town.stocked(Bag { hours: 70, ..Bag::red_cells(2, "A+") }).await;
    town.stocked(Bag { product: "PLT-A", hours: 100, ..Bag::red_cells(3, "A+") }).await;
    town.unreleased(Bag::red_cells(4, "A+")).await;
    let held = town.stocked(Bag::red_cells(5, "A+")).await;
    town.happen(Org::Station, held, vec![Fact::Held { hold: HoldKind::Damaged }]).await;
    let promised = town.stocked(Bag::red_cells(6, "A+")).await;
    let order = OrderId::from_uuid(Uuid::from_u128(5));
    town.happen(Org::Station, promised, vec![Fact::Promised { order, until: town.now().plus_seconds(60) }]).await;
    town.delivered(Bag::red_cells(7, "A+"), Org::Harbour).await;
    town.stocked(Bag { hours: 1, ..Bag::red_cells(8, "A+") }).await;

    let city = stock(&town, PICKER).await;
    let cells = cell(&city, "red_cells", "A+");
    assert_eq!((&cells["units"], &cells["promised_units"], &cells["volume_ml"]), (&json!(4), &json!(1), &json!(800)));
    assert_eq!((&cells["expiring_72h"], &cells["uncounted_units"]), (&json!(2), &json!(4)));
    assert_eq!(cell(&city, "red_cells", "O+")["units"], 0);
    let platelets = cell(&city, "platelets", "A+");
    assert_eq!((&platelets["dose_count"], &platelets["unit_count"]), (&json!(1), &json!(0.0)));
    assert_eq!(cell(&city, "plasma", "A+")["unit_count"], Value::Null, "plasma is counted in mL");
    assert_eq!((&city["sites_reporting"], &city["sites_total"]), (&json!(2), &json!(3)));

    let own = stock(&town, BANK).await;
    assert_eq!((&cell(&own, "red_cells", "A+")["units"], &own["sites_total"]), (&json!(1), &json!(1)));
    assert_eq!(cell(&stock(&town, HILL_BANK).await, "red_cells", "A+")["units"], 0);

    town.wait_seconds(2 * 3600);
    let later = stock(&town, PICKER).await;
    let cells = cell(&later, "red_cells", "A+");
    assert_eq!((&cells["units"], &cells["promised_units"]), (&json!(4), &json!(0)), "one ended, one promise lapsed");
}

#[tokio::test]
async fn bags_count_in_units_by_the_whole_blood_they_came_from() {
    let town = town().await;
    town.stocked(Bag { product: "WB", ..Bag::red_cells(1, "B+") }).await;
    town.stocked(Bag { product: "WB", ..Bag::red_cells(2, "B+") }).await;
    town.stocked(Bag::red_cells(2, "B+")).await;
    town.stocked(Bag::red_cells(3, "B+")).await;
    let stock = stock(&town, PICKER).await;
    let whole = cell(&stock, "whole_blood", "B+");
    assert_eq!((&whole["unit_count"], &whole["uncounted_units"]), (&json!(2.0), &json!(0)));
    let red_cells = cell(&stock, "red_cells", "B+");
    assert_eq!((&red_cells["units"], &red_cells["unit_count"], &red_cells["uncounted_units"]), (&json!(2), &json!(1.0), &json!(1)));
}

#[tokio::test]
async fn the_days_of_cover_follow_from_what_the_wards_used() {
    let town = town().await;
    for serial in 1..=7 {
        let unit = town.delivered(Bag::red_cells(serial, "O-"), Org::Harbour).await;
        given(&town, unit).await;
    }
    for serial in 8..=12 {
        town.stocked(Bag::red_cells(serial, "O-")).await;
    }
    let city = stock(&town, PICKER).await;
    let cells = cell(&city, "red_cells", "O-");
    assert_eq!((&cells["dispensed_in_window"], &cells["days_cover"]), (&json!(7), &json!(5.0)));
    assert_eq!((&cells["grade"], &cells["grade_by"]), (&json!("notice"), &json!("days_cover")));
    assert_eq!(cell(&stock(&town, BANK).await, "red_cells", "O-")["grade"], "danger", "the hospital has none left");
    assert_eq!(cell(&stock(&town, HILL_BANK).await, "red_cells", "O-")["dispensed_in_window"], 0);

    town.wait_seconds(8 * 86_400);
    let later = stock(&town, PICKER).await;
    let cells = cell(&later, "red_cells", "O-");
    assert_eq!((&cells["dispensed_in_window"], &cells["days_cover"], &cells["grade_by"]), (&json!(0), &Value::Null, &json!("units")));
    assert_eq!(later["sites_reporting"], 0);
}
