//! The three questions a page may ask.

use std::{sync::Arc, time::Duration};

use axum::{
    Json, Router,
    body::to_bytes,
    extract::{Request, State},
    http::{StatusCode, header},
    middleware,
    routing::{get, post},
};
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD as BASE64URL};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use vena_kernel::say;
use vena_platform::{clock::Clock, fault::Problem};
use vena_sign::{Profile, key::Medium, x509::Certificate};
use zeroize::Zeroize as _;

use super::{
    guard::guard,
    journal::{Journal, Line},
    keyring::{Found, Keyring},
    pin::Pin,
    problem::{self, Done, Refused},
    shown::Shown,
    token_file::hex,
};

/// So many messages are signed after one PIN.
const MOST_MESSAGES: usize = 50;
/// The largest request: fifty messages of ten thousand bytes.
const MOST_BYTES: usize = 1024 * 1024;
/// A larger request is read to its end all the same, up to here: who hangs up on a writing browser is not heard by its page.
const MOST_READ_BYTES: usize = 4 * MOST_BYTES;
/// So many requests wait for the key; more are sent away.
const MOST_WAITING: usize = 32;
/// How long a page waits for its key: somebody may have to press a button on it.
const PATIENCE: Duration = Duration::from_secs(120);

/// What every request needs.
#[derive(Clone)]
pub(super) struct Desk {
    /// The only pages that may ask.
    pub(super) origin: Arc<str>,
    /// How the agent may be called.
    pub(super) names: Arc<[String]>,
    inside: Arc<Inside>,
    waiting: Arc<Semaphore>,
}

struct Inside {
    keyring: Keyring,
    journal: Journal,
    clock: Clock,
}

impl Desk {
    /// A desk for pages of `origin`.
    pub(super) fn new(origin: String, names: [String; 2], keyring: Keyring, journal: Journal) -> Self {
        let inside = Arc::new(Inside { keyring, journal, clock: Clock::System });
        Self { origin: origin.into(), names: names.into(), inside, waiting: Arc::new(Semaphore::new(MOST_WAITING)) }
    }

    fn place(&self) -> Done<OwnedSemaphorePermit> {
        let busy = say!("密钥代理正忙，请稍后重试", "the key agent is busy, try again in a moment");
        self.waiting.clone().try_acquire_owned().map_err(|_| problem::waiting("agent.busy", busy))
    }

    /// Does what may take a while elsewhere. The place is given back when it is done, also after the page has left.
    async fn aside<T: Send + 'static>(&self, work: impl FnOnce(&Inside) -> Done<T> + Send + 'static) -> Done<T> {
        let (place, inside) = (self.place()?, self.inside.clone());
        let done = tokio::task::spawn_blocking(move || {
            let done = work(&inside);
            drop(place);
            done
        });
        let slow = say!(
            "密钥没有应答，请检查后重试；密钥上可能需要按键确认",
            "the key does not answer; check it and try again. It may wait for its button to be pressed"
        );
        match tokio::time::timeout(PATIENCE, done).await {
            Ok(Ok(answer)) => answer,
            Ok(Err(error)) => Err(Refused::Internal(error.into())),
            Err(_) => Err(problem::waiting("agent.slow", slow)),
        }
    }
}

/// All routes behind their guard.
pub(super) fn router(desk: Desk) -> Router {
    Router::new()
        .route("/keys", get(keys))
        .route("/sign", post(sign))
        .route("/certificates", post(keep))
        .fallback(|| async { Problem::not_found("route", "/") })
        .method_not_allowed_fallback(|| async { Problem::not_found("route", "/") })
        .layer(middleware::from_fn_with_state(desk.clone(), guard))
        .with_state(desk)
}

/// A key as the page sees it. Bytes are base64url without padding.
#[derive(Serialize)]
struct Key {
    key: String,
    medium: Medium,
    profile: Profile,
    /// Its name on the device.
    label: String,
    /// SubjectPublicKeyInfo, DER.
    public_key: String,
    /// DER.
    #[serde(skip_serializing_if = "Option::is_none")]
    certificate: Option<String>,
    /// Number of the certificate, hexadecimal.
    #[serde(skip_serializing_if = "Option::is_none")]
    serial: Option<String>,
}

impl Key {
    fn of(found: &Found) -> Done<Self> {
        let (info, certificate) = (&found.info, found.info.certificate.as_ref());
        let public_key = info.public_key.to_der().map_err(|fault| problem::of_key(&fault))?;
        Ok(Self {
            key: found.key(),
            medium: found.medium,
            profile: info.public_key.profile(),
            label: info.name.clone(),
            public_key: BASE64URL.encode(public_key),
            certificate: certificate.map(|one| BASE64URL.encode(one.der())),
            serial: certificate.map(Certificate::serial),
        })
    }
}

/// The keys that are plugged in. What failed is told when there is nothing else to tell.
async fn keys(State(desk): State<Desk>) -> Done<Json<Vec<Key>>> {
    let listed = desk.aside(|inside| {
        let (found, refusals) = inside.keyring.look();
        match refusals.into_iter().next() {
            Some(refused) if found.is_empty() => Err(refused),
            _ => found.iter().map(Key::of).collect(),
        }
    });
    listed.await.map(Json)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SignRequest {
    key: String,
    pin: Pin,
    messages: Vec<String>,
}

#[derive(Serialize)]
struct Signed {
    signatures: Vec<String>,
}

/// Signs up to fifty messages after one PIN: all or none.
async fn sign(State(desk): State<Desk>, request: Request) -> Done<Json<Signed>> {
    let asked: SignRequest = read(request).await?;
    let messages = decoded(&asked.messages)?;
    let shown = messages.iter().enumerate().map(|(place, message)| Shown::of(message, place));
    let shown = shown.collect::<Result<Vec<_>, _>>()?;
    let signatures = desk.aside(move |inside| inside.sign(&asked, &messages, &shown)).await?;
    Ok(Json(Signed { signatures: signatures.iter().map(|one| BASE64URL.encode(one)).collect() }))
}

impl Inside {
    fn sign(&self, asked: &SignRequest, messages: &[Vec<u8>], shown: &[Shown]) -> Done<Vec<Vec<u8>>> {
        let signed = self.keyring.sign(&asked.key, &asked.pin, messages);
        let (found, signatures) = signed.map_err(|refused| self.refused(&asked.key, refused))?;
        for (message, shown) in messages.iter().zip(shown) {
            let digest = found.info.public_key.profile().digest();
            let digest = format!("{} {}", digest.name(), hex(&digest.of(message)));
            self.write("signed", &found, &shown.words(), &digest)?;
        }
        Ok(signatures)
    }

    fn keep(&self, key: &str, pin: &Pin, certificate: &Certificate) -> Done<()> {
        let kept = self.keyring.keep(key, pin, certificate);
        let found = kept.map_err(|refused| self.refused(key, refused))?;
        self.write("kept-certificate", &found, &certificate.serial(), "")
    }

    /// Only what was written down is handed out.
    fn write(&self, did: &'static str, found: &Found, what: &str, digest: &str) -> Done<()> {
        let (at, key) = (self.clock.now(), found.key());
        let line = Line { at, did, key: &key, label: &found.info.name, what, digest };
        self.journal.write(&line).map_err(|error| problem::unwritten(&error))
    }

    fn refused(&self, key: &str, refused: Refused) -> Refused {
        let what = refused.problem().and_then(|problem| problem.rule.clone()).unwrap_or_default();
        let key: String = key.chars().filter(char::is_ascii_hexdigit).take(40).collect();
        let line = Line { at: self.clock.now(), did: "refused", key: &key, label: "", what: &what, digest: "" };
        match self.journal.write(&line) {
            Ok(()) => refused,
            Err(error) => problem::unwritten(&error),
        }
    }
}

fn decoded(messages: &[String]) -> Done<Vec<Vec<u8>>> {
    if messages.is_empty() || messages.len() > MOST_MESSAGES {
        let (count, most) = (messages.len(), MOST_MESSAGES);
        let detail = say!(
            "一次输入 PIN 可签 1–{most} 份，这里有 {count} 份",
            "one PIN signs 1 to {most} messages, and here are {count}"
        );
        return Err(Problem::invalid("messages", count, "agent.batch", detail).into());
    }
    messages.iter().enumerate().map(|(at, text)| bytes(text, &format!("messages[{at}]"))).collect()
}

fn bytes(text: &str, field: &str) -> Done<Vec<u8>> {
    let detail = || say!("应为 base64url（无填充）", "this must be base64url without padding");
    BASE64URL.decode(text).map_err(|_| Problem::invalid(field, "", "agent.base64url", detail()).into())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct KeepRequest {
    key: String,
    pin: Pin,
    certificate: String,
}

/// Puts a certificate beside its key on the device.
async fn keep(State(desk): State<Desk>, request: Request) -> Done<StatusCode> {
    let asked: KeepRequest = read(request).await?;
    let certificate = Certificate::from_der(&bytes(&asked.certificate, "certificate")?);
    let certificate = certificate.map_err(|fault| Problem::invalid("certificate", "", fault.rule(), fault.text()))?;
    desk.aside(move |inside| inside.keep(&asked.key, &asked.pin, &certificate)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Reads a body. It holds a PIN: what is wrong with it is told by the name of the field and never by its value, and the bytes
/// are wiped.
async fn read<T: DeserializeOwned>(request: Request) -> Done<T> {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if kind.split(';').next() != Some("application/json") {
        let detail = say!("请求应为 JSON", "the request must be JSON");
        return Err(Problem::invalid("content-type", kind, "agent.json", detail).into());
    }
    let too_large = || {
        let (title, detail) =
            (say!("请求过大", "Too large"), say!("请求过大或中断", "the request is too large, or broke off"));
        Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "too-large", title, detail).with_rule("agent.size")
    };
    let body = to_bytes(request.into_body(), MOST_READ_BYTES).await.map_err(|_| too_large())?;
    if body.len() > MOST_BYTES {
        return Err(too_large().into());
    }
    let read = serde_path_to_error::deserialize(&mut serde_json::Deserializer::from_slice(&body));
    if let Ok(mut body) = body.try_into_mut() {
        body.zeroize();
    }
    read.map_err(|error| {
        let detail = say!("该字段缺失、多余或类型不对", "this field is missing, unknown or of another type");
        Problem::invalid(&error.path().to_string(), "", "agent.field", detail).into()
    })
}
