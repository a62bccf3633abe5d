//! `vena trace`, `vena verify`, `vena proof`

use std::{path::PathBuf, process::ExitCode};

use anyhow::Context;
use clap::Args;
use serde::Serialize;
use vena_ledger::{OfflineReport, ProofFile, Report, Sight, note::Verifier};
use vena_platform::{clock::Clock, config::Config};

use super::{opened::Opened, words};

/// Print the whole life of a unit or of a donation.
#[derive(Debug, Args)]
pub(super) struct Trace {
    /// Donation number or unit id.
    subject: String,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

impl Trace {
    pub(super) async fn run(self, config: Config) -> anyhow::Result<ExitCode> {
        let opened = Opened::open(config, Clock::System, true).await?;
        let mut tx = opened.db.begin_read().await?;
        let trace = vena_ledger::trace_everything(&mut tx, &self.subject).await;
        drop(tx);
        opened.close().await?;
        print(&trace?, self.json, words::trace)?;
        Ok(ExitCode::SUCCESS)
    }
}

/// Check every event against hashes, chains and seals.
#[derive(Debug, Args)]
pub(super) struct Verify {
    /// Print JSON.
    #[arg(long)]
    json: bool,
    /// Check a proof file instead; needs no database.
    #[arg(long, value_name = "FILE")]
    offline: Option<PathBuf>,
    /// The station's public key as it publishes it (name+id+base64), for a proof file.
    #[arg(long, value_name = "KEY", requires = "offline")]
    key: Option<String>,
    /// A checkpoint that was kept elsewhere: finds even a ledger that was rewritten and sealed anew.
    #[arg(long, value_name = "FILE", conflicts_with = "offline")]
    checkpoint: Option<PathBuf>,
}

impl Verify {
    pub(super) async fn run(self, config: Config) -> anyhow::Result<ExitCode> {
        let intact = match &self.offline {
            Some(path) => {
                let report = self.check_file(path)?;
                print(&report, self.json, words::offline_report)?;
                report.intact
            }
            None => {
                let report = self.check_ledger(config).await?;
                print(&report, self.json, words::report)?;
                report.intact
            }
        };
        Ok(if intact { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }

    fn check_file(&self, path: &PathBuf) -> anyhow::Result<OfflineReport> {
        let file: ProofFile = serde_json::from_str(&read(path)?)
            .with_context(|| format!("不是证明文件 / not a proof file: {}", path.display()))?;
        let key = self
            .key
            .as_deref()
            .map(|key| Verifier::decode(key).context("公钥格式不对 / not a public key"))
            .transpose()?;
        Ok(vena_ledger::verify_offline(&file, key.as_ref()))
    }

    async fn check_ledger(&self, config: Config) -> anyhow::Result<Report> {
        let known = self.checkpoint.as_ref().map(read).transpose()?;
        let opened = Opened::open(config, Clock::System, true).await?;
        let report = vena_ledger::verify(&opened.db, known.as_deref(), |_| {}).await;
        opened.close().await?;
        Ok(report?)
    }
}

/// Write a proof file of one unit.
#[derive(Debug, Args)]
pub(super) struct Proof {
    /// Unit id.
    unit: String,
    /// Where to write; the unit's id with `.proof.json` when absent.
    #[arg(long, short, value_name = "FILE")]
    out: Option<PathBuf>,
}

impl Proof {
    pub(super) async fn run(self, config: Config) -> anyhow::Result<ExitCode> {
        let unit = self.unit.parse().with_context(|| "不是单位编号 / not a unit id")?;
        let opened = Opened::open(config, Clock::System, true).await?;
        let proof = vena_ledger::proof(&opened.db, unit, Sight::All).await;
        opened.close().await?;
        let path = self.out.unwrap_or_else(|| format!("{unit}.proof.json").into());
        std::fs::write(&path, serde_json::to_string_pretty(&proof?)?)
            .with_context(|| format!("无法写入 / cannot write {}", path.display()))?;
        super::say(&path.display().to_string());
        Ok(ExitCode::SUCCESS)
    }
}

fn read(path: &PathBuf) -> anyhow::Result<String> {
    std::fs::read_to_string(path).with_context(|| format!("无法读取 / cannot read {}", path.display()))
}

fn print<T: Serialize>(value: &T, json: bool, words: impl Fn(&T) -> String) -> anyhow::Result<()> {
    let text = if json { serde_json::to_string_pretty(value)? } else { words(value) };
    super::say(text.trim_end());
    Ok(())
}
