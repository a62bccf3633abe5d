//! The whole of HTTP in one place: scenes' routes, health, metrics, the API document, live updates, the scan field,
//! and the layers around them.

use std::{convert::Infallible, time::Duration};

use axum::{
    Json, Router,
    extract::{MatchedPath, Request, State},
    http::{HeaderName, HeaderValue, StatusCode, header},
    middleware::{self, Next},
    response::{
        IntoResponse, Response, Sse,
        sse::{Event, KeepAlive},
    },
};
use futures::StreamExt;
use serde::{Deserialize, Serialize};
use tokio_stream::wrappers::BroadcastStream;
use tower_http::{
    catch_panic::CatchPanicLayer,
    compression::{
        CompressionLayer,
        predicate::{NotForContentType, Predicate, SizeAbove},
    },
    request_id::{MakeRequestUuid, PropagateRequestIdLayer, SetRequestIdLayer},
    set_header::SetResponseHeaderLayer,
};
use utoipa::{OpenApi, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};
use vena_kernel::refusal::Refusal;

use super::{
    Body, context, pages,
    products::{__path_products, products},
};
use crate::{
    app::{App, DemoAccount},
    auth::{SignedIn, users},
    fault::{Fault, ProblemDocument, internal},
    module::{Asked, Hit},
    news::Hint,
    telemetry,
};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Vena",
        description = "城市智慧血液网: the API of the city's blood network",
        license(name = "Apache-2.0")
    ),
    components(schemas(ProblemDocument, Hint))
)]
struct Document;

/// The API of the platform and of all modules, not yet bound to an application.
fn api(modules: Vec<OpenApiRouter<App>>) -> OpenApiRouter<App> {
    let own = OpenApiRouter::with_openapi(Document::openapi())
        .merge(users::router())
        .routes(routes!(system))
        .routes(routes!(scan))
        .routes(routes!(products))
        .routes(routes!(events))
        .routes(routes!(healthz))
        .routes(routes!(readyz))
        .routes(routes!(metrics_page));
    modules.into_iter().fold(own, OpenApiRouter::merge)
}

/// The API document alone.
pub fn document(modules: Vec<OpenApiRouter<App>>) -> utoipa::openapi::OpenApi {
    api(modules).split_for_parts().1
}

/// All routes of all modules and their one API document.
pub fn router(app: &App, modules: Vec<OpenApiRouter<App>>) -> (Router, utoipa::openapi::OpenApi) {
    let (routes, document) = api(modules).split_for_parts();
    let shown = document.clone();
    let router = pages::with_apps(routes, &app.config.web)
        .route("/api/openapi.json", axum::routing::get(move || std::future::ready(Json(shown))))
        .route("/api/{*rest}", axum::routing::any(context::unknown_route))
        .method_not_allowed_fallback(context::unknown_method)
        .with_state(app.clone());
    (layered(router), document)
}

fn layered(router: Router) -> Router {
    let request_id = HeaderName::from_static("x-request-id");
    let never_streams = SizeAbove::new(1024).and(NotForContentType::new("text/event-stream"));
    router
        .layer(middleware::from_fn(measured))
        .layer(CatchPanicLayer::custom(|_| internal().into_response()))
        .layer(middleware::from_fn(context::layer))
        .layer(CompressionLayer::new().gzip(true).compress_when(never_streams))
        .layer(PropagateRequestIdLayer::new(request_id.clone()))
        .layer(SetRequestIdLayer::new(request_id, MakeRequestUuid))
        .layer(fixed(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(fixed(header::X_FRAME_OPTIONS, "DENY"))
        .layer(fixed(header::REFERRER_POLICY, "same-origin"))
        .layer(fixed(header::CONTENT_SECURITY_POLICY, pages::CONSOLE_POLICY))
}

fn fixed(name: HeaderName, value: &'static str) -> SetResponseHeaderLayer<HeaderValue> {
    SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value))
}

async fn measured(request: Request, next: Next) -> Response {
    let route =
        request.extensions().get::<MatchedPath>().map_or_else(|| "pages".to_owned(), |path| path.as_str().to_owned());
    let method = request.method().as_str().to_owned();
    #[allow(clippy::disallowed_methods, reason = "measures how long an answer took; decides nothing")]
    let began = std::time::Instant::now();
    let response = next.run(request).await;
    let status = response.status().as_u16();
    let labels = [("route", route.clone()), ("method", method.clone()), ("status", status.to_string())];
    metrics::counter!("http_requests_total", &labels).increment(1);
    metrics::histogram!("http_request_seconds", &labels[..2]).record(began.elapsed().as_secs_f64());
    tracing::debug!(method, route, status, duration_ms = began.elapsed().as_millis(), "answered");
    response
}

/// What this installation is; open to everybody, for the sign-in page.
#[derive(Debug, Serialize, ToSchema)]
struct SystemInfo {
    /// Version of the program.
    version: &'static str,
    /// Whether this is the invented city.
    demo: bool,
    /// Accounts of the invented city.
    demo_accounts: Vec<DemoAccount>,
}

/// What this installation is.
#[utoipa::path(get, path = "/api/system", tag = "platform", operation_id = "platform.system.view", responses((status = 200, body = SystemInfo)))]
async fn system(State(app): State<App>) -> Json<SystemInfo> {
    let demo_accounts = app.demo_accounts.clone();
    Json(SystemInfo { version: env!("CARGO_PKG_VERSION"), demo: !demo_accounts.is_empty(), demo_accounts })
}

/// The text of the scan field. It may be a document, a phone or a wristband, so it travels in a body and never in an address.
#[derive(Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
struct ScanText {
    /// As typed or scanned.
    #[garde(length(chars, min = 1, max = 500))]
    text: String,
}

/// What the scan field understood and found.
#[derive(Debug, Serialize, ToSchema)]
struct ScanAnswer {
    /// What the text is by the grammar of scanned strings.
    #[schema(value_type = Option<Object>)]
    scanned: Option<vena_kernel::scan::Scanned>,
    /// Why the text cannot be what it looks like.
    refusal: Option<Refusal>,
    /// What it may mean, for this user.
    hits: Vec<Hit>,
}

/// Understands anything that was scanned or typed and says what it is. Only reads.
#[utoipa::path(post, path = "/api/scan", tag = "platform", operation_id = "platform.scan.view", request_body = ScanText,
    responses((status = 200, body = ScanAnswer)))]
async fn scan(signed_in: SignedIn, Body(ScanText { text }): Body<ScanText>) -> Result<Json<ScanAnswer>, Fault> {
    let asked = Asked { scanned: vena_kernel::scan::interpret(&text), text };
    let mut tx = signed_in.app.db.begin_read().await?;
    let mut hits = Vec::new();
    for finder in &signed_in.app.finders {
        hits.extend(finder.find(&mut tx, &signed_in.scope, &asked).await?);
    }
    let (scanned, refusal) = match asked.scanned {
        Ok(scanned) => (Some(scanned), None),
        Err(refusal) => (None, Some(refusal)),
    };
    Ok(Json(ScanAnswer { scanned, refusal, hits }))
}

/// Hints that something has changed, as server-sent events.
#[utoipa::path(get, path = "/api/events", tag = "platform", operation_id = "platform.news.view",
    responses((status = 200, content_type = "text/event-stream", body = Hint)))]
async fn events(signed_in: SignedIn) -> impl IntoResponse {
    let scope = signed_in.scope;
    let stream = BroadcastStream::new(signed_in.app.news.subscribe()).filter_map(move |hint| {
        let shown = match hint {
            Ok(hint) if hint.topic != "outbox" && hint.org.is_none_or(|org| scope.sees(org)) => {
                Event::default().event("change").json_data(&hint).ok()
            }
            Ok(_) => None,
            // Too slow to follow: the screen asks everything again.
            Err(_) => Some(Event::default().event("resync").data("{}")),
        };
        std::future::ready(shown.map(Ok::<_, Infallible>))
    });
    Sse::new(stream).keep_alive(KeepAlive::new().interval(Duration::from_secs(15)))
}

/// Whether the process lives.
#[utoipa::path(get, path = "/healthz", tag = "platform", operation_id = "platform.health.live", responses((status = 200)))]
async fn healthz() -> &'static str {
    "ok"
}

/// Whether it can serve: the database answers.
#[utoipa::path(get, path = "/readyz", tag = "platform", operation_id = "platform.health.ready", responses((status = 200), (status = 503)))]
async fn readyz(State(app): State<App>) -> Response {
    match app.db.server_version().await {
        Ok(_) => "ready".into_response(),
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "database does not answer").into_response(),
    }
}

/// Metrics of this process in the text format of Prometheus.
#[utoipa::path(get, path = "/metrics", tag = "platform", operation_id = "platform.metrics.view", responses((status = 200, content_type = "text/plain", body = String)))]
async fn metrics_page() -> String {
    telemetry::metrics().render()
}
