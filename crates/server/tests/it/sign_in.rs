//! Signing in, out, being locked out, losing rights.

use axum::http::StatusCode;
use serde_json::json;

use crate::support::TestApp;

#[tokio::test]
async fn wrong_name_wrong_password_and_locked_say_the_same() {
    let app = TestApp::city().await;
    let nobody = app.nobody();
    let attempt = |username: &'static str, password: &'static str| {
        nobody.post("/api/session", json!({ "username": username, "password": password }))
    };
    let unknown = attempt("nobody-there", "some password").await;
    let mut wrong = attempt("collector", "wrong password").await;
    assert_eq!((unknown.status, &unknown.body), (StatusCode::UNAUTHORIZED, &wrong.body));
    for _ in 0..app.assembly.app.config.sign_in_failures_max {
        wrong = attempt("collector", "wrong password").await;
    }
    let locked = attempt("collector", vena_sim::PASSWORD).await;
    assert_eq!((locked.status, &locked.body), (StatusCode::UNAUTHORIZED, &wrong.body));
    app.wait(app.assembly.app.config.lock_seconds / 60 + 1);
    attempt("collector", vena_sim::PASSWORD).await.ok();
}

#[tokio::test]
async fn a_session_ends_by_itself_and_by_signing_out() {
    let app = TestApp::city().await;
    let nurse = app.sign_in("collector").await;
    nurse.get("/api/session").await.ok();
    nurse.send(axum::http::Method::DELETE, "/api/session", None, &[]).await;
    assert_eq!(nurse.get("/api/session").await.status, StatusCode::UNAUTHORIZED);
    let nurse = app.sign_in("collector").await;
    app.wait(app.assembly.app.config.session_seconds / 60 + 1);
    assert_eq!(nurse.get("/api/session").await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn who_loses_a_role_loses_the_session_with_it_and_nobody_changes_their_own() {
    let app = TestApp::city().await;
    let (admin, nurse) = (app.sign_in("admin").await, app.sign_in("collector").await);
    let nurse_id = nurse.get("/api/session").await.ok()["user"]["user_id"].as_str().expect("an id").to_owned();
    let admin_id = admin.get("/api/session").await.ok()["user"]["user_id"].as_str().expect("an id").to_owned();
    admin.post(&format!("/api/users/{admin_id}/roles"), json!({ "roles": [] })).await.refused_by("user.not-oneself");
    admin
        .post(&format!("/api/users/{nurse_id}/roles"), json!({ "roles": ["no such role"] }))
        .await
        .refused_by("user.role-exists");
    admin.post(&format!("/api/users/{nurse_id}/disable"), json!({ "reason": "离岗" })).await.ok();
    assert_eq!(nurse.get("/api/session").await.status, StatusCode::UNAUTHORIZED);
    let again =
        app.nobody().post("/api/session", json!({ "username": "collector", "password": vena_sim::PASSWORD })).await;
    assert_eq!(again.status, StatusCode::UNAUTHORIZED);
}

/// Neither with the account nor later does anybody get a role that was made for another kind of organisation.
#[tokio::test]
async fn a_role_stays_in_the_kind_of_organisation_it_was_made_for() {
    let app = TestApp::city().await;
    let (admin, nurse) = (app.sign_in("admin").await, app.sign_in("h01.nurse").await);
    let me = nurse.get("/api/session").await.ok();
    let user_id = me["user"]["user_id"].as_str().expect("an id");
    let path = format!("/api/users/{user_id}/roles");
    admin.post(&path, json!({ "roles": ["storekeeper"] })).await.refused_by("user.role-fits-organisation");
    admin.post(&path, json!({ "roles": ["nurse", "physician"] })).await.ok();
    let account = |name: &str, role: &str| {
        json!({
            "org_id": me["organisation"]["org_id"], "site_id": me["site"]["site_id"], "username": name,
            "display_name": "试用户", "password": "long enough 1", "roles": [role],
        })
    };
    admin.post("/api/users", account("misplaced", "storekeeper")).await.refused_by("user.role-fits-organisation");
    admin.post("/api/users", account("misplaced", "physician")).await.ok();
}
