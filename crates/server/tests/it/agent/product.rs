//! From the USB key to the signed document, through the whole product.

use base64::Engine as _;
use reqwest::StatusCode;
use serde_json::{Value, json};

use super::{Agent, BASE64URL, PIN, Station, bytes};
use crate::support::{Client, TestApp};

/// A person of the demo city at a workstation with an agent, whose USB key is registered and keeps its certificate.
async fn registered(client: &Client, agent: &Agent, profile: &str) -> (Value, Value) {
    let key = agent.key(profile).await;
    let asked = client.post("/api/records/challenges", json!({ "medium": key["medium"] })).await.ok();
    let proof = agent.sign(&key, &[&bytes(&asked["challenge"])]).await.remove(0);
    let token = json!({
        "medium": key["medium"], "profile": profile, "public_key": key["public_key"], "signature": BASE64URL.encode(proof),
    });
    let body = json!({ "challenge_id": asked["challenge_id"], "label": key["label"], "token": token });
    let certificate = client.post("/api/records/certificates/register", body).await.ok();
    let id = certificate["certificate_id"].as_str().expect("an id");
    let der = client.bytes(&format!("/api/records/certificates/{id}/file")).await;
    let keep = json!({ "key": key["key"], "pin": PIN, "certificate": BASE64URL.encode(der) });
    assert_eq!(agent.post("/certificates", &keep).await.status, StatusCode::NO_CONTENT);
    (agent.key(profile).await, certificate)
}

/// Draws a slip, the example of its form, and returns its path.
async fn drawn(client: &Client) -> (Value, String) {
    let forms = client.get("/api/records/forms").await.ok();
    let form = forms.as_array().expect("forms").iter().find(|form| form["form"] == "transport-slip").expect("the form");
    let body = json!({ "form": "transport-slip", "data": form["example"] });
    let document = client.post("/api/records/documents", body).await.ok();
    let path = format!("/api/records/documents/{}", document["document_id"].as_str().expect("an id"));
    (document, path)
}

#[tokio::test]
async fn whoever_has_a_usb_key_at_the_workstation_registers_it_signs_with_it_and_signs_in() {
    let app = TestApp::city().await;
    let station = Station::new();
    let agent = station.soft().await;
    for profile in ["sm2", "p256"] {
        let client = app.sign_in("issuer").await;
        let (key, certificate) = registered(&client, &agent, profile).await;
        let (document, path) = drawn(&client).await;
        let begin = json!({ "slot": "sender", "certificate_id": certificate["certificate_id"], "reason": "发出" });
        let asked = client.post(&format!("{path}/sign/begin"), begin).await.ok();
        assert_eq!(asked["serial"], key["serial"], "the key at the workstation is found by it");
        let signature = agent.sign(&key, &[&bytes(&asked["to_sign"])]).await.remove(0);
        let written = station.journal().pop().expect("a line");
        let number = document["number"].as_str().expect("a number");
        assert!(written["what"].as_str().is_some_and(|what| what.contains(number)), "{written}");
        let finish = json!({ "ceremony_id": asked["ceremony_id"], "signature": BASE64URL.encode(signature) });
        client.post(&format!("{path}/sign/finish"), finish).await.ok();
        let pdf = client.bytes(&format!("{path}/file")).await;
        let nobody = app.nobody();
        let report = nobody.send_raw(axum::http::Method::POST, "/api/records/checks", pdf, &[]).await.ok();
        assert_eq!(
            (&report["ok"], &report["signatures"][0]["certificate"]),
            (&json!(true), &key["serial"]),
            "{report:#}"
        );

        let asked = nobody.post("/api/records/sign-ins/begin", json!({})).await.ok();
        let proof = agent.sign(&key, &[&bytes(&asked["challenge"])]).await.remove(0);
        let token = json!({ "serial": key["serial"], "signature": BASE64URL.encode(proof) });
        let body = json!({ "challenge_id": asked["challenge_id"], "token": token });
        assert_eq!(nobody.post("/api/records/sign-ins", body).await.ok()["user"]["username"], "issuer");
    }
}

#[tokio::test]
async fn a_batch_of_documents_is_signed_after_one_pin() {
    let app = TestApp::city().await;
    let station = Station::new();
    let agent = station.soft().await;
    let client = app.sign_in("issuer").await;
    let (key, certificate) = registered(&client, &agent, "sm2").await;
    let mut documents = Vec::new();
    for _ in 0..5 {
        documents.push(drawn(&client).await.0["document_id"].clone());
    }
    let begin = json!({
        "documents": documents, "slot": "sender", "certificate_id": certificate["certificate_id"], "reason": "发出",
    });
    let begun = client.post("/api/records/documents/sign-many/begin", begin).await.ok();
    let lines = begun["lines"].as_array().expect("lines");
    let messages: Vec<Vec<u8>> = lines.iter().map(|line| bytes(&line["to_sign"])).collect();
    let signatures = agent.sign(&key, &messages.iter().map(Vec::as_slice).collect::<Vec<_>>()).await;
    let answer = |(line, signature): (&Value, Vec<u8>)| json!({ "ceremony_id": line["ceremony_id"], "signature": BASE64URL.encode(signature) });
    let answers: Vec<Value> = lines.iter().zip(signatures).map(answer).collect();
    let done = client.post("/api/records/documents/sign-many/finish", json!({ "answers": answers })).await.ok();
    let done = done.as_array().expect("lines");
    assert!(done.len() == 5 && done.iter().all(|line| line["refusal"].is_null()), "{done:#?}");
}
