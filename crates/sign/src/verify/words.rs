//! A report in plain words.

use std::fmt::Write as _;

use vena_kernel::{say, text::Lang};

use super::report::{Check, Report, SignatureReport};

impl Report {
    /// The report as lines of text: what `vena document verify` prints.
    pub fn to_text(&self, lang: Lang) -> String {
        let mut text = String::new();
        self.checks.iter().for_each(|check| line(&mut text, check, lang, 0));
        self.signatures.iter().for_each(|signature| block(&mut text, signature, lang, 0));
        text
    }
}

fn block(text: &mut String, signature: &SignatureReport, lang: Lang, depth: usize) {
    let indent = "  ".repeat(depth);
    let name = signature.signer.as_ref().map_or("?", |signer| signer.name.as_str());
    let at = signature.proven_at.or(signature.claimed_at).map(|at| at.to_string()).unwrap_or_default();
    let envelope = signature.envelope.as_ref();
    let (role, reason) = envelope.map_or(("", ""), |envelope| (envelope.role.as_str(), envelope.reason.as_str()));
    let title = match (lang, depth) {
        (Lang::Zh, 0) => "签名",
        (Lang::Zh, _) => "复核签名",
        (Lang::En, 0) => "Signature",
        (Lang::En, _) => "Counter-signature",
    };
    let hand = hand(signature, lang);
    let words = [title, name, role, reason, at.as_str(), hand.as_str()];
    let words: Vec<&str> = words.into_iter().filter(|word| !word.is_empty()).collect();
    let _ = writeln!(text, "{indent}{}", words.join(" · "));
    signature.checks.iter().for_each(|check| line(text, check, lang, depth + 1));
    signature.counter_signatures.iter().for_each(|counter| block(text, counter, lang, depth + 1));
}

/// With what, when it was not a key of the signer's own.
fn hand(signature: &SignatureReport, lang: Lang) -> String {
    let Some(seal) = signature.sealed_by.as_ref().map(|seal| &seal.name) else { return String::new() };
    let words = match signature.handwriting.as_ref().map(|written| &written.witness) {
        None => say!("安全密钥，{seal}盖章", "security key, sealed by {seal}"),
        Some(witness) if witness.trim().is_empty() => {
            say!("手写签名并采集指纹，{seal}盖章", "handwritten, with a fingerprint, sealed by {seal}")
        }
        Some(witness) => {
            say!("手写签名，{witness}见证，{seal}盖章", "handwritten, seen by {witness}, sealed by {seal}")
        }
    };
    words.get(lang).to_owned()
}

fn line(text: &mut String, check: &Check, lang: Lang, depth: usize) {
    let (indent, what) = ("  ".repeat(depth), check.what.get(lang));
    let _ = match &check.refusal {
        None => writeln!(text, "{indent}✓ {what}"),
        Some(refusal) => writeln!(text, "{indent}✗ {what}: {} [{}]", refusal.reason.get(lang), refusal.rule),
    };
}
