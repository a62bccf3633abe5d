//! People of the demo city at the public API, each with a browser of their own.

use std::{collections::BTreeMap, time::Duration};

use anyhow::{Context, ensure};
use reqwest::Client;
use serde_json::{Value, json};
use tokio::sync::Mutex;

use crate::{blood::new_id, timing::Watch};

/// How long each kind of step took.
pub(super) type Times = Mutex<BTreeMap<&'static str, Vec<Duration>>>;

/// Somebody who is signed in.
#[derive(Clone)]
pub(crate) struct Hand {
    client: Client,
    address: String,
}

impl Hand {
    /// Signs in; everybody of the demo city has the password of the accounts that are offered.
    pub(crate) async fn open(address: &str, username: &str) -> anyhow::Result<Self> {
        let client = Client::builder().cookie_store(true).build()?;
        let system: Value = client.get(format!("{address}/api/system")).send().await?.json().await?;
        let password = system["demo_accounts"][0]["password"].as_str().context("a password")?.to_owned();
        let hand = Self { client, address: address.to_owned() };
        hand.post("/api/session", json!({ "username": username, "password": password })).await?;
        Ok(hand)
    }

    pub(crate) async fn get(&self, path: &str) -> anyhow::Result<Value> {
        answer(path, self.client.get(format!("{}{path}", self.address)).send().await?).await
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> anyhow::Result<Value> {
        let request = self.client.post(format!("{}{path}", self.address)).json(&body);
        answer(path, request.header("Idempotency-Key", new_id().to_string()).send().await?).await
    }

    /// Posts, and notes how long the answer took.
    pub(super) async fn timed(
        &self,
        times: &Times,
        step: &'static str,
        path: &str,
        body: Value,
    ) -> anyhow::Result<Value> {
        let watch = Watch::start();
        let answer = self.post(path, body).await?;
        let passed = watch.passed();
        times.lock().await.entry(step).or_default().push(passed);
        Ok(answer)
    }
}

async fn answer(path: &str, response: reqwest::Response) -> anyhow::Result<Value> {
    let (status, body): (_, Value) = (response.status(), response.json().await?);
    ensure!(status.is_success(), "{path}: {status}: {body}");
    Ok(body)
}

/// A string of an answer.
pub(crate) fn text<'a>(value: &'a Value, field: &str) -> anyhow::Result<&'a str> {
    value[field].as_str().with_context(|| format!("no {field} in {value}"))
}
