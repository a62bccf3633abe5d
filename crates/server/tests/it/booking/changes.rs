//! Days that are closed, people who stay away, groups, the nearest site and the plan.

use serde_json::{Value, json};

use super::{DAY, House, LOOK_AFTER, donors, run};
use crate::{
    steps::{Crew, text},
    support::TestApp,
};

#[tokio::test]
async fn a_day_that_is_closed_tells_each_donor_and_offers_others() {
    let app = TestApp::city().await;
    let crew = Crew::of(&app).await;
    let house = House::open(&app, 0, 8, "11:00").await;
    let slots = house.slots("whole_blood").await;
    let donors = donors(&crew, 1, 3).await;
    for (donor, slot) in donors.iter().zip([0, 1, 5]) {
        house.book(donor, &slots[slot].0).await.ok();
    }
    let path = format!("/api/recruit/sites/{}/days", house.id);
    let close = |kind: &str, hours: Value, more: Value| {
        let mut body = json!({ "day": DAY, "kind": kind, "hours": hours, "reason": "停电检修" });
        body.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
        body
    };
    let short = json!([{ "opens": "09:00", "closes": "10:00" }]);
    let preview = house.care.post(&path, close("hours", short.clone(), json!({ "preview": true }))).await.ok();
    assert_eq!((preview["done"].as_bool(), preview["hits"].as_array().map(Vec::len)), (Some(false), Some(1)));
    assert_eq!(house.bookings("booked").await.len(), 3, "a preview changes nothing");
    house.care.post(&path, close("closed", json!([]), json!({ "hits_seen": 2 }))).await.refused_by("booking.hits");
    house.care.post(&path, close("closed", short, json!({}))).await.refused_by("booking.day-hours");
    house
        .care
        .post(&path, close("moved", json!([{ "opens": "9:00", "closes": "10:00" }]), json!({})))
        .await
        .refused_by("booking.day-place");
    house
        .care
        .post(&path, close("hours", json!([{ "opens": "09点30", "closes": "10:00" }]), json!({})))
        .await
        .refused_by("booking.clock");
    house
        .care
        .post(&path, close("hours", json!([{ "opens": "10:00", "closes": "9:00" }]), json!({})))
        .await
        .refused_by("booking.hours");
    let mut over = close("closed", json!([]), json!({}));
    over["day"] = json!("2026-11-15");
    house.care.post(&path, over).await.refused_by("booking.day-over");
    let done = house.care.post(&path, close("closed", json!([]), json!({ "hits_seen": 3 }))).await.ok();
    assert_eq!(done["hits"].as_array().map(Vec::len), Some(3));
    assert_eq!((house.bookings("booked").await.len(), house.bookings("cancelled").await.len()), (0, 3));
    app.settle().await;
    let told = house.care.get("/api/care/messages?limit=100").await.ok();
    let told = told["items"]
        .as_array()
        .expect("messages")
        .iter()
        .filter(|message| message["kind"] == "booking_cancelled")
        .count();
    assert_eq!(told, 3, "nothing is left silently");
    assert!(house.slots("whole_blood").await.is_empty());
    house.care.post(&format!("{path}/{DAY}/clear"), json!({})).await.ok();
    assert!(!house.slots("whole_blood").await.is_empty());
}

#[tokio::test]
async fn who_is_late_is_kept_for_a_while_and_who_stays_away_is_missed() {
    let app = TestApp::city().await;
    let crew = Crew::of(&app).await;
    let mut house = House::open(&app, 0, 8, "11:00").await;
    let start = house.slots("whole_blood").await[0].0.clone();
    let donors = donors(&crew, 1, 2).await;
    let [one, two] = [house.book(&donors[0], &start).await.ok(), house.book(&donors[1], &start).await.ok()];
    let arrive = |booking: &Value| format!("/api/recruit/bookings/{}/arrive", text(booking, "booking_id"));
    house.desk.post(&arrive(&one), json!({})).await.refused_by("booking.other-day");
    let reminders = async |house: &House| {
        let told = house.care.get("/api/care/messages?limit=100").await.ok();
        told["items"]
            .as_array()
            .expect("messages")
            .iter()
            .filter(|message| message["kind"] == "booking_reminder")
            .count()
    };
    // a day before, then two hours before (which is moved to the end of the quiet hours), each once
    for (minutes, told) in [(0, 0), (24 * 60 + 31, 2), (1, 2), (23 * 60, 4), (1, 4)] {
        app.wait(minutes);
        run(&app, LOOK_AFTER).await;
        house = house.again(&app).await;
        assert_eq!(reminders(&house).await, told, "after {minutes} minutes");
    }
    // it is 08:03 on the day; found by code, checked in, twice
    let code = text(&one, "code_picture");
    let found = house.desk.get(&format!("/api/recruit/bookings/by-code?code={code}")).await.ok();
    assert_eq!(found["booking_id"], one["booking_id"]);
    house.desk.get("/api/recruit/bookings/by-code?code=ABCD1234").await.refused_by("booking.code");
    house.desk.get("/api/recruit/bookings?state=there").await.refused_by("booking.state");
    house.desk.post(&arrive(&one), json!({})).await.ok();
    assert_eq!(house.desk.post(&arrive(&one), json!({})).await.ok()["state"], "arrived");
    // the place ends at 09:30 and is kept until ten
    app.wait(117);
    run(&app, LOOK_AFTER).await;
    assert_eq!(house.bookings("missed").await.len(), 0);
    app.wait(1);
    run(&app, LOOK_AFTER).await;
    let missed = house.bookings("missed").await;
    assert_eq!((missed.len(), &missed[0]["booking_id"]), (1, &two["booking_id"]));
    assert_eq!(house.desk.post(&arrive(&two), json!({})).await.ok()["state"], "arrived", "late is better than never");
}

#[tokio::test]
async fn a_group_reserves_places_and_names_its_people_later() {
    let app = TestApp::city().await;
    let crew = Crew::of(&app).await;
    let house = House::open(&app, 0, 8, "10:00").await;
    let left: i64 = house.slots("whole_blood").await.iter().map(|(_, left)| left).sum();
    let group = |places: i64| json!({ "name": "试验公司", "contact_name": "林联络", "contact_phone": "13900000000", "site_id": house.id, "day": DAY, "kind": "whole_blood", "places": places });
    house.care.post("/api/recruit/groups", group(left + 1)).await.refused_by("group.places-left");
    house.care.post("/api/recruit/groups", group(201)).await.refused_by("group.too-large");
    let made = house.care.post("/api/recruit/groups", group(left)).await.ok();
    assert!(house.slots("whole_blood").await.iter().all(|(_, left)| *left == 0));
    let path = format!("/api/recruit/groups/{}", text(&made, "group_id"));
    let donors = donors(&crew, 1, 2).await;
    let name = |donor: &str| json!({ "donor_id": donor });
    house.desk.post(&format!("{path}/names"), name(&donors[0])).await.ok();
    house.desk.post(&format!("{path}/names"), name(&donors[0])).await.refused_by("booking.one-open");
    // a day before, what has no name goes back to everybody
    app.wait(26 * 60);
    run(&app, LOOK_AFTER).await;
    let house = house.again(&app).await;
    let seen = house.care.get(&path).await.ok();
    assert_eq!((seen["open"].as_i64(), seen["named"].as_i64()), (Some(0), Some(1)));
    assert_eq!(house.slots("whole_blood").await.iter().map(|(_, left)| left).sum::<i64>(), left - 1);
    house.desk.post(&format!("{path}/names"), name(&donors[1])).await.refused_by("group.no-place");
    house.care.post(&format!("{path}/cancel"), json!({ "reason": "公司改期" })).await.ok();
    house.care.post(&format!("{path}/cancel"), json!({ "reason": "公司改期" })).await.refused_by("group.cancelled");
    assert!(house.bookings("booked").await.is_empty());
}

#[tokio::test]
async fn the_nearest_site_the_circle_and_the_plan_say_what_they_are() {
    let app = TestApp::city().await;
    let care = app.sign_in("donorcare").await;
    let near = care.get("/api/recruit/sites?latitude=36.0754&longitude=120.412&mode=walk").await.ok();
    let distances: Vec<i64> =
        near.as_array().expect("sites").iter().filter_map(|site| site["distance_m"].as_i64()).collect();
    assert!(distances.len() >= 20 && distances.is_sorted(), "{distances:?}");
    assert!(text(&near[0]["map"], "geo").starts_with("geo:36."));
    care.get("/api/recruit/sites?latitude=36&longitude=120&mode=fly").await.refused_by("booking.travel-mode");
    let circle =
        async |minutes: i32| care.get(&format!("/api/recruit/coverage?minutes={minutes}&mode=drive")).await.ok();
    let (small, large) = (circle(10).await, circle(60).await);
    let within = |circle: &Value| circle["within"].as_i64().expect("a number");
    assert!(
        0 < within(&small)
            && within(&small) < within(&large)
            && within(&large) <= large["people"].as_i64().expect("a number")
    );
    let plan = care.get(&format!("/api/recruit/plan?from={DAY}&days=7")).await.ok();
    let vehicle =
        plan["sites"].as_array().expect("sites").iter().find(|site| site["kind"] == "vehicle").expect("a vehicle");
    let id = text(&vehicle["site"], "site_id");
    assert_eq!(vehicle["days"].as_array().map(Vec::len), Some(7));
    let stop = |opens: &str, closes: &str| {
        json!({ "day": DAY, "hours": { "opens": opens, "closes": closes }, "place": "东港", "district": "市南区", "latitude": 36.9, "longitude": 120.5,
                "beds": 4, "staff": 4, "target": 30 })
    };
    let stops = format!("/api/recruit/sites/{id}/stops");
    care.post(&stops, stop("10:00", "12:00")).await.refused_by("plan.two-places");
    care.post(&stops, stop("16:20", "18:00")).await.refused_by("plan.distance");
    care.post(&stops, stop("22:00", "24:00")).await.ok();
    let house = near.as_array().expect("sites").iter().find(|site| site["kind"] == "house").expect("a house");
    let house = text(&house["site"], "site_id");
    care.post(&format!("/api/recruit/sites/{house}/stops"), stop("22:00", "24:00"))
        .await
        .refused_by("booking.stop-vehicle");
    let set = care
        .post(&format!("/api/recruit/sites/{house}/days/{DAY}/plan"), json!({ "staff": 1, "target": 500 }))
        .await
        .ok();
    let rules: Vec<&str> = set["sites"][0]["days"][0]["conflicts"]
        .as_array()
        .expect("conflicts")
        .iter()
        .filter_map(|found| found["rule"].as_str())
        .collect();
    assert_eq!(rules, ["plan.staff", "plan.target"]);
    let stale = json!({ "version": 99, "address": "某路", "beds": 1, "staff": 1, "week": [] });
    care.post(&format!("/api/recruit/sites/{house}"), stale).await.refused_by("booking.site-version");
    let model = care.get("/api/recruit/show-model").await.ok();
    assert_eq!(
        (model["outcomes"].as_i64(), model["overbooks"].as_bool()),
        (Some(0), Some(false)),
        "a belief overbooks nothing"
    );
}

/// Half of two hundred come: the model learns who, says how right it is, and only then promises a place twice.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_stays_away_is_learnt_and_only_then_a_place_is_promised_twice() {
    let app = TestApp::city().await;
    let crew = Crew::of(&app).await;
    let (large, small) = (House::open(&app, 0, 200, "10:30").await, House::open(&app, 1, 3, "09:30").await);
    let starts = "2026-11-16T01:00:00Z";
    let today = |turn: u32| format!("2026-11-16T0{}:{:02}:00Z", 1 + turn * 15 / 60, turn * 15 % 60);
    let away = donors(&crew, 1, 104).await;
    for (turn, donor) in (0..).zip(&away) {
        large.book(donor, &today(turn % 4)).await.ok();
    }
    let faithful = donors(&crew, 300, 4).await;
    for turn in 0..100 {
        let booked = large.book(&faithful[turn as usize % 4], &today(turn % 4)).await.ok();
        large.desk.post(&format!("/api/recruit/bookings/{}/arrive", text(&booked, "booking_id")), json!({})).await.ok();
    }
    let place = small.slots("whole_blood").await[0].0.clone();
    assert!(place.as_str() > starts);
    // the last place ends at 10:15 and is kept until 10:45
    app.wait(140);
    run(&app, LOOK_AFTER).await;
    let first = small.book(&away[0], &place).await.ok();
    small.book(&away[1], &place).await.refused_by("booking.full");
    small.desk.post(&format!("/api/recruit/bookings/{}/cancel", text(&first, "booking_id")), json!({})).await.ok();
    run(&app, "recruit.fit_show_model").await;
    let model = small.care.get("/api/recruit/show-model").await.ok();
    assert_eq!((model["outcomes"].as_i64(), model["overbooks"].as_bool()), (Some(204), Some(true)));
    assert!(model["brier"].as_f64() < model["base_brier"].as_f64(), "{model:#}");
    small.book(&away[0], &place).await.ok();
    let again = small.book(&away[1], &place).await.ok();
    assert!(again["expected_show"].as_f64().expect("a chance") < 0.2, "{again:#}");
    small.book(&faithful[0], &place).await.refused_by("booking.full");
}

/// Two files of one person, each with a place: the earlier one stays, the other is given back, and the donor hears of it.
#[tokio::test]
async fn of_two_files_that_become_one_the_earlier_place_stays() {
    let app = TestApp::city().await;
    let crew = Crew::of(&app).await;
    let house = House::open(&app, 0, 8, "11:00").await;
    let starts: Vec<String> = house.slots("whole_blood").await.into_iter().map(|slot| slot.0).collect();
    let donors = donors(&crew, 1, 2).await;
    let later = text(&house.book(&donors[0], &starts[2]).await.ok(), "booking_id");
    let earlier = text(&house.book(&donors[1], &starts[0]).await.ok(), "booking_id");
    let merge = json!({ "loser": donors[1], "survivor": donors[0], "reason": "同一人两份档案" });
    let merge = text(&crew.registrar.post("/api/recruit/merges", merge).await.ok(), "merge_id");
    let second = app.sign_in("registrar02").await;
    second.post(&format!("/api/recruit/merges/{merge}/confirm"), json!({ "reason": "已核对" })).await.ok();
    let ids = |rows: Vec<Value>| rows.iter().map(|row| text(row, "booking_id")).collect::<Vec<_>>();
    assert_eq!(
        (ids(house.bookings("booked").await), ids(house.bookings("cancelled").await)),
        (vec![earlier], vec![later])
    );
    app.settle().await;
    let told = house.care.get("/api/care/messages?kind=booking_cancelled").await.ok();
    let words = told["items"][0]["text"]["zh"].as_str().expect("words");
    assert!(words.contains("两个预约") && words.contains("保留"), "{words}");
    assert_eq!(told["items"].as_array().map(Vec::len), Some(1));
}
