//! Signing in with a security key or a USB key, and what somebody learns who does so wrongly: nothing.

use axum::http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::{
    authenticator::{Authenticator, Holder, Token, UNVERIFIED, base64, octets},
    support::{Reply, TestApp},
};

/// A challenge for signing in.
async fn challenge(app: &TestApp, username: Option<&str>) -> Value {
    let body = username.map_or(json!({}), |username| json!({ "username": username }));
    app.nobody().post("/api/records/sign-ins/begin", body).await.ok()
}

async fn answer(app: &TestApp, asked: &Value, assertion: Value) -> Reply {
    let body = json!({ "challenge_id": asked["challenge_id"], "assertion": assertion });
    app.nobody().post("/api/records/sign-ins", body).await
}

#[tokio::test]
async fn one_signs_in_with_a_key_and_gets_what_a_password_gets() {
    let app = TestApp::city().await;
    let mut issuer = Holder::new(&app, "issuer").await;
    for username in [Some("issuer"), None] {
        let asked = challenge(&app, username).await;
        let allowed = username.map_or(json!([]), |_| json!([base64(&issuer.key.id)]));
        assert_eq!((&asked["allow"], &asked["rp_id"]), (&allowed, &json!("localhost")));
        let assertion = issuer.key.get(&octets(&asked["challenge"]));
        let reply = answer(&app, &asked, assertion).await;
        let cookie = reply.cookie.clone().expect("a cookie");
        assert_eq!(reply.ok(), issuer.client.get("/api/session").await.ok());
        let mine = app.nobody().send(Method::GET, "/api/session", None, &[("cookie", &cookie)]).await.ok();
        assert_eq!(mine["user"]["username"], "issuer");
    }
    let keeper = app.sign_in("storekeeper").await;
    for profile in ["sm2", "p256"] {
        let token = Token::new(profile);
        let certificate = token.register(&keeper, None).await.ok();
        let asked = challenge(&app, None).await;
        let proof =
            json!({ "serial": certificate["info"]["serial"], "signature": token.sign(&octets(&asked["challenge"])) });
        let body = json!({ "challenge_id": asked["challenge_id"], "token": proof });
        let me = app.nobody().post("/api/records/sign-ins", body.clone()).await.ok();
        assert_eq!(me["user"]["username"], "storekeeper");
        assert_eq!(app.nobody().post("/api/records/sign-ins", body).await.status, StatusCode::UNAUTHORIZED, "once");
    }
    let lines: Vec<(String, Option<String>)> = sqlx::query_as(
        "select outcome, reason from platform.audit where operation = 'platform.session.open' order by audit_id desc limit 2",
    )
    .fetch_all(app.db.pool())
    .await
    .expect("the audit");
    assert_eq!(lines, [("refused".to_owned(), Some("challenge".to_owned())), ("done".to_owned(), None)]);
}

#[tokio::test]
async fn whoever_signs_in_wrongly_with_a_key_learns_nothing() {
    let app = TestApp::city().await;
    let mut issuer = Holder::new(&app, "issuer").await;
    let password = json!({ "username": "issuer", "password": "wrong password" });
    let common = app.nobody().post("/api/session", password).await;
    assert_eq!(common.status, StatusCode::UNAUTHORIZED);
    let same =
        |reply: Reply, why: &str| assert_eq!((reply.status, &reply.body), (common.status, &common.body), "{why}");

    let nobody_there = challenge(&app, Some("nobody-there")).await["allow"].clone();
    assert_eq!(nobody_there, challenge(&app, Some("nobody-there")).await["allow"], "made up, and equal each time");
    let keyless = challenge(&app, Some("storekeeper")).await["allow"].clone();
    assert_eq!((keyless.as_array().map(Vec::len), octets(&keyless[0]).len()), (Some(1), 32));
    assert_ne!(keyless, nobody_there);

    let asked = challenge(&app, Some("issuer")).await;
    let mut stranger = Authenticator::new();
    same(answer(&app, &asked, stranger.get(&octets(&asked["challenge"]))).await, "an unknown key");
    same(answer(&app, &asked, issuer.key.get(&octets(&asked["challenge"]))).await, "a challenge that was answered");
    for lie in [
        Authenticator { origin: "https://evil.example".into(), ..issuer.key.clone() },
        Authenticator { flags: UNVERIFIED, ..issuer.key.clone() },
        Authenticator { counter: 0, ..issuer.key.clone() },
    ] {
        let (asked, mut liar) = (challenge(&app, None).await, lie);
        same(answer(&app, &asked, liar.get(&octets(&asked["challenge"]))).await, "a lie");
    }
    let late = challenge(&app, None).await;
    app.wait(5);
    same(answer(&app, &late, issuer.key.get(&octets(&late["challenge"]))).await, "too late");
    let neither = json!({ "challenge_id": late["challenge_id"] });
    same(app.nobody().post("/api/records/sign-ins", neither).await, "no answer at all");
    let asked = challenge(&app, None).await;
    issuer.lose().await;
    same(answer(&app, &asked, issuer.key.get(&octets(&asked["challenge"]))).await, "a lost key");
}

#[tokio::test]
async fn wrong_answers_lock_an_account_as_wrong_passwords_do_and_a_closed_account_stays_closed() {
    let app = TestApp::city().await;
    let mut issuer = Holder::new(&app, "issuer").await;
    for _ in 0..app.assembly.app.config.sign_in_failures_max {
        let asked = challenge(&app, None).await;
        let mut liar = Authenticator { flags: UNVERIFIED, ..issuer.key.clone() };
        assert_eq!(answer(&app, &asked, liar.get(&octets(&asked["challenge"]))).await.status, StatusCode::UNAUTHORIZED);
    }
    let asked = challenge(&app, None).await;
    let right = issuer.key.get(&octets(&asked["challenge"]));
    assert_eq!(answer(&app, &asked, right).await.status, StatusCode::UNAUTHORIZED, "locked");
    let password = json!({ "username": "issuer", "password": vena_sim::PASSWORD });
    assert_eq!(app.nobody().post("/api/session", password.clone()).await.status, StatusCode::UNAUTHORIZED, "locked");
    app.wait(app.assembly.app.config.lock_seconds / 60 + 1);
    let asked = challenge(&app, None).await;
    let right = issuer.key.get(&octets(&asked["challenge"]));
    answer(&app, &asked, right).await.ok();

    let me = app.sign_in("issuer").await.get("/api/session").await.ok();
    let id = me["user"]["user_id"].as_str().expect("an id");
    let admin = app.sign_in("admin").await;
    admin.post(&format!("/api/users/{id}/disable"), json!({ "reason": "离岗" })).await.ok();
    let asked = challenge(&app, Some("issuer")).await;
    let right = issuer.key.get(&octets(&asked["challenge"]));
    assert_eq!(answer(&app, &asked, right).await.status, StatusCode::UNAUTHORIZED, "closed");
}

#[tokio::test]
async fn challenges_that_nobody_can_answer_any_more_are_forgotten() {
    let app = TestApp::city().await;
    challenge(&app, None).await;
    app.wait(66);
    challenge(&app, None).await;
    let mut tx = app.db.begin().await.expect("a transaction");
    tx.enqueue("records.tidy_challenges", &json!({})).await.expect("asked for");
    tx.commit().await.expect("committed");
    app.settle().await;
    let left: i64 =
        sqlx::query_scalar("select count(*) from records.challenge").fetch_one(app.db.pool()).await.expect("a count");
    assert_eq!(left, 1);
}
