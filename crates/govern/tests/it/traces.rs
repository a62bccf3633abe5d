use axum::http::{Method, StatusCode};
use serde_json::{Value, json};
use vena_kernel::unit_state::{Fact, HoldKind, Outcome, Spot, Test};
use vena_testkit::town::{BANK, Bag, HILL_BANK, Org, PICKER, Town};

async fn town() -> Town {
    Town::new(vec![crate::neighbours::module(&std::sync::Arc::default())]).await
}

fn kinds(unit: &Value) -> Vec<&str> {
    unit["events"].as_array().expect("events").iter().map(|event| event["kind"].as_str().expect("a word")).collect()
}

#[tokio::test]
async fn a_report_says_who_where_when_and_what_was_signed() {
    let town = town().await;
    let bag = Bag::red_cells(1, "O+");
    let unit = town.delivered(bag, Org::Harbour).await;
    let test = Test { marker: "hbsag".into(), outcome: Outcome::NonReactive, group: None };
    town.happen(Org::Station, unit, vec![Fact::Tested(test)]).await;
    for text in [unit.to_string(), bag.number().to_string(), bag.label().replace('/', "%2F")] {
        let report = town.get(PICKER, &format!("/api/govern/traces/{text}")).await;
        assert_eq!(
            (&report["donation_number"], report["units"].as_array().map(Vec::len)),
            (&json!(bag.number()), Some(1)),
            "{text}"
        );
    }
    let report = town.get(PICKER, &format!("/api/govern/traces/{unit}")).await;
    let told = &report["units"][0];
    assert_eq!(
        kinds(told),
        ["collected", "label_verified", "released", "promised", "issued", "dispatched", "received", "tested"]
    );
    assert_eq!((&told["relation"], &told["unit"]["custodian_name"]), (&json!("asked"), &json!("港湾医院")));
    let custody: Vec<&Value> =
        told["custody"].as_array().expect("custody").iter().map(|stretch| &stretch["name"]["zh"]).collect();
    assert_eq!(custody, ["海城血站", "港湾医院"]);
    assert_eq!(told["places"][1]["name"]["zh"], "港湾医院 blood_bank");
    let control: Vec<&Value> =
        told["control"].as_array().expect("control").iter().map(|stretch| &stretch["mode"]).collect();
    assert_eq!(control, ["in_control", "in_transit", "in_control"]);
    assert_eq!(
        told["tests"],
        json!([{ "marker": "hbsag", "at": town.now(), "recorded_at": town.now(), "by": "picker" }])
    );
    let signed = told["signatures"].as_array().expect("signatures").iter().find(|one| one["event"] == "released");
    assert_eq!(signed.map(|one| (&one["person"], &one["second"])), Some((&json!("picker"), &json!("driver"))));
    let dispatched = &told["events"][5];
    assert_eq!((&dispatched["detail"]["to"], &dispatched["late"]), (&json!("港湾医院"), &json!(false)));
    assert_eq!((dispatched["hash"].as_str().map(str::len), &dispatched["sealed"]), (Some(64), &json!(false)));
    assert!(!report.to_string().contains("non_reactive"), "no marker's value is told");
}

#[tokio::test]
async fn a_hospital_sees_what_was_its_own_and_nothing_of_donor_and_tests() {
    let town = town().await;
    let unit = town.delivered(Bag::red_cells(1, "O+"), Org::Harbour).await;
    let test = Test { marker: "hbsag".into(), outcome: Outcome::NonReactive, group: None };
    town.happen(Org::Station, unit, vec![Fact::Tested(test), Fact::Held { hold: HoldKind::LookBack }]).await;
    let path = format!("/api/govern/traces/{unit}");
    let report = town.get(BANK, &path).await;
    let told = &report["units"][0];
    assert_eq!(told["tests"], json!([]));
    assert_eq!((&told["events"][0]["kind"], &told["events"][0]["detail"]), (&json!("collected"), &json!({})));
    assert_eq!(told["unit"]["holds"][0]["reason"], "", "a look-back speaks of a donor");
    assert_eq!(told["custody"].as_array().map(Vec::len), Some(2), "custody is told without a gap");
    let (status, problem) = town.call(HILL_BANK, Method::GET, &path, None).await;
    assert_eq!((status, &problem["rule"]), (StatusCode::NOT_FOUND, &json!("exists.unit")));
    let (status, problem) = town.call(PICKER, Method::GET, "/api/govern/traces/nobody", None).await;
    assert_eq!((status, &problem["rule"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("trace.subject")));
}

#[tokio::test]
async fn a_late_entry_shows_both_times() {
    let town = town().await;
    let unit = town.stocked(Bag::red_cells(1, "O+")).await;
    let spot = Spot { place: Org::Station.ward(), position: Some("A1".into()) };
    let mut event = town.event(Org::Station, unit, Fact::PutAway(spot)).await;
    event.at = town.now().plus_seconds(60);
    town.wait_seconds(3600);
    let mut tx = town.db().begin().await.expect("a transaction");
    let outcomes = vena_ledger::append(&mut tx, &[event]).await.expect("a working ledger");
    assert!(outcomes[0].stands());
    tx.commit().await.expect("a commit");
    let report = town.get(PICKER, &format!("/api/govern/traces/{unit}")).await;
    let told = report["units"][0]["events"].as_array().and_then(|events| events.last().cloned()).expect("an event");
    assert_eq!((&told["late"], &told["detail"]["position"]), (&json!(true), &json!("A1")));
    assert_ne!(told["at"], told["recorded_at"]);
}
