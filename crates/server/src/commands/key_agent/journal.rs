//! The agent's own record: what was signed with which key. One line of JSON each; never a PIN.

use std::{
    fs::{File, OpenOptions},
    io::Write as _,
    os::unix::fs::OpenOptionsExt as _,
    path::Path,
    sync::{Mutex, PoisonError},
};

use anyhow::Context;
use serde::Serialize;
use vena_kernel::{clock::Instant, zone};

/// What happened.
#[derive(Debug, Serialize)]
pub(super) struct Line<'a> {
    /// When, on this machine's clock.
    pub(super) at: Instant,
    /// `signed`, `kept-certificate` or `refused`.
    pub(super) did: &'static str,
    /// The key, by its public half.
    pub(super) key: &'a str,
    /// The key, by its name on the device.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub(super) label: &'a str,
    /// What was signed, or why it was refused.
    pub(super) what: &'a str,
    /// SM3 or SHA-256 of the signed bytes, hexadecimal.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub(super) digest: &'a str,
}

/// A file that only grows.
pub(super) struct Journal(Mutex<File>);

impl Journal {
    /// Opens the file, for its owner alone, and makes the folder when it is missing.
    pub(super) fn open(path: &Path) -> anyhow::Result<Self> {
        let why = || format!("无法打开日志 / cannot open the journal {}", path.display());
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).with_context(why)?;
        }
        let file = OpenOptions::new().create(true).append(true).mode(0o600).open(path).with_context(why)?;
        Ok(Self(Mutex::new(file)))
    }

    /// Writes a line to the disk, then to the terminal.
    pub(super) fn write(&self, line: &Line<'_>) -> std::io::Result<()> {
        let mut text = serde_json::to_string(line)?;
        text.push('\n');
        let mut file = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        file.write_all(text.as_bytes())?;
        file.sync_data()?;
        tell(line);
        Ok(())
    }
}

fn tell(line: &Line<'_>) {
    let (mark, did) = match line.did {
        "signed" => ('✓', "签名 / signed"),
        "refused" => ('✗', "拒绝 / refused"),
        _ => ('✓', "存入证书 / certificate kept"),
    };
    let (at, label, what, digest) = (zone::shown(line.at), line.label, line.what, line.digest);
    // A terminal that has gone must not end the agent.
    let _ = writeln!(std::io::stdout(), "{mark} {at}  {did}  {label}  {what}  {digest}");
}
