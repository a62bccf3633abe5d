//! A person of the demo city at the public API.

use anyhow::{Context, ensure};
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD as BASE64};
use reqwest::{Client, RequestBuilder};
use serde_json::{Value, json};
use vena_sign::profile::{Profile, SecretKey};

use crate::blood::new_id;

/// Opens the key of this benchmark.
const PIN: &str = "482150-vena";

/// Where the key of a signature lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pen {
    /// At the workstation, as a USB key: the server asks it and waits.
    Token,
    /// On the server, in a file that is opened with the PIN for each request.
    File,
}

/// Somebody who is signed in and has a certificate of each kind.
pub(super) struct Desk {
    client: Client,
    address: String,
    certificate: Value,
    token: SecretKey,
    token_certificate: Value,
}

impl Desk {
    /// Signs in and gets a certificate.
    pub(super) async fn open(address: &str, username: &str) -> anyhow::Result<Self> {
        let client = Client::builder().cookie_store(true).build()?;
        let system: Value = client.get(format!("{address}/api/system")).send().await?.json().await?;
        let accounts = system["demo_accounts"].as_array().context("demo accounts")?;
        let account = accounts.iter().find(|account| account["username"] == username).context("the account")?;
        let (token, address) = (SecretKey::generate(Profile::Sm2)?, address.to_owned());
        let mut desk = Self { client, address, certificate: Value::Null, token, token_certificate: Value::Null };
        desk.post("/api/session", json!({ "username": username, "password": account["password"] })).await?;
        let made = desk.post("/api/records/certificates", json!({ "profile": "sm2", "pin": PIN })).await?;
        desk.certificate = made["certificate_id"].clone();
        desk.token_certificate = desk.register().await?["certificate_id"].clone();
        Ok(desk)
    }

    /// A certificate for the key at the workstation.
    async fn register(&self) -> anyhow::Result<Value> {
        let asked = self.post("/api/records/challenges", json!({ "medium": "skf" })).await?;
        let proof = json!({
            "medium": "skf",
            "profile": "sm2",
            "public_key": BASE64.encode(self.token.public_key().to_der()?),
            "signature": self.answer_to(&asked["challenge"])?,
        });
        let body = json!({ "challenge_id": asked["challenge_id"], "label": "bench", "token": proof });
        self.post("/api/records/certificates/register", body).await
    }

    /// What the key at the workstation answers.
    fn answer_to(&self, to_sign: &Value) -> anyhow::Result<String> {
        let bytes = BASE64.decode(to_sign.as_str().context("bytes to sign")?)?;
        Ok(BASE64.encode(self.token.sign(&bytes)?))
    }

    /// The example of a form.
    pub(super) async fn example(&self, form: &str) -> anyhow::Result<Value> {
        let forms = answer(self.client.get(format!("{}/api/records/forms", self.address))).await?;
        let found = forms.as_array().context("forms")?.iter().find(|one| one["form"] == form);
        Ok(found.context("the form")?["example"].clone())
    }

    /// Draws and stores a document; answers its id.
    pub(super) async fn draw(&self, form: &str, data: &Value) -> anyhow::Result<String> {
        let made = self.post("/api/records/documents", json!({ "form": form, "data": data })).await?;
        Ok(made["document_id"].as_str().context("an id")?.to_owned())
    }

    /// Signs one document.
    pub(super) async fn sign(&self, document: &str, slot: &str, pen: Pen) -> anyhow::Result<()> {
        let path = format!("/api/records/documents/{document}/sign");
        if pen == Pen::File {
            return self.post(&path, self.pen(json!({ "slot": slot }))).await.map(drop);
        }
        let begin = json!({ "slot": slot, "certificate_id": self.token_certificate, "reason": "核对无误" });
        let asked = self.post(&format!("{path}/begin"), begin).await?;
        let finish = json!({ "ceremony_id": asked["ceremony_id"], "signature": self.answer_to(&asked["to_sign"])? });
        self.post(&format!("{path}/finish"), finish).await.map(drop)
    }

    /// Signs some documents in one confirmation.
    pub(super) async fn sign_many(&self, documents: &[String], slot: &str) -> anyhow::Result<()> {
        let body = self.pen(json!({ "slot": slot, "documents": documents }));
        let lines = self.post("/api/records/documents/sign-many", body).await?;
        let lines = lines.as_array().context("lines")?;
        ensure!(lines.len() == documents.len(), "{} lines for {} documents", lines.len(), documents.len());
        ensure!(lines.iter().all(|line| line["refusal"].is_null()), "refused: {lines:?}");
        Ok(())
    }

    fn pen(&self, mut body: Value) -> Value {
        body["certificate_id"] = self.certificate.clone();
        body["pin"] = json!(PIN);
        body["reason"] = json!("核对无误");
        body
    }

    async fn post(&self, path: &str, body: Value) -> anyhow::Result<Value> {
        let request = self.client.post(format!("{}{path}", self.address)).json(&body);
        answer(request.header("Idempotency-Key", new_id().to_string())).await
    }
}

async fn answer(request: RequestBuilder) -> anyhow::Result<Value> {
    let response = request.send().await?;
    let (status, body): (_, Value) = (response.status(), response.json().await?);
    ensure!(status.is_success(), "{status}: {body}");
    Ok(body)
}
