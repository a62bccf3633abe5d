//! What was captured: sealed, erased when unused, shown for a reason.

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::{House, IDENTITY, NAME, document_path, path, strokes};

#[tokio::test]
async fn a_session_that_ends_unused_erases_what_it_captured() {
    let house = House::open().await;
    let (document, at) = house.shown("agreed").await;
    house.pad.post(&format!("{at}/consent"), json!({ "fingerprint": "agreed" })).await.ok();
    house.finger(90);
    house.pad.post(&format!("{at}/fingerprint"), json!({})).await.ok();
    let changed = house.pad.post(&format!("{at}/consent"), json!({ "fingerprint": "witness" })).await.ok();
    assert_eq!((&changed["state"], &changed["fingerprint"]), (&json!("consented"), &json!("witness")));
    assert_eq!(house.count("select count(*) from records.evidence where kind = 'fingerprint'").await, 0);
    house.pad.post(&format!("{at}/sign"), strokes()).await.ok();
    house.registrar.post(&format!("{at}/cancel"), json!({})).await.ok();
    assert_eq!(house.count("select count(*) from records.evidence").await, 0);

    let again = path(&house.send(&document).await);
    house.pad.bytes(&format!("{again}/file")).await;
    house.pad.post(&format!("{again}/consent"), json!({ "fingerprint": "agreed" })).await.ok();
    house.pad.post(&format!("{again}/fingerprint"), json!({})).await.ok();
    house.app.wait(29);
    assert_eq!(house.pad.get(&again).await.ok()["state"], "captured");
    house.app.wait(1);
    house.pad.post(&format!("{again}/sign"), strokes()).await.refused_by("pad.over");
    assert_eq!(house.registrar.get(&again).await.ok()["state"], "expired");
    assert_eq!(house.count("select count(*) from records.evidence").await, 0);

    let third = path(&house.send(&document).await);
    house.registrar.post(&document_path(&document, "/withdraw"), json!({ "reason": "重复" })).await.ok();
    assert_eq!(house.pad.get("/api/records/pads/next").await.ok(), Value::Null);
    assert_eq!(house.registrar.get(&third).await.ok()["state"], "cancelled");
    assert_eq!(house.count("select count(*) from records.evidence").await, 0);
}

#[tokio::test]
async fn evidence_is_sealed_shown_for_a_reason_and_every_look_is_recorded() {
    let house = House::open().await;
    let (document, at) = house.shown("agreed").await;
    house.pad.post(&format!("{at}/consent"), json!({ "fingerprint": "agreed" })).await.ok();
    house.finger(90);
    house.pad.post(&format!("{at}/fingerprint"), json!({})).await.ok();
    house.pad.post(&format!("{at}/sign"), strokes()).await.ok();

    let hex = |text: &str| text.bytes().map(|byte| format!("{byte:02x}")).collect::<String>();
    let dump = "select string_agg(row, ' ') from (
            select e::text as row from records.evidence e union all select p::text from records.pad p
            union all select s::text from records.signature s union all select t::text from records.step t) all_rows";
    let dump: String = sqlx::query_scalar(dump).fetch_one(house.app.db.pool()).await.expect("a dump");
    assert!(dump.len() > 1000, "{dump}");
    for secret in [NAME, IDENTITY, "\"x\":120", "PNG", "IHDR"] {
        assert!(!dump.contains(secret) && !dump.contains(&hex(secret)), "{secret} lies open");
    }

    let look = document_path(&document, "/evidence");
    let asked = format!("{look}?reason=%E5%BC%82%E8%AE%AE%E5%A4%84%E7%90%86");
    for outsider in ["registrar", "collector", "quality", "admin", "pad"] {
        let reply = house.app.sign_in(outsider).await.get(&asked).await;
        assert_eq!(reply.status, StatusCode::FORBIDDEN, "{outsider}");
    }
    let care = house.app.sign_in("donorcare").await;
    assert_eq!(care.get(&look).await.status, StatusCode::UNPROCESSABLE_ENTITY, "a reason is asked");
    let shown = care.get(&asked).await.ok();
    let evidence = &shown[0];
    assert_eq!((&evidence["name"], &evidence["identity"]), (&json!(NAME), &json!(IDENTITY)));
    assert_eq!((&evidence["intact"], &evidence["strokes"]), (&json!(true), &strokes()["strokes"]));
    assert_eq!(evidence["fingerprint"]["format"], "image/png");
    assert!(evidence["fingerprint"]["data"].as_str().is_some_and(|data| data.starts_with("iVBOR")), "{evidence:#}");
    let seen = care.get(&document_path(&document, "")).await.ok();
    let last = seen["life"].as_array().and_then(|life| life.last()).expect("a line").clone();
    assert_eq!((&last["step"], &last["note"]), (&json!("evidence_viewed"), &json!("异议处理")));
    let admin = house.app.sign_in("admin").await;
    let audit = admin.get("/api/govern/audit?operation=records.evidence.view&outcome=viewed").await.ok();
    assert_eq!((audit["items"].as_array().map(Vec::len), &audit["items"][0]["reason"]), (Some(1), &json!("异议处理")));
    let stranger =
        "/api/records/documents/document_00000000000000000000000000000001/evidence?reason=%E5%BC%82%E8%AE%AE";
    assert_eq!(care.get(stranger).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn captures_that_were_exchanged_sign_nothing_and_are_told_from_true_ones() {
    let house = House::open().await;
    let (document, at) = house.shown("refused").await;
    house.pad.post(&format!("{at}/consent"), json!({ "fingerprint": "witness" })).await.ok();
    house.pad.post(&format!("{at}/sign"), strokes()).await.ok();
    let swapped = "update records.evidence set sealed = (select sealed from records.evidence where kind = 'identity')
        where kind = 'strokes'";
    let kept = "select sealed from records.evidence where kind = 'strokes'";
    let sealed: Vec<u8> = sqlx::query_scalar(kept).fetch_one(house.app.db.pool()).await.expect("strokes");
    sqlx::query(swapped).execute(house.app.db.pool()).await.expect("swapped");
    house.registrar.post(&format!("{at}/witness"), json!({})).await.refused_by("evidence.damaged");
    let back = "update records.evidence set sealed = $1 where kind = 'strokes'";
    sqlx::query(back).bind(sealed).execute(house.app.db.pool()).await.expect("put back");
    house.registrar.post(&format!("{at}/witness"), json!({})).await.ok();
    let other = "update records.evidence set digest = sha256('other') where kind = 'identity'";
    sqlx::query(other).execute(house.app.db.pool()).await.expect("changed");
    let care = house.app.sign_in("donorcare").await;
    let shown = care.get(&document_path(&document, "/evidence?reason=%E6%A0%B8%E6%9F%A5")).await.ok();
    assert_eq!(shown[0]["intact"], false);
}
