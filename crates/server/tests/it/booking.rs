//! Places at the chair: many want the last ones, plans change, people stay away, and nobody is lost or doubled.

mod changes;
mod crash;
mod races;
mod taken_away;
mod unfit;

use std::collections::BTreeSet;

use axum::http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::{
    steps::{Crew, text},
    support::{Client, Reply, TestApp},
};

/// The second day of the test, far enough for every limit.
const DAY: &str = "2026-11-18";

/// A house with as many chairs as a test wants, open on one morning.
struct House {
    id: String,
    desk: Client,
    care: Client,
}

impl House {
    /// `beds` chairs, enough people, open from nine until `closes`.
    async fn open(app: &TestApp, at: usize, beds: i32, closes: &str) -> Self {
        let (desk, care) = (app.sign_in("registrar").await, app.sign_in("donorcare").await);
        let sites = care.get("/api/recruit/sites").await.ok();
        let mut houses = sites.as_array().expect("sites").iter().filter(|site| site["kind"] == "house");
        let id = text(&houses.nth(at).expect("a house")["site"], "site_id");
        let version = care.get(&format!("/api/recruit/sites/{id}")).await.ok()["version"].clone();
        let week: Vec<Value> = (1..=7)
            .map(|weekday| json!({ "weekday": weekday, "hours": [{ "opens": "09:00", "closes": closes }] }))
            .collect();
        let body = json!({ "version": version, "address": "试验路 1 号", "beds": beds, "staff": 200, "week": week });
        care.post(&format!("/api/recruit/sites/{id}"), body).await.ok();
        Self { id, desk, care }
    }

    /// The same after a night: sessions have run out.
    async fn again(self, app: &TestApp) -> Self {
        let (desk, care) = (app.sign_in("registrar").await, app.sign_in("donorcare").await);
        Self { desk, care, ..self }
    }

    /// When the places of `kind` begin, with how many are left.
    async fn slots(&self, kind: &str) -> Vec<(String, i64)> {
        let path = format!("/api/recruit/slots?site_id={}&kind={kind}&from={DAY}&days=1", self.id);
        let days = self.desk.get(&path).await.ok();
        let slots = days[0]["slots"].as_array().expect("slots").clone();
        slots.iter().map(|slot| (text(slot, "starts_at"), slot["left"].as_i64().expect("a number"))).collect()
    }

    fn wish(&self, donor: &str, kind: &str, starts_at: &str) -> Value {
        json!({ "donor_id": donor, "site_id": self.id, "kind": kind, "starts_at": starts_at })
    }

    async fn book(&self, donor: &str, starts_at: &str) -> Reply {
        self.desk.post("/api/recruit/bookings", self.wish(donor, "whole_blood", starts_at)).await
    }

    async fn bookings(&self, state: &str) -> Vec<Value> {
        let path = format!("/api/recruit/bookings?site_id={}&day={DAY}&state={state}", self.id);
        self.desk.get(&path).await.ok()["items"].as_array().expect("bookings").clone()
    }

    async fn wait_for(&self, donor: &str) -> Value {
        let body =
            json!({ "donor_id": donor, "site_id": self.id, "kind": "whole_blood", "from_day": DAY, "until_day": DAY });
        self.desk.post("/api/recruit/waiting", body).await.ok()
    }
}

/// Like a browser: a server that is busy is asked again, with the same key.
async fn patiently(client: &Client, path: &str, body: Value, key: &str) -> Reply {
    for _ in 0..20 {
        let reply = client.send(Method::POST, path, Some(body.clone()), &[("idempotency-key", key)]).await;
        if reply.status != StatusCode::SERVICE_UNAVAILABLE {
            return reply;
        }
    }
    panic!("{path} stays busy");
}

/// The invented person number `n`.
fn person(n: u32) -> Value {
    let day = format!("{}{:02}{:02}", 1975 + n % 25, 1 + n % 12, 1 + n / 12 % 28);
    let name: String =
        [n % 97, n / 97 + 200, n % 89 + 400].iter().filter_map(|at| char::from_u32(0x4e00 + at)).collect();
    json!({
        "document": { "kind": "citizen_id", "number": crate::steps::citizen_id(&day, n) }, "name": name,
        "phone": format!("137{:08}", n * 7919 % 99_999_989), "consent_to_be_told": true, "confirm_not_duplicate_of": [],
    })
}

/// Registers the invented donor number `n`; who is like somebody else is said to be another person.
async fn enrol(crew: &Crew, n: u32) -> String {
    let mut body = person(n);
    loop {
        let answer = crew.registrar.post("/api/recruit/donors", body.clone()).await.ok();
        if answer["outcome"] == "registered" {
            return text(&answer["donor"], "donor_id");
        }
        let like = answer["candidates"].as_array().expect("candidates").iter().map(|one| one["donor_id"].clone());
        body["confirm_not_duplicate_of"] = like.collect();
    }
}

async fn donors(crew: &Crew, first: u32, count: u32) -> Vec<String> {
    let mut donors = Vec::new();
    for n in first..first + count {
        donors.push(enrol(crew, n).await);
    }
    donors
}

/// Lets a job of the clock do its work.
pub(crate) async fn run(app: &TestApp, job: &str) {
    let mut tx = app.db.begin().await.expect("a transaction");
    tx.enqueue(job, &Value::Null).await.expect("a job");
    tx.commit().await.expect("a commit");
    app.settle().await;
}

const LOOK_AFTER: &str = "recruit.look_after_bookings";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn five_hundred_want_the_last_fifty_places() {
    let app = TestApp::city().await;
    let crew = Crew::of(&app).await;
    // 27 chairs give 13.5 places a quarter of an hour, of which three quarters are promised: 50 in five quarters
    let house = House::open(&app, 0, 27, "10:30").await;
    let slots = house.slots("whole_blood").await;
    assert_eq!((slots.len(), slots.iter().map(|(_, left)| left).sum::<i64>()), (5, 50));
    let donors = donors(&crew, 1, 500).await;
    let attempts = donors.iter().enumerate().map(|(at, donor)| {
        let (house, wish) = (&house, house.wish(donor, "whole_blood", &slots[at % 5].0));
        async move { patiently(&house.desk, "/api/recruit/bookings", wish, &format!("race-{at}")).await }
    });
    let replies = futures::future::join_all(attempts).await;
    let won = replies.iter().filter(|reply| reply.status == StatusCode::CREATED).count();
    assert_eq!(won, 50);
    for reply in replies.into_iter().filter(|reply| reply.status != StatusCode::CREATED) {
        let body = reply.refused_by("booking.full");
        let detail = text(&body, "detail");
        assert!(detail.contains("候补"), "{detail}");
    }
    let kept = house.bookings("booked").await;
    let donors: BTreeSet<String> = kept.iter().map(|booking| text(booking, "donor_id")).collect();
    let codes: BTreeSet<String> = kept.iter().map(|booking| text(booking, "code")).collect();
    assert_eq!((kept.len(), donors.len(), codes.len()), (50, 50, 50));
    assert!(house.slots("whole_blood").await.iter().all(|(_, left)| *left == 0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_donor_who_moves_keeps_the_old_place_until_the_new_one_is_taken() {
    let app = TestApp::city().await;
    let crew = Crew::of(&app).await;
    // two chairs: one place at a quarter past, which everybody wants
    let (from, to) = (House::open(&app, 0, 40, "10:30").await, House::open(&app, 1, 2, "09:45").await);
    let wanted = to.slots("whole_blood").await.into_iter().find(|(_, left)| *left == 1).expect("one place").0;
    let start = from.slots("whole_blood").await[0].0.clone();
    let donors = donors(&crew, 1, 12).await;
    let mut old = Vec::new();
    for donor in &donors {
        old.push(text(&from.book(donor, &start).await.ok(), "booking_id"));
    }
    let body = json!({ "site_id": to.id, "kind": "whole_blood", "starts_at": wanted });
    let attempts = old.iter().map(|booking| {
        let (desk, body) = (to.desk.clone(), body.clone());
        async move { patiently(&desk, &format!("/api/recruit/bookings/{booking}/rebook"), body, booking).await }
    });
    let replies = futures::future::join_all(attempts).await;
    assert_eq!(replies.iter().filter(|reply| reply.status == StatusCode::CREATED).count(), 1);
    for reply in replies.into_iter().filter(|reply| reply.status != StatusCode::CREATED) {
        reply.refused_by("booking.full");
    }
    assert_eq!((from.bookings("booked").await.len(), from.bookings("moved").await.len()), (11, 1));
    let moved = from.bookings("moved").await.remove(0);
    assert_eq!(moved["replaced_by"], to.bookings("booked").await[0]["booking_id"]);
    to.desk
        .post(&format!("/api/recruit/bookings/{}/cancel", text(&moved, "booking_id")), json!({}))
        .await
        .refused_by("booking.not-open");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_donor_has_one_open_booking_however_fast() {
    let app = TestApp::city().await;
    let crew = Crew::of(&app).await;
    let houses = [House::open(&app, 0, 40, "10:30").await, House::open(&app, 1, 40, "10:30").await];
    let start = houses[0].slots("whole_blood").await[0].0.clone();
    for (round, donor) in donors(&crew, 1, 8).await.into_iter().enumerate() {
        let attempts = houses.iter().map(|house| {
            let wish = house.wish(&donor, "whole_blood", &start);
            async move { patiently(&house.desk, "/api/recruit/bookings", wish, &format!("{round}-{}", house.id)).await }
        });
        let replies = futures::future::join_all(attempts).await;
        assert_eq!(replies.iter().filter(|reply| reply.status == StatusCode::CREATED).count(), 1);
        replies
            .into_iter()
            .find(|reply| reply.status != StatusCode::CREATED)
            .expect("one lost")
            .refused_by("booking.one-open");
    }
}

#[tokio::test]
async fn a_machine_takes_one_donor_at_a_time_and_what_was_never_a_place_is_refused() {
    let app = TestApp::city().await;
    let crew = Crew::of(&app).await;
    let house = House::open(&app, 0, 4, "13:00").await;
    let slots = house.slots("apheresis_platelets").await;
    assert_eq!(slots.iter().map(|(_, left)| *left).collect::<Vec<_>>(), [2, 2], "two machines, two places each");
    let donors = donors(&crew, 1, 4).await;
    let book = async |donor: &str, kind: &str, at: &str| {
        house.desk.post("/api/recruit/bookings", house.wish(donor, kind, at)).await
    };
    let one = book(&donors[0], "apheresis_platelets", &slots[0].0).await.ok();
    let two = book(&donors[1], "apheresis_plasma", &slots[0].0).await.ok();
    assert_ne!(one["machine"], two["machine"]);
    book(&donors[2], "apheresis_platelets", &slots[0].0).await.refused_by("booking.full");
    book(&donors[2], "apheresis_platelets", "2026-11-18T00:00:00Z").await.refused_by("booking.no-such-place");
    book(&donors[2], "whole_blood", "2026-11-18T01:07:00Z").await.refused_by("booking.no-such-place");
    book(&donors[2], "whole_blood", "2026-12-31T01:00:00Z").await.refused_by("booking.too-far");
    book(&donors[2], "whole_blood", "2026-11-15T01:00:00Z").await.refused_by("booking.too-late");
    // one of the two is down: whoever has it is told, and nobody is before the count was seen
    let machines = house.care.get(&format!("/api/recruit/sites/{}", house.id)).await.ok()["machines"].clone();
    let machine =
        machines.as_array().expect("machines").iter().find(|machine| machine["name"] == one["machine"]).expect("it");
    let path = format!("/api/recruit/machines/{}/out", text(machine, "machine_id"));
    let out = |seen: i32| json!({ "from_at": "2026-11-18T00:00:00Z", "until_at": "2026-11-18T16:00:00Z", "reason": "离心机检修", "hits_seen": seen });
    house.care.post(&path, out(0)).await.refused_by("booking.hits");
    let done = house.care.post(&path, out(1)).await.ok();
    assert_eq!(done["hits"][0]["booking_id"], one["booking_id"]);
    assert_eq!(house.bookings("cancelled").await.len(), 0, "nobody is cancelled before a person has decided");
    machine_is_back(&house, machine, &one).await;
    let turned = json!({ "from_at": "2026-11-18T16:00:00Z", "until_at": "2026-11-18T00:00:00Z", "reason": "检修" });
    house.care.post(&path, turned).await.refused_by("booking.out-order");
    let long = json!({ "from_at": "2026-11-18T00:00:00Z", "until_at": "2027-01-19T00:00:00Z", "reason": "检修" });
    house.care.post(&path, long).await.refused_by("booking.out-long");
}

/// The machine is mended at noon of the day before: its place is free again, and the case is a place that is kept.
async fn machine_is_back(house: &House, machine: &Value, booked: &Value) {
    let cases = house.care.get("/api/recruit/booking-cases").await.ok();
    assert_eq!(
        (&cases[0]["booking"]["booking_id"], &cases[0]["machine"], &cases[0]["chairs"]),
        (&booked["booking_id"], &machine["name"], &Value::Null)
    );
    let free = async || house.slots("apheresis_platelets").await.iter().map(|(_, left)| *left).sum::<i64>();
    let before = free().await;
    let shown = house.care.get(&format!("/api/recruit/sites/{}", house.id)).await.ok();
    let of = |site: &Value| {
        let machines = site["machines"].as_array().expect("machines");
        machines.iter().find(|one| one["machine_id"] == machine["machine_id"]).expect("it")["out"].clone()
    };
    let path = format!("/api/recruit/machines-out/{}/back", text(&of(&shown)[0], "out_id"));
    let why = || json!({ "reason": "提前修好" });
    let (left, right) = tokio::join!(house.care.post(&path, why()), house.care.post(&path, why()));
    let (done, late) = if left.status.is_success() { (left, right) } else { (right, left) };
    late.refused_by("booking.out-over");
    assert_eq!(of(&done.ok()), json!([]), "nothing of it is left before it began");
    assert!(free().await > before, "its places are free again");
    assert_eq!(house.care.get("/api/recruit/booking-cases").await.ok(), json!([]));
    assert_eq!(house.bookings("booked").await.len(), 2, "both keep their places");
}

/// A house whose only place at nine is taken: its beginning, and who has it.
async fn full_house(app: &TestApp, crew: &Crew) -> (House, String, Value) {
    let house = House::open(app, 0, 3, "09:30").await;
    let slots = house.slots("whole_blood").await;
    assert_eq!(slots.len(), 1);
    assert_eq!(slots[0].1, 1, "three chairs: one and a half, one of them promised");
    let first = enrol(crew, 900).await;
    let booked = house.book(&first, &slots[0].0).await.ok();
    (house, slots[0].0.clone(), booked)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_place_that_is_given_back_goes_to_those_who_wait_in_their_order() {
    let app = TestApp::city().await;
    let crew = Crew::of(&app).await;
    let (house, start, booked) = full_house(&app, &crew).await;
    let donors = donors(&crew, 1, 3).await;
    house.book(&donors[2], &start).await.refused_by("booking.full");
    for donor in &donors[..2] {
        house.wait_for(donor).await;
        app.wait(1);
    }
    let again =
        json!({ "donor_id": donors[0], "site_id": house.id, "kind": "whole_blood", "from_day": DAY, "until_day": DAY });
    house.desk.post("/api/recruit/waiting", again).await.refused_by("waiting.once");
    let past = json!({ "donor_id": donors[2], "site_id": house.id, "kind": "whole_blood", "from_day": "2026-11-10", "until_day": "2026-11-11" });
    house.desk.post("/api/recruit/waiting", past).await.refused_by("waiting.days");
    app.settle().await;
    assert!(house.bookings("offered").await.is_empty(), "nothing is free");
    house.desk.post(&format!("/api/recruit/bookings/{}/cancel", text(&booked, "booking_id")), json!({})).await.ok();
    app.settle().await;
    let offered = house.bookings("offered").await;
    assert_eq!(offered[0]["donor_id"], *donors[0], "first come, first offered: {offered:#?}");
    house.book(&donors[2], &start).await.refused_by("booking.full");
    // nobody answers: after half an hour it is the next one's
    app.wait(31);
    let path = format!("/api/recruit/bookings/{}/accept", text(&offered[0], "booking_id"));
    house.desk.post(&path, json!({})).await.refused_by("waiting.offer-over");
    run(&app, LOOK_AFTER).await;
    let offered = house.bookings("offered").await;
    assert_eq!((offered.len(), &offered[0]["donor_id"]), (1, &json!(donors[1])));
    let path = format!("/api/recruit/bookings/{}/accept", text(&offered[0], "booking_id"));
    let twice = futures::future::join(
        patiently(&house.desk, &path, json!({}), "a"),
        patiently(&house.desk, &path, json!({}), "b"),
    )
    .await;
    assert!(twice.0.status.is_success() && twice.1.status.is_success(), "{twice:?}");
    assert_eq!(house.bookings("booked").await.len(), 1);
    let waiting = house.desk.get("/api/recruit/waiting").await.ok();
    assert_eq!(waiting.as_array().expect("a list").len(), 1, "the first waits again, at the end: {waiting:#}");
    let left = format!("/api/recruit/waiting/{}/leave", text(&waiting[0], "waiting_id"));
    house.desk.post(&left, json!({})).await.ok();
    house.desk.post(&left, json!({})).await.refused_by("waiting.not-waiting");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn giving_back_and_taking_in_the_same_second_leaves_one_donor_on_the_place() {
    let app = TestApp::city().await;
    let crew = Crew::of(&app).await;
    let (house, start, booked) = full_house(&app, &crew).await;
    let mut has = text(&booked, "booking_id");
    for (round, donor) in donors(&crew, 1, 6).await.into_iter().enumerate() {
        let cancel = format!("/api/recruit/bookings/{has}/cancel");
        let (back, taken) = futures::future::join(
            patiently(&house.desk, &cancel, json!({}), &format!("c{round}")),
            patiently(
                &house.desk,
                "/api/recruit/bookings",
                house.wish(&donor, "whole_blood", &start),
                &format!("b{round}"),
            ),
        )
        .await;
        back.ok();
        let next = if taken.status.is_success() {
            taken.ok()
        } else {
            taken.refused_by("booking.full");
            house.book(&donor, &start).await.ok()
        };
        has = text(&next, "booking_id");
        assert_eq!(house.bookings("booked").await.len(), 1);
    }
}
