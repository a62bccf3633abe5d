//! A time-stamp service that does not answer: nothing is signed, and nothing is half-signed.

use std::net::{SocketAddr, TcpListener};

use serde_json::{Value, json};

use crate::support::TestApp;

/// An address where nobody listens any more.
fn nobody() -> String {
    let listener = TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0))).expect("a port");
    format!("http://{}/tsa", listener.local_addr().expect("an address"))
}

#[tokio::test]
async fn without_a_stamp_nothing_is_signed_and_the_document_stays_as_it_was() {
    let app = TestApp::city_with(|config| config.timestamp_url = nobody()).await;
    let author = app.sign_in("issuer").await;
    let certificate: Value =
        author.post("/api/records/certificates", json!({ "profile": "sm2", "pin": "482150-vena" })).await.ok();
    let forms = author.get("/api/records/forms").await.ok();
    let found = forms.as_array().expect("forms").iter().find(|form| form["form"] == "transport-slip");
    let drawing = json!({ "form": "transport-slip", "data": found.expect("a form")["example"] });
    let document = author.post("/api/records/documents", drawing).await.ok();
    let path = format!("/api/records/documents/{}", document["document_id"].as_str().expect("an id"));
    let before = author.bytes(&format!("{path}/file")).await;
    let signing = json!({
        "slot": "sender",
        "certificate_id": certificate["certificate_id"],
        "pin": "482150-vena",
        "reason": "核对无误",
    });
    author.post(&format!("{path}/sign"), signing).await.refused_by("stamp.unreachable");
    assert!(before == author.bytes(&format!("{path}/file")).await, "not a byte was added");
    let now = author.get(&path).await.ok();
    assert_eq!((&now["state"], &now["signed"]), (&json!("open"), &json!(0)));
    let life = now["life"].as_array().expect("a life").iter().filter(|line| line["step"] == "signed").count();
    assert_eq!(life, 0, "{now:#}");
}
