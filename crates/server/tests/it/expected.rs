//! Who has booked a place on a vehicle is known there without a name, and what became of everybody is known here afterwards.

use serde_json::{Value, json};
use sqlx::PgPool;

use crate::{
    crash::seed,
    program::{Program, data_folder, get, run, sign_in},
    trips::{Planned, number, plan, post, refused, text},
    vehicle::{Person, Vehicle},
};

async fn database(data: &std::path::Path) -> PgPool {
    let (code, url) = run(data, &["db", "url"]).await;
    assert_eq!(code, 0, "{url}");
    PgPool::connect(url.trim()).await.expect("a database")
}

/// Registers `person`, with a place on the vehicle at this very moment.
async fn booked(base: &str, pool: &PgPool, trip: &Planned, (person, seat): (&Person, i32)) {
    let desk = sign_in(base, "registrar").await;
    let registered = post(&desk, base, "/api/recruit/donors", person.registration()).await;
    let donor = text(&registered["donor"], "donor_id");
    let uuid = |id: &str| uuid::Uuid::parse_str(id.rsplit('_').next().expect("an id")).expect("an id");
    // A test runs at any hour, and nobody books a place of the night before.
    let insert = "insert into recruit.booking (booking_id, code, org_id, site_id, day, kind, starts_at, ends_at, seat, donor_id,
            state, state_at, source, booked_at)
        select gen_random_uuid(), $1, c.org_id, c.site_id, t.day, 'whole_blood', now() - interval '2 hours', now() - interval '90 minutes',
            $2, $3, 'booked', now(), 'staff', now() - interval '3 days'
        from collect.trip t join recruit.collection_site c using (site_id) where t.trip_id = $4";
    let done = sqlx::query(insert)
        .bind(format!("EXPECT{seat:02}"))
        .bind(seat)
        .bind(uuid(&donor))
        .bind(uuid(&trip.id))
        .execute(pool)
        .await
        .expect("kept");
    assert_eq!(done.rows_affected(), 1);
}

async fn states(pool: &PgPool) -> Vec<(String, String, bool)> {
    let sql =
        "select code, state, donation_id is not null from recruit.booking where code like 'EXPECT%' order by code";
    sqlx::query_as(sql).fetch_all(pool).await.expect("bookings")
}

fn outcome(code: &str, state: &str, given: bool) -> (String, String, bool) {
    (code.to_owned(), state.to_owned(), given)
}

async fn step(vehicle: &Vehicle, visit: &str, step: Value) {
    vehicle.step(visit, step).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_expected_come_give_stay_away_and_feel_unwell_when_the_day_is_over() {
    let (folder, disk) = (data_folder(), tempfile::tempdir().expect("a folder"));
    let program = Program::start(folder.path(), None).await;
    seed(folder.path()).await;
    let (base, pool) = (program.base.clone(), database(folder.path()).await);
    let trip = plan(&base, "registrar21", &number(1)).await;
    let people: Vec<Person> = (1..=4).map(Person::new).collect();
    for (person, seat) in people[..3].iter().zip(1..) {
        booked(&base, &pool, &trip, (person, seat)).await;
    }
    let vehicle = Vehicle::start(disk.path(), (&base, "vehicle01"), (&trip.key, &trip.code), &trip.staff, 0).await;
    // Booked after the list was taken along: the vehicle cannot know, the station finds out.
    booked(&base, &pool, &trip, (&people[3], 4)).await;

    let expected = vehicle.state().await["expected"].as_array().expect("a list").clone();
    assert_eq!(expected.len(), 3, "{expected:?}");
    assert!(expected.iter().all(|row| text(row, "name_masked").contains('*') && row["visit_id"].is_null()));
    assert!(!serde_json::to_string(&expected).expect("JSON").contains(&people[0].name));
    let gives = vehicle.arrive(&people[0]).await;
    vehicle.begin(&gives, &number(1)).await;
    vehicle.end(&gives).await;
    step(
        &vehicle,
        &gives,
        json!({ "step": "reaction", "severity": "mild", "kind": "vasovagal", "note": "头晕，平卧后缓解" }),
    )
    .await;
    let leaves = vehicle.arrive(&people[1]).await;
    step(&vehicle, &leaves, json!({ "step": "left", "reason": "有急事" })).await;
    let later = vehicle.arrive(&people[3]).await;
    vehicle.begin(&later, &number(2)).await;
    vehicle.end(&later).await;
    let expected = vehicle.state().await["expected"].as_array().expect("a list").clone();
    let came: Vec<Option<&str>> = expected.iter().map(|row| row["stage"].as_str()).collect();
    assert_eq!(came, [Some("ended"), Some("left"), None], "{expected:?}");
    vehicle.ok("close", json!({ "entry_id": uuid::Uuid::from_u128(rand::random()) })).await;
    // An hour after the last bag somebody comes back to the vehicle.
    step(
        &vehicle,
        &gives,
        json!({ "step": "reaction", "severity": "moderate", "kind": "vasovagal_delayed", "note": "回家路上晕倒" }),
    )
    .await;
    let desk = sign_in(&base, "registrar21").await;
    let report = json!({ "form": "trip-report", "subject": { "kind": "trip", "id": trip.id } });
    assert_eq!(refused(&desk, &base, "/api/records/documents", report.clone()).await, "trip.not-back");
    vehicle.ok("sync", Value::Null).await;
    vehicle.ok("sync", Value::Null).await;
    let drawn = post(&desk, &base, "/api/records/documents", report).await;
    let slots: Vec<String> =
        drawn["signatures"].as_array().expect("places").iter().map(|slot| text(slot, "slot")).collect();
    assert_eq!(slots, ["crew", "station"], "both sides sign");

    let back = [
        ("EXPECT01", "fulfilled", true),
        ("EXPECT02", "arrived", false),
        ("EXPECT03", "booked", false),
        ("EXPECT04", "fulfilled", true),
    ];
    assert_eq!(states(&pool).await, back.map(|(code, state, given)| outcome(code, state, given)));
    reacted(&base).await;
    let away = async || {
        sqlx::query_scalar::<_, i64>("select count(*) from recruit.day_away").fetch_one(&pool).await.expect("a count")
    };
    assert_eq!(away().await, 1, "nobody is missed before the trip is closed");
    post(&desk, &base, &format!("/api/collect/trips/{}/close", trip.id), json!(null)).await;
    assert_eq!(away().await, 0, "who did not come is missed now");
    let (code, report) = run(folder.path(), &["verify"]).await;
    assert_eq!(code, 0, "{report}");
}

/// Two reactions of one donor, each a case, the graver one with a call to come.
async fn reacted(base: &str) {
    let nurse = sign_in(base, "collector").await;
    let page = get(&nurse, base, "/api/collect/reactions?open=true").await;
    let mut found: Vec<(String, bool)> = page["items"]
        .as_array()
        .expect("reactions")
        .iter()
        .map(|row| (text(row, "severity"), row["follow_up_by"].is_string()))
        .collect();
    found.sort_unstable();
    assert_eq!(found, [("mild".to_owned(), false), ("moderate".to_owned(), true)], "{page}");
}

/// The network comes back while nobody thinks of it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_waits_is_sent_by_itself_when_the_network_is_back() {
    let (folder, disk) = (data_folder(), tempfile::tempdir().expect("a folder"));
    let mut program = Program::start(folder.path(), None).await;
    seed(folder.path()).await;
    let base = program.base.clone();
    let trip = plan(&base, "registrar21", &number(1)).await;
    let mut vehicle = Vehicle::start(disk.path(), (&base, "vehicle01"), (&trip.key, &trip.code), &trip.staff, 0).await;
    program.kill().await;
    vehicle.tries_by_itself(&base).await;
    vehicle.arrive(&Person::new(1)).await;
    vehicle.until(|state| state["online"] == false && state["waiting"].as_i64() > Some(4)).await;
    program = Program::start(folder.path(), None).await;
    vehicle.tries_by_itself(&program.base).await;
    vehicle.until(|state| state["online"] == true && state["waiting"] == 0).await;
    assert_eq!(refused_late(&program.base, &trip).await, "trip.entries-missing", "the day is not closed on board");
}

async fn refused_late(base: &str, trip: &Planned) -> String {
    let desk = sign_in(base, "registrar21").await;
    let shown = get(&desk, base, &format!("/api/collect/trips/{}", trip.id)).await;
    assert!(shown["entries"].as_i64() > Some(4), "{shown}");
    refused(&desk, base, &format!("/api/collect/trips/{}/close", trip.id), json!(null)).await
}
