//! `vena import KIND FILE`

use std::{path::PathBuf, process::ExitCode};

use anyhow::Context;
use clap::Args;
use vena_platform::{auth, clock::Clock, config::Config, imports};

use super::opened::Opened;

/// Import a table.
#[derive(Debug, Args)]
pub(super) struct Import {
    /// cold-store or transport-slip
    kind: String,
    /// The file, CSV.
    file: PathBuf,
    /// The user in whose name it is imported.
    #[arg(long = "as", value_name = "USERNAME")]
    user: String,
}

impl Import {
    pub(super) async fn run(self, config: Config) -> anyhow::Result<ExitCode> {
        let bytes =
            std::fs::read(&self.file).with_context(|| format!("无法读取 / cannot read {}", self.file.display()))?;
        let name = self.file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let opened = Opened::open(config, Clock::System, true).await?;
        let assembly = opened.assemble().await?;
        let scope = auth::scope_of_user(&assembly.app, &self.user).await?;
        let report = imports::import_file(&assembly.app, &scope, &self.kind, &name, &bytes).await;
        opened.close().await?;
        let report = report?;
        super::say(&serde_json::to_string_pretty(&report)?);
        Ok(ExitCode::SUCCESS)
    }
}
