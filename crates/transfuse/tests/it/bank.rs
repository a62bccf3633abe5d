use axum::http::Method;
use serde_json::{Value, json};
use vena_kernel::{
    id::UnitId,
    unit_state::{Fact, HoldKind, Life, Mode, Promise},
};
use vena_testkit::town::{BANK, Bag, DOCTOR, HILL_BANK, NURSE, Org, Town};

pub(crate) async fn town() -> Town {
    Town::new(vec![vena_transfuse::module()]).await
}

fn text(value: &Value) -> &str {
    value.as_str().expect("a text")
}

/// A patient whose group two samples agree on, and the newer sample.
pub(crate) async fn patient(town: &Town, record_no: &str, group: &str) -> (Value, Value) {
    let new = json!({ "record_no": record_no, "name": "赵小满", "sex": "female", "born_on": "1980-05-06" });
    let patient = town.post(BANK, "/api/transfuse/patients", new).await;
    let mut sample = Value::Null;
    for (tube, hours) in [("a", 2), ("b", 1)] {
        let drawn_at = town.now().plus_seconds(-hours * 3600);
        let new = json!({ "patient_id": patient["patient_id"], "sample_no": format!("{record_no}{tube}"), "drawn_at": drawn_at, "group": group });
        sample = town.post(BANK, "/api/transfuse/samples", new).await;
    }
    (patient["patient_id"].clone(), sample["sample_id"].clone())
}

/// A crossmatched unit; returns the path of the match.
pub(crate) async fn matched(town: &Town, unit: UnitId, patient: &Value, sample: &Value) -> String {
    let new =
        json!({ "unit": unit, "patient_id": patient, "sample_id": sample, "crossmatch": { "result": "compatible" } });
    let made = town.post(BANK, "/api/transfuse/matches", new).await;
    assert_eq!(made["state"], "matched");
    format!("/api/transfuse/matches/{}", text(&made["match_id"]))
}

pub(crate) fn to_ward() -> Value {
    json!({ "ward": Org::Harbour.ward(), "visual_check": "ok" })
}

#[tokio::test]
async fn a_unit_is_matched_dispensed_and_comes_back_in_time() {
    let town = town().await;
    let unit = town.delivered(Bag::red_cells(1, "A+"), Org::Harbour).await;
    let (patient, sample) = patient(&town, "P1", "A+").await;
    let path = matched(&town, unit, &patient, &sample).await;
    assert!(matches!(town.unit(unit).await.state.promise, Promise::Matched { .. }));
    let stock = town.get(NURSE, "/api/transfuse/stock").await;
    assert_eq!((&stock["cells"][0]["matched"], &stock["cells"][0]["free"]), (&json!(1), &json!(0)));

    let dispense = format!("{path}/dispense");
    let elsewhere = json!({ "ward": Org::Hill.ward(), "visual_check": "ok" });
    assert_eq!(town.refused(BANK, &dispense, elsewhere).await, "dispense.ward");
    let cloudy = json!({ "ward": Org::Harbour.ward(), "visual_check": "not_ok" });
    assert_eq!(town.refused(BANK, &dispense, cloudy).await, "dispense.visual-check");
    let out = town.post(BANK, &dispense, to_ward()).await;
    assert_eq!(
        (&out["state"], &out["can"]["return"]["ok"], &out["can"]["dispense"]["ok"]),
        (&json!("dispensed"), &json!(true), &json!(false))
    );
    let state = town.unit(unit).await.state;
    assert!(state.life == Life::Issued && matches!(state.custody.mode, Mode::OutOfControl { .. }), "{state:?}");

    town.wait_seconds(20 * 60);
    let back = |minutes: i64, seal: bool, spiked: bool| json!({ "reason": "手术延期", "minutes_out": minutes, "seal_intact": seal, "spiked": spiked });
    let give_back = format!("{path}/return");
    assert_eq!(town.refused(BANK, &give_back, back(31, true, false)).await, "return.minutes");
    assert_eq!(town.refused(BANK, &give_back, back(5, false, false)).await, "unit.return-seal");
    assert_eq!(town.refused(BANK, &give_back, back(5, true, true)).await, "unit.return-spiked");
    let returned = town.post(BANK, &give_back, back(5, true, false)).await;
    assert_eq!(
        (&returned["state"], &returned["returned"]["minutes_out"]),
        (&json!("returned"), &json!(20)),
        "the clock counts, not the tale"
    );
    let state = town.unit(unit).await.state;
    assert_eq!((state.life, state.promise, state.custody.mode), (Life::Stock, Promise::Free, Mode::InControl));

    let path = matched(&town, unit, &patient, &sample).await;
    town.post(BANK, &format!("{path}/dispense"), to_ward()).await;
    town.wait_seconds(11 * 60);
    let again = town.refused(BANK, &format!("{path}/return"), back(11, true, false)).await;
    assert_eq!(again, "return.minutes", "20 minutes then and 11 now are more than 30");
}

#[tokio::test]
async fn what_may_not_be_matched_is_refused_by_name() {
    let town = town().await;
    let unit = town.delivered(Bag::red_cells(1, "A+"), Org::Harbour).await;
    let wrong = town.delivered(Bag::red_cells(2, "B+"), Org::Harbour).await;
    let held = town.delivered(Bag::red_cells(3, "A+"), Org::Harbour).await;
    town.happen(Org::Harbour, held, vec![Fact::Held { hold: HoldKind::Damaged }]).await;
    let at_station = town.stocked(Bag::red_cells(4, "A+")).await;
    let (own, sample) = patient(&town, "P1", "A+").await;
    let (_, foreign) = patient(&town, "P2", "A+").await;

    let matching = "/api/transfuse/matches";
    let new = |unit: UnitId, sample: &Value, result: &str| json!({ "unit": unit, "patient_id": own, "sample_id": sample, "crossmatch": { "result": result } });
    let refused = |body: Value| town.refused(BANK, matching, body);
    assert_eq!(refused(new(wrong, &sample, "compatible")).await, "compatibility.red-cells");
    assert_eq!(refused(new(held, &sample, "compatible")).await, "unit.held");
    assert_eq!(refused(new(at_station, &sample, "compatible")).await, "unit.unknown");
    assert_eq!(refused(new(unit, &sample, "not_required")).await, "crossmatch.required");
    assert_eq!(refused(new(unit, &Value::Null, "compatible")).await, "sample.required");
    assert_eq!(refused(new(unit, &foreign, "compatible")).await, "sample.of-patient");
    assert_eq!(refused(new(unit, &sample, "emergency")).await, "emergency.reason");

    let written = town.post(BANK, matching, new(unit, &sample, "incompatible")).await;
    assert_eq!(
        (&written["state"], &written["can"]["dispense"]["reason"]["rule"]),
        (&json!("incompatible"), &json!("crossmatch.incompatible"))
    );
    assert_eq!(town.unit(unit).await.state.promise, Promise::Free);

    let path = matched(&town, unit, &own, &sample).await;
    assert_eq!(refused(new(unit, &sample, "compatible")).await, "match.exists-already");
    assert_eq!(town.call(HILL_BANK, Method::GET, &path, None).await.0, 404);
    let (other, other_sample) = patient(&town, "P3", "A+").await;
    let taken = json!({ "unit": unit, "patient_id": other, "sample_id": other_sample, "crossmatch": { "result": "compatible" } });
    assert_eq!(refused(taken).await, "unit.promised-to-other");
    town.post(BANK, &format!("{path}/cancel"), json!({ "reason": "不再需要" })).await;
    assert_eq!(town.unit(unit).await.state.promise, Promise::Free);
    town.wait_seconds(72 * 3600);
    assert_eq!(refused(new(unit, &sample, "compatible")).await, "sample.expired");
}

#[tokio::test]
async fn a_match_lapses_with_its_sample_and_makes_room() {
    let town = town().await;
    let unit = town.delivered(Bag::red_cells(1, "A+"), Org::Harbour).await;
    let (one, sample) = patient(&town, "P1", "A+").await;
    let path = matched(&town, unit, &one, &sample).await;
    town.wait_seconds(71 * 3600);
    let shown = town.get(BANK, &path).await;
    assert_eq!(
        (&shown["state"], &shown["can"]["dispense"]["reason"]["rule"]),
        (&json!("lapsed"), &json!("match.lapsed"))
    );
    assert_eq!(town.refused(BANK, &format!("{path}/dispense"), to_ward()).await, "match.lapsed");
    let (other, fresh) = patient(&town, "P2", "A+").await;
    matched(&town, unit, &other, &fresh).await;
    town.post(BANK, &format!("{path}/cancel"), json!({ "reason": "整理旧记录" })).await;
    let still = town.unit(unit).await.state.promise;
    assert_eq!(json!(still.patient()), other, "calling off a lapsed match frees nobody else's unit");
}

#[tokio::test]
async fn plasma_needs_no_crossmatch_but_its_own_group_or_an_approval() {
    let town = town().await;
    let bag = Bag { product: "FFP", ..Bag::red_cells(1, "AB+") };
    town.delivered(bag, Org::Harbour).await;
    let (own, _) = patient(&town, "P1", "A+").await;
    let mut new = json!({ "unit": bag.label(), "patient_id": own, "crossmatch": { "result": "not_required" } });
    assert_eq!(town.refused(BANK, "/api/transfuse/matches", new.clone()).await, "compatibility.approval");
    new["approval_reason"] = json!("A 型血浆缺货，主任批准");
    let made = town.post(BANK, "/api/transfuse/matches", new).await;
    let path = format!("/api/transfuse/matches/{}", text(&made["match_id"]));
    town.post(BANK, &format!("{path}/dispense"), to_ward()).await;
    let mut back = json!({ "reason": "不用了", "minutes_out": 3, "seal_intact": true });
    assert_eq!(town.refused(BANK, &format!("{path}/return"), back.clone()).await, "return.thawed");
    back["still_frozen"] = json!(true);
    town.post(BANK, &format!("{path}/return"), back).await;
}

#[tokio::test]
async fn an_emergency_leaves_on_a_physicians_signature_and_the_crossmatch_follows() {
    let town = town().await;
    let unit = town.delivered(Bag::red_cells(1, "O+"), Org::Harbour).await;
    let wrong = town.delivered(Bag::red_cells(2, "A+"), Org::Harbour).await;
    let new = json!({ "record_no": "E1", "name": "无名氏", "sex": "male" });
    let unknown = town.post(BANK, "/api/transfuse/patients", new).await["patient_id"].clone();
    let urgent = |unit: UnitId| json!({ "unit": unit, "patient_id": unknown, "crossmatch": { "result": "emergency", "reason": "大出血，血型未知" } });
    assert_eq!(town.refused(BANK, "/api/transfuse/matches", urgent(wrong)).await, "compatibility.red-cells");
    let made = town.post(BANK, "/api/transfuse/matches", urgent(unit)).await;
    let path = format!("/api/transfuse/matches/{}", text(&made["match_id"]));
    assert_eq!(town.refused(BANK, &format!("{path}/dispense"), to_ward()).await, "emergency.physician-signature");
    assert_eq!(town.refused(BANK, &format!("{path}/sign-emergency"), json!({})).await, "emergency.second-person");
    let signed = town.post(DOCTOR, &format!("{path}/sign-emergency"), json!({})).await;
    assert_eq!(signed["emergency"]["signature"].as_str().map(str::len), Some(64));
    town.post(BANK, &format!("{path}/dispense"), to_ward()).await;
    let event = town.events(unit, "dispensed").await.remove(0);
    assert!(
        matches!(event.fact, Fact::Dispensed { emergency: Some(emergency), .. } if emergency.physician == DOCTOR.id())
    );

    let due = town.get(BANK, "/api/transfuse/matches?due=true").await;
    assert_eq!(due["items"][0]["match_id"], made["match_id"]);
    town.wait_seconds(31 * 60);
    let rules: Vec<Value> = town.get(BANK, &path).await["warnings"]
        .as_array()
        .expect("warnings")
        .iter()
        .map(|warning| warning["rule"].clone())
        .collect();
    assert_eq!(rules, ["start.late", "crossmatch.overdue"]);
    let sample = town
        .post(
            BANK,
            "/api/transfuse/samples",
            json!({ "patient_id": unknown, "sample_no": "E1a", "drawn_at": town.now() }),
        )
        .await;
    let (_, foreign) = patient(&town, "P9", "A+").await;
    let later = |sample: &Value| json!({ "result": "incompatible", "sample_id": sample });
    assert_eq!(town.refused(BANK, &format!("{path}/crossmatch"), later(&foreign)).await, "sample.of-patient");
    town.post(BANK, &format!("{path}/crossmatch"), later(&sample["sample_id"])).await;
    assert_eq!(town.unit(unit).await.state.holds[0].kind, HoldKind::PatientReport);
    assert_eq!(
        town.refused(BANK, &format!("{path}/crossmatch"), later(&sample["sample_id"])).await,
        "crossmatch.entered-already"
    );
    let scan = json!({ "patient_scan": "E1", "unit_scan": unit });
    assert_eq!(
        town.refused(NURSE, &format!("{path}/start"), scan).await,
        "unit.held",
        "an incompatible unit does not start"
    );
    assert_eq!(town.get(BANK, "/api/transfuse/matches?due=true").await["items"], json!([]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_unit_is_matched_to_one_of_many_patients() {
    let town = std::sync::Arc::new(town().await);
    let unit = town.delivered(Bag::red_cells(1, "A+"), Org::Harbour).await;
    let mut requests = Vec::new();
    for number in 0..8 {
        let (own, sample) = patient(&town, &format!("P{number}"), "A+").await;
        requests.push(
            json!({ "unit": unit, "patient_id": own, "sample_id": sample, "crossmatch": { "result": "compatible" } }),
        );
    }
    let tasks: Vec<_> = requests
        .into_iter()
        .map(|body| {
            let town = std::sync::Arc::clone(&town);
            tokio::spawn(async move { town.call(BANK, Method::POST, "/api/transfuse/matches", Some(&body)).await })
        })
        .collect();
    let mut won = 0;
    for task in tasks {
        let (status, answer) = task.await.expect("no panic");
        assert!(status == 201 || answer["rule"] == "unit.promised-to-other", "{status} {answer}");
        won += usize::from(status == 201);
    }
    assert_eq!((won, town.events(unit, "matched").await.len()), (1, 1));
}

#[tokio::test]
async fn the_stock_counts_each_bag_once_and_shows_its_own_hospital_only() {
    let town = town().await;
    for serial in 1..=3 {
        town.delivered(Bag::red_cells(serial, "A+"), Org::Harbour).await;
    }
    let soon = town.delivered(Bag { hours: 48, ..Bag::red_cells(4, "A+") }, Org::Harbour).await;
    let held = town.delivered(Bag::red_cells(5, "A+"), Org::Harbour).await;
    town.happen(Org::Harbour, held, vec![Fact::Held { hold: HoldKind::Damaged }]).await;
    let cell = town.get(BANK, "/api/transfuse/stock").await["cells"][0].clone();
    let numbers =
        ["bags", "free", "matched", "held", "expired", "expiring"].map(|name| cell[name].as_i64().expect("a count"));
    assert_eq!((numbers, &cell["volume_ml"], &cell["group"]), ([5, 4, 0, 1, 0, 1], &json!(1000), &json!("A+")));
    let page = town.get(BANK, "/api/transfuse/stock/units?limit=2&group=A%2B&product=RBC-S-LR").await;
    assert_eq!(page["items"][0]["unit_id"], json!(soon), "first expiry first");
    let next = text(&page["next"]);
    let rest = town.get(BANK, &format!("/api/transfuse/stock/units?limit=5&cursor={next}")).await;
    assert_eq!((rest["items"].as_array().map(Vec::len), &rest["next"]), (Some(3), &Value::Null));
    assert_eq!(town.get(HILL_BANK, "/api/transfuse/stock").await["cells"], json!([]));
    town.wait_seconds(48 * 3600);
    let cell = town.get(BANK, "/api/transfuse/stock").await["cells"][0].clone();
    assert_eq!((&cell["expired"], &cell["free"]), (&json!(1), &json!(3)));
    assert!(town.get(BANK, "/api/transfuse/codes").await["reactions"].as_array().is_some_and(|codes| codes.len() > 10));
}
