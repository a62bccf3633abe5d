//! A vehicle works a whole day without the city, is killed three times, has a wrong clock, and comes back: everything once.

use std::path::Path;

use reqwest::{Client, StatusCode};
use serde_json::{Value, json};
use vena_testkit::visit;

use crate::{
    crash::seed,
    program::{Program, data_folder, get, run, sign_in},
    vehicle::{Person, Vehicle},
};

const PEOPLE: usize = 120;
const PIN: &str = "482915";

/// Posts and expects success.
pub(crate) async fn post(client: &Client, base: &str, path: &str, body: Value) -> Value {
    let reply = client.post(format!("{base}{path}")).json(&body).send().await.expect("an answer");
    let status = reply.status();
    let answer: Value = reply.json().await.expect("JSON");
    assert!(status.is_success(), "{path}: {status} {answer}");
    answer
}

/// Posts and gives the rule that refuses.
pub(crate) async fn refused(client: &Client, base: &str, path: &str, body: Value) -> String {
    let reply = client.post(format!("{base}{path}")).json(&body).send().await.expect("an answer");
    assert_ne!(reply.status(), StatusCode::OK, "{path}");
    let answer: Value = reply.json().await.expect("JSON");
    answer["rule"].as_str().unwrap_or_default().to_owned()
}

pub(crate) fn text(value: &Value, key: &str) -> String {
    value[key].as_str().unwrap_or_else(|| panic!("{key} of {value}")).to_owned()
}

/// A planned trip: id, code, the station's key, and the crew with their PINs.
pub(crate) struct Planned {
    pub(crate) id: String,
    pub(crate) site: String,
    pub(crate) code: String,
    pub(crate) key: String,
    pub(crate) staff: Vec<(String, String)>,
}

pub(crate) async fn plan(base: &str, registrar: &str, first: &str) -> Planned {
    let client = sign_in(base, registrar).await;
    let me = get(&client, base, "/api/session").await;
    let clerk = text(&me["user"], "user_id");
    let site = text(&me["site"], "site_id");
    let physician = sign_in(base, &registrar.replace("registrar", "doctor")).await;
    let user = text(&get(&physician, base, "/api/session").await["user"], "user_id");
    let today = vena_platform::clock::Clock::System.now().day_in(&vena_kernel::zone::china());
    let body = json!({ "site_id": site, "day": today, "expected": 120, "first_number": first, "numbers": 150,
        "crew": [{ "user_id": user, "duty": "physician" }, { "user_id": clerk, "duty": "nurse" }] });
    let trip = post(&client, base, "/api/collect/trips", body.clone()).await;
    let id = text(&trip, "trip_id");
    assert_eq!(refused(&client, base, "/api/collect/trips", body).await, "trip.one-a-day");
    for member in [&physician, &client] {
        post(member, base, &format!("/api/collect/trips/{id}/pin"), json!({ "pin": PIN })).await;
    }
    assert_eq!(
        refused(&client, base, &format!("/api/collect/trips/{id}/pin"), json!({ "pin": "12ab" })).await,
        "trip.pin-form"
    );
    let shown = post(&client, base, &format!("/api/collect/trips/{id}/code"), json!({ "reason": "出车" })).await;
    Planned {
        id,
        site,
        code: text(&shown, "code"),
        key: text(&shown, "station_key"),
        staff: vec![(user, PIN.to_owned()), (clerk, PIN.to_owned())],
    }
}

/// A donation at a house, from the desk to the full bag.
async fn gives_at_a_house(base: &str, person: &Person, number: &str) {
    let desk = sign_in(base, "registrar").await;
    let registered = post(&desk, base, "/api/recruit/donors", person.registration()).await;
    let donor = text(&registered["donor"], "donor_id");
    let nurse = sign_in(base, "collector").await;
    let inquiry = get(&nurse, base, "/api/collect/inquiry").await;
    let doctor = sign_in(base, "doctor").await;
    let body = crate::crash_floor::healthy_form(&json!(donor), &inquiry);
    let visit = post(&desk, base, visit::VISITS, visit::arrival(&body)).await;
    let mut donation = Value::Null;
    for (hand, verb, said) in visit::steps(&body) {
        let client = [&desk, &nurse, &doctor][hand as usize];
        donation = post(client, base, &format!("{}/{verb}", visit::path_of(&visit)), said).await;
    }
    let id = text(&donation, "donation_id");
    assert_eq!(donation["state"], "accepted", "{donation}");
    let at = |verb: &str| format!("/api/collect/donations/{id}/{verb}");
    post(&nurse, base, &at("seat"), json!({ "chair": number, "document_scan": person.number })).await;
    let binding = crate::steps::binding_of(number, crate::steps::KIT_LOT);
    post(&nurse, base, &at("bind"), binding).await;
    post(&nurse, base, &at("start"), json!({ "arm": "left" })).await;
    post(&nurse, base, &at("complete"), json!({ "volume_ml": 400 })).await;
}

async fn cases(base: &str, client: &Client, trip: &str) -> Vec<(String, Value)> {
    let page = get(client, base, &format!("/api/collect/trip-cases?trip_id={trip}&limit=200")).await;
    let items = page["items"].as_array().expect("cases").clone();
    items.into_iter().map(|case| (text(&case, "kind"), case)).collect()
}

pub(crate) fn number(serial: usize) -> String {
    format!("0993326{serial:06}")
}

/// One of today's people gives on a second vehicle too, whose roll a house has used a number of meanwhile.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_two_vehicles_and_a_house_did_to_one_number_and_one_donor_is_decided_by_people() {
    let folder = data_folder();
    let (data, one_disk, two_disk) =
        (folder.path(), tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    let program = Program::start(data, None).await;
    seed(data).await;
    let base = program.base.clone();
    let (one, two) = (plan(&base, "registrar21", &number(1)).await, plan(&base, "registrar22", &number(201)).await);
    let taken = json!({ "site_id": one.site, "day": "2099-01-01", "expected": 10, "first_number": number(150), "numbers": 2,
        "crew": [{ "user_id": one.staff[0].0, "duty": "physician" }] });
    let desk = sign_in(&base, "registrar21").await;
    assert_eq!(refused(&desk, &base, "/api/collect/trips", taken).await, "trip.number-taken");
    let first = Vehicle::start(one_disk.path(), (&base, "vehicle01"), (&one.key, &one.code), &one.staff, 0).await;
    let second = Vehicle::start(two_disk.path(), (&base, "vehicle02"), (&two.key, &two.code), &two.staff, 0).await;

    // Somebody closes the second vehicle's day before anything of it has come back.
    let day = closed_day(&base, &two.site).await;
    let (twice, other) = (Person::new(3), Person::new(4));
    for (vehicle, person, label) in
        [(&first, &twice, number(1)), (&second, &twice, number(201)), (&second, &other, number(202))]
    {
        let visit = vehicle.arrive(person).await;
        vehicle.begin(&visit, &label).await;
        vehicle.end(&visit).await;
    }
    for (vehicle, stolen) in [(&first, Some(number(202))), (&second, None)] {
        vehicle.ok("close", json!({ "entry_id": uuid::Uuid::from_u128(rand::random()) })).await;
        vehicle.ok("sync", Value::Null).await;
        vehicle.ok("sync", Value::Null).await;
        // The number of a bag on the road is given to another bag by a paper that nobody checked.
        if let Some(number) = stolen {
            steal(data, &number).await;
        }
    }

    let reopened = get(&sign_in(&base, "collector").await, &base, &day).await;
    assert_eq!((&reopened["closed"], &reopened["counted"]), (&Value::Null, &Value::Null), "it is counted again");
    assert!(text(&reopened["reopened"][0], "reason").contains("回传"), "{reopened}");
    let quality = sign_in(&base, "quality").await;
    assert_eq!(cases(&base, &quality, &one.id).await.len(), 0, "the first needle is the first");
    let found = cases(&base, &quality, &two.id).await;
    let mut kinds: Vec<&str> = found.iter().map(|(kind, _)| kind.as_str()).collect();
    kinds.sort_unstable();
    assert_eq!(kinds, ["gave_elsewhere", "number_used"], "{found:?}");
    let case = &found.iter().find(|(kind, _)| kind == "number_used").expect("a case").1;
    renumbered(&base, case, &two).await;
    let (code, report) = run(data, &["verify"]).await;
    assert_eq!(code, 0, "{report}");
}

/// Counts and closes the day of a site; returns where it is shown.
async fn closed_day(base: &str, site: &str) -> String {
    let nurse = sign_in(base, "collector").await;
    let today = vena_platform::clock::Clock::System.now().day_in(&vena_kernel::zone::china());
    let path = format!("/api/collect/sessions/{site}/{today}");
    post(&nurse, base, &format!("{path}/count"), json!({ "bags": 0, "tubes": 0, "forms": 0 })).await;
    let closed = post(&nurse, base, &format!("{path}/close"), json!({})).await;
    assert!(closed["closed"]["at"].is_string(), "{closed}");
    path
}

/// A number gets into the books of the station as if a house had used it.
async fn steal(data: &Path, number: &str) {
    let (code, url) = run(data, &["db", "url"]).await;
    assert_eq!(code, 0, "{url}");
    let pool = sqlx::PgPool::connect(url.trim()).await.expect("a database");
    let stolen = "insert into collect.number (donation_number, donation_id, bound_at)
        select $1, donation_id, registered_at from collect.donation limit 1";
    sqlx::query(stolen)
        .bind(number)
        .execute(&pool)
        .await
        .expect("kept")
        .rows_affected()
        .eq(&1)
        .then_some(())
        .expect("a donation to steal for");
}

/// Blood whose number belongs to another bag gets one of its own, by two people.
async fn renumbered(base: &str, case: &Value, trip: &Planned) {
    let (one, two) = (sign_in(base, "quality").await, sign_in(base, "quality2").await);
    let path = format!("/api/collect/trip-cases/{}", text(case, "case_id"));
    let propose = |decision: &str, number: Option<String>| json!({ "decision": decision, "reason": "条码重复，另贴新码", "donation_number": number });
    assert_eq!(refused(&one, base, &format!("{path}/propose"), propose("lift", None)).await, "trip.case-lift");
    assert_eq!(refused(&one, base, &format!("{path}/propose"), propose("renumber", None)).await, "trip.case-renumber");
    post(&one, base, &format!("{path}/propose"), propose("renumber", Some(number(203)))).await;
    post(&two, base, &format!("{path}/confirm"), json!(null)).await;
    let desk = sign_in(base, "registrar22").await;
    let shown = get(&desk, base, &format!("/api/collect/trips/{}", trip.id)).await;
    assert_eq!((shown["collected"].as_i64(), shown["tubes"].as_i64()), (Some(2), Some(4)), "{shown}");
    let page = get(&desk, base, &format!("/api/collect/donations?q={}", number(203))).await;
    assert_eq!(page["items"][0]["state"], "completed");
}

/// A whole day on the vehicle: 120 people in groups, killed after three of them.
async fn whole_day(vehicle: &mut Vehicle) {
    let mut done = 0;
    for (round, group) in (0..PEOPLE).collect::<Vec<_>>().chunks(20).enumerate() {
        let mut seated = Vec::new();
        for index in group {
            let visit = vehicle.arrive(&Person::new(*index)).await;
            vehicle.begin(&visit, &number(done + seated.len() + 1)).await;
            seated.push(visit);
        }
        done += seated.len();
        if round % 2 == 0 {
            // Blood is flowing when the machine dies.
            vehicle.kill_and_start().await;
        }
        for visit in &seated {
            vehicle.end(visit).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_day_without_the_city_comes_back_exactly_once() {
    let folder = data_folder();
    let (data, disk) = (folder.path(), tempfile::tempdir().expect("a folder"));
    let mut program = Program::start(data, None).await;
    seed(data).await;
    let planned = plan(&program.base, "registrar21", &number(1)).await;
    let server = program.base.clone();
    let mut vehicle =
        Vehicle::start(disk.path(), (&server, "vehicle01"), (&planned.key, &planned.code), &planned.staff, -600_000)
            .await;
    // One of today's donors gives at a house after the package was made, and a number of the vehicle's roll is not known there.
    gives_at_a_house(&server, &Person::new(7), &number(900)).await;
    program.kill().await;

    whole_day(&mut vehicle).await;
    let late = Person::new(7);
    let again = json!({ "entry_id": uuid::Uuid::from_u128(rand::random()), "visit_id": "visit_00000000000000000000000000000001",
        "who": { "document_kind": "citizen_id", "document_number": late.number, "name": late.name, "phone": "17000010007" } });
    assert_eq!(vehicle.refused("arrivals", again).await, "trip.already-here");
    assert_eq!(vehicle.refused("sync", json!({})).await, "trip.station-away");
    let state = vehicle.state().await;
    assert_eq!((state["numbers_used"].as_u64(), state["online"].as_bool()), (Some(PEOPLE as u64), Some(false)));
    vehicle.ok("voids", json!({ "entry_id": uuid::Uuid::from_u128(rand::random()), "donation_number": number(150), "reason": "撕坏" })).await;
    vehicle.ok("close", json!({ "entry_id": uuid::Uuid::from_u128(rand::random()) })).await;

    program = Program::start(data, None).await;
    interrupted(&mut program, data, &mut vehicle).await;
    reconciled(&program.base, &planned).await;
    let (code, report) = run(data, &["verify"]).await;
    assert_eq!(code, 0, "{report}");
}

/// The way back, with server and vehicle killed in the middle of it.
async fn interrupted(program: &mut Program, data: &Path, vehicle: &mut Vehicle) {
    vehicle.start_again(&program.base.clone()).await;
    let quality = sign_in(&program.base, "quality").await;
    let (sync, killed) = tokio::join!(vehicle.ask("sync", &Value::Null), async {
        while get(&quality, &program.base, "/api/collect/trips").await["items"][0]["entries"].as_i64().unwrap_or(0)
            < 200
        {}
        program.kill().await;
    });
    let ((), (status, _)) = (killed, sync);
    assert!(!status.is_success(), "the station went away");
    *program = Program::start(data, None).await;
    vehicle.start_again(&program.base.clone()).await;
    vehicle.ok("sync", Value::Null).await;
    vehicle.ok("sync", Value::Null).await;
    assert_eq!(vehicle.state().await["waiting"], 0);
}

/// Every donation once, one case for whoever gave elsewhere, numbers accounted for.
async fn reconciled(base: &str, planned: &Planned) {
    let desk = sign_in(base, "registrar21").await;
    let path = format!("/api/collect/trips/{}", planned.id);
    let trip = get(&desk, base, &path).await;
    let count = |key: &str| trip[key].as_i64().unwrap_or(-1);
    assert_eq!((count("collected"), count("visits"), count("tubes")), (120, 120, 240), "{trip}");
    assert_eq!((count("numbers_used"), count("numbers_void"), count("waiting")), (120, 1, 0), "{trip}");
    let off = count("clock_off_ms");
    assert!((595_000..660_000).contains(&off), "the clock was ten minutes slow: {off}");
    let page = get(&desk, base, &format!("/api/collect/donations?site_id={}&limit=200", text(&trip, "site_id"))).await;
    let donations = page["items"].as_array().expect("donations");
    let numbers: std::collections::BTreeSet<&str> =
        donations.iter().filter_map(|d| d["donation_number"].as_str()).collect();
    assert_eq!((donations.len(), numbers.len()), (120, 120));
    let found = cases(base, &sign_in(base, "quality").await, &planned.id).await;
    let kinds: Vec<&str> = found.iter().map(|(kind, _)| kind.as_str()).collect();
    assert_eq!(kinds, ["gave_elsewhere"], "{found:?}");
    decided(base, &found[0].1).await;
    let closed = post(&desk, base, &format!("{path}/close"), json!(null)).await;
    assert_eq!(closed["numbers_void"], 30, "what was not used is void");
    assert_eq!(refused(&desk, base, &format!("{path}/close"), json!(null)).await, "trip.ended");
}

/// The hold is lifted by two people, with a reason.
async fn decided(base: &str, case: &Value) {
    let (one, two) = (sign_in(base, "quality").await, sign_in(base, "quality2").await);
    let path = format!("/api/collect/trip-cases/{}", text(case, "case_id"));
    let unit = format!("/api/ledger/units/{}", text(case, "unit_id"));
    let holds = |unit: &Value| unit["state"]["holds"].as_array().map_or(0, Vec::len);
    assert_eq!(holds(&get(&one, base, &unit).await), 1, "the bag is held");
    assert_eq!(refused(&one, base, &format!("{path}/confirm"), json!(null)).await, "trip.case-not-proposed");
    let proposal = json!({ "decision": "lift", "reason": "两次采血相隔时间经医师核实" });
    post(&one, base, &format!("{path}/propose"), proposal).await;
    assert_eq!(refused(&one, base, &format!("{path}/confirm"), json!(null)).await, "trip.second-person");
    post(&two, base, &format!("{path}/confirm"), json!(null)).await;
    assert_eq!(holds(&get(&one, base, &unit).await), 0);
    assert_eq!(refused(&two, base, &format!("{path}/confirm"), json!(null)).await, "trip.case-closed");
}

/// A plan, a portion and a wish that make no sense are refused, each by its rule.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_makes_no_sense_is_refused_by_its_rule() {
    let (folder, disk) = (data_folder(), tempfile::tempdir().expect("a folder"));
    let program = Program::start(folder.path(), None).await;
    seed(folder.path()).await;
    let base = program.base.clone();
    let trip = plan(&base, "registrar21", &number(1)).await;
    let desk = sign_in(&base, "registrar21").await;
    let nurse = json!([{ "user_id": trip.staff[0].0, "duty": "nurse" }]);
    let clerk = json!([{ "user_id": trip.staff[1].0, "duty": "physician" }]);
    for (day, crew, rule) in [
        ("2020-01-01", &nurse, "trip.day-over"),
        ("2099-01-01", &nurse, "trip.no-physician"),
        ("2099-01-01", &clerk, "trip.physician-permission"),
    ] {
        let body = json!({ "site_id": trip.site, "day": day, "expected": 1, "first_number": number(500), "numbers": 1, "crew": crew });
        assert_eq!(refused(&desk, &base, "/api/collect/trips", body).await, rule);
    }
    let other = sign_in(&base, "registrar22").await;
    let pin = format!("/api/collect/trips/{}/pin", trip.id);
    assert_eq!(refused(&other, &base, &pin, json!({ "pin": PIN })).await, "trip.not-crew");

    let machine = sign_in(&base, "vehicle01").await;
    let replay = format!("/api/collect/trips/{}/replay", trip.id);
    let portion = |from: i64, count: i64| {
        let entry = |counter: i64| json!({ "counter": counter, "sealed": "AA==", "digest": "AA==" });
        let entries: Vec<Value> = (from..from + count).map(entry).collect();
        json!({ "entries": entries, "vehicle_now": "2026-11-22T00:00:00Z", "waiting": 0 })
    };
    assert_eq!(refused(&machine, &base, &replay, portion(2, 1)).await, "trip.gap");
    assert_eq!(refused(&machine, &base, &replay, portion(1, 201)).await, "trip.portion");

    let mut vehicle = Vehicle::start(disk.path(), (&base, "vehicle01"), (&trip.key, &trip.code), &trip.staff, 0).await;
    assert_eq!(vehicle.refused("arrivals", json!({ "who": 1 })).await, "trip.request");
    let nobody = json!({ "entry_id": uuid::Uuid::from_u128(1), "step": "started" });
    assert_eq!(
        vehicle.refused("visits/visit_00000000000000000000000000000009/steps", nobody).await,
        "trip.visit-unknown"
    );
    let visit = vehicle.arrive(&Person::new(1)).await;
    let same = vehicle.arrival(&Person::new(2), &visit);
    assert_eq!(vehicle.refused("arrivals", same).await, "trip.visit-known");
    vehicle.locked().await;
}

/// Entries of a stranger, a copied disk: kept as they came, told to people, and nothing of them is believed.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_nobody_can_read_is_kept_and_told() {
    let folder = data_folder();
    let program = Program::start(folder.path(), None).await;
    seed(folder.path()).await;
    let base = program.base.clone();
    let trip = plan(&base, "registrar21", &number(1)).await;
    let machine = sign_in(&base, "vehicle01").await;
    let replay = format!("/api/collect/trips/{}/replay", trip.id);
    let one = |sealed: &str| json!({ "entries": [{ "counter": 1, "sealed": sealed, "digest": "AA==" }], "vehicle_now": "2026-11-22T00:00:00Z", "waiting": 0 });
    assert_eq!(post(&machine, &base, &replay, one("AAEC")).await["counter"], 1);
    assert_eq!(post(&machine, &base, &replay, one("AAEC")).await["counter"], 1, "known already");
    post(&machine, &base, &replay, one("BBEC")).await;
    let found = cases(&base, &sign_in(&base, "quality").await, &trip.id).await;
    let mut kinds: Vec<&str> = found.iter().map(|(kind, _)| kind.as_str()).collect();
    kinds.sort_unstable();
    assert_eq!(kinds, ["chain_broken", "forked", "unreadable"]);
    let desk = sign_in(&base, "registrar21").await;
    let package = desk.get(format!("{base}/api/collect/trips/{}/package", trip.id)).send().await.expect("an answer");
    assert!(package.bytes().await.expect("bytes").starts_with(b"VENATRP1"));
    let close = format!("/api/collect/trips/{}/close", trip.id);
    assert_eq!(refused(&desk, &base, &close, json!(null)).await, "trip.entries-missing");
}
