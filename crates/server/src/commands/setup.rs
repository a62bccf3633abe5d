//! `vena setup`: an empty database becomes a station with one administrator.

use std::{io::BufRead, process::ExitCode};

use anyhow::{Context, ensure};
use clap::Args;
use vena_platform::{auth, clock::Clock, config::Config};

use super::opened::Opened;
use crate::assembly::migrate;

/// Prepare an empty database for real work.
#[derive(Debug, Args)]
pub(super) struct Setup {
    /// Code of the station, five characters of its donation numbers.
    #[arg(long)]
    station_code: String,
    /// Chinese name of the station.
    #[arg(long)]
    station_name: String,
    /// Sign-in name of the first administrator; the password is read from the standard input.
    #[arg(long, default_value = "admin")]
    admin: String,
}

impl Setup {
    pub(super) async fn run(self, config: Config) -> anyhow::Result<ExitCode> {
        let mut password = String::new();
        std::io::stdin().lock().read_line(&mut password).context("读不到口令 / cannot read the password")?;
        let password = password.trim_end_matches(['\r', '\n']).to_owned();
        let opened = Opened::open(config, Clock::System, true).await?;
        migrate(&opened.db).await?;
        let station = auth::FirstStation { code: self.station_code, name: self.station_name, admin: self.admin };
        let created = auth::create_first_station(&opened.db, &station, password).await;
        opened.close().await?;
        ensure!(created?, "数据库里已有机构，不能重新初始化 / the database has organisations already");
        super::say("已建立 / done");
        Ok(ExitCode::SUCCESS)
    }
}
