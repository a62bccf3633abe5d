//! Bags go through the steps of the hall: machine, programme, lots, earlier steps and times are demanded before the next scan.

use serde_json::{Value, json};
use vena_kernel::{
    id::UnitId,
    unit_state::{Fact, HoldKind, Spot},
};
use vena_testkit::town::{DRIVER, Org, PICKER, Town};

use crate::hall::{HALL, Station, id, site};

const BATCHES: &str = "/api/process/batches";

/// A machine with a programme that a second person has approved; answers its id.
pub(crate) async fn machine(town: &Town, code: &str, kind: &str, programmes: &[(&str, &str, Value)]) -> String {
    let body = json!({ "code": code, "kind": kind, "name": code, "maker": "云杉仪器", "model": "M1", "serial": code,
        "places": 2, "site_id": site(HALL), "calibrated_until": "2026-02-12" });
    let machine = town.post(PICKER, "/api/process/equipment", body).await["equipment_id"].clone();
    for (step, number, settings) in programmes {
        let body = json!({ "equipment_id": machine, "step": step, "number": number, "name": step,
            "settings": settings, "source": "确认报告 2026-01" });
        let programme = town.post(PICKER, "/api/process/programmes", body).await;
        let path = format!("/api/process/programmes/{}/approve", programme["programme_id"].as_str().expect("an id"));
        town.post(DRIVER, &path, json!({})).await;
    }
    machine.as_str().expect("an id").to_owned()
}

/// A hall that filters, spins, presses and freezes by program.
pub(crate) async fn equipped() -> Station {
    let station = Station::new().await;
    let town = &station.town;
    machine(town, "CF-1", "centrifuge", &[("spin_hard", "5", json!({ "speed_g": 5000, "seconds": 600 }))]).await;
    machine(town, "SP-1", "separator", &[("press", "1", json!({}))]).await;
    machine(town, "LF-1", "filter_stand", &[("filter", "1", json!({}))]).await;
    machine(town, "BF-1", "blast_freezer", &[("freeze_plasma", "2", json!({}))]).await;
    let lot = json!({ "kind": "filter", "lot": "F2601", "maker": "海棠生物", "expires_on": "2026-02-11" });
    let lot = town.post(PICKER, "/api/process/supplies", lot).await["supply_id"].clone();
    let path = format!("/api/process/supplies/{}/let-in", lot.as_str().expect("an id"));
    assert_eq!(town.refused(PICKER, &path, json!({})).await, "supply.same-person");
    town.post(DRIVER, &path, json!({})).await;
    station
}

impl Station {
    /// A donation that was taken over into the hall.
    pub(crate) async fn received(&self, serial: u32) -> UnitId {
        let (_, unit) = self.donated(serial).await;
        let body = json!({ "scans": [unit], "site_id": site(HALL) });
        self.town.post(PICKER, "/api/process/receipts", body).await;
        unit
    }

    /// Opens a batch; answers its path.
    pub(crate) async fn batch(&self, step: &str, machine: &str, supplies: &[&str]) -> String {
        let body = json!({ "step": step, "equipment": machine, "supplies": supplies });
        let batch = self.town.post(PICKER, BATCHES, body).await;
        format!("{BATCHES}/{}", batch["batch_id"].as_str().expect("an id"))
    }

    /// Scans bags; answers the rule that refuses each, or `ok`.
    pub(crate) async fn scan(&self, batch: &str, units: &[UnitId]) -> Vec<String> {
        let scanned = self.town.post(PICKER, &format!("{batch}/bags"), json!({ "scans": units })).await;
        let items = scanned["items"].as_array().expect("items").iter();
        items.map(|item| item["refusal"]["rule"].as_str().unwrap_or("ok").to_owned()).collect()
    }

    /// One step from opening to end.
    pub(crate) async fn step(&self, step: &str, machine: &str, units: &[UnitId], readings: Value) -> Value {
        let supplies: &[&str] = if step == "filter" { &["F2601"] } else { &[] };
        let batch = self.batch(step, machine, supplies).await;
        let scanned = self.scan(&batch, units).await;
        assert!(scanned.iter().all(|rule| rule == "ok"), "{step}: {scanned:?}");
        self.town.post(PICKER, &format!("{batch}/begin"), json!({})).await;
        self.town.post(PICKER, &format!("{batch}/end"), json!({ "readings": readings })).await
    }
}

/// What a good hard spin reports.
pub(crate) fn spun() -> Value {
    json!({ "speed_g": 5010, "temperature_c": 4.1, "seconds": 603 })
}

fn separation(unit: UnitId) -> Value {
    json!({ "unit": unit, "loss_ml": 20, "outputs": [
        { "product": "RBC-S", "volume_ml": 280, "additive_ml": 100 }, { "product": "FFP", "volume_ml": 200 },
    ] })
}

#[tokio::test]
async fn nothing_is_made_of_a_bag_whose_steps_are_not_behind_it() {
    let station = equipped().await;
    let town = &station.town;
    let unit = station.received(1).await;
    assert_eq!(town.refused(PICKER, "/api/process/splits", separation(unit)).await, "step.missing");
    let pressed = station.batch("press", "SP-1", &[]).await;
    assert_eq!(station.scan(&pressed, &[unit]).await, ["step.missing"]);
    let spin = station.batch("spin_hard", "CF-1", &[]).await;
    assert_eq!(station.scan(&spin, &[unit, unit]).await, ["ok", "batch.elsewhere"]);
    assert_eq!(town.refused(PICKER, "/api/process/splits", separation(unit)).await, "step.running");
    assert_eq!(town.refused(PICKER, &format!("{spin}/end"), json!({})).await, "batch.not-begun");
    town.post(PICKER, &format!("{spin}/begin"), json!({})).await;
    assert_eq!(town.refused(PICKER, &format!("{spin}/bags"), json!({ "scans": [unit] })).await, "batch.begun");
    let ended = town.post(PICKER, &format!("{spin}/end"), json!({ "readings": spun() })).await;
    assert_eq!((&ended["state"], &ended["items"][0]["outcome"]), (&json!("done"), &json!("passed")));
    assert_eq!(town.refused(PICKER, "/api/process/splits", separation(unit)).await, "step.missing", "not pressed yet");
    assert_eq!(station.scan(&pressed, &[unit]).await, ["ok"]);
    town.wait_seconds(300);
    town.post(PICKER, &format!("{pressed}/begin"), json!({})).await;
    town.post(PICKER, &format!("{pressed}/end"), json!({ "readings": { "result": "ok" } })).await;

    let bag = town.get(PICKER, &format!("/api/process/bags/{unit}")).await;
    let steps: Vec<&Value> = bag["done"].as_array().expect("steps").iter().map(|step| &step["step"]).collect();
    assert_eq!(steps, ["spin_hard", "press"]);
    let split = town.post(PICKER, "/api/process/splits", separation(unit)).await;
    let plasma = id(&split["children"][1]["unit_id"]);
    // Plasma is frozen before its label is printed.
    let number = town.unit(plasma).await.facts.donation_number;
    station.qualified(number, "A+");
    let labels = format!("/api/process/units/{plasma}/labels");
    assert_eq!(town.refused(PICKER, &labels, json!({})).await, "step.missing");
    // A donation number that stands on two bags means the one that has such a step.
    let spot = Spot { place: site(HALL), position: None };
    town.happen(Org::Station, plasma, vec![Fact::Moved(spot)]).await;
    let freezer = station.batch("freeze_plasma", "BF-1", &[]).await;
    let scanned = town.post(PICKER, &format!("{freezer}/bags"), json!({ "scans": [number] })).await;
    assert_eq!(scanned["items"][0]["ok"], true, "{scanned:#}");
    town.post(PICKER, &format!("{freezer}/begin"), json!({})).await;
    let missing = town.refused(PICKER, &format!("{freezer}/end"), json!({})).await;
    assert_eq!(missing, "batch.reading-missing");
    town.post(PICKER, &format!("{freezer}/end"), json!({ "readings": { "core_c": -31 } })).await;
    town.post(PICKER, &labels, json!({})).await;
}

#[tokio::test]
async fn a_deviation_isolates_the_bag_until_quality_has_judged_it() {
    let station = equipped().await;
    let town = &station.town;
    let (one, two) = (station.received(1).await, station.received(2).await);
    let warm = json!({ "speed_g": 5000, "temperature_c": 8.2, "seconds": 600 });
    let ended = station.step("spin_hard", "CF-1", &[one, two], warm).await;
    assert_eq!(ended["deviated"], 2, "{ended:#}");
    assert_eq!(ended["items"][0]["deviations"][0]["rule"], "deviation.temperature");
    let held = town.unit(one).await;
    assert_eq!(held.state.holds[0].kind, HoldKind::Investigation);
    assert!(held.state.holds[0].reason.contains("温度 8.2 °C，应为 2–6 °C"), "{}", held.state.holds[0].reason);
    let press = station.batch("press", "SP-1", &[]).await;
    assert_eq!(station.scan(&press, &[one]).await, ["batch.held"]);
    assert_eq!(town.refused(PICKER, "/api/process/splits", separation(one)).await, "step.missing");
    let cases = town.get(PICKER, "/api/process/deviations").await;
    let case = &cases["items"][0];
    assert_eq!(
        (cases["items"].as_array().map(Vec::len), &case["origin"]),
        (Some(1), &serde_json::json!("equipment")),
        "{cases:#}"
    );
    assert!(case["title"]["zh"].as_str().is_some_and(|title| title.contains("8.2 °C")), "{case:#}");

    // Quality lifts the hold: the step counts, and the next one takes the bag.
    let hold_id = held.state.holds[0].hold_id;
    town.happen(Org::Station, one, vec![Fact::Lifted { hold_id }]).await;
    assert_eq!(station.scan(&press, &[one, two]).await, ["ok", "batch.held"]);
}

#[tokio::test]
async fn machine_programme_and_lots_are_settled_before_the_first_bag() {
    let station = equipped().await;
    let town = &station.town;
    let open = |step: &str, machine: &str, supplies: Value| {
        town.refused(PICKER, BATCHES, json!({ "step": step, "equipment": machine, "supplies": supplies }))
    };
    assert_eq!(open("spin_hard", "SP-1", json!([])).await, "equipment.wrong-kind");
    assert_eq!(open("spin_soft", "CF-1", json!([])).await, "programme.not-approved");
    assert_eq!(open("filter", "LF-1", json!([])).await, "batch.supply-missing");
    assert_eq!(open("spin_hard", "CF-1", json!(["F2601"])).await, "supply.wrong-kind");
    assert_eq!(open("moon", "CF-1", json!([])).await, "exists.step");
    assert_eq!(open("spin_hard", "CF-9", json!([])).await, "exists.equipment");
    let unlet = json!({ "kind": "filter", "lot": "F2602", "maker": "海棠生物", "expires_on": "2027-01-01" });
    town.post(PICKER, "/api/process/supplies", unlet.clone()).await;
    assert_eq!(town.refused(PICKER, "/api/process/supplies", unlet).await, "supply.known");
    assert_eq!(open("filter", "LF-1", json!(["F2602"])).await, "supply.not-let-in");
    let batch = station.batch("filter", "LF-1", &["F2601"]).await;
    assert_eq!(open("filter", "LF-1", json!(["F2601"])).await, "equipment.busy");
    assert_eq!(town.refused(PICKER, &format!("{batch}/begin"), json!({})).await, "batch.empty");
    town.post(PICKER, &format!("{batch}/break-off"), json!({ "reason": "开错了" })).await;
    assert_eq!(town.refused(PICKER, &format!("{batch}/begin"), json!({})).await, "batch.over");

    // A second programme of the same step must be chosen; one that was withdrawn serves no longer.
    let machines = town.get(PICKER, "/api/process/equipment").await;
    let centrifuge = machines["items"].as_array().expect("machines").iter().find(|one| one["code"] == "CF-1").cloned();
    let centrifuge = centrifuge.expect("a centrifuge");
    let programme = |settings: Value| {
        json!({ "equipment_id": centrifuge["equipment_id"], "step": "spin_hard", "number": "6", "name": "重离心 2",
            "settings": settings, "source": "确认报告" })
    };
    let fast = town.refused(PICKER, "/api/process/programmes", programme(json!({ "speed_g": 6000, "seconds": 600 })));
    assert_eq!(fast.await, "programme.setting");
    let second = programme(json!({ "speed_g": 4500, "seconds": 600 }));
    let second = town.post(PICKER, "/api/process/programmes", second).await["programme_id"].clone();
    let at = |verb: &str| format!("/api/process/programmes/{}/{verb}", second.as_str().expect("an id"));
    let chosen = json!({ "step": "spin_hard", "equipment": "cf-1", "programme_id": second });
    assert_eq!(town.refused(PICKER, BATCHES, chosen.clone()).await, "programme.not-approved");
    assert_eq!(town.refused(PICKER, &at("approve"), json!({})).await, "programme.same-person");
    town.post(DRIVER, &at("approve"), json!({})).await;
    assert_eq!(open("spin_hard", "CF-1", json!([])).await, "programme.choose");
    let other = json!({ "step": "press", "equipment": "SP-1", "programme_id": second });
    assert_eq!(town.refused(PICKER, BATCHES, other).await, "programme.other");
    town.post(DRIVER, &at("withdraw"), json!({ "reason": "设备大修" })).await;
    assert_eq!(town.refused(PICKER, BATCHES, chosen).await, "programme.withdrawn");

    let machine =
        |verb: &str| format!("/api/process/equipment/{}/{verb}", centrifuge["equipment_id"].as_str().expect("an id"));
    town.post(PICKER, &machine("stop"), json!({ "reason": "振动异常" })).await;
    assert_eq!(open("spin_hard", "CF-1", json!([])).await, "equipment.stopped");
    town.post(PICKER, &machine("resume"), json!({ "reason": "已检修" })).await;
    let spin = station.batch("spin_hard", "CF-1", &[]).await;
    let unit = station.received(1).await;
    assert_eq!(station.scan(&spin, &[unit]).await, ["ok"]);
    town.wait_seconds(2 * 86_400);
    let lapsed = town.refused(PICKER, &format!("{spin}/begin"), json!({})).await;
    assert_eq!(lapsed, "equipment.calibration", "it ended while the bags were scanned");
    assert_eq!(open("filter", "LF-1", json!(["F2601"])).await, "equipment.calibration");
    let until = json!({ "until": "2026-12-31", "note": "证书 J-1" });
    town.post(PICKER, &machine("calibrate"), until).await;
    town.post(PICKER, &format!("{spin}/begin"), json!({})).await;
}

#[tokio::test]
async fn a_hall_does_not_fall_back_to_paper() {
    let station = equipped().await;
    let town = &station.town;
    let unit = station.received(1).await;
    for programme in town.get(PICKER, "/api/process/programmes").await["items"].as_array().expect("programmes") {
        let path = format!("/api/process/programmes/{}/withdraw", programme["programme_id"].as_str().expect("an id"));
        town.post(DRIVER, &path, json!({ "reason": "重新确认" })).await;
    }
    assert_eq!(town.refused(PICKER, "/api/process/splits", separation(unit)).await, "step.missing");
    let shown = town.get(PICKER, &format!("/api/process/units/{unit}")).await;
    let outputs = shown["outputs"].as_array().expect("outputs");
    let cells = outputs.iter().find(|output| output["product"] == "RBC-S").expect("red cells");
    assert_eq!((&cells["ok"], &cells["reason"]["rule"]), (&json!(false), &json!("step.missing")), "{cells:#}");
    let platelets = outputs.iter().find(|output| output["product"] == "PLT-C").expect("platelets");
    assert_eq!(platelets["ok"], true, "this hall makes them by paper: {platelets:#}");
}

#[tokio::test]
async fn a_bag_that_became_too_old_while_it_waited_is_taken_out() {
    let station = equipped().await;
    let town = &station.town;
    let (early, late) = (station.received(1).await, station.received(2).await);
    let batch = station.batch("filter", "LF-1", &["F2601"]).await;
    assert_eq!(station.scan(&batch, &[early, late]).await, ["ok", "ok"]);
    let third = station.received(3).await;
    assert_eq!(station.scan(&batch, &[third]).await, ["batch.full"]);
    // The later bag was collected a second after the earlier one.
    town.wait_seconds(46 * 3600 - 2);
    for (verb, body) in [("calibrate", json!({ "until": "2026-12-31", "note": "证书 J-2" }))] {
        let machines = town.get(PICKER, "/api/process/equipment").await;
        let stand = machines["items"].as_array().expect("machines").iter().find(|one| one["code"] == "LF-1").cloned();
        let stand = stand.expect("a stand")["equipment_id"].as_str().expect("an id").to_owned();
        town.post(PICKER, &format!("/api/process/equipment/{stand}/{verb}"), body).await;
    }
    assert_eq!(town.refused(PICKER, &format!("{batch}/begin"), json!({})).await, "batch.bag-late");
    let out = format!("{batch}/remove");
    town.post(PICKER, &out, json!({ "unit_id": early })).await;
    assert_eq!(town.refused(PICKER, &out, json!({ "unit_id": early })).await, "batch.not-in");
    town.post(PICKER, &format!("{batch}/begin"), json!({})).await;
    assert_eq!(town.unit(early).await.state.holds.len(), 0, "nothing happened to it");
}

#[tokio::test]
async fn a_step_that_was_broken_off_leaves_nothing_to_chance() {
    let station = equipped().await;
    let town = &station.town;
    let unit = station.received(1).await;
    let spin = station.batch("spin_hard", "CF-1", &[]).await;
    station.scan(&spin, &[unit]).await;
    town.post(PICKER, &format!("{spin}/begin"), json!({})).await;
    let machines = town.get(PICKER, "/api/process/equipment").await;
    assert!(machines["items"].to_string().contains("batch_no"), "whoever comes later finds the batch at its machine");
    assert_eq!(town.refused(DRIVER, &format!("{spin}/check"), json!({})).await, "batch.not-over");
    let broken = town.post(PICKER, &format!("{spin}/break-off"), json!({ "reason": "停电" })).await;
    assert_eq!(broken["items"][0]["deviations"][0]["rule"], "deviation.broken-off", "{broken:#}");
    assert_eq!(town.unit(unit).await.state.holds.len(), 1);
    assert_eq!(town.refused(PICKER, &format!("{spin}/check"), json!({})).await, "batch.same-person");
    town.post(DRIVER, &format!("{spin}/check"), json!({})).await;
    assert_eq!(town.refused(DRIVER, &format!("{spin}/check"), json!({})).await, "batch.checked");
    // Even when quality lets the bag go, a spin that nobody finished is none.
    let hold_id = town.unit(unit).await.state.holds[0].hold_id;
    town.happen(Org::Station, unit, vec![Fact::Lifted { hold_id }]).await;
    let press = station.batch("press", "SP-1", &[]).await;
    assert_eq!(station.scan(&press, &[unit]).await, ["step.missing"]);
    let again = station.batch("spin_hard", "CF-1", &[]).await;
    assert_eq!(station.scan(&again, &[unit]).await, ["ok"]);
}

#[tokio::test]
async fn of_two_who_scan_one_bag_at_two_machines_one_has_it() {
    let station = equipped().await;
    let town = &station.town;
    machine(town, "CF-2", "centrifuge", &[("spin_hard", "5", json!({ "speed_g": 5000, "seconds": 600 }))]).await;
    let unit = station.received(1).await;
    let (left, right) = (station.batch("spin_hard", "CF-1", &[]).await, station.batch("spin_hard", "CF-2", &[]).await);
    for round in 0..5 {
        let scans = json!({ "scans": [unit] });
        let (paths, body) = ([&left, &right].map(|batch| format!("{batch}/bags")), &scans);
        let [one, two] =
            [(PICKER, &paths[0]), (DRIVER, &paths[1])].map(|(who, path)| town.post(who, path, body.clone()));
        let (one, two) = futures::join!(one, two);
        let rules =
            [&one, &two].map(|answer| answer["items"][0]["refusal"]["rule"].as_str().unwrap_or("ok").to_owned());
        let mut sorted = rules.clone();
        sorted.sort();
        assert_eq!(sorted, ["batch.elsewhere", "ok"], "round {round}: {rules:?}");
        let winner = if rules[0] == "ok" { &left } else { &right };
        town.post(PICKER, &format!("{winner}/remove"), json!({ "unit_id": unit })).await;
    }
}
