//! What is known about a request before anybody looks at it: language, number, digest, idempotency key.

use std::{
    convert::Infallible,
    net::{IpAddr, SocketAddr},
};

use axum::{
    body::{Body, Bytes},
    extract::{ConnectInfo, FromRequestParts, Request},
    http::{HeaderMap, Method, header, request::Parts},
    middleware::Next,
    response::{IntoResponse, Response},
};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use sha2::{Digest, Sha256};
use vena_kernel::{say, text::Lang};

use crate::{
    app::App,
    fault::{Fault, Problem, RunAgain, rendered},
};

/// Largest body, bytes. Imported files are the largest thing that comes in.
const BODY_BYTES_MAX: usize = 4 * 1024 * 1024;
/// How often a request runs again when transactions collide.
const RUNS_MAX: usize = 5;

/// What is known about a request.
#[derive(Debug, Clone)]
pub struct RequestContext {
    /// The language of the answer.
    pub lang: Lang,
    /// The number under which it is logged.
    pub request_id: Option<String>,
    /// Path, for the audit; without the query, in which a phone or document number may stand.
    pub path: String,
    /// Digest of method, path, query and body: two requests with one idempotency key must agree in it.
    pub digest: [u8; 32],
    /// The caller's idempotency key.
    pub idempotency_key: Option<String>,
    /// Where the request comes from, as far as it is known.
    pub address: Option<IpAddr>,
    /// How the browser names itself.
    pub browser: Option<String>,
}

impl RequestContext {
    /// The context that the outermost layer has left.
    pub(crate) fn of(parts: &Parts) -> Self {
        parts.extensions.get::<Self>().cloned().unwrap_or_else(|| Self::read(parts, &[]))
    }

    fn read(parts: &Parts, body: &[u8]) -> Self {
        let Parts { method, uri, headers, .. } = parts;
        let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
        let mut hash = Sha256::new();
        hash.update(method.as_str().as_bytes());
        hash.update(uri.to_string().as_bytes());
        hash.update(body);
        // A key that is not ASCII must be refused below: to drop it would run the request a second time.
        let key = headers.get("idempotency-key").filter(|_| method == Method::POST);
        Self {
            lang: language(headers),
            request_id: header("x-request-id"),
            path: uri.path().chars().take(300).collect(),
            digest: hash.finalize().into(),
            idempotency_key: key.map(|key| String::from_utf8_lossy(key.as_bytes()).into_owned()),
            address: address(parts),
            browser: header("user-agent").map(|name| name.chars().take(200).collect()),
        }
    }
}

impl FromRequestParts<App> for RequestContext {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Infallible> {
        Ok(Self::of(parts))
    }
}

/// The address of the caller. A proxy on this machine is believed when it says for whom it asks; nobody else is.
fn address(parts: &Parts) -> Option<IpAddr> {
    let ConnectInfo(peer) = parts.extensions.get::<ConnectInfo<SocketAddr>>()?;
    let told = parts.headers.get("x-forwarded-for").and_then(|value| value.to_str().ok());
    let last = told.and_then(|list| list.rsplit(',').next()).and_then(|last| last.trim().parse().ok());
    last.filter(|_| peer.ip().is_loopback()).or(Some(peer.ip()))
}

/// English when the caller asks for it first, Chinese otherwise.
fn language(headers: &HeaderMap) -> Lang {
    let wanted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or("");
    if wanted.trim_start().to_ascii_lowercase().starts_with("en") { Lang::En } else { Lang::Zh }
}

/// Reads the body once, runs the request (again, when transactions collide) and answers in the caller's language.
pub(crate) async fn layer(request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let lang = language(&parts.headers);
    let body = match collect(body).await {
        Ok(body) => body,
        Err(problem) => return rendered(&problem, lang),
    };
    let context = RequestContext::read(&parts, &body);
    if context.idempotency_key.as_ref().is_some_and(|key| key.is_empty() || key.len() > 200 || !key.is_ascii()) {
        let detail = say!("幂等键应为 1–200 个 ASCII 字符", "an idempotency key has 1 to 200 ASCII characters");
        return rendered(&Problem::invalid("Idempotency-Key", "", "idempotency.key-form", detail), lang);
    }
    parts.extensions.insert(context);
    let mut response = run(&parts, &body, &next).await;
    for _ in 1..RUNS_MAX {
        if response.extensions().get::<RunAgain>().is_none() {
            break;
        }
        response = run(&parts, &body, &next).await;
    }
    in_language(response, lang)
}

/// Runs the request to its end in a task of its own: when a browser goes away half-way, its transaction is still ended in
/// order, and no connection goes back to the pool with one open.
async fn run(parts: &Parts, body: &Bytes, next: &Next) -> Response {
    let request = Request::from_parts(parts.clone(), Body::from(body.clone()));
    match tokio::spawn(next.clone().run(request)).await {
        Ok(response) => response,
        Err(error) => Fault::Internal(error.into()).into_response(),
    }
}

fn in_language(response: Response, lang: Lang) -> Response {
    match response.extensions().get::<Problem>() {
        Some(problem) if lang != Lang::Zh => rendered(problem, lang),
        _ => response,
    }
}

async fn collect(body: Body) -> Result<Bytes, Problem> {
    match Limited::new(body, BODY_BYTES_MAX).collect().await {
        Ok(collected) => Ok(collected.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => {
            let detail =
                say!("内容过大，上限 {BODY_BYTES_MAX} 字节", "the body is too large, at most {BODY_BYTES_MAX} bytes");
            Err(Problem::new(
                axum::http::StatusCode::PAYLOAD_TOO_LARGE,
                "too-large",
                say!("内容过大", "Too large"),
                detail,
            ))
        }
        Err(_) => {
            let detail = say!("请求没有完整到达", "the request did not arrive whole");
            Err(Problem::new(
                axum::http::StatusCode::BAD_REQUEST,
                "broken-request",
                say!("请求不完整", "Broken request"),
                detail,
            ))
        }
    }
}

/// 404 for a path that no route has.
pub(crate) async fn unknown_route(request: Request) -> Response {
    let path = request.uri().path().to_owned();
    Problem::not_found("route", path).into_response()
}

/// 405 for a route that knows other methods.
pub(crate) async fn unknown_method(request: Request) -> Response {
    let method = request.method().clone();
    let detail = say!("此地址不支持 {method}", "{method} is not supported here");
    Problem::new(
        axum::http::StatusCode::METHOD_NOT_ALLOWED,
        "method-not-allowed",
        say!("方法不支持", "Method not allowed"),
        detail,
    )
    .into_response()
}
