//! Places that we take away: a stop of a vehicle that does not happen, chairs that are out of use. Everybody is told, nobody twice.

use serde_json::{Value, json};

use super::{DAY, House, LOOK_AFTER, donors, run};
use crate::{
    steps::{Crew, text},
    support::{Client, TestApp},
};

async fn told(care: &Client, kind: &str) -> Vec<String> {
    let page = care.get(&format!("/api/care/messages?kind={kind}&limit=100")).await.ok();
    page["items"].as_array().expect("messages").iter().map(|one| text(&one["text"], "zh")).collect()
}

#[tokio::test]
async fn a_stop_that_is_cancelled_offers_the_nearest_other_places_and_writes_to_the_group() {
    let app = TestApp::city().await;
    let crew = Crew::of(&app).await;
    let care = app.sign_in("donorcare").await;
    let sites = care.get("/api/recruit/sites").await.ok();
    let vehicle = sites.as_array().expect("sites").iter().find(|site| site["kind"] == "vehicle").expect("a vehicle");
    let vehicle = text(&vehicle["site"], "site_id");
    let site = care.get(&format!("/api/recruit/sites/{vehicle}")).await.ok();
    let stop = site["stops"].as_array().expect("stops").iter().find(|stop| stop["day"] == DAY).expect("a stop").clone();
    let slots =
        care.get(&format!("/api/recruit/slots?site_id={vehicle}&kind=whole_blood&from={DAY}&days=1")).await.ok();
    let start = text(&slots[0]["slots"][0], "starts_at");
    let people = donors(&crew, 1, 1).await;
    let wish = json!({ "donor_id": people[0], "site_id": vehicle, "kind": "whole_blood", "starts_at": start });
    let booked = crew.registrar.post("/api/recruit/bookings", wish).await.ok();
    let group = json!({ "name": "试验公司", "contact_name": "林联络", "contact_phone": "13900001234", "site_id": vehicle, "day": DAY, "kind": "whole_blood", "places": 3 });
    care.post("/api/recruit/groups", group).await.ok();

    let path = format!("/api/recruit/stops/{}/cancel", text(&stop, "stop_id"));
    let cancel = |preview: bool, seen: i32| json!({ "reason": "道路封闭", "preview": preview, "hits_seen": seen });
    let preview = care.post(&path, cancel(true, 0)).await.ok();
    assert_eq!((preview["done"].as_bool(), preview["hits"].as_array().map(Vec::len)), (Some(false), Some(4)));
    care.post(&path, cancel(false, 3)).await.refused_by("booking.hits");
    let done = care.post(&path, cancel(false, 4)).await.ok();
    assert_eq!(done["groups_to_call"], json!(["试验公司"]));
    assert_eq!(care.post(&path, cancel(false, 0)).await.status, axum::http::StatusCode::NOT_FOUND);

    app.settle().await;
    let donor = told(&care, "booking_cancelled").await;
    assert_eq!(donor.len(), 1, "{donor:?}");
    for part in ["道路封闭", "附近可约", "公里"] {
        assert!(donor[0].contains(part), "no {part}: {}", donor[0]);
    }
    let contact = told(&care, "group_notice").await;
    assert_eq!(contact.len(), 1, "once for three places");
    assert!(contact[0].contains("3 个名额") && contact[0].contains("道路封闭"), "{contact:?}");
    let after = crew.registrar.get(&format!("/api/recruit/bookings/{}", text(&booked, "booking_id"))).await.ok();
    assert_eq!((after["state"].as_str(), after["ended_reason"].as_str()), (Some("cancelled"), Some("道路封闭")));
    let left = care.get(&format!("/api/recruit/slots?site_id={vehicle}&kind=whole_blood&from={DAY}&days=1")).await.ok();
    assert_eq!(left[0]["slots"], json!([]), "nobody books where nobody is");
}

fn out(chairs: i32, until: &str, seen: i32) -> Value {
    json!({ "chairs": chairs, "from_at": format!("{DAY}T01:00:00Z"), "until_at": format!("{DAY}T{until}:00Z"), "reason": "采血椅检修",
        "hits_seen": seen })
}

#[tokio::test]
async fn bookings_beyond_the_chairs_that_are_left_are_moved_cancelled_or_kept_by_a_person() {
    let app = TestApp::city().await;
    let crew = Crew::of(&app).await;
    let (house, other) = (House::open(&app, 0, 16, "10:00").await, House::open(&app, 1, 16, "10:00").await);
    let start = house.slots("whole_blood").await[0].0.clone();
    let people = donors(&crew, 1, 6).await;
    for donor in &people {
        house.book(donor, &start).await.ok();
        app.wait(1);
    }
    let path = format!("/api/recruit/sites/{}/chairs-out", house.id);
    house.care.post(&path, out(1, "00:30", 0)).await.refused_by("booking.out-order");
    let mut preview = out(10, "02:00", 0);
    preview["preview"] = json!(true);
    // six chairs are left: three places a quarter of an hour, six are booked
    let seen = house.care.post(&path, preview).await.ok();
    let hits: Vec<String> = seen["hits"].as_array().expect("hits").iter().map(|hit| text(hit, "donor_id")).collect();
    assert_eq!(hits.len(), 3, "{seen}");
    assert!(people[3..].iter().all(|donor| hits.contains(donor)), "who booked last is one too many");
    house.care.post(&path, out(10, "02:00", 0)).await.refused_by("booking.hits");
    house.care.post(&path, out(10, "02:00", 3)).await.ok();
    assert_eq!(house.bookings("booked").await.len(), 6, "nobody is cancelled by a machine");
    assert!(house.slots("whole_blood").await.iter().all(|(_, left)| *left <= 3));

    let cases = house.care.get("/api/recruit/booking-cases").await.ok();
    let cases = cases.as_array().expect("cases").clone();
    assert_eq!(cases.len(), 3);
    assert!(cases[0]["elsewhere"].as_array().is_some_and(|others| !others.is_empty()), "{}", cases[0]);
    let decide = async |case: &Value, body: Value| {
        house.care.post(&format!("/api/recruit/booking-cases/{}/decide", text(case, "case_id")), body).await
    };
    let nowhere = json!({ "decision": "move", "reason": "采血椅检修" });
    decide(&cases[0], nowhere).await.refused_by("booking.case-place");
    let to = json!({ "decision": "move", "site_id": other.id, "starts_at": start, "reason": "采血椅检修" });
    let moved = decide(&cases[0], to).await.ok();
    assert_eq!(moved["site"]["site_id"], json!(other.id));
    decide(&cases[1], json!({ "decision": "cancel", "reason": "采血椅检修" })).await.ok();
    decide(&cases[1], json!({ "decision": "cancel", "reason": "采血椅检修" })).await.refused_by("booking.case-closed");
    decide(&cases[2], json!({ "decision": "keep", "reason": "借到一把" })).await.ok();
    assert_eq!(house.care.get("/api/recruit/booking-cases").await.ok(), json!([]));
    app.settle().await;
    assert_eq!(told(&house.care, "booking_changed").await.len(), 1);
    let cancelled = told(&house.care, "booking_cancelled").await;
    assert!(cancelled.len() == 1 && cancelled[0].contains("采血椅检修"), "{cancelled:?}");
    let states = [
        house.bookings("booked").await.len(),
        house.bookings("cancelled").await.len(),
        house.bookings("moved").await.len(),
    ];
    assert_eq!(states, [4, 1, 1]);
}

/// Four chairs come back early: as many of the cases are kept places, the others are one too many all the same.
#[tokio::test]
async fn chairs_that_are_back_early_keep_the_places_that_fit_again() {
    let app = TestApp::city().await;
    let crew = Crew::of(&app).await;
    let house = House::open(&app, 0, 16, "10:00").await;
    let start = house.slots("whole_blood").await[0].0.clone();
    for donor in &donors(&crew, 1, 6).await {
        house.book(donor, &start).await.ok();
        app.wait(1);
    }
    let path = format!("/api/recruit/sites/{}/chairs-out", house.id);
    house.care.post(&path, out(6, "02:00", 1)).await.ok();
    house.care.post(&path, out(4, "02:00", 3)).await.ok();
    let cases = async || house.care.get("/api/recruit/booking-cases").await.ok().as_array().expect("cases").len();
    assert_eq!(cases().await, 3);
    let outs = house.care.get(&format!("/api/recruit/sites/{}", house.id)).await.ok()["chairs_out"].clone();
    let of = |chairs: i32| {
        let all = outs.as_array().expect("outs").iter();
        let found = all.filter(|out| out["chairs"] == chairs).map(|out| text(out, "out_id")).next();
        format!("/api/recruit/chairs-out/{}/back", found.expect("an entry"))
    };
    let why = json!({ "reason": "备件已到" });
    house.care.post(&of(4), why.clone()).await.ok();
    assert_eq!(cases().await, 1, "what the six leave is one too few");
    house.care.post(&of(4), why.clone()).await.refused_by("booking.out-over");
    house.care.post(&of(6), why).await.ok();
    assert_eq!(cases().await, 0);
    assert_eq!(house.bookings("booked").await.len(), 6);
}

/// A list that travels with a vehicle: nobody of it counts as missed before the vehicle is back, but not for ever.
#[tokio::test]
async fn nobody_is_missed_while_the_vehicle_has_not_told() {
    let app = TestApp::city().await;
    let crew = Crew::of(&app).await;
    let house = House::open(&app, 0, 8, "11:00").await;
    let start = house.slots("whole_blood").await[0].0.clone();
    let people = donors(&crew, 1, 1).await;
    house.book(&people[0], &start).await.ok();
    app.wait(47 * 60);
    let away =
        "insert into recruit.day_away (site_id, day, since) select site_id, day, $1 from recruit.booking limit 1";
    let now = app.clock.now();
    let mut tx = app.db.begin().await.expect("a transaction");
    sqlx::query(away).bind(now).execute(tx.conn()).await.expect("kept");
    tx.commit().await.expect("a commit");
    let mut house = house;
    for (hours, missed) in [(4, 0), (67, 0), (2, 1)] {
        app.wait(hours * 60);
        run(&app, LOOK_AFTER).await;
        house = house.again(&app).await;
        assert_eq!(house.bookings("missed").await.len(), missed, "after {hours} more hours");
    }
}
