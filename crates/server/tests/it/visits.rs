//! From the door to the questions: tickets, calls, the kiosk, and one open visit of a person wherever.

mod home;

use serde_json::{Map, Value, json};

use crate::support::{Client, TestApp};

const VISITS: &str = "/api/collect/visits";
const KIOSK: &str = "/api/collect/kiosk";

/// A citizen's number with its check character.
fn citizen(serial: u32) -> String {
    let body = format!("37020219900520{serial:03}");
    let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 = body.chars().zip(weights).map(|(c, w)| c.to_digit(10).expect("a digit") * w).sum();
    format!("{body}{}", "10X98765432".as_bytes()[(sum % 11) as usize] as char)
}

/// Registers a man (odd serial) or a woman; answers id and document number.
async fn register(registrar: &Client, serial: u32) -> (String, String) {
    let number = citizen(serial);
    let body = json!({
        "document": {"kind": "citizen_id", "number": number}, "name": format!("林{}", ["清和", "知秋", "望舒", "晓"][serial as usize % 4]),
        "phone": format!("1390000{serial:04}"), "consent_to_be_told": true,
    });
    let made = registrar.post("/api/recruit/donors", body.clone()).await.ok();
    let made = if made["outcome"] == "candidates" {
        let known: Vec<Value> =
            made["candidates"].as_array().expect("candidates").iter().map(|one| one["donor_id"].clone()).collect();
        let mut again = body;
        again["confirm_not_duplicate_of"] = json!(known);
        registrar.post("/api/recruit/donors", again).await.ok()
    } else {
        made
    };
    (made["donor"]["donor_id"].as_str().expect("a donor").to_owned(), number)
}

fn id(visit: &Value) -> &str {
    visit["visit_id"].as_str().expect("an id")
}

/// Answers everything that the sheet asks so that the donor may go on.
async fn answered(client: &Client, path: &str) -> (Value, Value) {
    let mut answers = Map::new();
    loop {
        let sheet = client.post(&format!("{path}/sheet"), json!({ "answers": answers })).await.ok();
        let Some(code) = sheet["next"].as_str() else { return (sheet["version"].clone(), json!(answers)) };
        answers
            .insert(code.to_owned(), json!(["informed_and_willing", "well_today", "first_time_knows"].contains(&code)));
    }
}

#[tokio::test]
async fn a_ticket_for_each_and_the_patient_ones_are_called_in_turn() {
    let app = TestApp::city().await;
    let (registrar, collector) = (app.sign_in("registrar").await, app.sign_in("collector").await);
    let (donor, _) = register(&registrar, 101).await;
    let first = registrar.post(VISITS, json!({ "donor_id": donor, "gate_temperature_c": 37.4 })).await.ok();
    assert_eq!(
        (&first["ticket"], &first["state"], &first["gate"]["hot"]),
        (&json!("C001"), &json!("arrived"), &json!(true))
    );
    app.wait(5);
    let second = registrar.post(VISITS, json!({})).await.ok();
    assert_eq!((&second["ticket"], &second["donor_id"]), (&json!("C002"), &Value::Null));

    registrar.post(VISITS, json!({ "donor_id": donor })).await.refused_by("visit.already-open");
    registrar.post(VISITS, json!({ "gate_temperature_c": 57.0 })).await.refused_by("visit.temperature");
    registrar.post(VISITS, json!({ "document_number": citizen(999) })).await.refused_by("visit.document-unknown");
    registrar.post(VISITS, json!({ "booking_code": "ABCD2345" })).await.refused_by("visit.booking-unknown");
    let hospital = app.sign_in("h01.bank").await;
    assert_eq!(hospital.get(VISITS).await.status, 403);

    let next = json!({ "waits_in": "arrived", "place": "登记 1 号台" });
    let called = collector.post(&format!("{VISITS}/next"), next.clone()).await.ok();
    assert_eq!(
        (&called["ticket"], &called["called_to"], &called["calls"]),
        (&json!("C001"), &json!("登记 1 号台"), &json!(1))
    );
    let path = format!("{VISITS}/{}", id(&called));
    let again = collector.post(&format!("{path}/call"), json!({ "place": "登记 2 号台" })).await.ok();
    assert_eq!((&again["calls"], &again["called_to"]), (&json!(2), &json!("登记 2 号台")));
    let board = app.sign_in("kiosk").await.get(&format!("{VISITS}/screen")).await.ok();
    assert_eq!(
        (&board["called"][0]["ticket"], &board["next"], &board["waiting"]),
        (&json!("C001"), &json!(["C002"]), &json!(1))
    );
    assert!(!board.to_string().contains('林'), "no names on the wall: {board}");

    let back = collector.post(&format!("{path}/pass"), json!({})).await.ok();
    assert_eq!((&back["passes"], &back["called_at"]), (&json!(1), &Value::Null));
    collector.post(&format!("{path}/pass"), json!({})).await.refused_by("visit.not-called");
    let other = collector.post(&format!("{VISITS}/next"), next.clone()).await.ok();
    assert_eq!(other["ticket"], "C002", "who did not come waits a little");
    let alone = collector.post(&format!("{VISITS}/next"), next.clone()).await.ok();
    assert_eq!(alone["ticket"], "C001", "but is not left alone when nobody else waits");
    collector.post(&format!("{VISITS}/next"), next).await.refused_by("visit.nobody-waits");

    let away = collector.post(&format!("{path}/leave"), json!({ "reason": "sent_away" })).await;
    away.refused_by("visit.why-sent-away");
    let left = collector.post(&format!("{path}/leave"), json!({ "reason": "changed_mind" })).await.ok();
    assert_eq!((&left["state"], &left["left_reason"]), (&json!("left"), &json!("changed_mind")));
    collector.post(&format!("{path}/leave"), json!({ "reason": "vanished" })).await.refused_by("visit.over");
    assert_eq!(registrar.get(VISITS).await.ok().as_array().expect("visits").len(), 1);
    assert_eq!(registrar.get(&format!("{VISITS}?all=true")).await.ok().as_array().expect("visits").len(), 2);
}

#[tokio::test]
async fn two_doors_at_the_same_second_let_one_person_in_once() {
    let app = TestApp::city().await;
    let (here, there) = (app.sign_in("registrar").await, app.sign_in("registrar02").await);
    let (donor, number) = register(&here, 103).await;
    for _ in 0..4 {
        let (by_document, by_name) = (json!({ "document_number": number }), json!({ "donor_id": donor }));
        let (one, two) = tokio::join!(here.post(VISITS, by_document), there.post(VISITS, by_name));
        let mut in_at = Vec::new();
        for (reply, client) in [(one, &here), (two, &there)] {
            if reply.status.is_success() {
                in_at.push((reply.body, client));
            } else {
                reply.refused_by("visit.already-open");
            }
        }
        let [(visit, client)] = in_at.as_slice() else { panic!("{} doors opened", in_at.len()) };
        client.post(&format!("{VISITS}/{}/leave", id(visit)), json!({ "reason": "mistake" })).await.ok();
    }
}

#[tokio::test]
async fn many_at_once_get_a_number_each_and_two_nurses_never_call_the_same_person() {
    let app = TestApp::city().await;
    let (registrar, collector) = (app.sign_in("registrar").await, app.sign_in("collector").await);
    let doors = (0..12).map(|_| registrar.post(VISITS, json!({})));
    let mut tickets: Vec<String> = futures::future::join_all(doors)
        .await
        .into_iter()
        .map(|reply| reply.ok()["ticket"].as_str().expect("a ticket").to_owned())
        .collect();
    tickets.sort();
    assert_eq!(tickets, (1..=12).map(|number| format!("C{number:03}")).collect::<Vec<_>>());
    let next = |place: usize| json!({ "waits_in": "arrived", "place": format!("{place} 号台") });
    let path = format!("{VISITS}/next");
    let calls = (0..12).map(|place| collector.post(&path, next(place)));
    let mut called: Vec<String> = futures::future::join_all(calls)
        .await
        .into_iter()
        .map(|reply| reply.ok()["ticket"].as_str().expect("a ticket").to_owned())
        .collect();
    called.sort();
    assert_eq!(called, tickets);
}

#[tokio::test]
async fn a_ticket_becomes_a_name_and_never_another() {
    let app = TestApp::city().await;
    let registrar = app.sign_in("registrar").await;
    let ((first, number), (second, other)) = (register(&registrar, 105).await, register(&registrar, 108).await);
    let visit = registrar.post(VISITS, json!({})).await.ok();
    let path = format!("{VISITS}/{}", id(&visit));
    registrar.post(&format!("{path}/sheet"), json!({})).await.refused_by("visit.unidentified");
    registrar.post(&format!("{path}/identify"), json!({})).await.refused_by("visit.nobody");
    let known = registrar.post(&format!("{path}/identify"), json!({ "donor_id": first })).await.ok();
    assert_eq!((&known["identified_by"], &known["sex"]), (&json!("staff"), &json!("male")));
    let shown = registrar.post(&format!("{path}/identify"), json!({ "document_number": number })).await.ok();
    assert_eq!(shown["identified_by"], "document");
    registrar
        .post(&format!("{path}/identify"), json!({ "document_number": other }))
        .await
        .refused_by("visit.another-person");
    let elsewhere = registrar.post(VISITS, json!({ "donor_id": second })).await.ok();
    let nameless = registrar.post(VISITS, json!({})).await.ok();
    let twice = json!({ "donor_id": second });
    registrar.post(&format!("{VISITS}/{}/identify", id(&nameless)), twice).await.refused_by("visit.already-open");
    registrar.post(&format!("{VISITS}/{}/leave", id(&elsewhere)), json!({ "reason": "vanished" })).await.ok();
    // Who gave at another station is not asked what only first donors are asked.
    let asks = |sheet: &Value| sheet["questions"].to_string().contains("first_time_knows");
    let sheet_at = format!("{path}/sheet");
    let sheet = || registrar.post(&sheet_at, json!({}));
    assert!(asks(&sheet().await.ok()), "the first time");
    let given = json!({ "station": "外市血液中心", "given_on": "2025-03-01", "kind": "whole_blood", "outcome": "completed", "volume_ml": 400, "evidence": "certificate" });
    registrar.post(&format!("/api/recruit/donors/{first}/elsewhere"), given).await.ok();
    assert!(!asks(&sheet().await.ok()), "not the first time");
}

#[tokio::test]
async fn the_kiosk_asks_and_keeps_and_sees_nobody_elses_visit() {
    let app = TestApp::city().await;
    let (registrar, kiosk) = (app.sign_in("registrar").await, app.sign_in("kiosk").await);
    let (_, number) = register(&registrar, 107).await;
    let arrive = format!("{KIOSK}/arrive");
    let visit = kiosk.post(&arrive, json!({ "document_number": number, "read_by": "reader" })).await.ok();
    assert_eq!(
        (&visit["ticket"], &visit["identified_by"], &visit["answered"]),
        (&json!("C001"), &json!("document"), &json!(false))
    );
    assert!(
        !visit.to_string().contains(&number) && visit["name_masked"].as_str().expect("a name").contains('*'),
        "{visit}"
    );
    let again = kiosk.post(&arrive, json!({ "document_number": number, "read_by": "reader" })).await.ok();
    assert_eq!(again["visit_id"], visit["visit_id"], "who comes back goes on");
    let path = format!("{KIOSK}/visits/{}", id(&visit));

    kiosk.post(&format!("{path}/sheet"), json!({})).await.refused_by("visit.consent-first");
    let settings = kiosk.get(&format!("{KIOSK}/settings")).await.ok();
    assert_eq!(
        (&settings["face_on"], &settings["consent_first"]),
        (&json!(false), &json!(true)),
        "cameras are off until somebody switches them on"
    );
    let old = json!({ "version": "consent-1999-1", "research": false, "notice": true });
    kiosk.post(&format!("{path}/consent"), old).await.refused_by("visit.consent-version");
    let consent = json!({ "version": settings["consent"]["version"], "research": false, "notice": true });
    assert_eq!(kiosk.post(&format!("{path}/consent"), consent).await.ok()["consented"], true);
    let (version, answers) = answered(&kiosk, &path).await;
    let mut short = answers.clone();
    short.as_object_mut().expect("answers").remove("well_today");
    kiosk
        .post(&format!("{path}/answers"), json!({ "version": version, "answers": short }))
        .await
        .refused_by("inquiry.incomplete");
    let kept = kiosk.post(&format!("{path}/answers"), json!({ "version": version, "answers": answers })).await.ok();
    assert_eq!((&kept["state"], &kept["answered"]), (&json!("asked"), &json!(true)));

    assert_eq!(kiosk.post(&format!("{path}/help"), json!({})).await.ok()["help_wanted"], true);

    for forbidden in ["/api/collect/visits", "/api/recruit/donors", "/api/collect/donations"] {
        assert_eq!(kiosk.get(forbidden).await.status, 403, "{forbidden}");
    }
    let nameless = registrar.post(VISITS, json!({})).await.ok();
    let foreign = kiosk.post(&format!("{KIOSK}/visits/{}/help", id(&nameless)), json!({})).await;
    assert_eq!(foreign.status, 404);
    app.wait(21);
    kiosk.post(&format!("{path}/help"), json!({})).await.refused_by("visit.kiosk-over");
    let seen = registrar.get(&format!("{VISITS}/{}", id(&visit))).await.ok();
    assert_eq!(
        (&seen["answered"]["place"], &seen["consent"]["version"]),
        (&json!("kiosk"), &settings["consent"]["version"])
    );
    assert!(seen.get("answers").is_none(), "nobody at the desk reads the answers here");
}

#[tokio::test]
async fn somebody_may_go_home_from_the_kiosk_and_nobody_asks_why() {
    let app = TestApp::city().await;
    let (registrar, kiosk) = (app.sign_in("registrar").await, app.sign_in("kiosk").await);
    let (donor, number) = register(&registrar, 109).await;
    let visit = kiosk.post(&format!("{KIOSK}/arrive"), json!({ "document_number": number })).await.ok();
    let path = format!("{KIOSK}/visits/{}", id(&visit));
    let gone = kiosk.post(&format!("{path}/leave"), json!({ "way": "goes_home" })).await.ok();
    assert_eq!(gone["state"], "left");
    let seen = registrar.get(&format!("{VISITS}/{}", id(&visit))).await.ok();
    assert_eq!((&seen["left_reason"], &seen["left_note"]), (&json!("changed_mind"), &Value::Null));
    let back = registrar.post(VISITS, json!({ "donor_id": donor })).await.ok();
    assert_eq!(back["ticket"], "C002");
    let nameless = kiosk.post(&format!("{KIOSK}/arrive"), json!({})).await.ok();
    assert_eq!((&nameless["help_wanted"], &nameless["name_masked"]), (&json!(true), &Value::Null));
    kiosk
        .post(&format!("{KIOSK}/arrive"), json!({ "document_number": citizen(998) }))
        .await
        .refused_by("visit.document-unknown");
}

#[tokio::test]
async fn faces_are_compared_only_where_it_is_switched_on_and_agreed_to() {
    let app = TestApp::city().await;
    let (registrar, kiosk, admin) =
        (app.sign_in("registrar").await, app.sign_in("kiosk").await, app.sign_in("admin").await);
    let (_, number) = register(&registrar, 111).await;
    let visit = kiosk.post(&format!("{KIOSK}/arrive"), json!({ "document_number": number })).await.ok();
    let face = format!("{KIOSK}/visits/{}/face", id(&visit));
    let version = kiosk.get(&format!("{KIOSK}/settings")).await.ok()["camera"]["version"].clone();
    let like = |score: f64, consent: Value| json!({ "verdict": "same", "score": score, "consent_version": consent });
    assert_eq!(kiosk.post(&face, json!({ "verdict": "not_wanted" })).await.ok()["face"], "not_wanted");
    kiosk.post(&face, like(0.9, version.clone())).await.refused_by("visit.face-off");

    let site =
        registrar.get(&format!("{VISITS}/{}", id(&visit))).await.ok()["site_id"].as_str().expect("a site").to_owned();
    let switch = format!("{KIOSK}/sites/{site}/switches");
    let on = json!({ "name": "face_comparison", "on": true, "reason": "自助核验身份，已公示并提供人工核对" });
    assert_eq!(registrar.post(&switch, on.clone()).await.status, 403);
    let short = admin.post(&switch, json!({ "name": "face_comparison", "on": true, "reason": "想用" })).await;
    short.refused_by("input.bounds");
    assert_eq!(admin.post(&switch, on).await.ok()["on"], json!(["face_comparison"]));

    kiosk.post(&face, like(0.9, Value::Null)).await.refused_by("visit.camera-consent");
    kiosk.post(&face, like(0.9, json!("camera-1999-1"))).await.refused_by("visit.consent-version");
    kiosk.post(&face, json!({ "verdict": "same", "consent_version": version })).await.refused_by("visit.face-score");
    let judged = kiosk.post(&face, like(0.2, version.clone())).await.ok();
    assert_eq!(judged["face"], "different", "the likeness counts, not the word of the kiosk");
    assert_eq!(kiosk.post(&face, like(0.9, version)).await.ok()["face"], "same");
    let seen = registrar.get(&format!("{VISITS}/{}", id(&visit))).await.ok();
    assert_eq!((&seen["face"]["verdict"], &seen["face"]["score"]), (&json!("same"), &json!(0.9)));
}

#[tokio::test]
async fn a_camera_greets_nowhere_until_an_administrator_switches_it_on() {
    let app = TestApp::city().await;
    let (registrar, kiosk, admin) =
        (app.sign_in("registrar").await, app.sign_in("kiosk").await, app.sign_in("admin").await);
    let settings = format!("{KIOSK}/settings");
    let before = kiosk.get(&settings).await.ok();
    assert_eq!((&before["greeting_on"], &before["greeting"]["version"]), (&json!(false), &json!("greeting-2026-1")));
    let visit = registrar.post(VISITS, json!({})).await.ok();
    let switch = format!("{KIOSK}/sites/{}/switches", visit["site_id"].as_str().expect("a site"));
    let body =
        |on: bool| json!({ "name": "camera_greeting", "on": on, "reason": "自愿的迎宾问候，已公示，不保存画面" });
    assert_eq!(kiosk.post(&switch, body(true)).await.status, 403, "a kiosk does not switch itself");
    for on in [true, false] {
        admin.post(&switch, body(on)).await.ok();
        let now = kiosk.get(&settings).await.ok();
        assert_eq!((&now["greeting_on"], &now["face_on"]), (&json!(on), &json!(false)), "one switch is not the other");
    }
}

#[tokio::test]
async fn who_vanished_is_closed_when_the_day_is_over_and_may_come_again() {
    let app = TestApp::city().await;
    let registrar = app.sign_in("registrar").await;
    let (donor, _) = register(&registrar, 113).await;
    let visit = registrar.post(VISITS, json!({ "donor_id": donor })).await.ok();
    app.wait(24 * 60);
    let registrar = app.sign_in("registrar").await;
    let next_day = registrar.post(VISITS, json!({ "donor_id": donor })).await.ok();
    assert_eq!((&next_day["ticket"], &next_day["state"]), (&json!("C001"), &json!("arrived")));
    let seen = registrar.get(&format!("{VISITS}/{}", id(&visit))).await.ok();
    assert_eq!((&seen["state"], &seen["left_reason"]), (&json!("left"), &json!("vanished")));
}

#[tokio::test]
async fn the_gate_speaks_for_whoever_comes_shortly_after_and_for_one_only() {
    let app = TestApp::city().await;
    let (registrar, collector) = (app.sign_in("registrar").await, app.sign_in("collector").await);
    let devices = app.sign_in("devices").await;
    let until = "2027-06-30";
    let gate = json!({ "kind": "temperature_gate", "serial": "GATE-1", "name": "门口测温", "calibrated_until": until });
    collector.post("/api/collect/devices", gate).await.ok();
    let measured = |celsius: f64, at: String| {
        json!({
            "device": "GATE-1", "kind": "temperature_gate", "at": at, "clock_at": at, "clock_compared": true,
            "values": { "temperature_c": celsius },
        })
    };
    let now = |app: &TestApp| app.clock.now().to_string();
    devices.post("/api/collect/readings", measured(37.5, now(&app))).await.ok();
    app.wait(1);
    let warm = registrar.post(VISITS, json!({})).await.ok();
    assert_eq!((&warm["gate"]["temperature_c"], &warm["gate"]["source"]), (&json!(37.5), &json!("device")));
    assert_eq!(
        (&warm["gate"]["hot"], &warm["state"]),
        (&json!(true), &json!("arrived")),
        "marked, and not turned away"
    );
    let after = registrar.post(VISITS, json!({})).await.ok();
    assert_eq!(after["gate"], Value::Null, "a reading serves one person");
    devices.post("/api/collect/readings", measured(36.4, now(&app))).await.ok();
    app.wait(3);
    let late = registrar.post(VISITS, json!({})).await.ok();
    assert_eq!(late["gate"], Value::Null, "too long ago to be this person's");
    let path = format!("{VISITS}/{}/gate", id(&late));
    registrar.post(&path, json!({ "gate_temperature_c": 29.9 })).await.refused_by("visit.temperature");
    let by_hand = registrar.post(&path, json!({ "gate_temperature_c": 36.6 })).await.ok();
    assert_eq!((&by_hand["gate"]["source"], &by_hand["gate"]["hot"]), (&json!("hand"), &json!(false)));
}

/// Who kept a reservation and gave has none that is open, and the plan counts it.
#[tokio::test]
async fn a_reservation_ends_with_the_donation_that_came_of_it() {
    let app = TestApp::city().await;
    let donor = crate::donor_app::new_donor(&app, 33).await;
    let donor_id = crate::steps::text(&donor.get("/api/recruit/own/me").await.ok(), "donor_id");
    let site = app.sign_in("collector").await.get("/api/session").await.ok()["site"]["site_id"].clone();
    home::booked(&donor, &site, "2026-11-17").await;
    app.wait(24 * 60);
    let crew = crate::steps::Crew::of(&app).await;
    let given = crate::steps::donate_by(&app, &crew, donor_id, 33).await;
    let sql = "select state, donation_id is not null, (select donation_id from collect.number where donation_number = $1) = donation_id
        from recruit.booking";
    let found: (String, bool, Option<bool>) =
        sqlx::query_as(sql).bind(&given.number).fetch_one(app.db.pool()).await.expect("a booking");
    assert_eq!(found, ("fulfilled".to_owned(), true, Some(true)));
}
