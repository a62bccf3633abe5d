//! Puts database, scenes and HTTP together into something that can be served, tested or simulated.

use std::{collections::BTreeSet, sync::Arc};

use anyhow::{Context, bail};
use axum::Router;
use futures::future::BoxFuture;
use tokio::sync::broadcast;
use vena_platform::{
    app::{App, Parts},
    auth::{PermissionInfo, hash_password, roles::Roles, session::SceneInfo},
    config::Config,
    db::{Db, OLDEST_POSTGRES},
    fault::Fault,
    http,
    jobs::{self, Job},
    module::Module,
    outbox::{self, Subscription},
    vault::Vault,
};

use crate::{documents, modules};

/// Everything that runs.
pub struct Assembly {
    /// What handlers reach.
    pub app: App,
    /// All routes with their layers.
    pub router: Router,
    /// The API document of the routes.
    pub document: utoipa::openapi::OpenApi,
    /// Who hears what.
    pub subscriptions: Vec<Subscription>,
    /// What is done in the background.
    pub jobs: Vec<Job>,
    /// Everything that a role may be allowed to do.
    pub permissions: Vec<PermissionInfo>,
}

/// Brings the database up to date: its version, the schemas, the job library's schema.
pub async fn migrate(db: &Db) -> anyhow::Result<()> {
    let version = db.server_version().await?;
    if version < OLDEST_POSTGRES {
        bail!(
            "PostgreSQL {version} 太旧，需要 {OLDEST_POSTGRES} 或更新 / PostgreSQL {version} is too old, {OLDEST_POSTGRES} or newer is needed"
        );
    }
    db.migrate().await.context("数据库结构升级失败 / the database schemas could not be brought up to date")?;
    jobs::prepare(db).await
}

/// Assembles the product on a migrated database.
pub async fn assemble(db: Db, config: Config, vault: Vault) -> anyhow::Result<Assembly> {
    let scenes = modules::modules(&vault, &config, documents::desk(&config)?);
    let permissions = permissions(&scenes);
    let known: BTreeSet<&str> = permissions.iter().map(|permission| permission.name).collect();
    let roles = Roles::parse(modules::ROLES, &known).map_err(|faults| anyhow::anyhow!(faults.join("; ")))?;
    let demo_accounts = if is_demo(&db).await? { vena_sim::demo_accounts() } else { Vec::new() };
    let mut app = Parts {
        db,
        config,
        roles,
        vault,
        scenes: scene_infos(&scenes),
        finders: Vec::new(),
        importers: Vec::new(),
        news: broadcast::channel(1024).0,
        demo_accounts,
        decoy_hash: hash_password("nobody has this password".to_owned()).await?,
    };
    let (mut routers, mut subscriptions, mut jobs) = (Vec::new(), Vec::new(), Vec::new());
    for scene in scenes {
        app.finders.extend(scene.finder);
        app.importers.extend(scene.importers);
        subscriptions.extend(scene.subscriptions);
        jobs.extend(scene.jobs);
        routers.push(scene.router);
    }
    let app = App::new(app);
    let (router, document) = http::router(&app, routers);
    Ok(Assembly { app, router, document, subscriptions, jobs, permissions })
}

fn permissions(scenes: &[Module]) -> Vec<PermissionInfo> {
    let mut all = http::platform_permissions();
    all.extend(scenes.iter().flat_map(|scene| scene.permissions.iter().copied()));
    all
}

fn scene_infos(scenes: &[Module]) -> Vec<SceneInfo> {
    let shown = scenes.iter().filter(|scene| !scene.glyph.is_empty());
    let info = |scene: &Module| SceneInfo {
        name: scene.name.to_owned(),
        glyph: scene.glyph.to_owned(),
        title: vena_kernel::text::Text::new(scene.title.0, scene.title.1),
    };
    shown.map(info).collect()
}

async fn is_demo(db: &Db) -> Result<bool, Fault> {
    let mut tx = db.begin_read().await?;
    Ok(vena_platform::setting::get(&mut tx, "demo").await?.as_deref() == Some("true"))
}

impl Assembly {
    /// Delivers all news and does all jobs that wait, until nothing waits. For tests and the simulated city.
    pub fn drain(&self) -> BoxFuture<'_, anyhow::Result<()>> {
        Box::pin(async move {
            loop {
                let heard = outbox::drain(&self.app.db, &self.subscriptions).await?;
                jobs::worker(&self.app, self.jobs.clone()).await?.run_once().await?;
                if heard == 0 {
                    return Ok(());
                }
            }
        })
    }
}

/// The handle that a background task shares with the rest.
pub type Shared = Arc<Assembly>;
