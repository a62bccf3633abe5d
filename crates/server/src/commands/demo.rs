//! `vena demo load`: the invented city and its last seven days.

use std::process::ExitCode;

use clap::{Args, Subcommand};
use vena_kernel::say;
use vena_platform::{clock::Clock, config::Config};

use super::opened::{Opened, progress};
use crate::assembly::{assemble, migrate};

/// The demo city.
#[derive(Debug, Args)]
pub(super) struct Demo {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Load the city into an empty database.
    Load,
}

impl Demo {
    pub(super) async fn run(self, config: Config) -> anyhow::Result<ExitCode> {
        let What::Load = self.what;
        let opened = Opened::open(config, Clock::System, true).await?;
        let loaded = load_if_empty(&opened).await;
        opened.close().await?;
        loaded.map(|()| ExitCode::SUCCESS)
    }
}

/// Loads the city if the database has no organisation yet; lives its seven days on a clock of their own. A load that was
/// interrupted begins again.
pub(super) async fn load_if_empty(opened: &Opened) -> anyhow::Result<()> {
    vena_sim::forget_interrupted(&opened.db).await?;
    migrate(&opened.db).await?;
    if !vena_sim::is_empty(&opened.db).await? {
        return Ok(());
    }
    progress(say!(
        "首次启动：正在载入演示城市（七天的采供血）…",
        "First start: loading the demo city (seven days of its blood supply)…"
    ));
    vena_records::lay_drawn_finger(&opened.config.data.join("fingerprints"))?;
    let end = opened.db.clock().now();
    let clock = Clock::standing_at(end.plus_seconds(-vena_sim::DAYS * 24 * 3600));
    let db = opened.db.clone().with_clock(clock.clone());
    vena_sim::seed_ground(&db).await?;
    // Everybody of the city signs in once: hashing passwords over and over would be half of the work.
    let config = Config { session_seconds: (vena_sim::DAYS + 1) * 24 * 3600, ..opened.config.clone() };
    let assembly = assemble(db, config, opened.vault().await?).await?;
    let report =
        vena_sim::play(assembly.router.clone(), &clock, end, async || assembly.drain().await, progress).await?;
    vena_sim::seed_past(&opened.db).await?;
    vena_sim::mark_lived(&opened.db).await?;
    progress(report);
    Ok(())
}
