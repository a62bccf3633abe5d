//! Donors book for themselves.

use axum::http::{Method, StatusCode};
use serde_json::{Value, json};

use super::{ME, new_donor};
use crate::{
    steps::text,
    support::{Client, TestApp},
};

/// The first place of whole blood that is free at the site which is free soonest.
async fn first_free(donor: &Client) -> (Value, Vec<Value>) {
    let sites = donor.get("/api/recruit/own/sites?kind=whole_blood").await.ok();
    let site = sites[0]["place"]["site_id"].clone();
    let days = donor
        .get(&format!("/api/recruit/own/sites/{}/slots?days=7&from=2026-11-17", site.as_str().expect("a site")))
        .await
        .ok();
    let free =
        days["days"].as_array().expect("days").iter().flat_map(|day| day["slots"].as_array().expect("slots").clone());
    let free: Vec<Value> =
        free.filter(|slot| slot["left"].as_i64() > Some(0)).map(|slot| slot["starts_at"].clone()).collect();
    assert!(free.len() > 2, "{days:#}");
    (site, free)
}

#[tokio::test]
async fn a_donor_books_moves_and_cancels_and_nobody_else_does_it_for_them() {
    let app = TestApp::city().await;
    let (donor, stranger) = (new_donor(&app, 1).await, new_donor(&app, 2).await);
    let bookings = "/api/recruit/own/bookings";
    let (site, free) = first_free(&donor).await;
    let place = |at: &Value| json!({ "site_id": site, "kind": "whole_blood", "starts_at": at });
    let key = [("idempotency-key", "one press")];
    let booked = donor.send(Method::POST, bookings, Some(place(&free[0])), &key).await.ok();
    assert_eq!(donor.send(Method::POST, bookings, Some(place(&free[0])), &key).await.ok(), booked);
    assert_eq!((&booked["state"], &booked["can"]["cancel"]["ok"]), (&json!("booked"), &json!(true)), "{booked:#}");
    donor.post(bookings, place(&free[1])).await.refused_by("booking.one-open");
    let me = donor.get(ME).await.ok();
    assert_eq!(me["bookings"][0]["code"], booked["code"]);
    assert_eq!(me["bookings"][0]["code_picture"], format!("VENA:B:{}", text(&booked, "code")));

    let path = |booking: &Value, verb: &str| format!("{bookings}/{}/{verb}", text(booking, "booking_id"));
    for verb in ["cancel", "rebook"] {
        let body = if verb == "cancel" { json!({}) } else { place(&free[1]) };
        let reply = stranger.post(&path(&booked, verb), body).await;
        assert_eq!(reply.status, StatusCode::NOT_FOUND, "{:#}", reply.body);
    }
    assert_eq!(stranger.get(bookings).await.ok(), json!([]));
    let moved = donor.post(&path(&booked, "rebook"), place(&free[2])).await.ok();
    assert_eq!(moved["starts_at"], free[2]);
    let cancelled = donor.post(&path(&moved, "cancel"), json!({ "reason": "临时有事" })).await.ok();
    assert_eq!(cancelled["state"], "cancelled");
    donor.post(&path(&moved, "cancel"), json!({})).await.refused_by("booking.not-open");
    assert_eq!(donor.get(bookings).await.ok().as_array().map(Vec::len), Some(2), "moved and cancelled ones stay");
    app.settle().await;
    let inbox = donor.get("/api/recruit/own/messages").await.ok();
    let mut kinds: Vec<&str> =
        inbox["items"].as_array().expect("items").iter().filter_map(|item| item["kind"].as_str()).collect();
    kinds.sort_unstable();
    assert_eq!(kinds, ["booking_cancelled", "booking_changed", "booking_made"]);
}

#[tokio::test]
async fn a_donor_waits_for_a_place_and_no_longer() {
    let app = TestApp::city().await;
    let (donor, stranger) = (new_donor(&app, 1).await, new_donor(&app, 2).await);
    let (site, _) = first_free(&donor).await;
    let waiting = "/api/recruit/own/waiting";
    let wish = json!({ "site_id": site, "kind": "whole_blood", "from": "2026-11-17", "until": "2026-11-19" });
    let waits = donor.post(waiting, wish.clone()).await.ok();
    assert_eq!(waits.as_array().map(Vec::len), Some(1));
    donor.post(waiting, wish).await.refused_by("waiting.once");
    assert_eq!(stranger.get(waiting).await.ok(), json!([]));
    let leave = format!("{waiting}/{}/leave", text(&waits[0], "waiting_id"));
    assert_eq!(stranger.post(&leave, json!({})).await.status, StatusCode::NOT_FOUND);
    assert_eq!(donor.post(&leave, json!({})).await.ok(), json!([]));
    assert_eq!(donor.post(&leave, json!({})).await.status, StatusCode::NOT_FOUND);
    // What was offered to somebody else is none of theirs.
    let reply =
        stranger.post(&format!("/api/recruit/own/bookings/booking_{}/accept", "0".repeat(31) + "1"), json!({})).await;
    assert_eq!(reply.status, StatusCode::NOT_FOUND);
}
