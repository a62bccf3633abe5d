use serde_json::Value;
use vena_kernel::{
    id::{PatientId, UnitId},
    unit_state::{Fact, HoldKind, Return},
};
use vena_testkit::town::{BANK, Bag, HILL_BANK, Org, PICKER, Someone, Town};

async fn town() -> Town {
    Town::new(vec![crate::neighbours::module(&std::sync::Arc::default())]).await
}

async fn cell(town: &Town, who: Someone, class: &str, group: &str) -> Value {
    let stock = town.get(who, "/api/govern/stock").await;
    let cells = stock["cells"].as_array().expect("cells").iter();
    cells.clone().find(|cell| cell["product_class"] == class && cell["group"] == group).cloned().unwrap_or(Value::Null)
}

async fn dispensed(town: &Town, unit: UnitId) {
    let patient = PatientId::from_uuid(unit.uuid());
    let until = town.now().plus_seconds(3600);
    let facts = vec![
        Fact::Matched { patient, sample: "S".into(), until },
        Fact::Dispensed { patient, ward: None, emergency: None },
    ];
    town.happen(Org::Harbour, unit, facts).await;
}

#[tokio::test]
async fn the_city_is_station_and_hospitals_and_only_what_can_be_used() {
    let town = town().await;
    town.stocked(Bag::red_cells(1, "O+")).await;
    town.stocked(Bag { hours: 72, ..Bag::red_cells(2, "O+") }).await;
    town.delivered(Bag::red_cells(3, "O+"), Org::Harbour).await;
    town.unreleased(Bag::red_cells(4, "O+")).await;
    let held = town.stocked(Bag::red_cells(5, "O+")).await;
    town.happen(Org::Station, held, vec![Fact::Held { hold: HoldKind::Recall }]).await;
    let rejected = town.stocked(Bag::red_cells(6, "O+")).await;
    town.happen(Org::Station, rejected, vec![Fact::Rejected]).await;
    town.stocked(Bag { hours: 1, ..Bag::red_cells(7, "A-") }).await;

    let city = cell(&town, PICKER, "red_cells", "O+").await;
    assert_eq!(
        (&city["units"], &city["volume_ml"], &city["unit_count"]),
        (&3.into(), &600.into(), &3.into()),
        "{city}"
    );
    assert_eq!(
        (&city["grade"], &city["grade_by"], &city["days_cover"]),
        (&"danger".into(), &"units".into(), &Value::Null)
    );
    assert_eq!(city["expiring_72h"], 1);
    let own = cell(&town, BANK, "red_cells", "O+").await;
    assert_eq!((&own["units"], &own["grade"]), (&1.into(), &"danger".into()), "a hospital sees its own");
    assert_eq!(cell(&town, HILL_BANK, "red_cells", "O+").await["units"], 0);
    assert_eq!(cell(&town, PICKER, "red_cells", "A-").await["units"], 1);
    town.wait_seconds(3600);
    assert_eq!(cell(&town, PICKER, "red_cells", "A-").await["units"], 0, "expired in the meantime");
    assert_eq!(cell(&town, PICKER, "whole_blood", "O+").await, Value::Null, "not graded and not there");
}

#[tokio::test]
async fn the_average_use_decides_once_enough_was_used() {
    let town = town().await;
    let mut units = Vec::new();
    for serial in 1..=12 {
        units.push(town.delivered(Bag::red_cells(serial, "O+"), Org::Harbour).await);
    }
    for unit in &units[..7] {
        dispensed(&town, *unit).await;
    }
    assert_eq!(cell(&town, PICKER, "red_cells", "O+").await["days_cover"], 0.7, "a busy hour counts as a day");
    town.wait_seconds(2 * 86_400);
    let young = cell(&town, PICKER, "red_cells", "O+").await;
    assert_eq!(
        (&young["dispensed_in_window"], &young["days_cover"]),
        (&7.into(), &1.4.into()),
        "7 bags in 2 days, 5 left"
    );
    assert_eq!((&young["grade"], &young["grade_by"]), (&"danger".into(), &"days_cover".into()));

    let back = Return { thermal_ok: true, evidence: "log".into(), seal_intact: true, spiked: false };
    town.happen(Org::Harbour, units[0], vec![Fact::Returned(back)]).await;
    let fewer = cell(&town, PICKER, "red_cells", "O+").await;
    assert_eq!(
        (&fewer["dispensed_in_window"], &fewer["days_cover"]),
        (&6.into(), &Value::Null),
        "what came back was not used"
    );
    assert_eq!(cell(&town, HILL_BANK, "red_cells", "O+").await["dispensed_in_window"], 0);

    town.wait_seconds(7 * 86_400 + 1);
    assert_eq!(cell(&town, PICKER, "red_cells", "O+").await["dispensed_in_window"], 0, "longer ago than the window");
}

#[tokio::test]
async fn every_figure_knows_its_age_and_how_complete_it_is() {
    let town = town().await;
    town.stocked(Bag::red_cells(1, "O+")).await;
    let told = town.now();
    town.wait_seconds(600);
    let stock = town.get(PICKER, "/api/govern/stock").await;
    assert_eq!((&stock["sites_total"], &stock["sites_reporting"]), (&3.into(), &1.into()), "{stock}");
    assert_eq!(cell(&town, PICKER, "red_cells", "O+").await["as_of"], told.to_string());
    assert_eq!(cell(&town, PICKER, "red_cells", "B+").await["as_of"], town.now().to_string());
    assert_eq!(stock["policy"]["confidence"], "low");
    assert!(stock["cover"]["source"]["zh"].as_str().is_some_and(|words| !words.is_empty()));
    town.delivered(Bag::red_cells(2, "O+"), Org::Harbour).await;
    assert_eq!(town.get(PICKER, "/api/govern/stock").await["sites_reporting"], 2);
    let own = town.get(HILL_BANK, "/api/govern/stock").await;
    assert_eq!((&own["sites_total"], &own["sites_reporting"]), (&1.into(), &0.into()));
    town.wait_seconds(86_401);
    assert_eq!(town.get(PICKER, "/api/govern/stock").await["sites_reporting"], 0);
}
