//! Certificates of another authority: on a USB key that somebody brings along, and at a signature service.

use std::sync::Arc;

use axum::{Json, Router, extract::State, http::StatusCode, routing::post};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use serde_json::{Value, json};
use vena_kernel::clock::Instant;
use vena_sign::{
    Profile,
    key::service::{ServiceRequest, ServiceResponse},
    profile::SecretKey,
    x509::{Certificate, CrlOrder, DevelopmentAuthority, Subject},
};

use crate::{
    authenticator::{Token, base64, octets},
    keys::{check, drawn, path},
    support::{BEGIN, TestApp},
};

/// What the person confirms on their phone.
const CONSENT: &str = "481516";

fn begin() -> Instant {
    BEGIN.parse().expect("an instant")
}

/// The authority of somebody else, and the folder that makes it a trusted one.
fn authority(profile: Profile) -> (DevelopmentAuthority, tempfile::TempDir) {
    let authority = DevelopmentAuthority::create(profile, "省数字证书中心", begin()).expect("an authority");
    let folder = tempfile::tempdir().expect("a folder");
    let order = |number| CrlOrder {
        number,
        this_update: begin(),
        next_update: begin().plus_seconds(30 * 24 * 3600),
        revoked: &[],
    };
    let files = [
        ("root.cer", authority.root().der().to_vec()),
        ("issuing.cer", authority.issuing().der().to_vec()),
        ("people.crl", authority.crl(&order(1)).expect("a list").der().to_vec()),
        ("authorities.crl", authority.root_crl(&order(1)).expect("a list").der().to_vec()),
    ];
    for (name, bytes) in files {
        std::fs::write(folder.path().join(name), bytes).expect("written");
    }
    (authority, folder)
}

fn certificate(authority: &DevelopmentAuthority, name: &str, key: &SecretKey) -> Certificate {
    let until = begin().plus_seconds(365 * 24 * 3600);
    authority.issue_person(&Subject::named(name), key.public_key(), begin(), until).expect("a certificate")
}

async fn name_of(client: &crate::support::Client) -> String {
    let me = client.get("/api/session").await.ok();
    me["user"]["display_name"].as_str().expect("a name").to_owned()
}

#[tokio::test]
async fn a_usb_key_with_a_certificate_of_a_trusted_authority_signs_with_it() {
    for (profile, word) in [(Profile::Sm2, "sm2"), (Profile::P256, "p256")] {
        let (authority, folder) = authority(profile);
        let app = TestApp::city_with(|config| config.trusted_certificates = folder.path().to_owned()).await;
        let issuer = app.sign_in("issuer").await;
        let (token, name) = (Token::new(word), name_of(&issuer).await);
        let other = certificate(&authority, "别人", &token.key);
        token.register(&issuer, Some(other.der())).await.refused_by("certificate.other-person");
        let another = certificate(&authority, &name, &Token::new(word).key);
        token.register(&issuer, Some(another.der())).await.refused_by("sign.signature");
        let stranger = DevelopmentAuthority::create(profile, "无人认识", begin()).expect("an authority");
        let unknown = certificate(&stranger, &name, &token.key);
        token.register(&issuer, Some(unknown.der())).await.refused_by("cert.untrusted");

        let own = certificate(&authority, &name, &token.key);
        let kept = token.register(&issuer, Some(own.der())).await.ok();
        assert_eq!(kept["info"]["serial"], own.serial());
        let document = drawn(&issuer, "transport-slip").await;
        let wish = json!({ "slot": "sender", "certificate_id": kept["certificate_id"], "reason": "发出" });
        let asked = issuer.post(&path(&document, "/sign/begin"), wish).await.ok();
        let signature = token.sign(&octets(&asked["to_sign"]));
        let answer = json!({ "ceremony_id": asked["ceremony_id"], "signature": signature });
        issuer.post(&path(&document, "/sign/finish"), answer).await.ok();
        let report = check(&app, &issuer.bytes(&path(&document, "/file")).await).await;
        assert_eq!(
            (&report["ok"], &report["signatures"][0]["certificate"]),
            (&json!(true), &json!(own.serial())),
            "{report:#}"
        );
        assert_eq!(sign_in(&app, &token, &own).await, StatusCode::OK);
        app.wait(31 * 24 * 60);
        let unknown = "nobody says any more whether it was withdrawn";
        assert_eq!(sign_in(&app, &token, &own).await, StatusCode::UNAUTHORIZED, "{unknown}");
        let issuer = app.sign_in("issuer").await;
        token.register(&issuer, Some(own.der())).await.refused_by("cert.revocation-unknown");
    }
}

async fn sign_in(app: &TestApp, token: &Token, certificate: &Certificate) -> StatusCode {
    let asked = app.nobody().post("/api/records/sign-ins/begin", json!({})).await.ok();
    let proof = json!({ "serial": certificate.serial(), "signature": token.sign(&octets(&asked["challenge"])) });
    let body = json!({ "challenge_id": asked["challenge_id"], "token": proof });
    app.nobody().post("/api/records/sign-ins", body).await.status
}

/// A signature service with one key.
struct Service {
    key: SecretKey,
    certificate: Certificate,
}

async fn signatures(
    State(service): State<Arc<Service>>,
    Json(request): Json<ServiceRequest>,
) -> Result<Json<ServiceResponse>, StatusCode> {
    if request.authorization != CONSENT || request.certificate != service.certificate.serial() {
        return Err(StatusCode::FORBIDDEN);
    }
    let digit = |at: usize| u8::from_str_radix(&request.prehash[at..at + 2], 16).expect("hexadecimal");
    let prehash: Vec<u8> = (0..64).step_by(2).map(digit).collect();
    let signature = service.key.sign_prehash(&prehash.try_into().expect("32 bytes")).expect("a signature");
    Ok(Json(ServiceResponse {
        nonce: request.nonce,
        certificate: BASE64_STANDARD.encode(service.certificate.der()),
        signature: BASE64_STANDARD.encode(signature),
    }))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_key_at_a_signature_service_signs_with_its_owners_consent() {
    let (authority, folder) = authority(Profile::Sm2);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = format!("http://{}", listener.local_addr().expect("an address"));
    let app = TestApp::city_with(|config| {
        config.trusted_certificates = folder.path().to_owned();
        config.signature_service_url = address;
    })
    .await;
    let issuer = app.sign_in("issuer").await;
    let key = SecretKey::generate(Profile::Sm2).expect("a key");
    let certificate = certificate(&authority, &name_of(&issuer).await, &key);
    let service = Arc::new(Service { key, certificate: certificate.clone() });
    let router = Router::new().route("/signatures", post(signatures)).with_state(service);
    let server = tokio::spawn(async move { axum::serve(listener, router).await });

    let import = |pin: &str| json!({ "medium": "service", "profile": "sm2", "certificate": base64(certificate.der()), "pin": pin });
    let at = "/api/records/certificates/import";
    issuer.post(at, import("000000")).await.refused_by("key.service");
    let keeper = app.sign_in("storekeeper").await;
    keeper.post(at, import(CONSENT)).await.refused_by("certificate.other-person");
    let kept = issuer.post(at, import(CONSENT)).await.ok();
    let document = drawn(&issuer, "transport-slip").await;
    let signing = |pin: &str| -> Value {
        json!({ "slot": "sender", "certificate_id": kept["certificate_id"], "pin": pin, "reason": "发出" })
    };
    issuer.post(&path(&document, "/sign"), signing("000000")).await.refused_by("key.service");
    assert_eq!(issuer.post(&path(&document, "/sign"), signing(CONSENT)).await.ok()["signed"], 1);
    let report = check(&app, &issuer.bytes(&path(&document, "/file")).await).await;
    assert_eq!((&report["ok"], &report["signatures"][0]["hand"]), (&json!(true), &json!("key")), "{report:#}");
    server.abort();
}

#[tokio::test]
async fn without_a_signature_service_nothing_is_imported() {
    let (authority, folder) = authority(Profile::Sm2);
    let app = TestApp::city_with(|config| config.trusted_certificates = folder.path().to_owned()).await;
    let issuer = app.sign_in("issuer").await;
    let key = SecretKey::generate(Profile::Sm2).expect("a key");
    let certificate = certificate(&authority, &name_of(&issuer).await, &key);
    let mut import =
        json!({ "medium": "service", "profile": "sm2", "certificate": base64(certificate.der()), "pin": CONSENT });
    issuer.post("/api/records/certificates/import", import.clone()).await.refused_by("key.no-service");
    import["medium"] = json!("skf");
    issuer.post("/api/records/certificates/import", import).await.refused_by("certificate.medium");
}
