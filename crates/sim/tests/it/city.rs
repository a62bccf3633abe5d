//! As much of the product as imports need, on the ground of the city.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use axum::Router;
use tokio::sync::broadcast;
use vena_platform::{
    app::{App, Parts},
    auth::{hash_password, roles::Roles},
    config::Config,
    http,
    imports::{self, Importer},
    vault::Vault,
};
use vena_sim::{PASSWORD, client::Person, seed_ground};
use vena_store::cold_store_check::ColdStoreCheck;
use vena_testkit::TestDb;
use vena_transport::slip_import::SlipImport;

const ROLES: &str = r#"
    [[role]]
    name = "storekeeper"
    title = { zh = "库管", en = "Storekeeper" }
    org_kinds = ["station"]
    permissions = ["platform.*", "transport.*"]

    [[role]]
    name = "physician"
    title = { zh = "医师", en = "Physician" }
    org_kinds = ["hospital"]
    permissions = ["platform.import.list", "platform.import.view"]
"#;

/// The city with its imports.
pub(crate) struct City {
    pub(crate) test: TestDb,
    pub(crate) app: App,
    pub(crate) router: Router,
}

impl City {
    pub(crate) async fn new() -> Self {
        let test = TestDb::new().await;
        seed_ground(test.db()).await.expect("an empty database");
        let importers: Vec<Arc<dyn Importer>> = vec![Arc::new(ColdStoreCheck), Arc::new(SlipImport)];
        let modules = [imports::module(), vena_transport::module(vena_issue::desk())];
        let of_modules = modules.iter().flat_map(|module| module.permissions.iter().copied());
        let names: BTreeSet<&str> =
            http::platform_permissions().into_iter().chain(of_modules).map(|permission| permission.name).collect();
        let app = App::new(Parts {
            db: test.db().clone(),
            vault: Vault::ephemeral().expect("random numbers"),
            config: Config::load(None, &BTreeMap::new()).expect("defaults"),
            roles: Roles::parse(ROLES, &names).expect("roles"),
            scenes: Vec::new(),
            finders: Vec::new(),
            importers,
            news: broadcast::channel(16).0,
            demo_accounts: Vec::new(),
            decoy_hash: hash_password("nobody has this password".to_owned()).await.expect("a hash"),
        });
        let (router, _) = http::router(&app, modules.into_iter().map(|module| module.router).collect());
        Self { test, app, router }
    }

    pub(crate) async fn person(&self, username: &str) -> Person {
        Person::sign_in(&self.router, username, PASSWORD).await.expect("an account of the city")
    }
}
