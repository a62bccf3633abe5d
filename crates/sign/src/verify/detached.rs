//! A document and, beside it, its signatures.

use vena_kernel::say;

use super::{
    Policy, check_carried, examine,
    report::{Check, Report, SignatureReport},
    signature::Subject,
};
use crate::{
    Fault, Result,
    cms::{Content, Message},
    envelope::Envelope,
};

/// Checks the CMS message `signatures` over `document`.
pub fn detached(document: &[u8], signatures: &[u8], policy: &Policy) -> Report {
    let what = say!("签名文件可读", "the signature file can be read");
    match Message::from_der(signatures).and_then(|message| message.evidence().map(|carried| (message, carried))) {
        Ok((message, mut evidence)) => {
            evidence.add(&policy.evidence);
            examine_all(document, &message, &evidence, policy)
        }
        Err(fault) => Report::unreadable(what, fault),
    }
}

fn examine_all(document: &[u8], message: &Message, evidence: &crate::cms::Evidence, policy: &Policy) -> Report {
    let parts = [document];
    let is_shown = |envelope: &Envelope| check_shown(envelope, document);
    let mut used = Vec::new();
    let signatures: Vec<_> = message
        .signers()
        .iter()
        .map(|signer| {
            let subject = Subject { signer, content: Content::document(&parts), evidence, is_shown: &is_shown };
            examine(&subject, policy, &mut used)
        })
        .collect();
    let is_signed = if signatures.is_empty() { Err(Fault::NotSigned) } else { Ok(()) };
    let is_bare = match message.content() {
        None => Ok(()),
        Some(content) if content == document => Ok(()),
        Some(_) => Err(Fault::DigestMismatch),
    };
    let mut checks = vec![
        Check::of(say!("文件有签名", "the document is signed"), &is_signed),
        Check::of(say!("签名文件没有夹带另一份内容", "the signature carries no other content"), &is_bare),
    ];
    // Where a path is broken, what belongs to it cannot be told from what is stray.
    if signatures.iter().all(SignatureReport::is_ok) {
        let what = say!("签名没有夹带无关的证书或吊销列表", "the signature carries no stray certificate or list");
        checks.push(Check::of(what, &check_carried(message, &policy.anchors, &used)));
    }
    Report { checks, signatures }
}

fn check_shown(envelope: &Envelope, document: &[u8]) -> Result<()> {
    let whole = envelope.document.bytes == document.len() as u64;
    if whole && envelope.document.is_beginning_of(document) { Ok(()) } else { Err(Fault::EnvelopeDocument) }
}
