//! `vena config`

use std::process::ExitCode;

use clap::Args;
use vena_platform::config::{Config, DEFAULTS};

/// Print the settings in force.
#[derive(Debug, Args)]
pub(super) struct Show {
    /// Print the defaults with their explanations instead.
    #[arg(long)]
    defaults: bool,
}

impl Show {
    #[allow(clippy::unnecessary_wraps, reason = "all commands answer alike")]
    pub(super) fn run(self, config: &Config) -> anyhow::Result<ExitCode> {
        super::say(if self.defaults { DEFAULTS.to_owned() } else { config.masked() }.trim_end());
        Ok(ExitCode::SUCCESS)
    }
}
