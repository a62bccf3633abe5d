//! The same message twice is one message, however it comes.

use axum::http::{Method, StatusCode};
use serde_json::json;

use crate::support::TestApp;

fn user(name: &str, site: &serde_json::Value) -> serde_json::Value {
    json!({ "site_id": site, "username": name, "display_name": "试用户", "password": "long enough 1", "roles": [] })
}

#[tokio::test]
async fn the_same_key_gives_the_same_answer_once() {
    let app = TestApp::city().await;
    let admin = app.sign_in("admin").await;
    let me = admin.get("/api/session").await.ok();
    let body = user("twice", &me["site"]["site_id"]);
    let key = [("idempotency-key", "k-1")];
    let first = admin.send(Method::POST, "/api/users", Some(body.clone()), &key).await;
    let second = admin.send(Method::POST, "/api/users", Some(body.clone()), &key).await;
    assert_eq!((first.status, second.status), (StatusCode::CREATED, StatusCode::CREATED), "{:#}", second.body);
    assert_eq!(first.body, second.body);
    let without_key = admin.post("/api/users", body).await;
    without_key.refused_by("user.username-unique");
}

#[tokio::test]
async fn a_key_is_refused_with_another_request_behind_it() {
    let app = TestApp::city().await;
    let admin = app.sign_in("admin").await;
    let site = admin.get("/api/session").await.ok()["site"]["site_id"].clone();
    let key = [("idempotency-key", "k-2")];
    admin.send(Method::POST, "/api/users", Some(user("one", &site)), &key).await.ok();
    admin.send(Method::POST, "/api/users", Some(user("two", &site)), &key).await.refused_by("idempotency.key-reused");
}

#[tokio::test]
async fn sixteen_times_at_once_is_still_once() {
    let app = TestApp::city().await;
    let admin = app.sign_in("admin").await;
    let site = admin.get("/api/session").await.ok()["site"]["site_id"].clone();
    let requests = (0..16)
        .map(|_| admin.send(Method::POST, "/api/users", Some(user("at-once", &site)), &[("idempotency-key", "k-3")]));
    let replies = futures::future::join_all(requests).await;
    let answers: std::collections::BTreeSet<String> =
        replies.iter().map(|reply| format!("{} {}", reply.status, reply.body)).collect();
    assert_eq!(answers.len(), 1, "{answers:#?}");
    assert!(replies[0].status.is_success(), "{answers:#?}");
}

#[tokio::test]
async fn a_refused_request_may_be_tried_again_under_its_key() {
    let app = TestApp::city().await;
    let admin = app.sign_in("admin").await;
    let site = admin.get("/api/session").await.ok()["site"]["site_id"].clone();
    let key = [("idempotency-key", "k-4")];
    let short = json!({ "site_id": site, "username": "later", "display_name": "试", "password": "short", "roles": [] });
    admin.send(Method::POST, "/api/users", Some(short), &key).await.refused_by("password.length");
    admin.send(Method::POST, "/api/users", Some(user("later", &site)), &key).await.ok();
}

#[tokio::test]
async fn a_key_has_1_to_200_ascii_characters() {
    let app = TestApp::city().await;
    let admin = app.sign_in("admin").await;
    let site = admin.get("/api/session").await.ok()["site"]["site_id"].clone();
    let under = |key: String| {
        let (admin, body) = (&admin, user("keyed", &site));
        async move { admin.send(Method::POST, "/api/users", Some(body), &[("idempotency-key", &key)]).await }
    };
    for wrong in [String::new(), "k".repeat(201), "钥匙".to_owned()] {
        under(wrong).await.refused_by("idempotency.key-form");
    }
    under("k".repeat(200)).await.ok();
}
