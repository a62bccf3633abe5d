//! What the browser of this machine may ask: which instruments there are, and everything as it happens. Cards and scans are
//! told here and kept nowhere. Only pages of the configured origins get an answer that a browser will show them, and only
//! under the name of this machine, so that no other page reaches a card reader by way of a made-up address.

use std::{convert::Infallible, sync::Arc};

use axum::{
    Json, Router,
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    middleware::{self, Next},
    response::{
        IntoResponse, Response, Sse,
        sse::{Event, KeepAlive},
    },
    routing::get,
};
use serde_json::{Value, json};
use tokio::sync::broadcast::error::RecvError;

use super::agent::Shared;

/// The routes of the loopback address.
pub(super) fn router(shared: Arc<Shared>) -> Router {
    Router::new()
        .route("/devices", get(devices))
        .route("/events", get(events))
        .layer(middleware::from_fn_with_state(shared.clone(), guard))
        .with_state(shared)
}

/// The page that asks, when it may.
fn allowed<'a>(shared: &Shared, headers: &'a HeaderMap) -> Result<Option<&'a HeaderValue>, StatusCode> {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    if !["127.0.0.1", "localhost", "[::1]"].contains(&name) {
        return Err(StatusCode::MISDIRECTED_REQUEST);
    }
    let Some(origin) = headers.get(header::ORIGIN) else { return Ok(None) };
    let known = origin.to_str().is_ok_and(|origin| shared.origins.iter().any(|known| known == origin));
    if known { Ok(Some(origin)) } else { Err(StatusCode::FORBIDDEN) }
}

async fn guard(State(shared): State<Arc<Shared>>, request: Request, next: Next) -> Response {
    let origin = match allowed(&shared, request.headers()) {
        Ok(origin) => origin.cloned(),
        Err(status) => return status.into_response(),
    };
    let mut response = if request.method() == Method::OPTIONS {
        StatusCode::NO_CONTENT.into_response()
    } else {
        next.run(request).await
    };
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::VARY, HeaderValue::from_static("origin"));
    if let Some(origin) = origin {
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("GET"));
        headers.insert("access-control-allow-private-network", HeaderValue::from_static("true"));
    }
    response
}

async fn devices(State(shared): State<Arc<Shared>>) -> Json<Value> {
    Json(shared.shown())
}

/// `card`, `scan`, `reading` and `link`, as they happen; what happened before is not told again.
async fn events(State(shared): State<Arc<Shared>>, headers: HeaderMap) -> Response {
    if headers.get(header::ORIGIN).is_none() {
        return StatusCode::FORBIDDEN.into_response();
    }
    let heard = shared.events.subscribe();
    let first = Event::default().event("devices").data(shared.shown().to_string());
    let stream = futures::stream::unfold((Some(first), heard), |(first, mut heard)| async move {
        if let Some(first) = first {
            return Some((Ok::<_, Infallible>(first), (None, heard)));
        }
        let event = match heard.recv().await {
            Ok(told) => Event::default().event(told.event).data(told.data.to_string()),
            // A page that was too slow has missed something and goes on.
            Err(RecvError::Lagged(missed)) => {
                Event::default().event("missed").data(json!({ "missed": missed }).to_string())
            }
            Err(RecvError::Closed) => return None,
        };
        Some((Ok(event), (None, heard)))
    });
    Sse::new(stream).keep_alive(KeepAlive::default()).into_response()
}
