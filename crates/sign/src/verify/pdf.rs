//! A PDF with its signatures inside.

use vena_kernel::say;

use super::{
    Policy, carried, examine,
    report::{Check, Report, SignatureReport},
    signature::Subject,
};
use crate::{
    Fault, Result,
    cms::{Content, Evidence, Message},
    envelope::Envelope,
    pdf::{self, Embedded, SubFilter},
    tsp::{Stamp, StampCheck},
    x509::Certificate,
};

/// Checks all signatures of `document`.
pub fn embedded(document: &[u8], policy: &Policy) -> Report {
    let what = say!("PDF 可读", "the PDF can be read");
    let read = pdf::signatures(document).and_then(|signatures| Ok((signatures, pdf::evidence(document)?)));
    match read {
        Ok((signatures, evidence)) => examine_all(document, &signatures, &evidence, policy),
        Err(fault) => Report::unreadable(what, fault),
    }
}

fn examine_all(document: &[u8], all: &[Embedded], stored: &Evidence, policy: &Policy) -> Report {
    let mut evidence = stored.clone();
    evidence.add(&policy.evidence);
    let mut used = Vec::new();
    let mut carried = stored.clone();
    let signatures: Vec<_> =
        all.iter().map(|one| examine_one(document, one, &evidence, policy, &mut used, &mut carried)).collect();
    let is_signed = if signatures.is_empty() { Err(Fault::NotSigned) } else { Ok(()) };
    let mut checks = vec![
        Check::of(say!("文件有签名", "the document is signed"), &is_signed),
        Check::of(say!("文件结尾没有多余内容", "nothing follows the end of the document"), &check_tail(document, all)),
    ];
    // Where a path is broken, what belongs to it cannot be told from what is stray.
    if signatures.iter().all(SignatureReport::is_ok) {
        let what = say!("文件没有夹带无关的证书或吊销列表", "the document carries no stray certificate or list");
        checks.push(Check::of(what, &carried::check(&carried, &policy.anchors, &used)));
    }
    Report { checks, signatures }
}

/// After the last signature there may be a revision with evidence, but no loose bytes.
fn check_tail(document: &[u8], all: &[Embedded]) -> Result<()> {
    let Some(last) = all.last() else { return Ok(()) };
    if last.end == document.len() || pdf::ends_properly(document) { Ok(()) } else { Err(Fault::PdfTrailing) }
}

fn examine_one(
    document: &[u8],
    one: &Embedded,
    evidence: &Evidence,
    policy: &Policy,
    used: &mut Vec<Certificate>,
    carried: &mut Evidence,
) -> SignatureReport {
    let mut report = match one.sub_filter {
        Some(SubFilter::Pkcs7) => examine_signature(document, one, evidence, policy, used, carried),
        Some(SubFilter::DocumentStamp) => examine_stamp(document, one, evidence, policy, used, carried),
        None => {
            let mut report = SignatureReport::new();
            let fault = Fault::UnknownAlgorithm { oid: "SubFilter".into() };
            report.note::<()>(say!("签名格式可识别", "the format of the signature is known"), Err(fault));
            report
        }
    };
    report.field = Some(one.field.clone());
    let what = say!("签名覆盖当时的整份文件", "the signature covers the whole document of its time");
    report.note(what, one.check_coverage(document));
    let what = say!("此后只增加了签名和验证资料", "only signatures and evidence were added afterwards");
    report.note(what, pdf::check_unchanged(one.revision(document), document));
    report
}

fn examine_signature(
    document: &[u8],
    one: &Embedded,
    evidence: &Evidence,
    policy: &Policy,
    used: &mut Vec<Certificate>,
    carried: &mut Evidence,
) -> SignatureReport {
    let read = read_message(one, evidence);
    let mut unreadable = SignatureReport::new();
    let Some((message, pool)) = unreadable.note(say!("签名可读", "the signature can be read"), read) else {
        return unreadable;
    };
    carried.add(&pool.1);
    let signers = message.signers();
    let [signer] = signers.as_slice() else {
        let fault = Fault::BadAttributes { what: "signerInfos" };
        unreadable.note::<()>(say!("签名域内恰有一个签名", "the field holds exactly one signature"), Err(fault));
        return unreadable;
    };
    let parts = one.parts(document);
    let is_shown = |envelope: &Envelope| check_shown(envelope, document, one);
    let content = Content::document(&parts);
    examine(&Subject { signer, content, evidence: &pool.0, is_shown: &is_shown }, policy, used)
}

/// The message, what is known about it all in all, and what it carries itself.
fn read_message(one: &Embedded, evidence: &Evidence) -> Result<(Message, (Evidence, Evidence))> {
    let message = Message::from_der(&one.signature)?;
    if message.content().is_some() {
        return Err(Fault::Malformed { what: "CMS" });
    }
    let mut carried = message.evidence()?;
    for signer in message.signers() {
        if let Some(token) = signer.stamp()? {
            carried.add(&Stamp::from_der(&token)?.evidence()?);
        }
    }
    let mut all = carried.clone();
    all.add(evidence);
    Ok((message, (all, carried)))
}

/// What was shown is the file as it was before this signature, and this signature changed nothing else in it.
fn check_shown(envelope: &Envelope, document: &[u8], one: &Embedded) -> Result<()> {
    let shown = usize::try_from(envelope.document.bytes).ok().filter(|bytes| *bytes <= one.gap.0);
    let shown = shown.and_then(|bytes| document.get(..bytes)).ok_or(Fault::EnvelopeDocument)?;
    if !envelope.document.is_beginning_of(document) {
        return Err(Fault::EnvelopeDocument);
    }
    pdf::check_unchanged(shown, one.revision(document))
}

fn examine_stamp(
    document: &[u8],
    one: &Embedded,
    evidence: &Evidence,
    policy: &Policy,
    used: &mut Vec<Certificate>,
    carried: &mut Evidence,
) -> SignatureReport {
    let mut report = SignatureReport::new();
    let checked = check_stamp(document, one, evidence, policy, carried);
    let what = say!("文件时间戳有效", "the time-stamp over the document holds");
    if let Some(StampCheck { at, certificate, path }) = report.note(what, checked) {
        report.proven_at = Some(at);
        report.signer = Some(certificate.subject());
        report.certificate = Some(certificate.serial());
        used.extend(path.certificates().iter().cloned());
    }
    report
}

fn check_stamp(
    document: &[u8],
    one: &Embedded,
    evidence: &Evidence,
    policy: &Policy,
    carried: &mut Evidence,
) -> Result<StampCheck> {
    let stamp = Stamp::from_der(&one.signature)?;
    carried.add(&stamp.evidence()?);
    stamp.check_over(&one.parts(document))?;
    stamp.check(&policy.anchors, evidence, policy.now)
}
