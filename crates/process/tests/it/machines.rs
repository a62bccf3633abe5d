//! Machines report into the batch at them, once; the board tells what waits where; one shift hands over to the next.

use serde_json::{Value, json};
use vena_kernel::unit_state::Attribute;
use vena_testkit::town::{DRIVER, PICKER};

use crate::{
    hall::id,
    steps::{equipped, machine, spun},
};

const RECORDS: &str = "/api/process/machine-records";

fn said(frame: &str, event: &str, readings: Value) -> Value {
    json!({ "equipment": "CF-1", "frame": frame, "event": event, "readings": readings })
}

#[tokio::test]
async fn what_a_machine_tells_counts_once_and_nobody_writes_over_it() {
    let station = equipped().await;
    let town = &station.town;
    let unit = station.received(1).await;
    let early = town.post(PICKER, RECORDS, said("$CF,SEQ=1", "begin", json!({ "programme": "5" }))).await;
    assert_eq!(
        (&early["batch_id"], &early["again"]),
        (&Value::Null, &json!(false)),
        "there is no batch at the machine"
    );
    let spin = station.batch("spin_hard", "CF-1", &[]).await;
    station.scan(&spin, &[unit]).await;
    town.post(PICKER, &format!("{spin}/begin"), json!({})).await;
    for (frame, event, readings) in [
        ("$CF,SEQ=2", "begin", json!({ "programme": "5" })),
        ("$CF,SEQ=3", "sample", json!({ "speed_g": 2100, "temperature_c": 6.4 })),
        ("$CF,SEQ=4", "end", json!({ "speed_g": 5000, "temperature_c": 4, "seconds": 601 })),
    ] {
        let taken = town.post(PICKER, RECORDS, said(frame, event, readings.clone())).await;
        assert_eq!((taken["batch_no"].is_string(), &taken["again"]), (true, &json!(false)), "{taken:#}");
        assert_eq!(town.post(PICKER, RECORDS, said(frame, event, readings)).await["again"], true);
    }
    let shown = town.get(PICKER, &spin).await;
    assert_eq!((&shown["records"], &shown["readings"]["seconds"]), (&json!(3), &json!(601.0)), "{shown:#}");
    let typed = json!({ "readings": { "temperature_c": 3.9 } });
    assert_eq!(town.refused(PICKER, &format!("{spin}/end"), typed).await, "batch.machine-told");
    let wrong = said("$CF,SEQ=5", "end", json!({ "speed_g": 99_999 }));
    assert_eq!(town.refused(PICKER, RECORDS, wrong).await, "reading.implausible");
    assert_eq!(town.refused(PICKER, RECORDS, said("x", "end", json!({ "moon": 1 }))).await, "reading.unknown");
    let form = json!({ "readings": { "speed_g": "fast" } });
    assert_eq!(town.refused(PICKER, &format!("{spin}/end"), form).await, "reading.form");
    let ended = town.post(PICKER, &format!("{spin}/end"), json!({})).await;
    let deviations = ended["items"][0]["deviations"].as_array().expect("deviations");
    assert_eq!(deviations.len(), 1, "it was warm on the way: {ended:#}");
    assert_eq!(deviations[0]["rule"], "deviation.temperature");
    let kept = town.get(PICKER, RECORDS).await;
    assert_eq!(kept["items"].as_array().map(Vec::len), Some(1), "{kept:#}");
}

#[tokio::test]
async fn a_treatment_is_judged_bag_by_bag_and_recorded_with_its_step() {
    let station = equipped().await;
    let town = &station.town;
    machine(town, "IR-1", "irradiator", &[("irradiate", "1", json!({}))]).await;
    machine(town, "WD-1", "welder", &[("weld", "1", json!({}))]).await;
    let unit = station.received(1).await;
    let given = station.step("irradiate", "IR-1", &[unit], json!({ "dose_min_gy": 26, "dose_max_gy": 41 })).await;
    assert_eq!(given["deviated"], 0, "{given:#}");
    let record = town.unit(unit).await;
    assert!(record.facts.attributes.contains(&Attribute::Irradiated));
    assert_eq!(record.facts.expires_at.map(|at| at.to_string()).as_deref(), Some("2026-02-25T15:59:00.000000Z"));

    let wafer = json!({ "kind": "wafer", "lot": "W1", "maker": "海棠生物", "expires_on": "2027-01-01" });
    let lot = town.post(PICKER, "/api/process/supplies", wafer).await["supply_id"].clone();
    town.post(DRIVER, &format!("/api/process/supplies/{}/let-in", lot.as_str().expect("an id")), json!({})).await;
    let (good, bad) = (station.received(2).await, station.received(3).await);
    let weld = station.batch("weld", "WD-1", &["W1"]).await;
    station.scan(&weld, &[good, bad]).await;
    assert_eq!(station.scan(&weld, &[unit]).await, ["batch.full"]);
    town.post(PICKER, &format!("{weld}/begin"), json!({})).await;
    let one = json!({ "bags": [{ "unit_id": good, "readings": { "integrity": "pass" } }] });
    assert_eq!(town.refused(PICKER, &format!("{weld}/end"), one.clone()).await, "batch.reading-missing");
    let stranger = json!({ "bags": [{ "unit_id": unit, "readings": { "integrity": "pass" } }] });
    assert_eq!(town.refused(PICKER, &format!("{weld}/end"), stranger).await, "batch.not-in");
    // The welder itself tells of the other bag, by the number that was scanned at it.
    let number = town.unit(bad).await.facts.donation_number;
    let told = json!({ "equipment": "WD-1", "frame": "$WD,1", "event": "end", "bag": number,
        "readings": { "integrity": "fail" } });
    town.post(PICKER, RECORDS, told).await;
    let ended = town.post(PICKER, &format!("{weld}/end"), one).await;
    let outcomes: Vec<&Value> = ended["items"].as_array().expect("bags").iter().map(|bag| &bag["outcome"]).collect();
    assert_eq!(outcomes, ["passed", "deviated"], "{ended:#}");
    assert_eq!(ended["items"][1]["deviations"][0]["rule"], "deviation.weld");
}

#[tokio::test]
async fn the_board_tells_what_waits_where_and_the_day_balances() {
    let station = equipped().await;
    let town = &station.town;
    let (one, two) = (station.received(1).await, station.received(2).await);
    let board = town.get(PICKER, "/api/process/hall").await;
    assert_eq!((&board["by_program"], &board["queues"][0]["waiting"]), (&json!(true), &json!(2)), "{board:#}");
    let bag = &board["bags"][0];
    assert_eq!((&bag["stage"], &bag["light"]), (&json!("begin"), &json!("green")));
    let platelets = bag["may"].as_array().expect("products").iter().find(|may| may["product"] == "PLT-C").cloned();
    assert_eq!(platelets.expect("platelets")["latest_at"], json!("2026-02-11T04:00:00.000000Z"));
    town.wait_seconds(2 * 3600);
    assert_eq!(town.get(PICKER, "/api/process/hall").await["amber"], 2, "platelets have two hours left");
    town.wait_seconds(100 * 60);
    assert_eq!(town.get(PICKER, "/api/process/hall").await["red"], 2);
    town.wait_seconds(3600);
    let board = town.get(PICKER, "/api/process/hall").await;
    assert_eq!((&board["bags"][0]["missed"], &board["stuck"]), (&json!(["PLT-C"]), &json!(2)), "{board:#}");

    station.step("spin_hard", "CF-1", &[one], spun()).await;
    station.step("press", "SP-1", &[one], json!({ "result": "ok" })).await;
    let running = station.batch("spin_hard", "CF-1", &[]).await;
    station.scan(&running, &[two]).await;
    let board = town.get(PICKER, "/api/process/hall").await;
    let queue = |stage: &str| {
        let found = board["queues"].as_array().expect("queues").iter().find(|queue| queue["stage"] == stage).cloned();
        found.unwrap_or_else(|| panic!("{stage}: {board:#}"))
    };
    assert_eq!((&queue("make")["waiting"], &queue("spin_hard")["working"]), (&json!(1), &json!(1)));
    let split = json!({ "unit": one, "loss_ml": 20, "outputs": [
        { "product": "RBC-S", "volume_ml": 280, "additive_ml": 100 }, { "product": "FFP", "volume_ml": 130 },
    ] });
    assert_eq!(town.refused(PICKER, "/api/process/splits", split).await, "mass-balance.unaccounted");
    let split = json!({ "unit": one, "loss_ml": 90, "outputs": [
        { "product": "RBC-S", "volume_ml": 280, "additive_ml": 100 }, { "product": "FFP", "volume_ml": 130 },
    ] });
    let made = town.post(PICKER, "/api/process/splits", split).await;
    let board = town.get(PICKER, "/api/process/hall").await;
    let plasma = board["yields"].as_array().expect("yields").iter().find(|one| one["product"] == "FFP").cloned();
    let plasma = plasma.expect("plasma");
    assert_eq!((&plasma["percent"], &plasma["low"]), (&json!(33), &json!(true)), "{plasma:#}");
    let sums = &board["balance"];
    assert_eq!(
        [&sums["parent_ml"], &sums["added_ml"], &sums["children_ml"], &sums["loss_ml"]],
        [400, 100, 410, 90].map(|ml| json!(ml)).each_ref()
    );
    let balances = town.get(PICKER, "/api/process/balances?day=2026-02-11&limit=1").await;
    assert_eq!(balances["items"][0]["plan_title"]["zh"], "全血分离", "{balances:#}");
    assert_eq!(id(&balances["items"][0]["children"][0]["unit_id"]), id(&made["children"][1]["unit_id"]));
    assert_eq!(town.get(PICKER, "/api/process/balances?q=99").await["items"], json!([]));

    let shift = town.post(PICKER, "/api/process/shifts", json!({ "note": "CF-1 尚有一批" })).await;
    assert_eq!((&shift["slip"]["bags"], &shift["slip"]["unchecked"]), (&json!(1), &json!(2)), "{shift:#}");
    assert_eq!(shift["slip"]["machines"][0]["state"], "loading");
    let take = format!("/api/process/shifts/{}/take-over", shift["shift_id"].as_str().expect("an id"));
    assert_eq!(town.refused(PICKER, &take, json!({})).await, "shift.same-person");
    town.post(DRIVER, &take, json!({ "note": "收到" })).await;
    assert_eq!(town.refused(DRIVER, &take, json!({})).await, "shift.taken");
    assert_eq!(town.get(DRIVER, "/api/process/shifts").await["items"][0]["taken_by_name"], "driver");
    let rules = town.get(PICKER, "/api/process/plans").await;
    let separate = rules["plans"].as_array().expect("plans").iter().find(|plan| plan["code"] == "separate").cloned();
    assert_eq!(separate.expect("a plan")["by_program"], true);
}

#[tokio::test]
async fn what_is_registered_is_what_the_rulebook_knows() {
    let station = equipped().await;
    let town = &station.town;
    let body = |kind: &str, places: i32, code: &str| {
        json!({ "code": code, "kind": kind, "name": "x", "maker": "x", "model": "x", "serial": "x", "places": places,
            "site_id": crate::hall::site(crate::hall::HALL), "calibrated_until": "2026-12-31" })
    };
    let register = |body: Value| town.refused(PICKER, "/api/process/equipment", body);
    assert_eq!(register(body("oven", 1, "O-1")).await, "equipment.kind");
    assert_eq!(register(body("centrifuge", 17, "CF-9")).await, "equipment.places");
    assert_eq!(register(body("centrifuge", 16, "CF-1")).await, "equipment.known");
    let programme = json!({ "equipment_id": town.get(PICKER, "/api/process/equipment").await["items"][0]["equipment_id"],
        "step": "wash", "number": "1", "name": "x", "source": "确认报告" });
    assert_eq!(town.refused(PICKER, "/api/process/programmes", programme).await, "programme.step");
    let supply = json!({ "kind": "sugar", "lot": "1", "maker": "x", "expires_on": "2027-01-01" });
    assert_eq!(town.refused(PICKER, "/api/process/supplies", supply).await, "supply.kind");
}
