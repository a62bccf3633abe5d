//! Speaking with the server: signing in, sending, and the heartbeat. Blocking; called where blocking is allowed.

use std::{fs, io::Read as _, path::PathBuf, time::Duration};

use serde::Deserialize;
use serde_json::{Value, json};
use ureq::{Agent, config::Config as Http};
use vena_kernel::{clock::Instant, collection::reading::ReadingSent};

use super::config::Server;

/// Largest answer, bytes.
const ANSWER_MAX: u64 = 1 << 20;

/// Why the server did not take something.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Trouble {
    /// It does not answer, or cannot now; it will pass.
    #[error("{0}")]
    Away(String),
    /// It has looked and refuses; the same again will be refused again.
    #[error("{0}")]
    Refused(String),
    /// The account or its password is wrong, or lacks the right.
    #[error("{0}")]
    Account(String),
}

/// What became of one reading.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(super) struct Fate {
    /// `kept`, `known` or `refused`.
    pub(super) outcome: String,
    /// The rule that refused.
    pub(super) rule: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Taken {
    received_at: Instant,
    items: Vec<Fate>,
}

/// The way to the server.
#[derive(Debug)]
pub(crate) struct Way {
    agent: Agent,
    url: String,
    username: String,
    password_file: PathBuf,
    cookie: Option<String>,
}

impl Way {
    /// To this server.
    pub(crate) fn to(server: &Server) -> Self {
        let config = Http::builder()
            .timeout_global(Some(Duration::from_secs(15)))
            .timeout_connect(Some(Duration::from_secs(5)))
            .max_redirects(0)
            .max_redirects_will_error(false)
            .http_status_as_error(false)
            .build();
        Self {
            agent: Agent::new_with_config(config),
            url: server.url.trim_end_matches('/').to_owned(),
            username: server.username.clone(),
            password_file: server.password_file.clone(),
            cookie: None,
        }
    }

    /// Sends readings; what became of each, and what the server's clock showed.
    pub(super) fn send(&mut self, readings: &[&ReadingSent]) -> Result<(Instant, Vec<Fate>), Trouble> {
        let taken: Taken = self.post("/api/collect/readings/batch", &json!({ "readings": readings }))?;
        if taken.items.len() == readings.len() {
            return Ok((taken.received_at, taken.items));
        }
        Err(Trouble::Away("the server has answered for another number of readings".to_owned()))
    }

    /// Says which instruments are connected; what the server's clock showed.
    pub(super) fn seen(&mut self, said: &Value) -> Result<Instant, Trouble> {
        #[derive(Deserialize)]
        struct Heard {
            received_at: Instant,
        }
        Ok(self.post::<Heard>("/api/collect/devices/seen", said)?.received_at)
    }

    /// Signs in unless that has been done; takes long, so whoever measures time does it before.
    pub(super) fn ready(&mut self) -> Result<(), Trouble> {
        if self.cookie.is_some() { Ok(()) } else { self.sign_in() }
    }

    /// Does something at `path`, and gives the answer.
    pub(crate) fn post<T: for<'de> Deserialize<'de>>(&mut self, path: &str, body: &Value) -> Result<T, Trouble> {
        self.asked(path, Some(body))
    }

    /// Asks for what stands at `path`.
    pub(crate) fn get<T: for<'de> Deserialize<'de>>(&mut self, path: &str) -> Result<T, Trouble> {
        self.asked(path, None)
    }

    fn asked<T: for<'de> Deserialize<'de>>(&mut self, path: &str, body: Option<&Value>) -> Result<T, Trouble> {
        self.ready()?;
        let mut answer = self.once(path, body)?;
        if answer.0 == 401 {
            self.sign_in()?;
            answer = self.once(path, body)?;
        }
        let (status, bytes, _) = answer;
        match status {
            200..=299 => serde_json::from_slice(&bytes)
                .map_err(|_| Trouble::Away("the server has answered something unreadable".to_owned())),
            401 | 403 => Err(Trouble::Account(said(status, &bytes))),
            // Not now: too many, busy, disk full, away.
            408 | 425 | 429 | 500..=599 => Err(Trouble::Away(said(status, &bytes))),
            _ => Err(Trouble::Refused(said(status, &bytes))),
        }
    }

    fn sign_in(&mut self) -> Result<(), Trouble> {
        self.cookie = None;
        let file = fs::read_to_string(&self.password_file)
            .map_err(|error| Trouble::Account(format!("{}: {error}", self.password_file.display())))?;
        let password = file.lines().next().unwrap_or_default().trim();
        let body = json!({ "username": self.username, "password": password });
        let (status, bytes, cookie) = self.once("/api/session", Some(&body))?;
        match (status, cookie) {
            (200, Some(cookie)) => {
                self.cookie = Some(cookie);
                Ok(())
            }
            (429 | 500..=599, _) => Err(Trouble::Away(said(status, &bytes))),
            _ => Err(Trouble::Account(said(status, &bytes))),
        }
    }

    fn once(&self, path: &str, body: Option<&Value>) -> Result<(u16, Vec<u8>, Option<String>), Trouble> {
        let away = |error: &dyn std::fmt::Display| Trouble::Away(error.to_string());
        let (url, cookie) = (format!("{}{path}", self.url), self.cookie.as_deref().unwrap_or_default());
        let answer = match body {
            Some(body) => {
                let request = self.agent.post(url).content_type("application/json").header("cookie", cookie);
                request.send(body.to_string())
            }
            None => self.agent.get(url).header("cookie", cookie).call(),
        };
        let answer = answer.map_err(|error| away(&error))?;
        let cookie = answer.headers().get("set-cookie").and_then(|value| value.to_str().ok());
        let cookie = cookie.and_then(|value| value.split(';').next()).map(str::to_owned);
        let status = answer.status().as_u16();
        let mut bytes = Vec::new();
        let mut reader = answer.into_body().into_reader().take(ANSWER_MAX);
        reader.read_to_end(&mut bytes).map_err(|error| away(&error))?;
        Ok((status, bytes, cookie))
    }
}

/// What a problem document says, in short.
fn said(status: u16, bytes: &[u8]) -> String {
    let document: Value = serde_json::from_slice(bytes).unwrap_or(Value::Null);
    let detail = document["detail"].as_str().unwrap_or_default();
    format!("HTTP {status} {}", detail.chars().take(200).collect::<String>()).trim().to_owned()
}
