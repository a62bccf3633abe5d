//! Trying a key: it works, or it says why not.

use serde_json::{Value, json};

use crate::{
    authenticator::{Holder, Token, octets},
    support::{Client, TestApp},
};

const PIN: &str = "482150-vena";

async fn certificate(client: &Client) -> String {
    let made = client.post("/api/records/certificates", json!({ "profile": "sm2", "pin": PIN })).await.ok();
    made["certificate_id"].as_str().expect("an id").to_owned()
}

fn path(id: &str, verb: &str) -> String {
    format!("/api/records/certificates/{id}/{verb}")
}

#[tokio::test]
async fn a_key_is_tried_by_its_owner_until_it_is_lost() {
    let app = TestApp::city().await;
    let (owner, other) = (app.sign_in("issuer").await, app.sign_in("storekeeper").await);
    let id = certificate(&owner).await;
    let trial = |pin: &str| json!({ "pin": pin });
    let tried = owner.post(&path(&id, "try"), trial(PIN)).await.ok();
    assert_eq!(tried["certificate_id"].as_str(), Some(id.as_str()));
    owner.post(&path(&id, "try"), trial("482150-other")).await.refused_by("key.pin-refused");
    other.post(&path(&id, "try"), trial(PIN)).await.refused_by("certificate.none");
    // Neither a PIN nor an answer, or an answer of another kind of key.
    let empty: Value = json!({});
    owner.post(&path(&id, "try"), empty).await.refused_by("certificate.medium");
    owner.post(&path(&id, "report-lost"), json!({ "reason": "手机遗失" })).await.ok();
    owner.post(&path(&id, "try"), trial(PIN)).await.refused_by("certificate.revoked");
}

#[tokio::test]
async fn a_key_elsewhere_is_tried_with_a_challenge_and_shows_whether_it_is_the_right_one_and_good() {
    let app = TestApp::city().await;
    let mut issuer = Holder::new(&app, "issuer").await;
    let token = Token::new("sm2");
    let usb = token.register(&issuer.client, None).await.ok();
    let at = |certificate: &Value| {
        format!("/api/records/certificates/{}/try", certificate["certificate_id"].as_str().expect("an id"))
    };
    let ask = |medium: &'static str| issuer.client.post("/api/records/challenges", json!({ "medium": medium }));

    let asked = ask("webauthn").await.ok();
    let with =
        |asked: &Value, name: &str, answer: Value| json!({ "challenge_id": asked["challenge_id"], name: answer });
    let assertion = issuer.key.get(&octets(&asked["challenge"]));
    let body = with(&asked, "assertion", assertion);
    issuer.client.post(&at(&issuer.certificate), body.clone()).await.ok();
    issuer.client.post(&at(&issuer.certificate), body).await.refused_by("challenge.used");
    let asked = ask("skf").await.ok();
    let stranger = Token::new("sm2").sign(&octets(&asked["challenge"]));
    issuer.client.post(&at(&usb), with(&asked, "signature", json!(stranger))).await.refused_by("sign.signature");
    let own = token.sign(&octets(&asked["challenge"]));
    issuer.client.post(&at(&usb), with(&asked, "signature", json!(own))).await.ok();
    issuer.client.post(&at(&usb), json!({ "pin": "482150-vena" })).await.refused_by("key.elsewhere");
    issuer.lose().await;
    let asked = ask("webauthn").await.ok();
    let assertion = issuer.key.get(&octets(&asked["challenge"]));
    issuer
        .client
        .post(&at(&issuer.certificate), with(&asked, "assertion", assertion))
        .await
        .refused_by("certificate.revoked");
}
