//! A person of the demo city at the public API.

use anyhow::{Context, ensure};
use reqwest::{Client, RequestBuilder};
use serde_json::{Value, json};

use crate::blood::new_id;

/// Opens the key of this benchmark.
const PIN: &str = "482150-vena";

/// Somebody who is signed in and has a certificate.
pub(super) struct Desk {
    client: Client,
    address: String,
    certificate: Value,
}

impl Desk {
    /// Signs in and gets a certificate.
    pub(super) async fn open(address: &str, username: &str) -> anyhow::Result<Self> {
        let client = Client::builder().cookie_store(true).build()?;
        let system: Value = client.get(format!("{address}/api/system")).send().await?.json().await?;
        let accounts = system["demo_accounts"].as_array().context("demo accounts")?;
        let account = accounts.iter().find(|account| account["username"] == username).context("the account")?;
        let mut desk = Self { client, address: address.to_owned(), certificate: Value::Null };
        desk.post("/api/session", json!({ "username": username, "password": account["password"] })).await?;
        let made = desk.post("/api/records/certificates", json!({ "profile": "sm2", "pin": PIN })).await?;
        desk.certificate = made["certificate_id"].clone();
        Ok(desk)
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
    pub(super) async fn sign(&self, document: &str, slot: &str) -> anyhow::Result<()> {
        let path = format!("/api/records/documents/{document}/sign");
        self.post(&path, self.pen(json!({ "slot": slot }))).await.map(drop)
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
