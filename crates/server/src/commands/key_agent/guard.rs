//! Who may talk to the agent: the page of one origin, by the agent's own name. Everything else is refused before any key is
//! looked at.

use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use vena_kernel::{say, text::Lang};
use vena_platform::fault::Problem;

use super::{
    http::Desk,
    problem::{self, Done},
};

const ASKS_PRIVATE: HeaderName = HeaderName::from_static("access-control-request-private-network");
const ALLOWS_PRIVATE: HeaderName = HeaderName::from_static("access-control-allow-private-network");

/// Checks name and origin, answers preflights, and words refusals in the language of the page.
pub(super) async fn guard(State(desk): State<Desk>, request: Request, next: Next) -> Response {
    let lang = language(request.headers());
    if let Err(refused) = check(&desk, request.headers()) {
        return worded(refused.into_response(), lang);
    }
    let response = if request.method() == Method::OPTIONS {
        preflight(request.headers())
    } else {
        worded(next.run(request).await, lang)
    };
    with_headers(response, &desk.origin)
}

fn check(desk: &Desk, headers: &HeaderMap) -> Done<()> {
    let text = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok()).unwrap_or_default();
    if !desk.names.iter().any(|name| name.eq_ignore_ascii_case(text(header::HOST))) {
        let name = &desk.names[0];
        let detail = say!("请用地址 {name} 访问密钥代理", "call the key agent by its address {name}");
        return Err(problem::stranger("agent.host", detail));
    }
    if *text(header::ORIGIN) != *desk.origin {
        let origin = &desk.origin;
        let detail = say!(
            "密钥代理只为 {origin} 的页面服务；若系统地址已改变，请用新的 --origin 重新启动",
            "the key agent serves pages of {origin} only; if the address of the system has changed, start it with the new --origin"
        );
        return Err(problem::stranger("agent.origin", detail));
    }
    Ok(())
}

/// What the page may send, and that it may call this machine (Private Network Access).
fn preflight(asked: &HeaderMap) -> Response {
    let mut response = StatusCode::NO_CONTENT.into_response();
    let headers = response.headers_mut();
    headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("GET, POST"));
    headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static("content-type, accept-language"));
    headers.insert(header::ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("600"));
    if asked.get(ASKS_PRIVATE).is_some_and(|value| value == "true") {
        headers.insert(ALLOWS_PRIVATE, HeaderValue::from_static("true"));
    }
    response
}

fn with_headers(mut response: Response, origin: &str) -> Response {
    let headers = response.headers_mut();
    if let Ok(origin) = HeaderValue::from_str(origin) {
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    }
    headers.insert(header::VARY, HeaderValue::from_static("origin"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}

fn language(headers: &HeaderMap) -> Lang {
    let wanted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if wanted.starts_with("en") { Lang::En } else { Lang::Zh }
}

/// A problem in the language of the page.
fn worded(response: Response, lang: Lang) -> Response {
    let Some(problem) = response.extensions().get::<Problem>() else { return response };
    let headers = [(header::CONTENT_TYPE, "application/problem+json"), (header::CACHE_CONTROL, "no-store")];
    let body = serde_json::to_vec(&problem.document(lang)).unwrap_or_default();
    (problem.status, headers, body).into_response()
}
