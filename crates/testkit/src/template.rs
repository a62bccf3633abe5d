//! The migrated database that every test database is a copy of.

use sha2::{Digest, Sha256};
use sqlx::{Connection, PgConnection};
use vena_platform::{
    clock::Clock,
    db::{Db, MIGRATOR},
};

use crate::db;

/// Makes sure that the template for this program's migrations exists, and returns its name. Whoever comes first makes
/// it; it gets its name only when it is complete.
pub(crate) async fn ensure(admin: &mut PgConnection, url: &str) -> Result<String, sqlx::Error> {
    let name = template_name();
    if db::exists(admin, &name).await? {
        return Ok(name);
    }
    let mut maker = db::connect(url).await?;
    db::lock_templates(&mut maker).await?;
    if !db::exists(&mut maker, &name).await? {
        make(&mut maker, url, &name).await?;
    }
    maker.close().await?;
    Ok(name)
}

async fn make(maker: &mut PgConnection, url: &str, name: &str) -> Result<(), sqlx::Error> {
    for outdated in db::named(maker, db::TEMPLATE_PREFIX).await? {
        db::drop_database(maker, &outdated).await?;
    }
    let growing = format!("{}growing", db::TEMPLATE_PREFIX);
    db::create(maker, &growing).await?;
    let target = Db::connect(&db::with_database(url, &growing), 5, Clock::System).await?;
    target.migrate().await?;
    vena_platform::jobs::prepare(&target).await.map_err(|error| sqlx::Error::Configuration(error.into()))?;
    target.pool().close().await;
    db::rename(maker, &growing, name).await
}

/// Named after the content of all migrations: who changes one gets a new template.
fn template_name() -> String {
    let mut hash = Sha256::new();
    for migration in MIGRATOR.iter() {
        hash.update(&migration.checksum);
    }
    let short: String = hash.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    format!("{}{short}", db::TEMPLATE_PREFIX)
}
