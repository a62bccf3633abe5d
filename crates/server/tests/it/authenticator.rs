//! A security key and a USB key in a few lines, honest until a test tells them to lie.

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use vena_sign::{Digest, Profile, profile::SecretKey};

use crate::{
    keys::path,
    support::{Client, Reply, TestApp},
};

/// The address of the pages in tests, from the default settings.
pub(crate) const ORIGIN: &str = "http://localhost:7420";
const RP: &str = "localhost";

/// User present and verified.
const HONEST: u8 = 0x05;
/// The same, of a key that may have copies.
pub(crate) const SYNCED: u8 = 0x0d;
/// User present, but nobody knows who it is.
pub(crate) const UNVERIFIED: u8 = 0x01;
const ATTESTED: u8 = 0x40;

pub(crate) fn base64(bytes: &[u8]) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

pub(crate) fn octets(value: &Value) -> Vec<u8> {
    BASE64_URL_SAFE_NO_PAD.decode(value.as_str().expect("bytes")).expect("base64")
}

/// A security key and the browser around it.
#[derive(Clone)]
pub(crate) struct Authenticator {
    pub(crate) key: SecretKey,
    pub(crate) id: Vec<u8>,
    pub(crate) counter: u32,
    pub(crate) flags: u8,
    pub(crate) origin: String,
    pub(crate) rp: String,
}

impl Authenticator {
    pub(crate) fn new() -> Self {
        let key = SecretKey::generate(Profile::P256).expect("a key");
        let id = Digest::Sha256.of(key.public_key().point()).to_vec();
        Self { key, id, counter: 1, flags: HONEST, origin: ORIGIN.to_owned(), rp: RP.to_owned() }
    }

    fn client(&self, ceremony: &str, challenge: &[u8]) -> Vec<u8> {
        let said =
            json!({ "type": ceremony, "challenge": base64(challenge), "origin": self.origin, "crossOrigin": false });
        serde_json::to_vec(&said).expect("JSON")
    }

    fn data(&self, flags: u8) -> Vec<u8> {
        let mut data = Digest::Sha256.of(self.rp.as_bytes()).to_vec();
        data.push(flags);
        data.extend(self.counter.to_be_bytes());
        data
    }

    /// `navigator.credentials.create`, without a statement about the key's maker.
    pub(crate) fn create(&self, challenge: &[u8]) -> Value {
        let mut data = self.data(self.flags | ATTESTED);
        data.extend([0; 16]);
        data.extend(u16::try_from(self.id.len()).expect("short").to_be_bytes());
        data.extend(&self.id);
        // {1: 2, 3: -7, -1: 1, -2: x, -3: y}
        data.extend([0xa5, 1, 2, 3, 0x26, 0x20, 1, 0x21, 0x58, 32]);
        data.extend(&self.key.public_key().point()[1..33]);
        data.extend([0x22, 0x58, 32]);
        data.extend(&self.key.public_key().point()[33..]);
        // {"fmt": "none", "attStmt": {}, "authData": data}
        let mut object = b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x58".to_vec();
        object.push(u8::try_from(data.len()).expect("short"));
        object.extend(&data);
        json!({
            "client_data_json": base64(&self.client("webauthn.create", challenge)),
            "attestation_object": base64(&object),
        })
    }

    /// `navigator.credentials.get`; each answer counts.
    pub(crate) fn get(&mut self, challenge: &[u8]) -> Value {
        self.counter += 1;
        let (client, data) = (self.client("webauthn.get", challenge), self.data(self.flags));
        let signature = self.key.sign(&[&data[..], &Digest::Sha256.of(&client)].concat()).expect("a signature");
        json!({
            "credential_id": base64(&self.id),
            "client_data_json": base64(&client),
            "authenticator_data": base64(&data),
            "signature": base64(&signature),
        })
    }

    /// Asks for a challenge and answers it.
    pub(crate) async fn register(&self, client: &Client) -> Reply {
        let asked = client.post("/api/records/challenges", json!({ "medium": "webauthn" })).await.ok();
        let body = json!({
            "challenge_id": asked["challenge_id"], "label": "蓝色", "webauthn": self.create(&octets(&asked["challenge"])),
        });
        client.post("/api/records/certificates/register", body).await
    }
}

/// A USB key behind PKCS#11 or SKF, without the workstation.
#[derive(Clone)]
pub(crate) struct Token {
    pub(crate) key: SecretKey,
    profile: &'static str,
    medium: &'static str,
}

impl Token {
    pub(crate) fn new(profile: &'static str) -> Self {
        let (algorithms, medium) = if profile == "sm2" { (Profile::Sm2, "skf") } else { (Profile::P256, "pkcs11") };
        Self { key: SecretKey::generate(algorithms).expect("a key"), profile, medium }
    }

    pub(crate) fn sign(&self, message: &[u8]) -> String {
        base64(&self.key.sign(message).expect("a signature"))
    }

    /// Asks for a challenge and signs it, with a certificate that is on the key already or without.
    pub(crate) async fn register(&self, client: &Client, certificate: Option<&[u8]>) -> Reply {
        let asked = client.post("/api/records/challenges", json!({ "medium": self.medium })).await.ok();
        let mut token = json!({
            "medium": self.medium, "profile": self.profile,
            "public_key": base64(&self.key.public_key().to_der().expect("DER")),
            "signature": self.sign(&octets(&asked["challenge"])),
        });
        if let Some(certificate) = certificate {
            token["certificate"] = json!(base64(certificate));
        }
        let body = json!({ "challenge_id": asked["challenge_id"], "label": "工号 17", "token": token });
        client.post("/api/records/certificates/register", body).await
    }
}

/// Somebody of the demo city with a security key that is registered.
pub(crate) struct Holder {
    pub(crate) client: Client,
    pub(crate) key: Authenticator,
    pub(crate) certificate: Value,
}

impl Holder {
    pub(crate) async fn new(app: &TestApp, username: &str) -> Self {
        Self::with(app, username, Authenticator::new()).await
    }

    pub(crate) async fn with(app: &TestApp, username: &str, key: Authenticator) -> Self {
        let client = app.sign_in(username).await;
        let certificate = key.register(&client).await.ok();
        Self { client, key, certificate }
    }

    pub(crate) async fn begin(&self, document: &Value, slot: &str) -> Reply {
        let body = json!({ "slot": slot, "certificate_id": self.certificate["certificate_id"], "reason": "核对无误" });
        self.client.post(&path(document, "/sign/begin"), body).await
    }

    pub(crate) async fn finish(&self, document: &Value, asked: &Value, assertion: Value) -> Reply {
        let body = json!({ "ceremony_id": asked["ceremony_id"], "assertion": assertion });
        self.client.post(&path(document, "/sign/finish"), body).await
    }

    /// Begins, touches the key, finishes.
    pub(crate) async fn sign(&mut self, document: &Value, slot: &str) -> Reply {
        let asked = self.begin(document, slot).await.ok();
        let assertion = self.key.get(&octets(&asked["to_sign"]));
        self.finish(document, &asked, assertion).await
    }

    pub(crate) async fn lose(&self) {
        let id = self.certificate["certificate_id"].as_str().expect("an id");
        let lost = format!("/api/records/certificates/{id}/report-lost");
        self.client.post(&lost, json!({ "reason": "钥匙串丢失" })).await.ok();
    }
}
