use axum::http::{Method, StatusCode};
use serde_json::{Value, json};
use vena_kernel::unit_state::Fact;
use vena_testkit::town::{BANK, Org};

use crate::bench::{CHECKER, HOUSE, Lab, Sample, TESTER};

const RECEIPTS: &str = "/api/lab/sample-receipts";
const RACKS: &str = "/api/lab/racks";
const DISPOSALS: &str = "/api/lab/disposals";

async fn opened(lab: &Lab) -> String {
    let day = lab.town.now().day_in(&vena_kernel::zone::china());
    let body = json!({ "site_id": HOUSE, "day": day, "temperature_c": 8.5 });
    let receipt = lab.town.post(TESTER, RECEIPTS, body).await;
    receipt["receipt_id"].as_str().expect("an id").to_owned()
}

fn tube(sample: Sample, role: &str) -> Value {
    json!({ "scan": sample.number, "role": role })
}

/// Receives these tubes; answers the last receipt.
async fn received(lab: &Lab, receipt: &str, samples: &[Sample], roles: &[&str]) -> Value {
    let mut last = Value::Null;
    for sample in samples {
        for role in roles {
            last = lab.town.post(TESTER, &format!("{RECEIPTS}/{receipt}/tubes"), tube(*sample, role)).await;
            assert_eq!(last["outcome"], "kept", "{last}");
        }
    }
    last["receipt"].clone()
}

#[tokio::test]
async fn tubes_are_received_against_the_list_of_the_day_and_what_differs_has_a_name() {
    let lab = Lab::new().await;
    let [one, two, three] = [lab.donated(1, 1).await, lab.donated(2, 2).await, lab.donated(3, 3).await];
    let town = &lab.town;
    let sessions = town.get(TESTER, "/api/lab/sample-sessions").await;
    assert_eq!((&sessions["items"][0]["donations"], &sessions["items"][0]["state"]), (&json!(3), &json!("none")));
    let nowhere = json!({ "site_id": HOUSE, "day": "2026-01-01" });
    assert_eq!(town.refused(TESTER, RECEIPTS, nowhere).await, "sample.session", "nothing was sent on that day");
    let receipt = opened(&lab).await;
    assert_eq!(receipt, opened(&lab).await, "whoever comes second gets the same");

    received(&lab, &receipt, &[one], &["serology", "nat", "retention"]).await;
    received(&lab, &receipt, &[two], &["serology"]).await;
    let tubes = format!("{RECEIPTS}/{receipt}/tubes");
    let again = town.post(TESTER, &tubes, tube(one, "nat")).await;
    assert_eq!(again["outcome"], "already", "the same tube twice");
    let bad = json!({ "scan": two.number, "role": "nat", "findings": ["haemolysed"], "note": "深红" });
    let bad = town.post(TESTER, &tubes, bad).await;
    assert_eq!((&bad["outcome"], &bad["tube"]["outcome"]), (&json!("kept"), &json!("refused")));
    let fatty = json!({ "scan": two.number, "role": "retention", "findings": ["lipaemic"] });
    let fatty = town.post(TESTER, &tubes, fatty).await;
    assert_eq!(fatty["tube"]["outcome"], "remarked");
    let unknown = town.post(TESTER, &tubes, json!({ "scan": "0160226099999", "role": "nat" })).await;
    assert_eq!(unknown["outcome"], "extra");
    let bare = town.post(TESTER, &tubes, json!({ "note": "紫盖，无标签" })).await;
    assert_eq!(bare["receipt"]["extras"].as_array().map(Vec::len), Some(2));
    for (body, rule) in [
        (json!({}), "sample.unlabelled"),
        (json!({ "scan": "016022600000", "role": "nat" }), "donation-number.damaged"),
        (json!({ "scan": three.number }), "sample.role"),
        (json!({ "scan": three.number, "role": "nat", "findings": ["blue"] }), "sample.finding"),
    ] {
        assert_eq!(town.refused(TESTER, &tubes, body).await, rule);
    }
    let view = town.get(TESTER, &format!("{RECEIPTS}/{receipt}")).await;
    let counts = json!({ "expected": 9, "good": 5, "remarked": 1, "refused": 1, "missing": 3, "extra": 2 });
    assert_eq!(view["counts"], counts);

    let close = format!("{RECEIPTS}/{receipt}/close");
    assert_eq!(town.refused(TESTER, &close, json!({})).await, "sample.reason");
    let closed = town.post(TESTER, &close, json!({ "reason": "三号试管留在采血点，已电话通知" })).await;
    assert_eq!(closed["can"]["confirm"]["reason"]["rule"], "sample.same-person");
    assert_eq!(town.refused(TESTER, &tubes, tube(three, "nat")).await, "sample.receipt-closed");
    let confirm = format!("{RECEIPTS}/{receipt}/confirm");
    assert_eq!(town.refused(TESTER, &confirm, json!({})).await, "sample.same-person");
    let confirmed = town.post(CHECKER, &confirm, json!({})).await;
    assert_eq!(confirmed["state"], "confirmed");
    assert_eq!(town.refused(CHECKER, &confirm, json!({})).await, "sample.confirmed");
    assert_eq!(town.get(BANK, RECEIPTS).await["items"], json!([]), "another organisation has its own");
}

#[tokio::test]
async fn what_comes_late_is_another_receipt_and_a_good_tube_takes_the_place_of_a_refused_one() {
    let lab = Lab::new().await;
    let one = lab.donated(1, 1).await;
    let first = opened(&lab).await;
    received(&lab, &first, &[one], &["serology", "retention"]).await;
    let town = &lab.town;
    let leaked = json!({ "scan": one.number, "role": "nat", "findings": ["leaked"] });
    town.post(TESTER, &format!("{RECEIPTS}/{first}/tubes"), leaked).await;
    town.post(TESTER, &format!("{RECEIPTS}/{first}/close"), json!({ "reason": "核酸管漏" })).await;

    let second = opened(&lab).await;
    assert_ne!(first, second);
    let receipt = received(&lab, &second, &[one], &["nat"]).await;
    assert_eq!((&receipt["counts"]["good"], &receipt["counts"]["refused"]), (&json!(3), &json!(0)));
    let closed = town.post(TESTER, &format!("{RECEIPTS}/{second}/close"), json!({})).await;
    assert_eq!(closed["state"], "closed", "nothing is lacking any more, and nothing needs a reason");
    let custody = town.get(TESTER, &one.path("/custody")).await;
    let steps: Vec<&str> =
        custody["steps"].as_array().expect("steps").iter().map(|one| one["step"].as_str().expect("a word")).collect();
    assert_eq!(steps, ["drawn", "accepted", "accepted", "refused", "accepted"]);
}

#[tokio::test]
async fn of_two_who_scan_one_tube_at_the_same_second_one_receives_it() {
    let lab = Lab::new().await;
    let one = lab.donated(1, 1).await;
    let receipt = opened(&lab).await;
    let (tubes, body) = (format!("{RECEIPTS}/{receipt}/tubes"), tube(one, "nat"));
    let (first, second) = futures::join!(
        lab.town.call(TESTER, Method::POST, &tubes, Some(&body)),
        lab.town.call(CHECKER, Method::POST, &tubes, Some(&body)),
    );
    assert_eq!((first.0, second.0), (StatusCode::OK, StatusCode::OK));
    let mut outcomes = [first.1["outcome"].as_str().expect("a word"), second.1["outcome"].as_str().expect("a word")];
    outcomes.sort_unstable();
    assert_eq!(outcomes, ["already", "kept"]);
    let rows: i64 =
        sqlx::query_scalar("select count(*) from lab.tube").fetch_one(lab.town.db().pool()).await.expect("rows");
    assert_eq!(rows, 1);
}

/// A retention box of two by two.
async fn retention_box(lab: &Lab, code: &str) -> String {
    let body = json!({ "code": code, "name": "留样盒", "room": "-30 冰箱 1 层", "kind": "retention", "rows": 2, "columns": 2 });
    lab.town.post(TESTER, RACKS, body).await["rack_id"].as_str().expect("an id").to_owned()
}

#[tokio::test]
async fn a_tube_stands_in_one_place_and_every_movement_is_kept() {
    let lab = Lab::new().await;
    let [one, two] = [lab.donated(1, 1).await, lab.donated(2, 2).await];
    let receipt = opened(&lab).await;
    received(&lab, &receipt, &[one, two], &["retention"]).await;
    let town = &lab.town;
    let rack = retention_box(&lab, "R1").await;
    let twice = json!({ "code": "R1", "name": "留样盒", "room": "同上", "kind": "work", "rows": 2, "columns": 2 });
    assert_eq!(town.refused(TESTER, RACKS, twice).await, "rack.code");
    let put = format!("{RACKS}/{rack}/tubes");
    let map = town.post(TESTER, &put, json!({ "scan": one.number })).await;
    assert_eq!(map["tubes"][0]["place"], "A1", "the first that is free");
    assert_eq!(town.refused(TESTER, &put, json!({ "scan": one.number })).await, "rack.elsewhere");
    let occupied = json!({ "scan": two.number, "row": 1, "column": 1 });
    assert_eq!(town.refused(TESTER, &put, occupied).await, "rack.occupied");
    assert_eq!(town.refused(TESTER, &put, json!({ "scan": two.number, "role": "nat" })).await, "rack.no-tube");
    let at = json!({ "scan": two.number, "row": 2, "column": 2 });
    let map = town.post(CHECKER, &put, at).await;
    assert_eq!((map["used"].as_i64(), &map["tubes"][1]["place"]), (Some(2), &json!("B2")));

    let tube = map["tubes"][0]["tube_id"].as_str().expect("an id").to_owned();
    let take = format!("{RACKS}/{rack}/tubes/{tube}/take");
    town.post(CHECKER, &take, json!({ "reason": "复检" })).await;
    assert_eq!(town.refused(CHECKER, &take, json!({ "reason": "复检" })).await, "rack.not-in");
    town.post(TESTER, &put, json!({ "scan": one.number })).await;
    let custody = town.get(TESTER, &one.path("/custody")).await;
    let steps: Vec<(&str, &str)> = custody["steps"]
        .as_array()
        .expect("steps")
        .iter()
        .map(|one| (one["step"].as_str().expect("a word"), one["place"].as_str().expect("a place")))
        .skip(2)
        .collect();
    assert_eq!(steps, [("placed", "R1 A1"), ("taken", "R1 A1"), ("placed", "R1 A1")]);
    assert_eq!(custody["tubes"][0]["position"], "R1 A1");
}

#[tokio::test]
async fn two_who_take_the_last_place_take_it_once() {
    let lab = Lab::new().await;
    let [one, two] = [lab.donated(1, 1).await, lab.donated(2, 2).await];
    let receipt = opened(&lab).await;
    received(&lab, &receipt, &[one, two], &["retention"]).await;
    let put = format!("{RACKS}/{}/tubes", retention_box(&lab, "R1").await);
    let bodies = [one, two].map(|sample| json!({ "scan": sample.number, "row": 1, "column": 2 }));
    let (first, second) = futures::join!(
        lab.town.call(TESTER, Method::POST, &put, Some(&bodies[0])),
        lab.town.call(CHECKER, Method::POST, &put, Some(&bodies[1])),
    );
    let taken = [&first, &second].into_iter().filter(|(status, _)| *status == StatusCode::OK).count();
    assert_eq!(taken, 1, "{first:?} {second:?}");
    let refused = if first.0 == StatusCode::OK { second.1 } else { first.1 };
    assert_eq!(refused["rule"], "rack.occupied");
}

#[tokio::test]
async fn tubes_are_destroyed_by_two_and_never_before_their_time() {
    let lab = Lab::new().await;
    let [one, two] = [lab.donated(1, 1).await, lab.donated(2, 2).await];
    let receipt = opened(&lab).await;
    received(&lab, &receipt, &[one, two], &["serology", "retention"]).await;
    let town = &lab.town;
    lab.judged(one, "O+").await;
    lab.judged(two, "O+").await;
    let none = town.get(TESTER, "/api/lab/disposal-candidates").await;
    assert_eq!(none["items"], json!([]), "the reports are of today");
    town.wait_seconds(31 * 86_400);
    town.happen(Org::Station, two.unit, vec![Fact::Held { hold: vena_kernel::unit_state::HoldKind::LookBack }]).await;

    let list = town.get(TESTER, "/api/lab/disposal-candidates").await;
    let mut rows = list["items"].as_array().expect("rows").clone();
    // Tubes of one second may come in any order.
    rows.sort_by_key(|row| (row["donation_number"].to_string(), row["role"] != "serology"));
    let said: Vec<&str> = rows.iter().map(|row| row["reason"]["rule"].as_str().unwrap_or("may")).collect();
    assert_eq!(said, ["may", "disposal.blood-left", "disposal.held", "disposal.held"]);
    let ids: Vec<&Value> = rows.iter().map(|row| &row["tube_id"]).collect();
    let batch = |tubes: Value| json!({ "tubes": tubes, "container": "HW-0318", "weight_g": 420 });
    assert_eq!(town.refused(TESTER, DISPOSALS, batch(json!(ids[..2]))).await, "disposal.blood-left");
    let unknown = json!([ids[0], "tube_00000000000000000000000000000099"]);
    assert_eq!(town.refused(TESTER, DISPOSALS, batch(unknown)).await, "disposal.tube");

    let made = town.post(TESTER, DISPOSALS, batch(json!([ids[0]]))).await;
    assert_eq!(town.refused(TESTER, DISPOSALS, batch(json!([ids[0]]))).await, "disposal.tube", "in a batch already");
    let path = format!("{DISPOSALS}/{}", made["disposal_id"].as_str().expect("an id"));
    let (confirm, hand_over) = (format!("{path}/confirm"), format!("{path}/hand-over"));
    let carrier = json!({ "carrier": "绿源医废 车 3" });
    assert_eq!(town.refused(TESTER, &confirm, json!({})).await, "disposal.same-person");
    assert_eq!(town.refused(TESTER, &hand_over, carrier.clone()).await, "disposal.not-confirmed");
    let done = town.post(CHECKER, &confirm, json!({})).await;
    assert_eq!(done["digest"].as_str().map(str::len), Some(64));
    assert_eq!(town.refused(CHECKER, &confirm, json!({})).await, "disposal.confirmed");
    let handed = town.post(TESTER, &hand_over, carrier.clone()).await;
    assert_eq!(handed["carrier"], "绿源医废 车 3");
    assert_eq!(town.refused(TESTER, &hand_over, carrier).await, "disposal.handed");

    let custody = town.get(TESTER, &one.path("/custody")).await;
    assert_eq!(custody["steps"].as_array().and_then(|steps| steps.last()).expect("a step")["step"], "disposed");
    let rack = format!("{RACKS}/{}/tubes", retention_box(&lab, "R1").await);
    let body = json!({ "scan": one.number, "role": "serology" });
    assert_eq!(town.refused(TESTER, &rack, body).await, "rack.disposed", "what is gone stands nowhere");
}
