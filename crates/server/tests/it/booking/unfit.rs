//! A place is not kept for whom the file meanwhile speaks against.

use serde_json::json;
use vena_contracts::collect::DonationFailed;
use vena_kernel::{eligibility::DonationKind, id::DonationId};

use super::{House, LOOK_AFTER, donors, run};
use crate::{
    steps::{Crew, text},
    support::TestApp,
};

#[tokio::test]
async fn who_may_not_give_on_the_day_is_told_and_the_place_goes_to_the_next() {
    let app = TestApp::city().await;
    let crew = Crew::of(&app).await;
    // two chairs: one place at a quarter past
    let house = House::open(&app, 0, 2, "09:45").await;
    let wanted = house.slots("whole_blood").await.into_iter().find(|(_, left)| *left == 1).expect("one place").0;
    let people = donors(&crew, 1, 2).await;
    house.book(&people[0], &wanted).await.ok();
    house.wait_for(&people[1]).await;
    run(&app, LOOK_AFTER).await;
    assert_eq!(house.bookings("booked").await.len(), 1, "nothing speaks against it");
    let deferral = json!({ "code": "P01" });
    house.care.post(&format!("/api/recruit/donors/{}/deferrals", people[0]), deferral).await.ok();
    run(&app, LOOK_AFTER).await;
    let gone = house.bookings("cancelled").await;
    assert_eq!((gone.len(), text(&gone[0], "donor_id")), (1, people[0].clone()));
    let offered = house.bookings("offered").await;
    assert_eq!((offered.len(), text(&offered[0], "donor_id")), (1, people[1].clone()));
    let told = house.care.get("/api/care/messages?limit=100").await.ok();
    let told = told["items"].as_array().expect("messages").iter().find(|one| one["kind"] == "booking_cancelled");
    let words = told.expect("a notice").to_string();
    assert!(words.contains("届时还不能献血") && !words.contains("P01") && !words.contains("永久"), "{words}");
    // a needle elsewhere in the city makes the day too early
    let donor_id = people[1].parse().expect("an id");
    let failed = DonationFailed {
        donation_id: DonationId::from_uuid(uuid::Uuid::from_u128(8)),
        donor_id,
        kind: DonationKind::WholeBlood,
        needle_at: app.clock.now(),
    };
    let mut tx = app.db.begin().await.expect("a transaction");
    tx.tell(&failed).await.expect("told");
    tx.commit().await.expect("a commit");
    app.settle().await;
    run(&app, LOOK_AFTER).await;
    assert_eq!((house.bookings("offered").await.len(), house.bookings("cancelled").await.len()), (0, 2));
}
