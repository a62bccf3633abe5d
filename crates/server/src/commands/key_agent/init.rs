//! `vena key-agent init`: a software token for development.

use std::{path::PathBuf, process::ExitCode};

use anyhow::{Context, ensure};
use clap::Args;

use super::{
    pin::Pin,
    token_file::{SHORTEST_PIN, TokenFile},
};

/// The longest label.
const LONGEST_LABEL: usize = 32;

/// Make a software token, for development: an SM2 key and a P-256 key in a file.
#[derive(Debug, Args)]
pub(super) struct Init {
    /// The file; there must not be one yet.
    #[arg(long, value_name = "FILE")]
    soft_token: PathBuf,
    /// Whose token it is, in a few words.
    #[arg(long, default_value = "VENA")]
    label: String,
    /// Where the PIN is read from; `-` is the standard input. Without it the PIN is asked for.
    #[arg(long, value_name = "FILE")]
    pin_file: Option<PathBuf>,
}

impl Init {
    pub(super) fn run(self) -> anyhow::Result<ExitCode> {
        let is_plain = !self.label.trim().is_empty() && !self.label.contains(|c: char| c == '/' || c.is_control());
        ensure!(
            is_plain && self.label.chars().count() <= LONGEST_LABEL,
            "标签应为 1–{LONGEST_LABEL} 个字符，不含 / / the label has 1 to {LONGEST_LABEL} characters and no slash"
        );
        let pin = Pin::ask(self.pin_file.as_deref())?;
        ensure!(
            pin.text().chars().count() >= SHORTEST_PIN,
            "PIN 至少 {SHORTEST_PIN} 位 / the PIN has at least {SHORTEST_PIN} characters"
        );
        let file = self.soft_token.display();
        TokenFile::create(&self.soft_token, &self.label, pin.text())
            .with_context(|| format!("无法建立软件密钥 / cannot make the software token {file}"))?;
        crate::commands::say(&format!("已建立软件密钥（仅供开发）/ software token made, for development only: {file}"));
        Ok(ExitCode::SUCCESS)
    }
}
