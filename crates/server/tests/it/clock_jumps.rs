//! A server's clock that jumps, an hour back or a day ahead, between two steps: the order of the ledger, seals, promises,
//! sessions and locks stay right.

use axum::http::{Method, StatusCode};
use serde_json::{Value, json};
use vena_kernel::id::UnitId;
use vena_ledger::{Sealed, seal, signer::Signer, verify};

use crate::{
    shelf::{Hands, ready_units},
    steps::{Crew, donate, issue, order},
    support::TestApp,
};

const HOUR: i64 = 60;
const DAY: i64 = 24 * HOUR;

/// Seals all there is. A seal waits for every transaction that is open in the cluster, also those of other tests, so it may
/// take several.
async fn sealed(app: &TestApp, signer: &Signer) -> Sealed {
    let events: i64 =
        sqlx::query_scalar("select count(*) from ledger.event").fetch_one(app.db.pool()).await.expect("a count");
    loop {
        let sealed = seal(&app.db, signer).await.expect("a working ledger");
        if let Some(sealed) = sealed.filter(|sealed| i64::try_from(sealed.head.size) == Ok(events)) {
            return sealed;
        }
        tokio::task::yield_now().await;
    }
}

/// The unit's events as they are shown: kind and record time.
async fn history(app: &TestApp, unit: UnitId) -> Vec<(String, String)> {
    let mut tx = app.db.begin_read().await.expect("a transaction");
    let trace = vena_ledger::trace_everything(&mut tx, &unit.to_string()).await.expect("a trace");
    let events = trace.units.into_iter().flat_map(|unit| unit.events);
    events.map(|event| (event.title.en, event.recorded_at.to_string())).collect()
}

#[tokio::test]
async fn an_hour_back_between_two_events_keeps_their_order_and_the_seals() {
    let app = TestApp::city().await;
    let crew = Crew::of(&app).await;
    let unit = ready_units(&app, &Hands::of(&app).await, 1).await[0];
    let folder = tempfile::tempdir().expect("a folder");
    let signer = Signer::open_or_create(folder.path()).expect("a key");
    let (first, order) = (sealed(&app, &signer).await, order(&app, &crew).await);
    let before = history(&app, unit).await;

    app.wait(-HOUR);
    issue(&crew, &order).await;
    app.settle().await;
    let second = sealed(&app, &signer).await;
    let after = history(&app, unit).await;
    assert_eq!(after[..before.len()], before, "what was first stays first");
    assert!(after.len() > before.len());
    assert!(after.is_sorted_by_key(|(_, recorded_at)| recorded_at.clone()), "record time never runs back: {after:#?}");
    assert!(second.head.size > first.head.size);
    let report = verify(&app.db, Some(&first.checkpoint), |_| {}).await.expect("a report");
    assert!(report.intact && report.unsealed == 0, "{report:#?}");
    let mut tx = app.db.begin_read().await.expect("a transaction");
    let latest = vena_ledger::latest_checkpoint(&mut tx).await.expect("an answer");
    assert_eq!(latest, Some(second.checkpoint), "the latest seal is the longest one, whatever its time says");
}

#[tokio::test]
async fn news_told_an_hour_back_are_heard_after_those_told_before() {
    let app = TestApp::city().await;
    let crew = Crew::of(&app).await;
    let first = donate(&app, &crew, 1).await;
    app.wait(-HOUR);
    let second = donate(&app, &crew, 2).await;
    for number in [first.number, second.number] {
        let sample = crew.tester.get(&format!("/api/lab/donations/{number}")).await;
        assert_eq!(sample.status, StatusCode::OK, "the laboratory has heard of {number}: {:#}", sample.body);
    }
}

#[tokio::test]
async fn a_promise_that_a_day_ahead_has_ended_goes_to_one_order_only() {
    let app = TestApp::city().await;
    let crew = Crew::of(&app).await;
    ready_units(&app, &Hands::of(&app).await, 1).await;
    let (first, second) = (order(&app, &crew).await, order(&app, &crew).await);
    let allocate = |order: &str| format!("/api/issue/orders/{order}/allocate");
    crew.issuer.post(&allocate(&first), json!({})).await.ok();

    // An hour back: still promised, to nobody else.
    app.wait(-HOUR);
    app.settle().await;
    let nothing = crew.issuer.post(&allocate(&second), json!({})).await;
    assert_ne!(nothing.body["state"], "allocated", "{:#}", nothing.body);

    // A day ahead everybody has been signed out and the promise is over.
    app.wait(HOUR + DAY);
    assert_eq!(crew.issuer.get("/api/session").await.status, StatusCode::UNAUTHORIZED);
    let crew = Crew::of(&app).await;
    vena_issue::clear_lapsed(&app.db).await.expect("lapsed promises are cleared");
    let allocated = crew.issuer.post(&allocate(&second), json!({})).await.ok();
    assert_eq!(allocated["state"], "allocated", "{allocated:#}");

    // And back: what the second order was promised meanwhile, the first one does not get again.
    app.wait(-DAY);
    let late = crew.issuer.post(&format!("/api/issue/orders/{first}/issue"), json!({})).await;
    assert!(late.status.is_client_error(), "{} {:#}", late.status, late.body);
    crew.issuer.post(&format!("/api/issue/orders/{second}/issue"), json!({})).await.ok();
    let report = verify(&app.db, None, |_| {}).await.expect("a report");
    assert!(report.intact, "{report:#?}");
}

#[tokio::test]
async fn a_unit_that_a_month_ahead_is_expired_is_not_issued_then_and_is_now() {
    let app = TestApp::city().await;
    ready_units(&app, &Hands::of(&app).await, 1).await;
    app.wait(31 * DAY);
    let crew = Crew::of(&app).await;
    let late = order(&app, &crew).await;
    let nothing = crew.issuer.post(&format!("/api/issue/orders/{late}/allocate"), json!({})).await;
    assert_ne!(nothing.body["state"], "allocated", "{:#}", nothing.body);
    app.wait(-31 * DAY);
    let crew = Crew::of(&app).await;
    let in_time = order(&app, &crew).await;
    issue(&crew, &in_time).await;
}

#[tokio::test]
async fn an_hour_back_ends_no_session_opens_no_lock_and_forgets_no_key() {
    let app = TestApp::city().await;
    let admin = app.sign_in("admin").await;
    let site = admin.get("/api/session").await.ok()["site"]["site_id"].clone();
    let wrong = json!({ "username": "tester", "password": "wrong password" });
    for _ in 0..=app.assembly.app.config.sign_in_failures_max {
        app.nobody().post("/api/session", wrong.clone()).await;
    }
    let user =
        json!({ "site_id": site, "username": "jump", "display_name": "试", "password": "long enough 1", "roles": [] });
    let key = [("idempotency-key", "before-the-jump")];
    let answer: Value = admin.send(Method::POST, "/api/users", Some(user.clone()), &key).await.ok();

    app.wait(-HOUR);
    assert_eq!(admin.send(Method::POST, "/api/users", Some(user), &key).await.ok(), answer, "answered before");
    let right = json!({ "username": "tester", "password": vena_sim::PASSWORD });
    let locked = app.nobody().post("/api/session", right.clone()).await;
    assert_eq!(locked.status, StatusCode::UNAUTHORIZED, "a lock is not opened by the clock");
    let registrar = app.sign_in("registrar").await;
    registrar.get("/api/session").await.ok();
    app.wait(HOUR + app.assembly.app.config.lock_seconds / 60 + 1);
    app.nobody().post("/api/session", right).await.ok();
}
