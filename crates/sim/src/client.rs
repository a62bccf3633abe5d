//! A person at the public doors: signs in, asks and acts over HTTP, inside this process.

use anyhow::{Context, bail, ensure};
use axum::{
    Router,
    body::Body,
    http::{Method, Request, StatusCode, header},
};
use http_body_util::BodyExt;
use serde_json::{Value, json};
use tower::ServiceExt;

/// Somebody who is signed in.
#[derive(Debug, Clone)]
pub struct Person {
    router: Router,
    cookie: String,
    /// Who they are and what they may do, as the server says.
    pub me: Value,
    /// How long the sign-in lasts, seconds, as the cookie says.
    pub lasts_seconds: i64,
}

/// What the server answered.
#[derive(Debug, Clone)]
pub struct Answer {
    /// Status.
    pub status: StatusCode,
    /// Body; `null` when it is not JSON.
    pub body: Value,
}

impl Answer {
    /// The rule that refused, if one did.
    pub fn rule(&self) -> Option<&str> {
        self.body["rule"].as_str()
    }
}

impl Person {
    /// Signs in.
    ///
    /// # Errors
    /// When name or password are wrong.
    pub async fn sign_in(router: &Router, username: &str, password: &str) -> anyhow::Result<Self> {
        let body = json!({"username": username, "password": password});
        let request = request(Method::POST, "/api/session", "", Some(&body))?;
        let response = router.clone().oneshot(request).await?;
        let status = response.status();
        let cookie = response.headers().get(header::SET_COOKIE).and_then(|cookie| cookie.to_str().ok());
        let parts: Vec<String> = cookie.unwrap_or_default().split("; ").map(str::to_owned).collect();
        let age = parts.iter().find_map(|part| part.strip_prefix("Max-Age=")?.parse().ok());
        let me = read(response).await?;
        ensure!(status == StatusCode::OK, "{username} cannot sign in: {status} {me}");
        let cookie = parts.into_iter().next().unwrap_or_default();
        Ok(Self { router: router.clone(), cookie, me, lasts_seconds: age.unwrap_or(0) })
    }

    /// Asks or acts, whatever the answer.
    ///
    /// # Errors
    /// Only when there is no answer at all.
    pub async fn send(&self, method: Method, path: &str, body: Option<&Value>) -> anyhow::Result<Answer> {
        let request = request(method, path, &self.cookie, body)?;
        let response = self.router.clone().oneshot(request).await?;
        Ok(Answer { status: response.status(), body: read(response).await? })
    }

    /// Asks for something that must be there.
    ///
    /// # Errors
    /// When it is not.
    pub async fn get(&self, path: &str) -> anyhow::Result<Value> {
        let answer = self.send(Method::GET, path, None).await?;
        good(path, answer)
    }

    /// Does something that must be possible.
    ///
    /// # Errors
    /// When it is refused.
    pub async fn post(&self, path: &str, body: &Value) -> anyhow::Result<Value> {
        let answer = self.send(Method::POST, path, Some(body)).await?;
        good(path, answer).with_context(|| body.to_string().chars().take(400).collect::<String>())
    }

    /// Tries something that may be refused: the answer, or the rule that refused it.
    ///
    /// # Errors
    /// When the server failed.
    pub async fn attempt(&self, path: &str, body: &Value) -> anyhow::Result<Result<Value, String>> {
        let answer = self.send(Method::POST, path, Some(body)).await?;
        match answer.status {
            status if status.is_success() => Ok(Ok(answer.body)),
            StatusCode::CONFLICT | StatusCode::UNPROCESSABLE_ENTITY => {
                Ok(Err(answer.rule().unwrap_or_default().to_owned()))
            }
            status => bail!("{path}: {status} {}", answer.body),
        }
    }
}

fn good(path: &str, answer: Answer) -> anyhow::Result<Value> {
    ensure!(answer.status.is_success(), "{path}: {} {}", answer.status, answer.body);
    Ok(answer.body)
}

fn request(method: Method, path: &str, cookie: &str, body: Option<&Value>) -> anyhow::Result<Request<Body>> {
    let request = Request::builder().method(method).uri(path).header(header::COOKIE, cookie);
    let request = request.header(header::ACCEPT_LANGUAGE, "en").header(header::CONTENT_TYPE, "application/json");
    Ok(request.body(body.map_or_else(Body::empty, |body| Body::from(body.to_string())))?)
}

async fn read(response: axum::response::Response) -> anyhow::Result<Value> {
    let bytes = response.into_body().collect().await?.to_bytes();
    Ok(serde_json::from_slice(&bytes).unwrap_or(Value::Null))
}
