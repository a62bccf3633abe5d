//! `vena document verify FILE`

use std::{fmt::Write, path::PathBuf, process::ExitCode};

use anyhow::Context;
use clap::{Args, Subcommand};
use vena_kernel::{say, text::Text, zone};
use vena_platform::{
    clock::Clock,
    documents::{Check, DocumentReport, HandKind, SignatureReport},
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
    if let Some(hand) = hand(signature) {
        let _ = writeln!(text, "  {} / {}", hand.zh, hand.en);
    }
    signature.checks.iter().for_each(|check| line(text, check));
}

/// With what was signed, when it was not a key of the signer's own.
fn hand(signature: &SignatureReport) -> Option<Text> {
    let seal = signature.sealed_by.as_deref().unwrap_or("?");
    let witness = signature.witness.as_deref().unwrap_or("?");
    match signature.hand {
        HandKind::Key => None,
        HandKind::SecurityKey => Some(say!(
            "本人以安全密钥签署，{seal}加盖机构印章",
            "signed with the person's security key; the seal of {seal} carries it"
        )),
        HandKind::Pad => Some(say!(
            "本人手写签名，{witness}见证，{seal}加盖机构印章",
            "written by hand and seen by {witness}; the seal of {seal} says so"
        )),
    }
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

#[cfg(test)]
mod tests {
    use vena_platform::documents::{HandKind, SignatureReport};

    use super::signed;

    fn words(hand: HandKind, sealed_by: Option<&str>, witness: Option<&str>) -> String {
        let report = SignatureReport {
            signer: "赵小舟".into(),
            hand,
            sealed_by: sealed_by.map(str::to_owned),
            witness: witness.map(str::to_owned),
            role: "献血者".into(),
            reason: "知情同意".into(),
            at: None,
            stamped_at: Some("2026-11-16T00:30:02Z".parse().expect("an instant")),
            certificate: "4a01".into(),
            ok: true,
            checks: Vec::new(),
        };
        let mut text = String::new();
        signed(&mut text, &report);
        text
    }

    #[test]
    fn the_person_is_named_first_and_then_who_sealed_and_saw_it() {
        let key = words(HandKind::Key, None, None);
        assert!(
            key.starts_with("\n✓ 赵小舟  献血者  “知情同意”  2026-11-16 08:30") && key.lines().count() == 2,
            "{key}"
        );
        let security_key = words(HandKind::SecurityKey, Some("青禾市中心血站"), None);
        assert!(security_key.contains("本人以安全密钥签署，青禾市中心血站加盖机构印章"), "{security_key}");
        let pad = words(HandKind::Pad, Some("青禾市中心血站"), Some("林知夏"));
        assert!(pad.contains("written by hand and seen by 林知夏; the seal of 青禾市中心血站 says so"), "{pad}");
    }
}
