//! The whole product on a database of its own and a clock that stands until a test moves it.

use axum::{
    Router,
    body::Body,
    http::{Method, Request, StatusCode, header},
};
use http_body_util::BodyExt;
use serde_json::Value;
use tower::ServiceExt;
use vena_kernel::clock::Instant;
use vena_platform::{clock::Clock, config::Config, db::Db, vault::Vault};
use vena_server::assembly::{Assembly, assemble};
use vena_testkit::TestDb;

/// A product under test.
pub(crate) struct TestApp {
    pub(crate) assembly: Assembly,
    pub(crate) clock: Clock,
    pub(crate) db: Db,
    _files: tempfile::TempDir,
    _test_db: TestDb,
}

/// The moment at which every test begins.
pub(crate) const BEGIN: &str = "2026-11-16T00:30:00Z";

impl TestApp {
    /// The organisations, sites and users of the demo city, and nothing that ever happened.
    pub(crate) async fn city() -> Self {
        Self::city_with(|_| ()).await
    }

    /// The same with other settings.
    pub(crate) async fn city_with(change: impl FnOnce(&mut Config)) -> Self {
        let clock = Clock::standing_at(BEGIN.parse().expect("an instant"));
        let test_db = TestDb::with_clock(clock.clone()).await;
        let db = test_db.connect(20).await;
        vena_sim::seed_ground(&db).await.expect("a city");
        let files = tempfile::tempdir().expect("a folder");
        let vault = Vault::open_or_create(files.path()).expect("a vault");
        let mut config = Config::load(None, &std::collections::BTreeMap::new()).expect("defaults");
        config.data = files.path().to_owned();
        config.fonts = concat!(env!("CARGO_MANIFEST_DIR"), "/../../.tools/fonts").into();
        change(&mut config);
        let assembly = assemble(db.clone(), config, vault).await.expect("an assembly");
        Self { assembly, clock, db, _files: files, _test_db: test_db }
    }

    /// Moves the clock forward.
    pub(crate) fn wait(&self, minutes: i64) -> Instant {
        let now = self.clock.now().plus_seconds(minutes * 60);
        self.clock.set(now);
        now
    }

    /// Lets subscribers and jobs do everything that waits. News is held back while any older transaction of the server is
    /// open, also one of another test's database: so until nothing waits, not until nothing was heard.
    pub(crate) async fn settle(&self) {
        loop {
            self.assembly.drain().await.expect("news delivered and jobs done");
            let mut tx = self.db.begin_read().await.expect("a transaction");
            if vena_platform::outbox::db::waiting(&mut tx).await.expect("the outbox is read").0 == 0 {
                return;
            }
        }
    }

    /// Signs in a user of the demo city.
    pub(crate) async fn sign_in(&self, username: &str) -> Client {
        let nobody = self.nobody();
        let body = serde_json::json!({ "username": username, "password": vena_sim::PASSWORD });
        let reply = nobody.send(Method::POST, "/api/session", Some(body), &[]).await;
        assert_eq!(reply.status, StatusCode::OK, "{username}: {:?}", reply.body);
        let cookie = reply.cookie.expect("a session cookie");
        Client { router: self.assembly.router.clone(), cookie: Some(cookie) }
    }

    /// Somebody who is not signed in.
    pub(crate) fn nobody(&self) -> Client {
        Client { router: self.assembly.router.clone(), cookie: None }
    }
}

/// Somebody with a browser.
#[derive(Clone)]
pub(crate) struct Client {
    router: Router,
    cookie: Option<String>,
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) body: Value,
    pub(crate) cookie: Option<String>,
    pub(crate) content_type: String,
}

impl Reply {
    /// The body of a success.
    #[track_caller]
    pub(crate) fn ok(self) -> Value {
        assert!(self.status.is_success(), "{} {:#}", self.status, self.body);
        self.body
    }

    /// Asserts that `rule` refused.
    #[track_caller]
    pub(crate) fn refused_by(self, rule: &str) -> Value {
        assert!(self.status.is_client_error(), "{} {:#}", self.status, self.body);
        assert_eq!(self.body["rule"], rule, "{:#}", self.body);
        self.body
    }
}

impl Client {
    pub(crate) async fn get(&self, path: &str) -> Reply {
        self.send(Method::GET, path, None, &[]).await
    }

    /// The same browser with this cookie alone.
    pub(crate) fn with_cookie(&self, cookie: String) -> Self {
        Self { router: self.router.clone(), cookie: Some(cookie) }
    }

    /// A file.
    pub(crate) async fn bytes(&self, path: &str) -> Vec<u8> {
        let mut request = Request::builder().uri(path);
        if let Some(cookie) = &self.cookie {
            request = request.header(header::COOKIE, cookie);
        }
        let response =
            self.router.clone().oneshot(request.body(Body::empty()).expect("a request")).await.expect("infallible");
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        response.into_body().collect().await.expect("a body").to_bytes().to_vec()
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Reply {
        self.send(Method::POST, path, Some(body), &[]).await
    }

    /// One request; `headers` beside the usual ones.
    pub(crate) async fn send(
        &self,
        method: Method,
        path: &str,
        body: Option<Value>,
        headers: &[(&str, &str)],
    ) -> Reply {
        let bytes = body.map_or_else(Vec::new, |body| serde_json::to_vec(&body).expect("JSON"));
        self.send_raw(method, path, bytes, headers).await
    }

    /// One request with any bytes as its body.
    pub(crate) async fn send_raw(&self, method: Method, path: &str, body: Vec<u8>, headers: &[(&str, &str)]) -> Reply {
        let mut request = Request::builder().method(method).uri(path).header(header::CONTENT_TYPE, "application/json");
        if let Some(cookie) = &self.cookie {
            request = request.header(header::COOKIE, cookie);
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Body::from(body)).expect("a request");
        let response = self.router.clone().oneshot(request).await.expect("infallible");
        let (parts, body) = response.into_parts();
        let text = |name: header::HeaderName| {
            parts.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or("").to_owned()
        };
        let content_type = text(header::CONTENT_TYPE);
        let cookie = Some(text(header::SET_COOKIE)).filter(|cookie| !cookie.is_empty());
        let cookie = cookie.map(|cookie| cookie.split(';').next().unwrap_or("").to_owned());
        let body = if content_type.contains("json") {
            let bytes = body.collect().await.expect("a body").to_bytes();
            serde_json::from_slice(&bytes).unwrap_or(Value::Null)
        } else {
            Value::Null
        };
        Reply { status: parts.status, body, cookie, content_type }
    }
}
