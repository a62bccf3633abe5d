//! The web apps: the console at `/`, the donors' app at `/donor/`, the kiosk at `/kiosk/`. Each is a folder of built pages
//! with one `index.html`, which answers every path that is no file: the page routes by itself.
//!
//! What a page may load and which parts of the machine it may use is said by its app, not by the page.

use std::path::Path;

use axum::{
    Router,
    extract::Request,
    http::{HeaderName, HeaderValue, header},
    middleware::{self, Next},
    response::{Redirect, Response},
    routing::get,
};
use tower_http::services::{ServeDir, ServeFile};

/// Pages of the console, and every answer that is no page. A document is shown from the bytes that were read, in a frame of
/// its own. The addresses outside are those of the workstation itself: the agent of its USB key, and that of its devices.
pub(super) const CONSOLE_POLICY: &str = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
     frame-src 'self' blob:; connect-src 'self' http://127.0.0.1:17420 http://127.0.0.1:17421";

/// The donors' pages load from here and from nowhere else.
const DONOR_POLICY: &str = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; \
     connect-src 'self'; frame-ancestors 'none'; base-uri 'self'; form-action 'self'";

/// The kiosk asks the devices beside it, and compares faces in a program of its own (WebAssembly) in this browser.
const KIOSK_POLICY: &str = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; \
     img-src 'self' data: blob:; media-src 'self' blob:; worker-src 'self' blob:; frame-src 'self' blob:; \
     connect-src 'self' data: blob: http://127.0.0.1:17421";

/// One app beside the console.
struct WebApp {
    name: &'static str,
    policy: &'static str,
    /// Which parts of the machine its pages may use.
    permissions: &'static str,
}

const APPS: [WebApp; 2] = [
    WebApp {
        name: "donor",
        policy: DONOR_POLICY,
        permissions: "geolocation=(self), camera=(), microphone=(), payment=(), usb=(), serial=()",
    },
    WebApp {
        name: "kiosk",
        policy: KIOSK_POLICY,
        permissions: "camera=(self), geolocation=(), microphone=(), payment=()",
    },
];

/// Adds the pages of all apps in `folder` to the routes.
pub(super) fn with_apps<S: Clone + Send + Sync + 'static>(routes: Router<S>, folder: &Path) -> Router<S> {
    let mut routes = routes;
    for app in &APPS {
        let slash = format!("/{}/", app.name);
        let pages = Router::new()
            .fallback_service(folder_of(folder, app.name))
            .layer(middleware::from_fn(cached))
            .layer(middleware::from_fn(|request: Request, next: Next| said(app, request, next)));
        routes = routes
            .route(&format!("/{}", app.name), get(move || std::future::ready(Redirect::permanent(&slash))))
            .nest_service(&format!("/{}/", app.name), pages);
    }
    let console = Router::new().fallback_service(folder_of(folder, "console")).layer(middleware::from_fn(cached));
    routes.fallback_service(console)
}

fn folder_of(folder: &Path, app: &str) -> ServeDir<ServeFile> {
    let folder = folder.join(app);
    let index = folder.join("index.html");
    ServeDir::new(folder).fallback(ServeFile::new(index))
}

async fn said(app: &'static WebApp, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let permissions = HeaderName::from_static("permissions-policy");
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(app.policy));
    response.headers_mut().insert(permissions, HeaderValue::from_static(app.permissions));
    response
}

/// A file in `assets/` is named after its content and never changes; everything else is asked for again, so that a new
/// version is there at the next look.
async fn cached(request: Request, next: Next) -> Response {
    let forever = request.uri().path().contains("/assets/");
    let mut response = next.run(request).await;
    let is_page = response.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind == "text/html");
    let lifetime = if forever && !is_page && response.status().is_success() {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static(lifetime));
    response
}

#[cfg(test)]
mod tests {
    use axum::{body::Body, http::StatusCode};
    use http_body_util::BodyExt;
    use tower::ServiceExt;

    use super::*;

    fn folder() -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a folder");
        for app in ["console", "donor", "kiosk"] {
            std::fs::create_dir_all(folder.path().join(app).join("assets")).expect("a folder");
            std::fs::write(folder.path().join(app).join("index.html"), format!("page of {app}")).expect("a page");
            std::fs::write(folder.path().join(app).join("assets/a-1.js"), app).expect("a file");
        }
        folder
    }

    async fn told(pages: &Router, path: &str) -> (StatusCode, axum::http::HeaderMap, String) {
        let request = Request::builder().uri(path).body(Body::empty()).expect("a request");
        let (parts, body) = pages.clone().oneshot(request).await.expect("infallible").into_parts();
        let body = body.collect().await.expect("a body").to_bytes();
        (parts.status, parts.headers, String::from_utf8_lossy(&body).into_owned())
    }

    #[tokio::test]
    async fn every_app_answers_its_own_paths_with_its_own_page() {
        let folder = folder();
        let pages = with_apps(Router::new(), folder.path());
        let table = [
            ("/", "page of console"),
            ("/recruit/donors", "page of console"),
            ("/donors", "page of console"),
            ("/assets/a-1.js", "console"),
            ("/donor/", "page of donor"),
            ("/donor/book/2026-01-01", "page of donor"),
            ("/donor/assets/a-1.js", "donor"),
            ("/kiosk/", "page of kiosk"),
            ("/kiosk/assets/a-1.js", "kiosk"),
        ];
        for (path, expected) in table {
            let (status, _, body) = told(&pages, path).await;
            assert_eq!((status, body.as_str()), (StatusCode::OK, expected), "{path}");
        }
        let (status, headers, _) = told(&pages, "/donor").await;
        assert_eq!((status, headers[header::LOCATION].as_bytes()), (StatusCode::PERMANENT_REDIRECT, &b"/donor/"[..]));
        assert_ne!(told(&pages, "/donor/../../etc/passwd").await.2, "root");
    }

    #[tokio::test]
    async fn only_named_content_is_kept_and_only_the_kiosk_has_a_camera() {
        let folder = folder();
        let pages = with_apps(Router::new(), folder.path());
        let header = |headers: &axum::http::HeaderMap, name: &str| {
            headers.get(name).map_or(String::new(), |value| value.to_str().expect("text").to_owned())
        };
        for (path, lifetime) in [
            ("/assets/a-1.js", "public, max-age=31536000, immutable"),
            ("/donor/assets/a-1.js", "public, max-age=31536000, immutable"),
            ("/donor/assets/gone.js", "no-cache"),
            ("/donor/", "no-cache"),
            ("/", "no-cache"),
        ] {
            assert_eq!(header(&told(&pages, path).await.1, "cache-control"), lifetime, "{path}");
        }
        let kiosk = told(&pages, "/kiosk/").await.1;
        assert!(header(&kiosk, "permissions-policy").contains("camera=(self)"));
        assert!(header(&kiosk, "content-security-policy").contains("'wasm-unsafe-eval'"));
        let donor = told(&pages, "/donor/").await.1;
        assert!(header(&donor, "permissions-policy").contains("camera=()"));
        assert!(!header(&donor, "content-security-policy").contains("wasm"));
    }
}
