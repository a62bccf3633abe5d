//! The built program as a process of its own.

use std::{path::Path, process::Stdio, time::Duration};

use anyhow::Context;
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::{Child, Command},
};

use crate::timing::Watch;

/// A server that answers.
pub(crate) struct Server {
    /// `http://127.0.0.1:43211`
    pub(crate) address: String,
    /// From start to ready.
    pub(crate) started_in: Duration,
    child: Child,
}

impl Server {
    /// Starts the program in a folder and waits until it is ready.
    pub(crate) async fn start(vena: &Path, data: &Path, arguments: &[&str]) -> anyhow::Result<Self> {
        let mut command = Command::new(vena);
        command.arg("serve").args(arguments).env("VENA_DATA", data);
        Self::launch(command, vena).await
    }

    /// The same on a database of somebody else's.
    pub(crate) async fn start_on(vena: &Path, data: &Path, url: &str, arguments: &[&str]) -> anyhow::Result<Self> {
        let mut command = Command::new(vena);
        command.arg("serve").args(arguments).env("VENA_DATA", data).env("VENA_DATABASE_URL", url);
        Self::launch(command, vena).await
    }

    async fn launch(mut command: Command, vena: &Path) -> anyhow::Result<Self> {
        let watch = Watch::start();
        let mut child = command
            .env("VENA_LISTEN", "127.0.0.1:0")
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .with_context(|| format!("{} cannot be started; build it first", vena.display()))?;
        let mut lines = BufReader::new(child.stderr.take().context("standard error")?).lines();
        while let Some(line) = lines.next_line().await? {
            if let Some((_, address)) = line.split_once("http://") {
                let address = address.split_whitespace().next().unwrap_or_default().trim_end_matches('/');
                let (address, started_in) = (format!("http://{address}"), watch.passed());
                tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
                return Ok(Self { address, started_in, child });
            }
        }
        anyhow::bail!("vena serve ended before it was ready")
    }

    /// What it has in memory, without the database.
    pub(crate) fn resident_mb(&self) -> anyhow::Result<f64> {
        let pid = self.child.id().context("running")?;
        let status = std::fs::read_to_string(format!("/proc/{pid}/status"))?;
        let line = status.lines().find(|line| line.starts_with("VmRSS:")).context("VmRSS")?;
        let kb: f64 = line.split_whitespace().nth(1).context("a number")?.parse()?;
        Ok(kb / 1024.0)
    }

    /// Asks it to stop and waits.
    pub(crate) async fn stop(mut self) -> anyhow::Result<()> {
        let pid = self.child.id().context("running")?.to_string();
        Command::new("kill").args(["-INT", &pid]).status().await?;
        self.child.wait().await?;
        Ok(())
    }
}
