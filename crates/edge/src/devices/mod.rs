//! `vena-edge devices`: the agent of a site. It speaks with the instruments, keeps their readings until the server has them,
//! and serves the browser of the same machine (`docs/devices.md`).

mod agent;
mod clock;
pub(crate) mod config;
mod journal;
mod local;
pub(crate) mod server;

use std::{sync::Arc, time::Duration};

use anyhow::{Context, bail};
use clap::Args;
use rustix::fs::{FlockOperation, flock};
use tokio::net::TcpListener;

use self::{agent::Shared, clock::SiteClock, config::Config, journal::Journal, server::Way};
use crate::configured::{ConfigArgs, asked};

/// What the agent is told when it starts.
#[derive(Debug, Args)]
pub struct DevicesArgs {
    #[command(flatten)]
    config: ConfigArgs,
    /// Turns the clock of this machine, for trials.
    #[arg(long, default_value_t = 0, hide = true, allow_negative_numbers = true)]
    clock_shift_seconds: i64,
}

/// Runs the agent until it is told to stop.
///
/// # Errors
/// A configuration that cannot be, a journal that cannot be opened, a second agent on the same data, a taken address.
pub fn run(args: &DevicesArgs) -> anyhow::Result<()> {
    let Some(config) = asked::<Config>(&args.config)? else { return Ok(()) };
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    runtime.block_on(serve(config, SiteClock::new(args.clock_shift_seconds)))?;
    runtime.shutdown_timeout(Duration::from_secs(2));
    Ok(())
}

async fn serve(config: Config, clock: SiteClock) -> anyhow::Result<()> {
    std::fs::create_dir_all(&config.agent.data).with_context(|| config.agent.data.display().to_string())?;
    let lock = std::fs::File::create(config.agent.data.join("agent.lock"))?;
    if flock(&lock, FlockOperation::NonBlockingLockExclusive).is_err() {
        bail!("another agent works with {}", config.agent.data.display());
    }
    let journal = Journal::open(&config.agent.data.join("readings.db"), config.agent.waiting_max)?;
    let listener = TcpListener::bind(config.agent.listen).await.with_context(|| config.agent.listen.to_string())?;
    let address = listener.local_addr()?;
    let shared = Arc::new(Shared::new(&config, journal, clock));
    for device in config.devices.clone() {
        tokio::spawn(agent::watch(shared.clone(), device));
    }
    let heartbeat = Duration::from_secs(config.agent.heartbeat_seconds);
    tokio::spawn(agent::deliver(shared.clone(), Way::to(&config.server), heartbeat));
    tracing::info!(devices = config.devices.len(), "the agent is ready at http://{address}");
    tokio::select! {
        served = axum::serve(listener, local::router(shared)) => served?,
        stop = stop() => stop?,
    }
    Ok(())
}

/// Until somebody ends the program.
pub(crate) async fn stop() -> std::io::Result<()> {
    let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
    tokio::select! {
        stop = tokio::signal::ctrl_c() => stop,
        _ = terminate.recv() => Ok(()),
    }
}
