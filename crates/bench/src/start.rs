//! From start to ready, and memory when idle.

use std::{os::unix::fs::PermissionsExt, path::Path, time::Duration};

use crate::{say, server::Server};

/// Starts the program on a fresh folder, stops it, and measures the second start.
pub(crate) async fn run(vena: &Path) -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o755))?;
    let server = Server::start(vena, folder.path(), &[]).await?;
    let first = server.started_in;
    server.stop().await?;
    let server = Server::start(vena, folder.path(), &[]).await?;
    let second = server.started_in;
    tokio::time::sleep(Duration::from_secs(5)).await;
    let memory_mb = server.resident_mb()?;
    server.stop().await?;
    say(&format!("start on an empty folder        {:8.2} s", first.as_secs_f64()));
    say(&format!("start on an existing database   {:8.2} s   (limit 3 s)", second.as_secs_f64()));
    say(&format!("resident memory when idle       {memory_mb:8.1} MB  (limit 200 MB, without the database)"));
    Ok(())
}
