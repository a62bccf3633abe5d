//! A desk at the public API.

use anyhow::{Context, ensure};
use reqwest::Client;
use serde_json::{Value, json};
use vena_platform::pinyin;

use super::people::Invented;
use crate::blood::new_id;

type Text = fn(&Invented) -> String;

/// What is typed to find somebody.
pub(super) const SEARCHES: [(&str, Text); 11] = [
    ("by the whole name", |one| one.name.clone()),
    ("by the surname", |one| one.name.chars().take(1).collect()),
    ("by the given name", |one| one.name.chars().skip(1).collect()),
    ("by the whole pinyin", |one| pinyin::sortable(&one.name)),
    ("by the pinyin of the given name", |one| pinyin::sortable(&one.name.chars().skip(1).collect::<String>())),
    ("by initials", |one| pinyin::initials(&one.name)),
    ("by the whole phone", |one| one.phone.clone()),
    ("by the last four of phone or document", |one| one.phone[7..].to_owned()),
    ("by the first seven of the phone", |one| one.phone[..7].to_owned()),
    ("by the whole document", |one| one.document.clone()),
    ("by a donation", |one| one.donation.clone()),
];

/// Somebody who is signed in.
pub(super) struct Desk {
    client: Client,
    address: String,
}

impl Desk {
    pub(super) async fn open(address: &str, username: &str) -> anyhow::Result<Self> {
        let client = Client::builder().cookie_store(true).build()?;
        let desk = Self { client, address: address.to_owned() };
        let system: Value = desk.client.get(format!("{address}/api/system")).send().await?.json().await?;
        let accounts = system["demo_accounts"].as_array().context("demo accounts")?;
        let account = accounts.iter().find(|account| account["username"] == username).context("the account")?;
        desk.post("/api/session", json!({ "username": username, "password": account["password"] })).await?;
        Ok(desk)
    }

    /// The way to the server and back.
    pub(super) async fn nothing(&self) -> anyhow::Result<()> {
        self.get("/api/session").await.map(drop)
    }

    /// How many are found on the first page.
    pub(super) async fn search(&self, text: &str) -> anyhow::Result<usize> {
        let page = self.post("/api/recruit/donors/search", json!({ "text": text, "limit": 20 })).await?;
        Ok(page["items"].as_array().context("items")?.len())
    }

    /// Somebody new, much like `one`.
    pub(super) async fn alike(&self, one: &Invented, n: u64) -> anyhow::Result<()> {
        let passport = format!("E{:08}", 90_000_000 + n);
        let body = json!({
            "document_kind": "passport", "document_number": passport, "name": one.name, "phone": one.phone,
            "born_on": one.born_on.to_string(),
        });
        let found = self.post("/api/recruit/duplicates/check", body).await?;
        ensure!(found.as_array().is_some_and(|found| !found.is_empty()), "nobody is like {n}");
        Ok(())
    }

    /// What the person may give today.
    pub(super) async fn eligibility(&self, one: &Invented) -> anyhow::Result<()> {
        self.get(&format!("/api/recruit/donors/donor_{}/eligibility", one.id.simple())).await.map(drop)
    }

    async fn get(&self, path: &str) -> anyhow::Result<Value> {
        let response = self.client.get(format!("{}{path}", self.address)).send().await?;
        let (status, body): (_, Value) = (response.status(), response.json().await?);
        ensure!(status.is_success(), "{status}: {body}");
        Ok(body)
    }

    async fn post(&self, path: &str, body: Value) -> anyhow::Result<Value> {
        let request = self.client.post(format!("{}{path}", self.address)).json(&body);
        let response = request.header("Idempotency-Key", new_id().to_string()).send().await?;
        let (status, body): (_, Value) = (response.status(), response.json().await?);
        ensure!(status.is_success(), "{status}: {body}");
        Ok(body)
    }
}
