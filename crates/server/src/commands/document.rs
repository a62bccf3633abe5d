//! `vena document verify FILE`

use std::{fmt::Write, path::PathBuf, process::ExitCode};

use anyhow::Context;
use clap::{Args, Subcommand};
use vena_kernel::zone;
use vena_platform::{
    clock::Clock,
    documents::{Check, DocumentReport, SignatureReport},
};

use crate::documents::check_file;

/// Signed documents.
#[derive(Debug, Args)]
pub(super) struct Document {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Check a signed PDF, with no database and no network; exit 1 when it is not to be trusted.
    Verify(Verify),
}

#[derive(Debug, Args)]
struct Verify {
    /// The PDF.
    file: PathBuf,
    /// A root certificate that you trust, PEM or DER; as often as there are roots. A server gives its own under
    /// /api/records/authorities/sm2/root and …/p256/root.
    #[arg(long, value_name = "FILE", required = true)]
    root: Vec<PathBuf>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

impl Document {
    pub(super) fn run(self) -> anyhow::Result<ExitCode> {
        let Command::Verify(verify) = self.command;
        let read =
            |path: &PathBuf| std::fs::read(path).with_context(|| format!("无法读取 / cannot read {}", path.display()));
        let roots = verify.root.iter().map(read).collect::<anyhow::Result<Vec<_>>>()?;
        let report = check_file(&read(&verify.file)?, &roots, Clock::System.now());
        let text = if verify.json { serde_json::to_string_pretty(&report)? } else { words(&report) };
        super::say(text.trim_end());
        Ok(if report.ok { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}

fn words(report: &DocumentReport) -> String {
    let mut text = format!("{} {} / {}\n", mark(report.ok), report.verdict.zh, report.verdict.en);
    report.checks.iter().for_each(|check| line(&mut text, check));
    report.signatures.iter().for_each(|signature| signed(&mut text, signature));
    text
}

fn signed(text: &mut String, signature: &SignatureReport) {
    let when = signature.stamped_at.or(signature.at).map(zone::shown).unwrap_or_default();
    let (signer, role, reason) = (&signature.signer, &signature.role, &signature.reason);
    let _ = writeln!(
        text,
        "\n{} {signer}  {role}  “{reason}”  {when} (UTC+8)  № {}",
        mark(signature.ok),
        signature.certificate
    );
    signature.checks.iter().for_each(|check| line(text, check));
}

fn line(text: &mut String, check: &Check) {
    let _ = write!(text, "  {} {} / {}", mark(check.ok), check.title.zh, check.title.en);
    if let Some(refusal) = &check.refusal {
        let _ = write!(text, "：{} / {} [{}]", refusal.reason.zh, refusal.reason.en, refusal.rule);
    }
    text.push('\n');
}

fn mark(ok: bool) -> char {
    if ok { '✓' } else { '✗' }
}
