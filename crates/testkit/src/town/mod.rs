//! A small town for tests of scenes: one station, two hospitals, a few people, and requests that go through the real
//! router, with a session, permissions, audit and idempotency.
//!
//! Every person has every permission of the given modules: what a role may do is tested where roles are put together.

mod blood;
mod db;

pub use blood::Bag;

use std::{collections::BTreeMap, path::PathBuf, sync::Arc};

use axum::{
    Router,
    body::Body,
    http::{Method, Request, StatusCode, header},
};
use http_body_util::BodyExt;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tower::ServiceExt;
use uuid::Uuid;
use vena_kernel::{
    clock::Instant,
    id::{OrgId, SiteId, UserId},
};
use vena_platform::{
    app::{App, Parts},
    auth::{OrgKind, Scope, roles::Roles},
    clock::Clock,
    config::Config,
    db::Db,
    jobs::{self, Job},
    module::Module,
    outbox::{self, Subscription},
    vault::Vault,
};

use crate::TestDb;

/// A person of the town.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Someone {
    /// Sign-in name.
    pub name: &'static str,
    number: u128,
    org: Org,
}

/// An organisation of the town.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Org {
    /// The blood station.
    Station,
    /// The hospital by the harbour.
    Harbour,
    /// The hospital on the hill.
    Hill,
}

/// Picks and issues at the station.
pub const PICKER: Someone = Someone { name: "picker", number: 0x11, org: Org::Station };
/// Packs and drives for the station.
pub const DRIVER: Someone = Someone { name: "driver", number: 0x12, org: Org::Station };
/// Answers for what others at the station have done.
pub const HEAD: Someone = Someone { name: "head", number: 0x13, org: Org::Station };
/// Works in the blood bank of the harbour hospital.
pub const BANK: Someone = Someone { name: "bank", number: 0x21, org: Org::Harbour };
/// A nurse of the harbour hospital.
pub const NURSE: Someone = Someone { name: "nurse", number: 0x22, org: Org::Harbour };
/// A physician of the harbour hospital.
pub const DOCTOR: Someone = Someone { name: "doctor", number: 0x23, org: Org::Harbour };
/// Works in the blood bank of the hill hospital.
pub const HILL_BANK: Someone = Someone { name: "hillbank", number: 0x31, org: Org::Hill };

const PEOPLE: [Someone; 7] = [PICKER, DRIVER, HEAD, BANK, NURSE, DOCTOR, HILL_BANK];
const ORGS: [Org; 3] = [Org::Station, Org::Harbour, Org::Hill];

impl Org {
    const fn number(self) -> u128 {
        match self {
            Self::Station => 1,
            Self::Harbour => 2,
            Self::Hill => 3,
        }
    }

    /// Its id.
    pub const fn id(self) -> OrgId {
        OrgId::from_uuid(Uuid::from_u128(self.number()))
    }

    /// Its cold room or blood bank, where its people work.
    pub const fn store(self) -> SiteId {
        SiteId::from_uuid(Uuid::from_u128(0x100 + self.number()))
    }

    /// Another place of it: a ward.
    pub const fn ward(self) -> SiteId {
        SiteId::from_uuid(Uuid::from_u128(0x200 + self.number()))
    }

    const fn kind(self) -> OrgKind {
        match self {
            Self::Station => OrgKind::Station,
            Self::Harbour | Self::Hill => OrgKind::Hospital,
        }
    }

    const fn kind_word(self) -> &'static str {
        match self {
            Self::Station => "station",
            Self::Harbour | Self::Hill => "hospital",
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Station => "海城血站",
            Self::Harbour => "港湾医院",
            Self::Hill => "山坡医院",
        }
    }
}

impl Someone {
    /// The person's id.
    pub const fn id(self) -> UserId {
        UserId::from_uuid(Uuid::from_u128(self.number))
    }
}

/// The town, with its own database.
pub struct Town {
    /// The database.
    pub test: TestDb,
    /// The application.
    pub app: App,
    router: Router,
    subscriptions: Vec<Subscription>,
    jobs: Vec<Job>,
    data: PathBuf,
}

impl Town {
    /// A town in which `modules` work. Its clock stands at 2026-02-11 08:00 in Qingdao.
    ///
    /// # Panics
    /// When there is no database for it.
    pub async fn new(modules: Vec<Module>) -> Self {
        Self::with_vault(modules, Vault::ephemeral().expect("random keys")).await
    }

    /// As [`Town::new`], for modules that were given the vault themselves.
    ///
    /// # Panics
    /// As [`Town::new`].
    pub async fn with_vault(modules: Vec<Module>, vault: Vault) -> Self {
        let test = TestDb::new().await;
        let data = std::env::temp_dir().join(format!("vena-town-{}", test.name()));
        jobs::prepare(test.db()).await.expect("the job library prepares its schema");
        db::settle(test.db()).await.expect("the town is settled");
        let mut town = Self::open(test, data, modules, vault);
        town.data.clone_from(&town.app.config.data);
        town
    }

    fn open(test: TestDb, data: PathBuf, modules: Vec<Module>, vault: Vault) -> Self {
        let permissions: Vec<&str> =
            modules.iter().flat_map(|module| &module.permissions).map(|info| info.name).collect();
        let environment = BTreeMap::from([("VENA_DATA".to_owned(), data.display().to_string())]);
        let parts = Parts {
            db: test.db().clone(),
            vault,
            config: Config::load(None, &environment).expect("the defaults are good"),
            roles: everything(&permissions),
            scenes: Vec::new(),
            finders: modules.iter().filter_map(|module| module.finder.clone()).collect(),
            importers: Vec::new(),
            news: tokio::sync::broadcast::channel(64).0,
            demo_accounts: Vec::new(),
            decoy_hash: String::new(),
        };
        let app = App::new(parts);
        let subscriptions = modules.iter().flat_map(|module| module.subscriptions.clone()).collect();
        let jobs = modules.iter().flat_map(|module| module.jobs.clone()).collect();
        let routers = modules.into_iter().map(|module| module.router).collect();
        let router = vena_platform::http::router(&app, routers).0;
        Self { test, app, router, subscriptions, jobs, data }
    }

    /// Records.
    pub fn db(&self) -> &Db {
        self.test.db()
    }

    /// What the clock of the town shows.
    pub fn now(&self) -> Instant {
        self.test.clock().now()
    }

    /// Moves the clock of the town forward.
    pub fn wait_seconds(&self, seconds: i64) {
        let clock: &Clock = self.test.clock();
        clock.set(clock.now().plus_seconds(seconds));
    }

    /// The data folder.
    pub fn data(&self) -> &std::path::Path {
        &self.data
    }

    /// Delivers the news between scenes until nothing waits, and then works off the jobs that were asked for.
    ///
    /// # Panics
    /// When a subscriber or the job library fails.
    pub async fn settle(&self) {
        // News is held back while any older transaction of the server is open, also one of another test's database.
        loop {
            outbox::drain(self.db(), &self.subscriptions).await.expect("subscribers hear what was told");
            let mut tx = self.db().begin_read().await.expect("a transaction");
            if outbox::db::waiting(&mut tx).await.expect("the outbox is read").0 == 0 {
                break;
            }
        }
        let worker = jobs::worker(&self.app, self.jobs.clone()).await.expect("a worker");
        worker.run_once().await.expect("the jobs are worked off");
    }

    /// The scope of a person, for questions to ports.
    pub fn scope(&self, who: Someone) -> Scope {
        let permissions = self.app.roles.permissions(&["everything".to_owned()]);
        Scope {
            user: who.id(),
            user_name: who.name.to_owned(),
            org: who.org.id(),
            org_kind: who.org.kind(),
            site: who.org.store(),
            permissions: Arc::new(permissions),
            lang: Default::default(),
        }
    }

    /// Sends a request and returns status and body.
    ///
    /// # Panics
    /// When the answer is not JSON.
    pub async fn call(&self, who: Someone, method: Method, path: &str, body: Option<&Value>) -> (StatusCode, Value) {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::COOKIE, format!("vena_session={}", who.name))
            .header(header::CONTENT_TYPE, "application/json")
            .body(body.map_or_else(Body::empty, |body| Body::from(body.to_string())))
            .expect("a request");
        let response = self.router.clone().oneshot(request).await.expect("an answer");
        let status = response.status();
        let bytes = response.into_body().collect().await.expect("a whole answer").to_bytes();
        (status, serde_json::from_slice(&bytes).unwrap_or_else(|_| json!(String::from_utf8_lossy(&bytes))))
    }

    /// Reads what must be there.
    ///
    /// # Panics
    /// When the answer is not 200.
    pub async fn get(&self, who: Someone, path: &str) -> Value {
        let (status, body) = self.call(who, Method::GET, path, None).await;
        assert_eq!(status, StatusCode::OK, "GET {path}: {body}");
        body
    }

    /// Does what must succeed.
    ///
    /// # Panics
    /// When it is refused.
    pub async fn post(&self, who: Someone, path: &str, body: Value) -> Value {
        let (status, answer) = self.call(who, Method::POST, path, Some(&body)).await;
        assert!(status.is_success(), "POST {path} {body}: {status} {answer}");
        answer
    }

    /// Tries what must be refused; returns the rule.
    ///
    /// # Panics
    /// When it is not refused, or without a rule.
    pub async fn refused(&self, who: Someone, path: &str, body: Value) -> String {
        let (status, answer) = self.call(who, Method::POST, path, Some(&body)).await;
        assert!(status.is_client_error(), "POST {path} {body} was not refused: {status} {answer}");
        answer["rule"].as_str().unwrap_or_else(|| panic!("no rule: {status} {answer}")).to_owned()
    }
}

/// One role that may do everything, in every kind of organisation.
fn everything(permissions: &[&str]) -> Roles {
    let listed: Vec<String> = permissions.iter().map(|name| format!("{name:?}")).collect();
    let file = format!(
        "[[role]]\nname = \"everything\"\ntitle = {{ zh = \"全部\", en = \"Everything\" }}\n\
         org_kinds = [\"station\", \"hospital\"]\npermissions = [{}]",
        listed.join(", ")
    );
    Roles::parse(&file, &permissions.iter().copied().collect()).expect("every permission is granted")
}

/// The digest under which a session is kept.
fn token_digest(token: &str) -> Vec<u8> {
    Sha256::digest(token.as_bytes()).to_vec()
}
