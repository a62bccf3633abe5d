//! Two who mean different things by the same place in the same second.

use serde_json::json;

use super::{DAY, House, donors, patiently};
use crate::{
    donor_app,
    steps::{self, Crew, text},
    support::TestApp,
};

/// Somebody books in the app while the desk books for the same person: one place, and the other is told of it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_app_and_the_desk_book_for_one_person() {
    let app = TestApp::city().await;
    let house = House::open(&app, 0, 40, "10:30").await;
    let slots = house.slots("whole_blood").await;
    let own = donor_app::new_donor(&app, 41).await;
    let donor = text(&own.get("/api/recruit/own/me").await.ok(), "donor_id");
    let wish = json!({ "site_id": house.id, "kind": "whole_blood", "starts_at": slots[1].0 });
    let (phone, desk) = tokio::join!(
        patiently(&own, "/api/recruit/own/bookings", wish, "phone"),
        patiently(&house.desk, "/api/recruit/bookings", house.wish(&donor, "whole_blood", &slots[0].0), "desk"),
    );
    let (one, other) = if phone.status.is_success() { (phone, desk) } else { (desk, phone) };
    one.ok();
    other.refused_by("booking.one-open");
    assert_eq!(house.bookings("booked").await.len(), 1);
}

/// A group takes what is left while single donors do: never more than there are chairs for.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_group_and_single_donors_want_the_same_places() {
    let app = TestApp::city().await;
    let crew = Crew::of(&app).await;
    let house = House::open(&app, 0, 8, "10:00").await;
    let slots = house.slots("whole_blood").await;
    let left: i64 = slots.iter().map(|(_, left)| left).sum();
    let people = donors(&crew, 1, 6).await;
    let group = json!({ "name": "试验公司", "contact_name": "林联络", "contact_phone": "13900000000", "site_id": house.id,
        "day": DAY, "kind": "whole_blood", "places": left - 2 });
    let singles = people.iter().enumerate().map(|(at, donor)| {
        let wish = house.wish(donor, "whole_blood", &slots[at % slots.len()].0);
        let house = &house;
        async move { patiently(&house.desk, "/api/recruit/bookings", wish, &format!("single-{at}")).await }
    });
    let (grouped, singles) =
        tokio::join!(patiently(&house.care, "/api/recruit/groups", group, "group"), futures::future::join_all(singles));
    let mut taken = 0;
    for reply in singles {
        if reply.status.is_success() {
            taken += 1;
        } else {
            reply.refused_by("booking.full");
        }
    }
    if grouped.status.is_success() {
        taken += left - 2;
    } else {
        grouped.refused_by("group.places-left");
    }
    let free: i64 = house.slots("whole_blood").await.iter().map(|(_, left)| left).sum();
    assert_eq!((free >= 0, taken + free), (true, left), "every place is somebody's or free");
}

/// The day is closed while people book it and one moves away from it: nobody has a place there afterwards, and nobody who lost one
/// is without a word.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_day_is_closed_while_people_book_it_and_leave_it() {
    let app = TestApp::city().await;
    let crew = Crew::of(&app).await;
    let (house, other) = (House::open(&app, 0, 40, "10:30").await, House::open(&app, 1, 40, "10:30").await);
    let start = house.slots("whole_blood").await[0].0.clone();
    let people = donors(&crew, 1, 6).await;
    let leaves = text(&house.book(&people[0], &start).await.ok(), "booking_id");
    house.book(&people[1], &start).await.ok();
    let booking = people[2..].iter().enumerate().map(|(at, donor)| {
        let (house, wish) = (&house, house.wish(donor, "whole_blood", &start));
        async move { patiently(&house.desk, "/api/recruit/bookings", wish, &format!("late-{at}")).await }
    });
    let elsewhere = json!({ "site_id": other.id, "kind": "whole_blood", "starts_at": start });
    let rebook = format!("/api/recruit/bookings/{leaves}/rebook");
    let (booked, moved, closed) = tokio::join!(
        futures::future::join_all(booking),
        patiently(&house.desk, &rebook, elsewhere, "move"),
        close(&house)
    );
    assert!(closed > 0, "somebody had a place");
    let mut had = 2;
    for reply in booked {
        if reply.status.is_success() {
            had += 1;
        } else {
            reply.refused_by("booking.no-such-place");
        }
    }
    let away = moved.status.is_success();
    if !away {
        moved.refused_by("booking.not-open");
    }
    assert_eq!(house.bookings("booked").await.len(), 0);
    assert_eq!(house.bookings("cancelled").await.len(), had - usize::from(away));
    assert_eq!(other.bookings("booked").await.len(), usize::from(away));
    app.settle().await;
    let told = house.care.get("/api/care/messages?limit=100&kind=booking_cancelled").await.ok();
    assert_eq!(told["items"].as_array().map(Vec::len), Some(had - usize::from(away)), "each is told");
}

/// Closes the day, looking again at whom it hits as often as somebody was faster; how many it hit.
async fn close(house: &House) -> usize {
    let path = format!("/api/recruit/sites/{}/days", house.id);
    let mut seen = 2;
    for turn in 0..20 {
        let body = json!({ "day": DAY, "kind": "closed", "hours": [], "reason": "停电检修", "hits_seen": seen });
        let reply = patiently(&house.care, &path, body.clone(), &format!("close-{turn}")).await;
        if reply.status.is_success() {
            return seen;
        }
        reply.refused_by("booking.hits");
        let mut look = body;
        look["preview"] = json!(true);
        seen = house.care.post(&path, look).await.ok()["hits"].as_array().map_or(0, Vec::len);
    }
    panic!("the day cannot be closed")
}

/// Two files become one while both have a place and one is being moved: one open place, whatever came first.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_files_become_one_while_a_place_of_theirs_is_moved() {
    let app = TestApp::city().await;
    let crew = Crew::of(&app).await;
    let (house, other) = (House::open(&app, 0, 40, "10:30").await, House::open(&app, 1, 40, "10:30").await);
    let start = house.slots("whole_blood").await[0].0.clone();
    let (one, two) = (steps::register(&crew, 901).await, steps::register(&crew, 902).await);
    let first = text(&house.book(&one, &start).await.ok(), "booking_id");
    house.book(&two, &start).await.ok();
    let proposal = json!({ "loser": two, "survivor": one, "reason": "同一人换了护照" });
    let proposed = crew.registrar.post("/api/recruit/merges", proposal).await.ok();
    let confirm = format!("/api/recruit/merges/{}/confirm", text(&proposed, "merge_id"));
    let second = app.sign_in("registrar02").await;
    let elsewhere = json!({ "site_id": other.id, "kind": "whole_blood", "starts_at": start });
    let rebook = format!("/api/recruit/bookings/{first}/rebook");
    let (merged, moved) = tokio::join!(
        patiently(&second, &confirm, json!({ "reason": "已核对" }), "merge"),
        patiently(&house.desk, &rebook, elsewhere, "move")
    );
    merged.ok();
    if !moved.status.is_success() {
        assert!(moved.status.is_client_error(), "a clear answer: {moved:?}");
    }
    let open = house.bookings("booked").await.len() + other.bookings("booked").await.len();
    assert_eq!(open, 1, "one person, one open place");
}
