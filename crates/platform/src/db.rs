//! The database: a pool, transactions that know the time, and the migrations.

use std::{path::Path, str::FromStr, sync::Arc, time::Duration};

use sqlx::{
    PgConnection, PgPool, Postgres, Transaction,
    postgres::{PgConnectOptions, PgPoolOptions},
};
use uuid::Uuid;
use vena_kernel::{clock::Instant, event::Event, id::OrgId};

use crate::{
    clock::Clock,
    fault::{Fault, Problem},
    news, outbox,
    private_pg::free_bytes,
};

/// The one line of history of all schemas.
pub static MIGRATOR: sqlx::migrate::Migrator = sqlx::migrate!("../../migrations");

/// The oldest PostgreSQL that the statements are written for.
pub const OLDEST_POSTGRES: u32 = 15;

/// Free room below which nothing new is written, bytes: three log segments of 16 MiB, so that the database itself, which
/// stops altogether when it cannot write its log, goes on answering those who read.
const ROOM_TO_WRITE_BYTES: u64 = 48 << 20;

/// A pool of connections and the clock that stamps what is written. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Db {
    pool: PgPool,
    clock: Clock,
    /// The folder of a database on this machine, whose disk is watched.
    folder: Option<Arc<Path>>,
}

impl Db {
    /// Connects with at most `connections` at a time. Fails when the server does not answer within ten seconds.
    pub async fn connect(url: &str, connections: u32, clock: Clock) -> Result<Self, sqlx::Error> {
        let options = PgConnectOptions::from_str(url)?.application_name("vena").options([
            ("timezone", "UTC"),
            ("lock_timeout", "10s"),
            ("idle_in_transaction_session_timeout", "60s"),
        ]);
        let pool = PgPoolOptions::new()
            .max_connections(connections)
            .acquire_timeout(Duration::from_secs(10))
            .connect_with(options)
            .await?;
        Ok(Self { pool, clock, folder: None })
    }

    /// The same database, known to lie in `folder` of this machine: as long as that disk is nearly full, [`Db::begin`]
    /// refuses, and reading goes on.
    #[must_use]
    pub fn kept_in(self, folder: &Path) -> Self {
        Self { folder: Some(folder.into()), ..self }
    }

    /// Brings the schemas up to date; runs once however many processes start together.
    pub async fn migrate(&self) -> Result<(), sqlx::migrate::MigrateError> {
        MIGRATOR.run(&self.pool).await
    }

    /// The major version of the server.
    pub async fn server_version(&self) -> Result<u32, sqlx::Error> {
        let number: String = sqlx::query_scalar("show server_version_num").fetch_one(&self.pool).await?;
        Ok(number.parse::<u32>().unwrap_or(0) / 10_000)
    }

    /// The pool itself, for what must stand outside a transaction (LISTEN, health, the job library).
    pub fn pool(&self) -> &PgPool {
        &self.pool
    }

    /// The same pool stamped by another clock.
    #[must_use]
    pub fn with_clock(&self, clock: Clock) -> Self {
        Self { clock, ..self.clone() }
    }

    /// The clock that stamps transactions.
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// Opens a transaction that may write (read committed: rows are locked where it matters).
    ///
    /// # Errors
    /// 507 when the database's disk is nearly full, 503 when the database is away.
    #[allow(clippy::disallowed_methods, reason = "this is the place that the rule points to")]
    pub async fn begin(&self) -> Result<Tx, Fault> {
        if self.folder.as_deref().and_then(free_bytes).is_some_and(|free| free < ROOM_TO_WRITE_BYTES) {
            return Err(Problem::disk_full().into());
        }
        let inner = self.pool.begin().await?;
        Ok(Tx { inner, now: self.clock.now() })
    }

    /// Opens a transaction that reads one consistent picture and cannot write.
    #[allow(clippy::disallowed_methods, reason = "this is the place that the rule points to")]
    pub async fn begin_read(&self) -> Result<Tx, Fault> {
        let inner = self.pool.begin_with("begin isolation level repeatable read read only").await?;
        Ok(Tx { inner, now: self.clock.now() })
    }
}

/// An open transaction. Dropped without [`Tx::commit`] it leaves no trace.
#[derive(Debug)]
pub struct Tx {
    inner: Transaction<'static, Postgres>,
    now: Instant,
}

impl Tx {
    /// The connection, for statements in a `db.rs`.
    pub fn conn(&mut self) -> &mut PgConnection {
        &mut self.inner
    }

    /// The one "now" of this transaction: its record time.
    pub fn now(&self) -> Instant {
        self.now
    }

    /// A fresh time-ordered id.
    pub fn new_id(&self) -> Uuid {
        crate::clock::new_id(self.now)
    }

    /// Tells `event` to all subscribers once this transaction has committed; at least once, in order of commit.
    pub async fn tell<E: Event>(&mut self, event: &E) -> Result<(), Fault> {
        outbox::db::insert(self, E::NAME, &serde_json::to_value(event)?).await
    }

    /// Tells open screens that `topic` has changed (of one organisation, or of all), once committed.
    pub async fn announce(&mut self, topic: &'static str, org: Option<OrgId>) -> Result<(), Fault> {
        news::announce(self, topic, org).await
    }

    /// Makes everything in this transaction true at once.
    pub async fn commit(self) -> Result<(), Fault> {
        Ok(self.inner.commit().await?)
    }

    /// Forgets everything in this transaction.
    pub async fn rollback(self) -> Result<(), Fault> {
        Ok(self.inner.rollback().await?)
    }
}

/// The name of the violated constraint, when `error` is a violated constraint.
pub fn violated_constraint(error: &sqlx::Error) -> Option<&str> {
    error.as_database_error().and_then(|database| database.constraint())
}
