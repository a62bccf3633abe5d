//! What a pad may not do, and what is not done out of turn.

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::{House, document_path, path, sending, strokes};
use crate::rights::{self, PUBLIC, SIGNED_IN};

#[tokio::test]
async fn what_is_sent_is_for_the_person_on_the_document_and_for_one_pad_at_a_time() {
    let house = House::open().await;
    let document = house.consent("refused").await;
    let mut wrong = sending(&document);
    wrong["name"] = json!("林晚舟");
    house.registrar.post("/api/records/pads", wrong).await.refused_by("pad.name-differs");
    let mut wrong = sending(&document);
    wrong["slot"] = json!("informer");
    house.registrar.post("/api/records/pads", wrong).await.refused_by("pad.not-by-hand");
    house.send(&document).await;
    house.registrar.post("/api/records/pads", sending(&document)).await.refused_by("pad.at-work");
    let elsewhere = house.app.sign_in("registrar02").await;
    elsewhere.post("/api/records/pads", sending(&document)).await.refused_by("pad.at-work");
    let listed = house.registrar.get("/api/records/pads").await.ok();
    assert_eq!(listed.as_array().map(Vec::len), Some(1));
    assert_eq!(elsewhere.get("/api/records/pads").await.ok(), json!([]), "another house sees nothing of it");
    let of_it = format!("/api/records/pads?document_id={}", document["document_id"].as_str().expect("an id"));
    assert_eq!(house.registrar.get(&of_it).await.ok().as_array().map(Vec::len), Some(1));

    let registration = house.registrar.get("/api/records/forms").await.ok();
    let form = registration.as_array().expect("forms").iter().find(|form| form["form"] == "donor-registration");
    let new = json!({ "form": "donor-registration", "data": form.expect("a form")["example"] });
    let registration = house.registrar.post("/api/records/documents", new).await.ok();
    house.registrar.post(&document_path(&registration, "/withdraw"), json!({ "reason": "重复" })).await.ok();
    house.registrar.post("/api/records/pads", sending(&registration)).await.refused_by("document.closed");
}

#[tokio::test]
async fn of_two_pads_one_shows_it() {
    let house = House::open().await;
    let admin = house.app.sign_in("admin").await;
    let site = house.pad.get("/api/session").await.ok()["site"]["site_id"].clone();
    rights::new_user(&admin, "pad2", &site, None, &["pad"]).await;
    let second = house.app.sign_in("pad2").await;
    let document = house.consent("refused").await;
    let at = path(&house.send(&document).await);
    let file = format!("{at}/file");
    let (one, other) = tokio::join!(house.pad.get(&file), second.get(&file));
    let (mine, late) = if one.status.is_success() { (&house.pad, &second) } else { (&second, &house.pad) };
    let refused = if one.status.is_success() { other } else { one };
    assert_eq!(refused.status, StatusCode::CONFLICT);
    refused.refused_by("pad.taken");
    late.post(&format!("{at}/consent"), json!({ "fingerprint": "witness" })).await.refused_by("pad.taken");
    assert_eq!(late.get(&at).await.status, StatusCode::NOT_FOUND, "a pad sees what it shows and nothing else");
    assert_eq!(late.get("/api/records/pads/next").await.ok(), Value::Null);
    mine.get(&file).await;
    assert_eq!(mine.get("/api/records/pads/next").await.ok()["state"], "shown", "after a restart it goes on");
    mine.post(&format!("{at}/consent"), json!({ "fingerprint": "witness" })).await.ok();
}

#[tokio::test]
async fn a_pad_reads_nothing_but_what_it_shows() {
    let house = House::open().await;
    let document = house.consent("refused").await;
    let waiting = path(&house.send(&document).await);
    assert_eq!(house.pad.get(&waiting).await.status, StatusCode::NOT_FOUND, "not before it shows it");
    let own: Vec<&str> =
        house.app.assembly.app.roles.get("pad").expect("a role").permissions.iter().map(String::as_str).collect();
    assert!(own.iter().all(|permission| permission.starts_with("records.pad.")), "{own:?}");
    let open: Vec<&str> = PUBLIC.iter().chain(SIGNED_IN).copied().collect();
    let mut walked = 0;
    for operation in rights::operations(&house.app).iter().filter(|operation| !open.contains(&operation.id.as_str())) {
        let reply = rights::call(&house.pad, operation).await;
        if own.contains(&operation.id.as_str()) {
            let nothing = reply.status == StatusCode::NOT_FOUND
                || reply.status == StatusCode::UNPROCESSABLE_ENTITY
                || operation.id == "records.pad.next";
            assert!(nothing, "{} {}", operation.id, reply.status);
        } else {
            // Routes of donors do not know the staff at all.
            let donors = operation.id.starts_with("recruit.own.");
            let refusal = if donors { StatusCode::UNAUTHORIZED } else { StatusCode::FORBIDDEN };
            assert_eq!(reply.status, refusal, "{} {}", operation.id, operation.path);
            walked += 1;
        }
    }
    assert!(walked > 100, "{walked} routes: the document is read wrongly");
    let number = document["number"].as_str().expect("a number");
    let found = house.pad.post("/api/scan", json!({ "text": number })).await.ok();
    assert_eq!(found["hits"], json!([]), "{found:#}");
    let elsewhere = house.consent("refused").await;
    let far = house.app.sign_in("registrar02").await;
    let far_away = path(&far.post("/api/records/pads", sending(&elsewhere)).await.ok());
    for verb in ["", "/file"] {
        assert_eq!(house.pad.get(&format!("{far_away}{verb}")).await.status, StatusCode::NOT_FOUND, "{verb}");
    }
}

#[tokio::test]
async fn nothing_is_done_out_of_turn_and_no_reader_is_needed() {
    let house = House::open().await;
    let document = house.consent("agreed").await;
    let at = path(&house.send(&document).await);
    house.pad.post(&format!("{at}/consent"), json!({ "fingerprint": "agreed" })).await.refused_by("pad.not-shown");
    house.pad.bytes(&format!("{at}/file")).await;
    house.pad.post(&format!("{at}/sign"), strokes()).await.refused_by("pad.consent-first");
    house.pad.post(&format!("{at}/consent"), json!({ "fingerprint": "agreed" })).await.ok();
    house.pad.post(&format!("{at}/sign"), strokes()).await.refused_by("pad.fingerprint-first");
    let finger = format!("{at}/fingerprint");
    house.pad.post(&finger, json!({})).await.refused_by("fingerprint.no-device");
    let folder = house.app.assembly.app.config.data.join("fingerprints");
    std::fs::create_dir_all(&folder).expect("a folder");
    house.pad.post(&finger, json!({})).await.refused_by("fingerprint.no-finger");
    house.finger(20);
    house.pad.post(&finger, json!({})).await.refused_by("fingerprint.quality");
    assert_eq!(house.count("select count(*) from records.evidence where kind = 'fingerprint'").await, 0, "not kept");
    house.pad.post(&format!("{at}/consent"), json!({ "fingerprint": "witness" })).await.ok();
    house.pad.post(&format!("{at}/sign"), json!({ "strokes": [] })).await.refused_by("strokes.empty");
    let mut back = strokes();
    back["strokes"][1][3]["t"] = json!(1);
    house.pad.post(&format!("{at}/sign"), back).await.refused_by("strokes.time");
    let dot = json!({ "strokes": [[{ "x": 500, "y": 300, "t": 0, "p": 500 }]] });
    house.pad.post(&format!("{at}/sign"), dot).await.refused_by("strokes.dot");
    let huge = json!({ "strokes": [[{ "x": 70000, "y": 300, "t": 0, "p": 500 }]] });
    assert_eq!(house.pad.post(&format!("{at}/sign"), huge).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    house.pad.post(&format!("{at}/sign"), strokes()).await.ok();
    house.registrar.post(&format!("{at}/witness"), json!({})).await.ok();
}
