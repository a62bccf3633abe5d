//! What follows a donation: thanks with the next date, points, and a small gift that is counted.

use serde_json::{Value, json};

use crate::{
    donor_app,
    steps::{self, Crew},
    support::TestApp,
};

const GIFTS: &str = "/api/care/gifts";

fn stock(gifts: &Value, code: &str) -> (i64, bool) {
    let list = gifts.as_array().or(gifts["items"].as_array()).expect("gifts");
    let gift = list.iter().find(|gift| gift["gift"] == code).unwrap_or_else(|| panic!("no {code} in {gifts:#}"));
    (gift["pieces"].as_i64().expect("pieces"), gift["low"].as_bool().expect("low"))
}

#[tokio::test]
async fn the_chair_says_thanks_and_a_gift_is_counted_once() {
    let app = TestApp::city().await;
    let crew = Crew::of(&app).await;
    let nurse = &crew.nurse;
    let receipt = json!({ "gift": "umbrella", "pieces": 21, "note": "市红十字会捐赠" });
    assert_eq!(stock(&nurse.post(&format!("{GIFTS}/receive"), receipt).await.ok(), "umbrella"), (21, false));
    let car = json!({ "gift": "car", "pieces": 1 });
    nurse.post(&format!("{GIFTS}/receive"), car).await.refused_by("rest.gift");

    let donor = steps::register(&crew, 1).await;
    let given = steps::rest(&app, &crew, donor, (1, steps::KIT_LOT)).await;
    let after = format!("/api/care/donations/{}", given.number);
    let seen = nurse.get(&after).await.ok();
    let whole_blood = seen["next"].as_array().expect("dates").iter().find(|next| next["kind"] == "whole_blood");
    assert_eq!(whole_blood.expect("a date")["from"], "2027-05-16");
    assert_eq!((&seen["points"], &seen["gift"], &seen["hand_out"]["ok"]), (&json!(20), &Value::Null, &json!(true)));

    // The chair hands one out as the donor leaves; two are low now that twenty are few.
    let donation = &given.donation;
    app.wait(10);
    nurse.post(&format!("/api/collect/donations/{donation}/leave"), json!({ "gift": "umbrella" })).await.ok();
    app.settle().await;
    let seen = nurse.get(&after).await.ok();
    assert_eq!((&seen["gift"]["gift"], &seen["hand_out"]["ok"]), (&json!("umbrella"), &json!(false)));
    assert_eq!(stock(&seen["gifts"], "umbrella"), (20, false));
    nurse.post(&format!("{after}/gift"), json!({ "gift": "towel" })).await.refused_by("gift.once");

    // Another donor comes back for the gift that was forgotten; of two who press at once, one hands it out.
    let other = steps::donate(&app, &crew, 2).await;
    let path = format!("/api/care/donations/{}/gift", other.number);
    let choice = || json!({ "gift": "umbrella" });
    let (one, two) = tokio::join!(nurse.post(&path, choice()), crew.nurse.post(&path, choice()));
    let (good, bad) = if one.status.is_success() { (one, two) } else { (two, one) };
    assert_eq!(stock(&good.ok(), "umbrella"), (19, true));
    bad.refused_by("gift.once");
    let nobody = format!("/api/care/donations/{}/gift", steps::number(77));
    assert_eq!(nurse.post(&nobody, choice()).await.status, 404);

    let count = |pieces: i64, note: Option<&str>| json!({ "gift": "umbrella", "pieces": pieces, "note": note });
    nurse.post(&format!("{GIFTS}/count"), count(18, None)).await.refused_by("gift.count-differs");
    let counted = nurse.post(&format!("{GIFTS}/count"), count(18, Some("一把伞骨折断"))).await.ok();
    assert_eq!(stock(&counted, "umbrella"), (18, true));
    assert_eq!(stock(&nurse.get(GIFTS).await.ok(), "umbrella"), (18, true));
    let moves = nurse.get(&format!("{GIFTS}/moves")).await.ok();
    let pieces: Vec<(&str, i64)> = moves["items"]
        .as_array()
        .expect("moves")
        .iter()
        .map(|row| (row["what"].as_str().expect("a word"), row["pieces"].as_i64().expect("pieces")))
        .collect();
    assert_eq!(pieces, [("counted", -1), ("handed_out", -1), ("handed_out", -1), ("received", 21)]);
    assert_eq!(crew.hospital.get(GIFTS).await.status, 403);
}

#[tokio::test]
async fn the_donor_finds_thanks_points_and_gift_in_the_app() {
    let app = TestApp::city().await;
    let crew = Crew::of(&app).await;
    let donor = donor_app::new_donor(&app, 1).await;
    let id = steps::text(&donor.get("/api/recruit/own/me").await.ok(), "donor_id");
    let given = steps::donate_by(&app, &crew, id.clone(), 1).await;
    let path = format!("/api/care/donations/{}/gift", given.number);
    crew.nurse.post(&path, json!({ "gift": "towel" })).await.ok();
    let inbox = donor.get("/api/recruit/own/messages").await.ok();
    let thanks: Vec<&Value> =
        inbox["items"].as_array().expect("messages").iter().filter(|one| one["kind"] == "thanks").collect();
    assert_eq!(thanks.len(), 1, "{inbox:#}");
    let words = thanks[0]["text"]["zh"].as_str().expect("words");
    assert!(words.contains("400 毫升") && words.contains("全血 2027年5月16日起"), "{words}");
    let mine = donor.get("/api/recruit/own/donations").await.ok();
    assert_eq!((&mine[0]["points"], &mine[0]["gift"]["zh"]), (&json!(20), &json!("毛巾")), "{mine:#}");

    // Half a year early: turned away at the chair, in kind words and without a reason.
    app.wait(60 * 24 * 30);
    let crew = Crew::of(&app).await;
    let form = steps::donation_form(&crew, &id).await;
    let refused = steps::decide(&crew, &form).await;
    assert_eq!(refused["state"], "refused", "{refused:#}");
    app.settle().await;
    let inbox = donor.get("/api/recruit/own/messages").await.ok();
    let away = &inbox["items"][0];
    let words = away["text"]["zh"].as_str().expect("words");
    assert_eq!(away["kind"], "visit_result");
    assert!(words.contains("暂不适合献血") && words.contains("全血 2027年5月16日起"), "{words}");
}
