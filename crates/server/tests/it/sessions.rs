//! The end of a day at a site: packed, sent, received, counted, explained, closed; and what cannot be closed.

use serde_json::{Value, json};

use crate::{
    steps::{self, Crew, text},
    support::TestApp,
};

/// The site and day of a donation.
async fn site_day(crew: &Crew) -> (String, String) {
    let donations = crew.nurse.get("/api/collect/donations").await.ok();
    let first = &donations["items"][0];
    let at: String = text(first, "registered_at");
    let days = crew.nurse.get("/api/collect/sessions").await.ok();
    let site = text(first, "site_id");
    let row = days["items"].as_array().expect("days").iter().find(|row| row["site_id"] == site.as_str());
    (site, text(row.unwrap_or_else(|| panic!("no day for {at}")), "day"))
}

fn rules(session: &Value) -> Vec<String> {
    session["differences"].as_array().expect("differences").iter().map(|found| text(found, "kind")).collect()
}

/// A box that is being packed at the nurse's place.
async fn new_box(crew: &Crew, code: &str) -> String {
    let body = json!({ "code": code, "mode": "cold", "logger": "TL-0311" });
    text(&crew.nurse.post("/api/collect/boxes", body).await.ok(), "box_id")
}

#[tokio::test]
async fn a_day_is_packed_sent_received_and_closed() {
    let app = TestApp::city().await;
    let crew = Crew::of(&app).await;
    let (one, two) = (steps::donate(&app, &crew, 1).await, steps::donate(&app, &crew, 2).await);
    let (site, day) = site_day(&crew).await;
    let path = format!("/api/collect/sessions/{site}/{day}");

    // Nothing is packed, nothing is counted.
    let before = crew.nurse.get(&path).await.ok();
    assert_eq!(before["figures"]["completed"], 2);
    assert_eq!(before["counted"], Value::Null, "what is expected is not told before the count");
    assert_eq!(before["can"]["close"]["reason"]["rule"], "session.not-counted");
    assert_eq!(rules(&before), ["bag_left", "tubes_left", "bag_left", "tubes_left"]);

    // Packed by scan: what does not belong is refused by itself, the rest goes in.
    let id = new_box(&crew, "BOX-0042").await;
    let base = format!("/api/collect/boxes/{id}");
    let twice = json!({ "code": "BOX-0042", "mode": "cold" });
    crew.nurse.post("/api/collect/boxes", twice).await.refused_by("box.in-use");
    let scans = json!({
        "bags": [one.number, two.number, one.number, "0160226000099", "WB"],
        "tubes": [one.number, one.number, one.number, one.number, two.number, two.number],
    });
    let put = crew.nurse.post(&format!("{base}/put"), scans).await.ok();
    let refused: Vec<String> =
        put["refused"].as_array().expect("refused").iter().map(|line| text(&line["refusal"], "rule")).collect();
    assert_eq!(refused, ["box.in-a-box", "box.unknown-number", "binding.no-number", "box.tube-extra"]);
    assert_eq!((&put["box"]["bags"], &put["box"]["tubes"]), (&json!(2), &json!(5)));

    // One tube is missing: the box leaves with all of them, or with a word.
    let send = json!({ "seal": "S-017", "carrier": "宋清和", "temp_c": 4.1 });
    crew.nurse.post(&format!("{base}/send"), send.clone()).await.refused_by("box.tubes-missing");
    crew.nurse.post(&format!("{base}/put"), json!({ "tubes": [two.number] })).await.ok();
    let sent = crew.nurse.post(&format!("{base}/send"), send.clone()).await.ok();
    assert_eq!((&sent["state"], &sent["can"]["put"]["ok"]), (&json!("sent"), &json!(false)));
    crew.nurse.post(&format!("{base}/send"), send).await.refused_by("box.state");

    app.wait(50);
    received(&app, &crew, &base, (&one.number, &two.number)).await;
    found_again(&crew).await;
    closed(&crew, &path).await;
}

/// The receiver finds another seal, a bag that is not on the slip, one bag and one tube too few.
async fn received(app: &TestApp, crew: &Crew, base: &str, (one, two): (&str, &str)) {
    let hall = crew.technician.get("/api/session").await.ok()["site"]["site_id"].clone();
    let found = |seal: &str, note: Option<&str>| {
        json!({ "site_id": hall, "seal": seal, "temp_c": 5.0, "note": note, "bags": [{ "scan": one }],
            "tubes": [one, one, one, two, two] })
    };
    let open = format!("{base}/receive");
    crew.technician.post(&open, found("S-018", None)).await.refused_by("box.seal-differs");
    let extra = json!({ "site_id": hall, "seal": "S-017", "note": "记录仪稍后读取", "bags": [{ "scan": steps::number(7) }],
        "tubes": [] });
    crew.technician.post(&open, extra).await.refused_by("box.bag-not-in-box");
    // The logger was not read out; then its record has a hole; then it is whole.
    crew.technician.post(&open, found("S-017", None)).await.refused_by("record.missing");
    let record = format!("{base}/record");
    let ahead = json!({ "logger": "TL-0311", "points": [{ "at": app.clock.now().plus_seconds(60), "temp_c": 4.0 }] });
    crew.technician.post(&record, ahead).await.refused_by("record.order");
    crew.technician.post(&record, readings(app, &[(50, 4.0), (10, 4.5)])).await.ok();
    crew.technician.post(&open, found("S-017", None)).await.refused_by("record.gap");
    let read = crew.technician.post(&record, readings(app, &[(50, 4.0), (30, 4.4), (10, 4.5)])).await.ok();
    assert_eq!(read["record"]["verdict"]["warmest_c"], 4.5, "{read:#}");
    let received = crew.technician.post(&open, found("S-017", None)).await.ok();
    let states: Vec<&Value> = received["contents"].as_array().expect("bags").iter().map(|bag| &bag["found"]).collect();
    assert_eq!(states, [&json!("good"), &json!("missing")]);
    assert_eq!(received["tube_counts"][1]["found"], 2);

    // The missing bag is still on its way, and is taken over when it turns up.
    let late = crew.technician.post("/api/process/receipts", json!({ "scans": [two], "site_id": hall })).await.ok();
    assert_eq!(late["items"][0]["ok"], true, "{late:#}");
}

/// What a logger wrote so many minutes ago.
fn readings(app: &TestApp, points: &[(i64, f64)]) -> Value {
    let now = app.clock.now();
    let line = |(minutes, temp_c): &(i64, f64)| json!({ "at": now.plus_seconds(-minutes * 60), "temp_c": temp_c });
    json!({ "logger": "TL-0311", "points": points.iter().map(line).collect::<Vec<_>>() })
}

/// The missing bag had a case from the moment the box was opened; the bag turned up at the hall, and the case is closed as found.
async fn found_again(crew: &Crew) {
    let cases = crew.technician.get("/api/collect/box-cases").await.ok();
    let case = &cases["items"][0];
    let sender = crew.nurse.get("/api/session").await.ok()["user"]["user_id"].clone();
    assert_eq!((&case["owner"]["user_id"], &case["state"], &case["late"]), (&sender, &json!("open"), &json!(false)));
    let path = format!("/api/collect/box-cases/{}", text(case, "case_id"));
    let note = json!({ "note": "夹在箱盖内侧，已随后送到制备室" });
    let closed = crew.technician.post(&format!("{path}/find"), note.clone()).await.ok();
    assert_eq!((&closed["state"], &closed["can"]["find"]["ok"]), (&json!("found"), &json!(false)));
    crew.technician.post(&format!("{path}/find"), note).await.refused_by("box-case.closed");
}

/// Counted with one tube too few: explained, then closed; afterwards nothing more happens on that day.
async fn closed(crew: &Crew, path: &str) {
    let count = json!({ "bags": 2, "tubes": 5, "forms": 2 });
    let counted = crew.nurse.post(&format!("{path}/count"), count).await.ok();
    assert_eq!(rules(&counted), ["tubes"]);
    assert_eq!(counted["counted"]["expected"], json!({ "bags": 2, "tubes": 6, "forms": 2 }));
    crew.nurse.post(&format!("{path}/close"), json!({})).await.refused_by("session.unexplained");
    let wrong = json!({ "kind": "bags", "about": "2", "said": "没有差异" });
    crew.nurse.post(&format!("{path}/explain"), wrong).await.refused_by("session.nothing-to-explain");
    let why = json!({ "kind": "tubes", "about": "5", "said": "一支试管破裂，已登记损耗" });
    crew.nurse.post(&format!("{path}/explain"), why).await.ok();
    let spoilt = json!({ "item": "tube", "lot": "T2605", "pieces": 1, "reason": "破裂" });
    crew.nurse.post(&format!("{path}/spoil"), spoilt).await.ok();
    let closed = crew.nurse.post(&format!("{path}/close"), json!({})).await.ok();
    assert!(closed["closed"]["at"].is_string());
    let donor = steps::register(crew, 3).await;
    let comes = json!({ "donor_id": donor });
    crew.registrar.post("/api/collect/visits", comes).await.refused_by("session.closed");
    let again = json!({ "reason": "补登一名献血者" });
    let open = crew.nurse.post(&format!("{path}/reopen"), again.clone()).await.ok();
    assert_eq!((&open["closed"], open["reopened"].as_array().map(Vec::len)), (&Value::Null, Some(1)));
    crew.nurse.post(&format!("{path}/reopen"), again).await.refused_by("session.not-closed");
    steps::accepted(crew, &donor).await;
    crew.nurse.post(&format!("{path}/close"), json!({})).await.refused_by("session.unfinished");
}

#[tokio::test]
async fn two_people_pack_one_bag_and_one_box_is_undone() {
    let app = TestApp::city().await;
    let crew = Crew::of(&app).await;
    let given = steps::donate(&app, &crew, 1).await;
    let (left, right) = (new_box(&crew, "BOX-1").await, new_box(&crew, "BOX-2").await);
    let scan = json!({ "bags": [given.number] });
    let urls = [format!("/api/collect/boxes/{left}/put"), format!("/api/collect/boxes/{right}/put")];
    let (one, two) = tokio::join!(crew.nurse.post(&urls[0], scan.clone()), crew.nurse.post(&urls[1], scan.clone()));
    let bags: Vec<i64> = [one.ok(), two.ok()].iter().map(|put| put["box"]["bags"].as_i64().expect("bags")).collect();
    assert_eq!(bags.iter().sum::<i64>(), 1, "the bag is in one box");
    let (with, without) = if bags[0] == 1 { (&left, &right) } else { (&right, &left) };
    let undo = format!("/api/collect/boxes/{with}/undo");
    crew.nurse.post(&undo, json!({ "reason": "箱体破损，换箱" })).await.ok();
    let moved = crew.nurse.post(&format!("/api/collect/boxes/{without}/put"), scan).await.ok();
    assert_eq!((&moved["box"]["bags"], moved["refused"].as_array().map(Vec::len)), (&json!(1), Some(0)));
    let out = json!({ "donation_number": given.number });
    let path = format!("/api/collect/boxes/{without}/take-out");
    assert_eq!(crew.nurse.post(&path, out.clone()).await.ok()["bags"], 0);
    crew.nurse.post(&path, out).await.refused_by("box.not-in-box");
    let empty = json!({ "seal": "S-1", "carrier": "宋清和" });
    crew.nurse.post(&format!("/api/collect/boxes/{without}/send"), empty).await.refused_by("box.empty");
    let mode = json!({ "code": "BOX-3", "mode": "boiling" });
    crew.nurse.post("/api/collect/boxes", mode).await.refused_by("box.mode");
}

#[tokio::test]
async fn both_sides_sign_the_slip_of_a_box() {
    let app = TestApp::city().await;
    let crew = Crew::of(&app).await;
    let given = steps::donate(&app, &crew, 1).await;
    let id = new_box(&crew, "BOX-7").await;
    let form = json!({ "form": "collection-slip", "subject": { "kind": "box", "id": id } });
    crew.nurse.post("/api/records/documents", form.clone()).await.refused_by("box.not-sent");
    let number = &given.number;
    let scans = json!({ "bags": [number], "tubes": [number, number, number] });
    crew.nurse.post(&format!("/api/collect/boxes/{id}/put"), scans).await.ok();
    let send = json!({ "seal": "S-020", "carrier": "宋清和" });
    crew.nurse.post(&format!("/api/collect/boxes/{id}/send"), send).await.ok();
    let slip = crew.nurse.post("/api/records/documents", form).await.ok();
    let slots: Vec<String> =
        slip["signatures"].as_array().expect("slots").iter().map(|slot| text(slot, "slot")).collect();
    assert_eq!(slots, ["sender", "receiver"]);
    let seen = crew.technician.get(&format!("/api/records/documents/{}", text(&slip, "document_id"))).await;
    seen.ok();
}

/// A box with one bag of each number, on its way from the nurse to the hall.
async fn sent_box(crew: &Crew, code: &str, numbers: &[&str]) -> String {
    let base = format!("/api/collect/boxes/{}", new_box(crew, code).await);
    let tubes: Vec<&str> = numbers.iter().flat_map(|number| [*number; 3]).collect();
    crew.nurse.post(&format!("{base}/put"), json!({ "bags": numbers, "tubes": tubes })).await.ok();
    let send = json!({ "seal": "S-030", "carrier": "宋清和", "temp_c": 4.0 });
    crew.nurse.post(&format!("{base}/send"), send).await.ok();
    base
}

/// A logger that is read at a desk tells of a warm journey when the box is open already.
#[tokio::test]
async fn a_record_that_comes_late_holds_what_the_box_brought() {
    let app = TestApp::city().await;
    let crew = Crew::of(&app).await;
    let (one, two) = (steps::donate(&app, &crew, 3).await, steps::donate(&app, &crew, 4).await);
    let base = sent_box(&crew, "BOX-11", &[&one.number, &two.number]).await;
    app.wait(40);
    let hall = crew.technician.get("/api/session").await.ok()["site"]["site_id"].clone();
    let tubes = [&one.number, &one.number, &one.number, &two.number, &two.number, &two.number];
    let opened = json!({ "site_id": hall, "seal": "S-030", "temp_c": 5.0, "bags": [{ "scan": one.number }], "tubes": tubes,
        "note": "记录仪稍后读取" });
    crew.technician.post(&format!("{base}/receive"), opened).await.ok();
    let quality = app.sign_in("quality").await;
    let holds = async |unit: &str| {
        let unit = quality.get(&format!("/api/ledger/units/{unit}")).await.ok();
        unit["state"]["holds"].as_array().map(Vec::len)
    };
    assert_eq!(holds(&one.unit).await, Some(0));
    app.wait(30);
    let warm = readings(&app, &[(70, 4.0), (50, 12.5), (35, 6.0), (5, 22.0)]);
    let read = crew.technician.post(&format!("{base}/record"), warm).await.ok();
    assert_eq!(read["record"]["verdict"]["out_minutes"], 15, "what the logger saw after the receipt does not count");
    assert_eq!(holds(&one.unit).await, Some(1));
    assert_eq!(holds(&two.unit).await, Some(0), "it was not in the box");
}

#[tokio::test]
async fn a_warm_journey_holds_what_it_brought_and_a_loss_is_signed_by_two() {
    let app = TestApp::city().await;
    let crew = Crew::of(&app).await;
    let (one, two) = (steps::donate(&app, &crew, 1).await, steps::donate(&app, &crew, 2).await);
    let base = sent_box(&crew, "BOX-9", &[&one.number, &two.number]).await;
    app.wait(40);
    let warm = readings(&app, &[(40, 4.0), (20, 12.5), (5, 6.0)]);
    let read = crew.technician.post(&format!("{base}/record"), warm.clone()).await.ok();
    assert_eq!(read["record"]["verdict"]["out_minutes"], 15, "{read:#}");
    let hall = crew.technician.get("/api/session").await.ok()["site"]["site_id"].clone();
    let opened = json!({ "site_id": hall, "seal": "S-030", "temp_c": 5.0, "bags": [{ "scan": one.number }],
        "tubes": [one.number, one.number, one.number, two.number, two.number, two.number] });
    crew.technician.post(&format!("{base}/receive"), opened).await.ok();
    // What is known already holds nothing twice.
    crew.technician.post(&format!("{base}/record"), warm).await.ok();
    let quality = app.sign_in("quality").await;
    let unit = quality.get(&format!("/api/ledger/units/{}", one.unit)).await.ok();
    assert!(unit.to_string().contains("12.5"), "{unit:#}");
    assert_eq!(unit["state"]["holds"].as_array().map(Vec::len), Some(1), "{unit:#}");

    let case = quality.get("/api/collect/box-cases").await.ok()["items"][0].clone();
    let path = format!("/api/collect/box-cases/{}", text(&case, "case_id"));
    assert_eq!(case["donation_number"], two.number.as_str());
    let taken = crew.technician.post(&format!("{path}/take"), json!({})).await.ok();
    assert_ne!(taken["owner"], case["owner"]);
    app.wait(25 * 60);
    let (technician, quality, nurse) =
        (app.sign_in("technician").await, app.sign_in("quality").await, app.sign_in("collector").await);
    assert_eq!(technician.get("/api/collect/box-cases").await.ok()["items"][0]["late"], true);
    quality.post(&format!("{path}/confirm"), json!({})).await.refused_by("box-case.not-asked");
    let why = json!({ "reason": "沿途和两端均已查找，未见此袋" });
    nurse.post(&format!("{path}/lose"), why).await.ok();
    nurse.post(&format!("{path}/confirm"), json!({})).await.refused_by("box-case.second-person");
    let lost = quality.post(&format!("{path}/confirm"), json!({})).await.ok();
    assert_eq!((&lost["state"], lost["closed_at"].is_string()), (&json!("lost"), true), "{lost:#}");
    let unit = quality.get(&format!("/api/ledger/units/{}", two.unit)).await.ok();
    assert!(unit.to_string().contains("\"lost\""), "{unit:#}");
    assert_eq!(quality.get("/api/collect/box-cases?closed=true").await.ok()["items"].as_array().map(Vec::len), Some(1));
    let report = vena_ledger::verify(&app.db, None, |_| {}).await.expect("a report");
    assert!(report.intact, "{report:#?}");
}
