//! Background work: durable jobs of the graphile_worker library, enqueued in the transaction that needs them.
//!
//! Any process of the cluster may run a job; the library locks it, retries it with growing pauses and stops after its
//! last attempt. Jobs that run by the clock are put in by exactly one process for each minute. A process that dies with
//! jobs in its hands is missed after half a minute, and another one (or the next one) does them: a job may therefore run
//! twice, and every job is written so that this does no harm.

pub(crate) mod db;

use std::{collections::HashMap, fmt, sync::Arc, time::Duration};

use futures::future::BoxFuture;
use graphile_worker::{
    Cron, IntoTaskHandlerResult, TaskHandler, Worker, WorkerContext, WorkerOptions, recovery::WorkerRecoveryConfig,
};
use serde::{Deserialize, Serialize};

use crate::{app::App, db::Tx, fault::Fault};

/// How often a process says that it lives, and how often it looks for those that no longer do.
const HEARTBEAT: Duration = Duration::from_secs(5);
/// A process that was silent for so long is dead; what it had taken is free again.
const SILENCE_MAX: Duration = Duration::from_secs(30);

type Handler = dyn Fn(App, serde_json::Value) -> BoxFuture<'static, Result<(), Fault>> + Send + Sync;

/// A named kind of background work.
#[derive(Clone)]
pub struct Job {
    /// Stable name, `<scene>.<what it does>`.
    pub task: &'static str,
    /// Every how many minutes (1 to 59), when it runs by the clock.
    pub every_minutes: Option<u32>,
    handler: Arc<Handler>,
}

impl fmt::Debug for Job {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.task)
    }
}

impl Job {
    /// Work that is done when somebody asks for it with [`Tx::enqueue`].
    pub fn on_demand<F, Fut>(task: &'static str, handler: F) -> Self
    where
        F: Fn(App, serde_json::Value) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<(), Fault>> + Send + 'static,
    {
        Self { task, every_minutes: None, handler: Arc::new(move |app, payload| Box::pin(handler(app, payload))) }
    }

    /// Work that is done by the clock, in one process of the cluster.
    pub fn by_clock<F, Fut>(task: &'static str, every_minutes: u32, handler: F) -> Self
    where
        F: Fn(App) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<(), Fault>> + Send + 'static,
    {
        Self { task, every_minutes: Some(every_minutes), handler: Arc::new(move |app, _| Box::pin(handler(app))) }
    }
}

impl Tx {
    /// Asks for background work once this transaction has committed.
    pub async fn enqueue(&mut self, task: &str, payload: &serde_json::Value) -> Result<(), Fault> {
        db::add_job(self, task, payload).await
    }
}

/// The one job type that the library knows; which work it is stands in the payload.
#[derive(Debug, Deserialize, Serialize)]
struct Run {
    task: String,
    #[serde(default)]
    payload: serde_json::Value,
}

#[derive(Clone)]
struct Catalogue {
    app: App,
    jobs: Arc<HashMap<&'static str, Job>>,
}

impl fmt::Debug for Catalogue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.jobs.keys()).finish()
    }
}

impl TaskHandler for Run {
    const IDENTIFIER: &'static str = "vena";

    async fn run(self, context: WorkerContext) -> impl IntoTaskHandlerResult {
        let catalogue = context.get_ext::<Catalogue>().ok_or_else(|| "no catalogue of jobs".to_owned())?;
        let job = catalogue.jobs.get(self.task.as_str()).ok_or_else(|| format!("unknown job {}", self.task))?;
        (job.handler)(catalogue.app.clone(), self.payload).await.map_err(|fault| fault.to_string())
    }
}

/// Creates the library's own schema; needed before anything is enqueued.
pub async fn prepare(database: &crate::db::Db) -> anyhow::Result<()> {
    let worker = WorkerOptions::default().schema(db::SCHEMA).pg_pool(database.pool().clone()).init().await?;
    drop(worker);
    Ok(())
}

/// Without it the library would leave a dead process's jobs alone for four hours.
fn recovery() -> WorkerRecoveryConfig {
    WorkerRecoveryConfig::default()
        .heartbeat_interval(HEARTBEAT)
        .sweep_interval(HEARTBEAT)
        .sweep_threshold(SILENCE_MAX)
        .recovery_delay(Duration::ZERO)
}

/// A worker for `jobs`; call `run` (until shut down) or `run_once` (until nothing waits) on it.
pub async fn worker(app: &App, jobs: Vec<Job>) -> anyhow::Result<Worker> {
    let mut options = WorkerOptions::default()
        .schema(db::SCHEMA)
        .pg_pool(app.db.pool().clone())
        .concurrency(4)
        .worker_recovery(recovery())
        .listen_os_shutdown_signals(false)
        .define_job::<Run>();
    for (task, minutes) in jobs.iter().filter_map(|job| job.every_minutes.map(|minutes| (job.task, minutes))) {
        let run = Run { task: task.to_owned(), payload: serde_json::Value::Null };
        options = options.with_cron(Cron::every_n_minutes::<Run>(minutes)?.id(task).job_key(task).payload(run)?);
    }
    let jobs = Arc::new(jobs.into_iter().map(|job| (job.task, job)).collect());
    Ok(options.add_extension(Catalogue { app: app.clone(), jobs }).init().await?)
}
