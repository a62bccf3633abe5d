//! The whole way of a form over a pad.

use axum::http::Method;
use serde_json::{Value, json};

use super::{House, NAME, PIN, check, document_path, path, steps, strokes};

#[tokio::test]
async fn a_donor_agrees_to_a_fingerprint_and_signs_and_anybody_can_check_it() {
    let house = House::open().await;
    let document = house.consent("agreed").await;
    let sent = house.send(&document).await;
    assert_eq!(
        (&sent["state"], &sent["name"], &sent["can"]["cancel"]["ok"]),
        (&json!("waiting"), &json!(NAME), &json!(true))
    );
    let next = house.pad.get("/api/records/pads/next").await.ok();
    assert_eq!((&next["pad_id"], &next["number"]), (&sent["pad_id"], &document["number"]));
    let at = path(&sent);
    let shown = house.pad.bytes(&format!("{at}/file")).await;
    assert_eq!(shown, house.registrar.bytes(&document_path(&document, "/file")).await, "the exact bytes");

    let agreed = house.pad.post(&format!("{at}/consent"), json!({ "fingerprint": "agreed" })).await.ok();
    assert_eq!((&agreed["state"], &agreed["can"]["fingerprint"]["ok"]), (&json!("consented"), &json!(true)));
    house.finger(90);
    let captured = house.pad.post(&format!("{at}/fingerprint"), json!({})).await.ok();
    assert_eq!(captured["state"], "captured");
    house.app.wait(2);
    let signed = house.pad.post(&format!("{at}/sign"), strokes()).await.ok();
    assert_eq!((&signed["state"], &signed["witness"]), (&json!("signed"), &Value::Null));
    assert_eq!(house.pad.get("/api/records/pads/next").await.ok(), Value::Null);

    let seen = house.registrar.get(&document_path(&document, "")).await.ok();
    let hand = &seen["signatures"][0];
    assert_eq!((&hand["by"], &hand["hand"], &hand["certificate"]), (&json!(NAME), &json!("pad"), &Value::Null));
    assert_eq!(steps(&seen), ["drawn", "sent_to_pad", "viewed", "viewed", "signed_by_hand"]);
    let report = check(&house, &document).await;
    let signature = &report["signatures"][0];
    assert_eq!((&report["ok"], &signature["hand"]), (&json!(true), &json!("pad")), "{report:#}");
    assert_eq!((&signature["signer"], &signature["role"]), (&json!(NAME), &json!("献血者签名")));
    let house_name = house.pad.get("/api/session").await.ok()["organisation"]["name"].clone();
    assert_eq!(signature["sealed_by"], house_name, "{signature:#}");
    assert!(signature["witness"].as_str().unwrap_or("").is_empty(), "{signature:#}");
}

#[tokio::test]
async fn who_gives_no_fingerprint_signs_before_a_witness_and_the_staff_signs_after() {
    let house = House::open().await;
    let (document, at) = house.shown("refused").await;
    house
        .pad
        .post(&format!("{at}/consent"), json!({ "fingerprint": "agreed" }))
        .await
        .refused_by("pad.consent-differs");
    house.pad.post(&format!("{at}/consent"), json!({ "fingerprint": "witness" })).await.ok();
    house.pad.post(&format!("{at}/fingerprint"), json!({})).await.refused_by("pad.no-consent");
    house.registrar.post(&format!("{at}/witness"), json!({})).await.refused_by("pad.not-written");
    let written = house.pad.post(&format!("{at}/sign"), strokes()).await.ok();
    assert_eq!(written["state"], "written");
    assert_eq!(
        house.registrar.get(&document_path(&document, "")).await.ok()["signed"],
        0,
        "not before it is witnessed"
    );
    house.pad.post(&format!("{at}/sign"), strokes()).await.refused_by("pad.written");
    let collector = house.app.sign_in("collector").await;
    collector.post(&format!("{at}/witness"), json!({})).await.refused_by("pad.other-witness");
    let signed = house.registrar.post(&format!("{at}/witness"), json!({})).await.ok();
    let me = house.registrar.get("/api/session").await.ok()["user"]["display_name"].clone();
    assert_eq!((&signed["state"], &signed["witness"]), (&json!("signed"), &me));

    let certificate =
        house.registrar.post("/api/records/certificates", json!({ "profile": "sm2", "pin": PIN })).await.ok();
    let signing =
        json!({ "slot": "informer", "certificate_id": certificate["certificate_id"], "pin": PIN, "reason": "已告知" });
    let whole = house.registrar.post(&document_path(&document, "/sign"), signing).await.ok();
    assert_eq!((&whole["state"], &whole["signatures"][0]["witness"]), (&json!("complete"), &me));
    assert_eq!(steps(&whole), ["drawn", "sent_to_pad", "viewed", "signed_by_hand", "witnessed", "signed", "completed"]);
    let report = check(&house, &document).await;
    assert_eq!(report["ok"], true, "{report:#}");
    assert_eq!((&report["signatures"][0]["signer"], &report["signatures"][0]["witness"]), (&json!(NAME), &me));
    assert_eq!(report["signatures"][1]["hand"], "key");
    assert_eq!(house.count("select count(*) from records.evidence where kind = 'fingerprint'").await, 0);
}

#[tokio::test]
async fn who_will_not_sign_says_why_and_nothing_of_them_is_kept() {
    let house = House::open().await;
    let (document, at) = house.shown("agreed").await;
    house.pad.post(&format!("{at}/consent"), json!({ "fingerprint": "agreed" })).await.ok();
    house.finger(90);
    house.pad.post(&format!("{at}/fingerprint"), json!({})).await.ok();
    assert_eq!(house.count("select count(*) from records.evidence").await, 2, "identity and fingerprint");
    let refused = house.pad.post(&format!("{at}/refuse"), json!({ "reason": "想再考虑一下" })).await.ok();
    assert_eq!((&refused["state"], &refused["reason"]), (&json!("refused"), &json!("想再考虑一下")));
    assert_eq!(house.count("select count(*) from records.evidence").await, 0);
    let seen = house.registrar.get(&document_path(&document, "")).await.ok();
    let hand = &seen["signatures"][0];
    assert_eq!((&seen["state"], &hand["state"], &hand["by"]), (&json!("refused"), &json!("refused"), &json!(NAME)));
    house.pad.post(&format!("{at}/sign"), strokes()).await.refused_by("pad.over");
}

#[tokio::test]
async fn a_document_that_changed_meanwhile_is_not_shown_as_if_it_had_not() {
    let house = House::open().await;
    let document = house.consent("refused").await;
    let at = path(&house.send(&document).await);
    // Nobody can sign before the donor; what was sent is made another in the database.
    let other = sqlx::query("update records.pad set digest = sha256('something else')");
    assert_eq!(other.execute(house.app.db.pool()).await.expect("changed").rows_affected(), 1);
    house.pad.get(&format!("{at}/file")).await.refused_by("pad.document-changed");
}

#[tokio::test]
async fn nobody_signs_with_a_key_in_the_place_of_a_donor() {
    let house = House::open().await;
    let document = house.consent("refused").await;
    let certificate =
        house.registrar.post("/api/records/certificates", json!({ "profile": "sm2", "pin": PIN })).await.ok();
    let signing =
        json!({ "slot": "donor", "certificate_id": certificate["certificate_id"], "pin": PIN, "reason": "代签" });
    let sign = document_path(&document, "/sign");
    house.registrar.post(&sign, signing).await.refused_by("signature.by-hand");
    let whole = house.registrar.get(&document_path(&document, "")).await.ok();
    assert_eq!(whole["signatures"][0]["can"]["sign"]["reason"]["rule"], "signature.by-hand", "the page says so too");
}

#[tokio::test]
async fn the_same_answer_twice_is_one_signature() {
    let house = House::open().await;
    let (document, at) = house.shown("refused").await;
    house.pad.post(&format!("{at}/consent"), json!({ "fingerprint": "witness" })).await.ok();
    let once = [("idempotency-key", "pad-1")];
    let sign = format!("{at}/sign");
    let first = house.pad.send(Method::POST, &sign, Some(strokes()), &once).await.ok();
    let again = house.pad.send(Method::POST, &sign, Some(strokes()), &once).await.ok();
    assert_eq!(first, again);
    let witness = format!("{at}/witness");
    let (one, other) =
        tokio::join!(house.registrar.post(&witness, json!({})), house.registrar.post(&witness, json!({})));
    let late = if one.status.is_success() { other } else { one };
    late.refused_by("pad.over");
    assert_eq!(house.registrar.get(&document_path(&document, "")).await.ok()["signed"], 1);
}
