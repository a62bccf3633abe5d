//! What a document is worth, in the words of the screens and of the terminal.

use vena_kernel::{clock::Instant, refusal::Refusal, say, text::Text};
use vena_platform::documents::{Check, DocumentReport, HandKind, SignatureReport, Trust};
use vena_sign::{
    cms::Evidence,
    verify::{self, Policy, Report},
    x509::{Anchors, Certificate, Crl},
};

use super::notary::{Trusted, certificates};

/// Checks a PDF against roots and lists, DER, and what the settings trust besides; what does not read among them is trusted
/// no further.
pub(super) fn check(pdf: &[u8], trust: &Trust, others: &Trusted, now: Instant) -> DocumentReport {
    let roots = trust.roots.iter().filter_map(|der| Certificate::from_der(der).ok());
    let mut policy = Policy::strict(Anchors::new(roots.chain(others.roots.iter().cloned())), now);
    let crls = trust.lists.iter().filter_map(|der| Crl::from_der(der).ok()).collect();
    policy.evidence = Evidence { certificates: Vec::new(), crls };
    policy.evidence.add(&others.known);
    told(verify::embedded(pdf, &policy))
}

/// Checks a file with root certificates in PEM or DER, as somebody does who has nothing but them.
pub fn check_file(pdf: &[u8], roots: &[Vec<u8>], now: Instant) -> DocumentReport {
    let read = roots.iter().filter_map(|bytes| certificates(bytes).ok()).flatten();
    let roots = read.map(|certificate| certificate.der().to_vec()).collect();
    check(pdf, &Trust { roots, lists: Vec::new() }, &Trusted::default(), now)
}

fn told(report: Report) -> DocumentReport {
    let ok = report.is_ok() && !report.signatures.is_empty();
    let verdict = verdict(&report, ok);
    let signatures = report.signatures.iter().map(signature).collect();
    DocumentReport { ok, verdict, checks: report.checks.iter().map(line).collect(), signatures }
}

fn verdict(report: &Report, ok: bool) -> Text {
    let number = report.signatures.len();
    match report.refusals().first() {
        _ if ok => say!(
            "文件真实完整，{number} 个签名全部有效",
            "the document is genuine and whole: all {number} signatures hold"
        ),
        Some(Refusal { reason: Text { zh, en }, .. }) => say!("不可信：{zh}", "not to be trusted: {en}"),
        None => say!("文件没有签名", "the document carries no signature"),
    }
}

fn line(check: &verify::Check) -> Check {
    Check { title: check.what.clone(), ok: check.ok, refusal: check.refusal.clone() }
}

fn signature(report: &verify::SignatureReport) -> SignatureReport {
    let subject = report.signer.as_ref();
    let envelope = report.envelope.as_ref();
    SignatureReport {
        signer: subject.map(|subject| subject.name.clone()).unwrap_or_default(),
        hand: match (&report.sealed_by, &report.handwriting) {
            (None, _) => HandKind::Key,
            (Some(_), None) => HandKind::SecurityKey,
            (Some(_), Some(_)) => HandKind::Pad,
        },
        sealed_by: report.sealed_by.as_ref().map(|seal| seal.name.clone()),
        witness: report.handwriting.as_ref().map(|written| written.witness.clone()).filter(|name| !name.is_empty()),
        role: envelope.map(|envelope| envelope.role.clone()).unwrap_or_default(),
        reason: envelope.map(|envelope| envelope.reason.clone()).unwrap_or_default(),
        at: report.claimed_at,
        stamped_at: report.proven_at,
        certificate: report.certificate.clone().unwrap_or_default(),
        ok: report.is_ok(),
        checks: report.checks.iter().map(line).collect(),
    }
}
