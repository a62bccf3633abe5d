use axum::http::{Method, StatusCode};
use serde_json::{Value, json};
use vena_contracts::lab::Verdict;
use vena_kernel::{
    donation_number::DonationNumber,
    id::UnitId,
    unit_state::{Fact, HoldKind, Life, Role, Safety},
};
use vena_testkit::town::{BANK, DRIVER, Org, PICKER};

use crate::hall::{HALL, Station, id, site};

const POOLS: &str = "/api/process/pools";
const RELEASES: &str = "/api/process/releases";

/// Platelets of 400 mL of blood, 60 mL, of a donation that the laboratory has found in order.
async fn platelets(station: &Station, serial: u32, group: &str) -> (DonationNumber, UnitId) {
    let (number, unit) = station.donated(serial).await;
    let split = json!({ "unit": unit, "loss_ml": 20, "outputs": [
        { "product": "RBC-S", "volume_ml": 280, "additive_ml": 100 },
        { "product": "PLT-C", "volume_ml": 60, "medium": "PLT-BAG" },
        { "product": "FFP", "volume_ml": 140 },
    ] });
    let split = station.town.post(PICKER, "/api/process/splits", split).await;
    station.qualified(number, group);
    (number, id(&split["children"][1]["unit_id"]))
}

fn pool(number: u32, units: &[Value], volume_ml: u32) -> Value {
    let loss_ml = 60 * units.len() as u32 - volume_ml;
    json!({ "number": format!("0160226{number:06}"), "units": units, "product": "PLT-P", "volume_ml": volume_ml, "loss_ml": loss_ml })
}

async fn gate_of(station: &Station, unit: UnitId) -> Vec<String> {
    let gate = station.town.get(PICKER, &format!("{RELEASES}/gate?units={unit}")).await;
    let lines = gate["units"][0]["lines"].as_array().expect("lines").iter();
    lines.filter_map(|line| line["rule"].as_str().map(str::to_owned)).collect()
}

#[tokio::test]
async fn platelets_of_three_donations_become_one_bag_that_two_persons_release() {
    let station = Station::new().await;
    let (one, first) = platelets(&station, 1, "O+").await;
    let (two, second) = platelets(&station, 2, "O+").await;
    let (_, third) = platelets(&station, 3, "O+").await;
    let town = &station.town;
    // A donation number means the platelets of it, though its plasma and red cells lie here too.
    let made = town.post(PICKER, POOLS, pool(900_001, &[json!(one), json!(two), json!(third)], 170)).await;
    assert_eq!((&made["loss_ml"], &made["surplus_ml"]), (&json!(10), &json!(0)));
    let unit = id(&made["unit"]["unit_id"]);
    let record = town.unit(unit).await;
    assert_eq!((record.state.life, record.state.safety), (Life::InProcess, Safety::Pending));
    assert_eq!(record.facts.group.map(|group| group.to_string()).as_deref(), Some("O+"));
    assert!(record.facts.parents.iter().all(|parent| parent.role == Role::Pooled));
    assert_eq!(record.facts.parents.iter().map(|parent| parent.volume_ml).sum::<u32>(), 170);
    for parent in [first, second, third] {
        assert_eq!(town.unit(parent).await.state.life, Life::Consumed);
    }
    let first_ends = town.unit(first).await.facts.expires_at;
    assert_eq!(record.facts.expires_at, first_ends, "five days from the earliest collection, as its platelets");

    assert_eq!(gate_of(&station, unit).await, ["release.appearance", "unit.label-not-verified"]);
    station.labelled(unit).await;
    assert_eq!(gate_of(&station, unit).await, [""; 0]);
    let release = town.post(PICKER, RELEASES, json!({ "units": [unit] })).await;
    let confirm = format!("{RELEASES}/{}/confirm", release["release_id"].as_str().expect("an id"));
    let done = town.post(DRIVER, &confirm, json!({})).await;
    assert_eq!(done["counts"]["released"], 1, "{done}");
    assert_eq!(town.unit(unit).await.state.safety, Safety::Qualified);

    // What lies in a cold room comes back to the hall when something more is to be done with it.
    let back = town.post(PICKER, "/api/process/receipts", json!({ "scans": [unit], "site_id": HALL })).await;
    assert_eq!(back["items"][0]["unit"]["site_id"], json!(site(HALL)), "{back}");

    let found = town.get(PICKER, &format!("{POOLS}?q={two}")).await;
    assert_eq!(found["items"][0]["donation_number"], "0160226900001");
    assert_eq!(found["items"][0]["members"].as_array().map(Vec::len), Some(3));
    assert_eq!(town.get(BANK, POOLS).await["items"], json!([]), "another organisation has its own");
    let sums = town.get(PICKER, "/api/process/balances").await;
    let rows = sums["items"].as_array().expect("rows").iter().filter(|row| row["product"] == "PLT-C");
    let children: i64 = rows.map(|row| row["children"][0]["volume_ml"].as_i64().expect("mL")).sum();
    assert_eq!(children, 170, "each unit's part stands in the balance");
}

#[tokio::test]
async fn what_turns_against_one_donation_turns_against_the_pool() {
    let station = Station::new().await;
    let (one, first) = platelets(&station, 1, "A+").await;
    let (two, second) = platelets(&station, 2, "A+").await;
    let town = &station.town;
    let made = town.post(PICKER, POOLS, pool(900_001, &[json!(first), json!(second)], 118)).await;
    let unit = id(&made["unit"]["unit_id"]);
    station.labelled(unit).await;
    assert_eq!(gate_of(&station, unit).await, [""; 0]);

    station.judged(two, Verdict::Rejected);
    assert_eq!(gate_of(&station, unit).await, ["release.tests-rejected"]);
    let label = format!("/api/process/units/{unit}/labels");
    assert_eq!(town.refused(PICKER, &label, json!({})).await, "label.rejected");
    station.judged(two, Verdict::Incomplete { missing: Vec::new() });
    assert_eq!(
        gate_of(&station, unit).await,
        ["release.tests-missing"],
        "an incomplete report of which nothing is listed"
    );
    station.qualified(two, "AB+");
    assert_eq!(gate_of(&station, unit).await, ["release.tests-missing"], "the groups differ now");
    station.qualified(two, "A+");
    station.self_excluded(one);
    assert_eq!(gate_of(&station, unit).await, ["release.excluded"]);
    let view = town.get(PICKER, &format!("/api/process/units/{unit}")).await;
    assert_eq!(view["can"]["release"]["reason"]["rule"], "release.excluded", "the screen says the same");
}

#[tokio::test]
async fn what_is_refused_leaves_no_trace_and_names_what_is_wrong() {
    let station = Station::new().await;
    let (one, first) = platelets(&station, 1, "O+").await;
    let (_, second) = platelets(&station, 2, "O+").await;
    let (_, other) = platelets(&station, 3, "B+").await;
    let (three, untested) = platelets(&station, 4, "O+").await;
    station.judged(three, Verdict::Incomplete { missing: Vec::new() });
    let (_, held) = platelets(&station, 5, "O+").await;
    let town = &station.town;
    town.happen(Org::Station, held, vec![Fact::Held { hold: HoldKind::Investigation }]).await;
    let with = |unit: UnitId| pool(900_001, &[json!(first), json!(unit)], 118);
    let cases = [
        (with(other), "pool.group"),
        (with(untested), "pool.untested"),
        (with(held), "pool.held"),
        (with(first), "pool.twice"),
        (pool(900_001, &[json!(first)], 60), "pool.count"),
        (
            json!({ "number": one, "units": [first, second], "product": "PLT-P", "volume_ml": 118, "loss_ml": 2 }),
            "pool.number-used",
        ),
        (
            json!({ "number": "016022690000", "units": [first, second], "product": "PLT-P", "volume_ml": 118 }),
            "donation-number.damaged",
        ),
        (
            json!({ "number": "0160226900001", "units": [first, "0160226000077"], "product": "PLT-P", "volume_ml": 118 }),
            "unit.unknown",
        ),
        (
            json!({ "number": "0160226900001", "units": [first, second], "product": "FFP", "volume_ml": 118 }),
            "pool.product",
        ),
        (
            json!({ "number": "0160226900001", "units": [first, second], "product": "PLT-P", "volume_ml": 60 }),
            "mass-balance.unaccounted",
        ),
    ];
    for (body, rule) in cases {
        assert_eq!(town.refused(PICKER, POOLS, body.clone()).await, rule, "{body}");
    }
    let unknown =
        json!({ "number": "0160226900001", "units": [first, "0160226000077"], "product": "PLT-P", "volume_ml": 118 });
    let (status, problem) = town.call(PICKER, Method::POST, POOLS, Some(&unknown)).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{problem}");
    assert_eq!(problem["field"], "units.1", "{problem}");
    assert_eq!(town.get(PICKER, POOLS).await["items"], json!([]));
    assert_eq!(town.unit(first).await.state.life, Life::InProcess);

    let candidates = town.get(PICKER, "/api/process/pool-candidates").await;
    let shown: Vec<(bool, &str)> = candidates["units"]
        .as_array()
        .expect("units")
        .iter()
        .map(|one| (one["ok"] == true, one["group"].as_str().or(one["reason"]["rule"].as_str()).unwrap_or("-")))
        .collect();
    let expected = [(true, "O+"), (true, "O+"), (true, "B+"), (false, "pool.untested")];
    assert_eq!(shown, expected, "the first to expire first; what is held is not offered");
    assert_eq!((&candidates["units_min"], &candidates["product"]), (&json!(2), &json!("PLT-P")));
}

#[tokio::test]
async fn one_bag_goes_into_one_pool_and_one_number_is_one_pool_whoever_is_quicker() {
    let station = Station::new().await;
    let mut bags = Vec::new();
    for serial in 1..=6 {
        bags.push(json!(platelets(&station, serial, "O-").await.1));
    }
    let town = &station.town;
    let same_bag = [
        pool(900_001, &[bags[0].clone(), bags[1].clone()], 118),
        pool(900_002, &[bags[1].clone(), bags[2].clone()], 118),
    ];
    let (one, two) = futures::join!(
        town.call(PICKER, Method::POST, POOLS, Some(&same_bag[0])),
        town.call(DRIVER, Method::POST, POOLS, Some(&same_bag[1])),
    );
    let created = [&one, &two].into_iter().filter(|(status, _)| *status == StatusCode::CREATED).count();
    assert_eq!(created, 1, "{one:?} {two:?}");

    let other = if one.0 == StatusCode::CREATED { &bags[2] } else { &bags[0] };
    let same_number = [pool(900_003, &bags[3..5], 118), pool(900_003, &[bags[5].clone(), other.clone()], 118)];
    let (one, two) = futures::join!(
        town.call(PICKER, Method::POST, POOLS, Some(&same_number[0])),
        town.call(DRIVER, Method::POST, POOLS, Some(&same_number[1])),
    );
    let created = [&one, &two].into_iter().filter(|(status, _)| *status == StatusCode::CREATED).count();
    assert_eq!(created, 1, "{one:?} {two:?}");
    let refused = if one.0 == StatusCode::CREATED { two.1 } else { one.1 };
    assert_eq!(
        refused["rule"].as_str().or(refused["errors"][0]["rule"].as_str()),
        Some("pool.number-used"),
        "{refused}"
    );
    assert_eq!(town.get(PICKER, POOLS).await["items"].as_array().map(Vec::len), Some(2));
}
