//! From start to ready, and memory when idle.

use std::{os::unix::fs::PermissionsExt, path::Path, process::Stdio, time::Duration};

use anyhow::Context;
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::{Child, Command},
};

use crate::{say, timing::Watch};

/// Starts the program on a fresh folder, stops it, and measures the second start.
pub(crate) async fn run(vena: &Path) -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o755))?;
    let (first, child) = start(vena, folder.path()).await?;
    stop(child).await?;
    let (second, child) = start(vena, folder.path()).await?;
    tokio::time::sleep(Duration::from_secs(5)).await;
    let memory_mb = resident_mb(child.id().context("running")?)?;
    stop(child).await?;
    say(&format!("start on an empty folder        {:8.2} s", first.as_secs_f64()));
    say(&format!("start on an existing database   {:8.2} s   (limit 3 s)", second.as_secs_f64()));
    say(&format!("resident memory when idle       {memory_mb:8.1} MB  (limit 200 MB, without the database)"));
    Ok(())
}

async fn start(vena: &Path, data: &Path) -> anyhow::Result<(Duration, Child)> {
    let watch = Watch::start();
    let mut child = Command::new(vena)
        .arg("serve")
        .env("VENA_DATA", data)
        .env("VENA_LISTEN", "127.0.0.1:0")
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .with_context(|| format!("{} cannot be started; build it first", vena.display()))?;
    let mut lines = BufReader::new(child.stderr.take().context("standard error")?).lines();
    while let Some(line) = lines.next_line().await? {
        if line.contains("http://") {
            let passed = watch.passed();
            tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
            return Ok((passed, child));
        }
    }
    anyhow::bail!("vena serve ended before it was ready")
}

async fn stop(mut child: Child) -> anyhow::Result<()> {
    let pid = child.id().context("running")?.to_string();
    Command::new("kill").args(["-INT", &pid]).status().await?;
    child.wait().await?;
    Ok(())
}

fn resident_mb(pid: u32) -> anyhow::Result<f64> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status"))?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).context("VmRSS")?;
    let kb: f64 = line.split_whitespace().nth(1).context("a number")?.parse()?;
    Ok(kb / 1024.0)
}
