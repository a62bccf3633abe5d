//! A database for one test.

use sqlx::{Connection, PgConnection};
use vena_kernel::clock::Instant;
use vena_platform::{clock::Clock, db::Db};

use crate::{db, server, template};

/// Tests begin here: a Wednesday morning in Qingdao.
const MORNING: &str = "2026-02-11T08:00:00+08:00";
/// A template can vanish between its look-up and its copy, when tests of other migrations run at the same time.
const COPY_TRIES: u32 = 5;
/// Connections of the pool that a test gets without asking for more.
const CONNECTIONS: u32 = 8;

/// An own, empty, migrated database; dropped with this value. Its clock stands at 2026-02-11 08:00 in Qingdao until the
/// test moves it.
#[derive(Debug)]
pub struct TestDb {
    db: Db,
    clock: Clock,
    name: String,
    url: String,
    admin_url: String,
}

impl TestDb {
    /// A fresh database.
    ///
    /// # Panics
    /// When there is no server to create it on; the message says why.
    pub async fn new() -> Self {
        let start: Instant = MORNING.parse().expect("a valid instant");
        Self::with_clock(Clock::standing_at(start)).await
    }

    /// A fresh database whose transactions are stamped by `clock`.
    ///
    /// # Panics
    /// As [`TestDb::new`].
    pub async fn with_clock(clock: Clock) -> Self {
        let admin_url = server::admin_url().await;
        let name = create(&admin_url).await.unwrap_or_else(|error| panic!("a test database: {error}"));
        let url = db::with_database(&admin_url, &name);
        let db = Db::connect(&url, CONNECTIONS, clock.clone()).await.expect("the new database answers");
        Self { db, clock, name, url, admin_url }
    }

    /// The database with its pool of connections.
    pub fn db(&self) -> &Db {
        &self.db
    }

    /// Another pool on the same database, for tests with many clients at once.
    ///
    /// # Panics
    /// When the server has no connections left.
    pub async fn connect(&self, connections: u32) -> Db {
        Db::connect(&self.url, connections, self.clock.clone()).await.expect("the database answers")
    }

    /// The clock that stamps this database's transactions.
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// The name of the database, different for every test.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The connection string, for programs that a test starts.
    pub fn url(&self) -> &str {
        &self.url
    }
}

async fn create(admin_url: &str) -> Result<String, sqlx::Error> {
    let mut admin = db::connect(admin_url).await?;
    let name = db::fresh_name(&mut admin).await?;
    let mut tries = COPY_TRIES;
    loop {
        let template = template::ensure(&mut admin, admin_url).await?;
        tries -= 1;
        match db::copy(&mut admin, &template, &name).await {
            Err(_) if tries > 0 => {}
            copied => return copied.map(|()| name),
        }
    }
}

impl Drop for TestDb {
    /// Best effort: what cannot be dropped now is swept when the shared server starts the next time.
    fn drop(&mut self) {
        let (admin_url, name) = (self.admin_url.clone(), self.name.clone());
        let dropped = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
            runtime.block_on(drop_database(&admin_url, &name)).map_err(std::io::Error::other)
        });
        if let Ok(Err(error)) = dropped.join() {
            eprintln!("the test database {} stays behind: {error}", self.name);
        }
    }
}

async fn drop_database(admin_url: &str, name: &str) -> Result<(), sqlx::Error> {
    let mut admin: PgConnection = db::connect(admin_url).await?;
    db::drop_database(&mut admin, name).await?;
    admin.close().await
}
