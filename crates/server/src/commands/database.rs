//! `vena db url`, `vena db stop`

use std::process::ExitCode;

use clap::{Args, Subcommand};
use vena_platform::{config::Config, private_pg};

use super::opened::data_dir;

/// The database behind the settings.
#[derive(Debug, Args)]
pub(super) struct Database {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Print the connection string of the running database.
    Url,
    /// Stop a private database that was left running.
    Stop,
}

impl Database {
    pub(super) async fn run(self, config: Config) -> anyhow::Result<ExitCode> {
        match self.what {
            What::Url if !config.database_url.is_empty() => super::say(&config.database_url),
            What::Url => match private_pg::running_url(&data_dir(&config)) {
                Some(url) => super::say(&url),
                None => anyhow::bail!(
                    "数据库没有运行，请先启动 vena serve / no database is running, start vena serve first"
                ),
            },
            What::Stop => {
                let stopped = private_pg::stop_left_over(&data_dir(&config)).await?;
                super::say(if stopped {
                    "已停止 / stopped"
                } else {
                    "没有可停止的数据库 / nothing to stop"
                });
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}
