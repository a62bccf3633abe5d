//! Everything that can be asked about one signature.

use vena_kernel::{clock::Instant, say, text::Text};

use super::{
    Policy, hand,
    report::SignatureReport,
    stamp,
    trust::{self, Whose},
};
use crate::{
    Fault, Result,
    cms::{Content, Evidence, Hand, Signer},
    envelope::Envelope,
    x509::Certificate,
};

/// A signature within its document.
pub(crate) struct Subject<'a> {
    /// The signature.
    pub(crate) signer: &'a Signer<'a>,
    /// What it should be over.
    pub(crate) content: Content<'a>,
    /// What is known besides it.
    pub(crate) evidence: &'a Evidence,
    /// Refuses an envelope about another document.
    pub(crate) is_shown: &'a dyn Fn(&Envelope) -> Result<()>,
}

/// Examines a signature. The certificates on its paths are added to `used`.
pub(crate) fn examine(subject: &Subject<'_>, policy: &Policy, used: &mut Vec<Certificate>) -> SignatureReport {
    let mut report = SignatureReport::new();
    let Subject { signer, content, evidence, .. } = subject;
    report.note(say!("内容自签名后未被改动", "the content is as it was signed"), signer.check_digest(content));
    report.note(say!("签名不含无法识别的附加内容", "the signature carries nothing unknown"), signer.check_unsigned());
    let found = signer.certificate(&evidence.certificates);
    let what = say!("签名人的证书与签名相符", "the signer's certificate belongs to the signature");
    let Some(certificate) = report.note(what, found.and_then(|found| bound(signer, found, policy))) else {
        return report;
    };
    report.signer = Some(certificate.subject());
    report.certificate = Some(certificate.serial());
    let what = say!("签名值由证书的密钥产生", "the signature was made with the certificate's key");
    report.note(what, signer.check_signature(&certificate));
    let proven = stamp::examine(&mut report, signer, evidence, policy);
    if let Some(proven) = &proven {
        used.extend(proven.path.certificates().iter().cloned());
    }
    report.proven_at = proven.map(|proven| proven.at);
    note_times(&mut report, signer, policy);
    let at: Instant = report.proven_at.unwrap_or(policy.now);
    trust::note(&mut report, Whose::Key, (&certificate, at), evidence, policy, used);
    let what = say!("写明了以何种方式签名", "it says with whose hand it was made");
    let Some(hand) = note_hand(&mut report, what, signer.hand()) else { return report };
    hand::examine(&mut report, (subject, &hand), &certificate, policy, used);
    note_envelope(&mut report, (subject, &hand), &certificate, policy);
    hand::name(&mut report);
    note_counter_signatures(&mut report, subject, policy, used);
    report
}

fn bound(signer: &Signer<'_>, certificate: Certificate, policy: &Policy) -> Result<Certificate> {
    let is_bound = signer.check_binding(&certificate)?;
    // Our own signatures always name their certificate; many others do not.
    if is_bound || !policy.needs_envelope {
        Ok(certificate)
    } else {
        Err(Fault::BadAttributes { what: "signingCertificateV2" })
    }
}

fn note_times(report: &mut SignatureReport, signer: &Signer<'_>, policy: &Policy) {
    let claimed = signer.claimed_at();
    report.claimed_at = claimed.as_ref().ok().copied().flatten();
    let checked = claimed.and_then(|claimed| stamp::check_claim(claimed, report.proven_at, policy.now));
    report.note(say!("签名时间合理", "the signing time is plausible"), checked);
}

/// The question is only asked where there is more than a key.
fn note_hand(report: &mut SignatureReport, what: Text, read: Result<Hand>) -> Option<Hand> {
    match read {
        Ok(Hand::Key) => Some(Hand::Key),
        read => report.note(what, read),
    }
}

fn note_envelope(
    report: &mut SignatureReport,
    (subject, hand): (&Subject<'_>, &Hand),
    certificate: &Certificate,
    policy: &Policy,
) {
    let what = say!("签名人、事由与所示文件相符", "signer, reason and the document shown belong together");
    let der = match subject.signer.envelope() {
        Ok(None) if !policy.needs_envelope => return,
        Ok(None) => Err(Fault::BadAttributes { what: "envelope" }),
        Ok(Some(der)) => Ok(der),
        Err(fault) => Err(fault),
    };
    let envelope = der.and_then(|der| Envelope::from_der(&der));
    let claimed = report.claimed_at;
    let checked = envelope.and_then(|envelope| {
        (subject.is_shown)(&envelope)?;
        hand::check_signer(hand, &envelope, certificate)?;
        // The attribute keeps whole seconds.
        let same_second = claimed.is_none_or(|claimed| crate::time::whole(envelope.at) == claimed);
        if same_second { Ok(envelope) } else { Err(Fault::EnvelopeTime) }
    });
    report.envelope = report.note(what, checked);
}

fn note_counter_signatures(
    report: &mut SignatureReport,
    subject: &Subject<'_>,
    policy: &Policy,
    used: &mut Vec<Certificate>,
) {
    let what = say!("复核签名可读", "the counter-signatures can be read");
    let counters = match subject.signer.counter_signers() {
        Ok(counters) if counters.is_empty() => return,
        read => report.note(what, read).unwrap_or_default(),
    };
    for counter in &counters {
        let parts = [subject.signer.signature()];
        let content = Content::signature(&parts);
        let inner = Subject { signer: counter, content, evidence: subject.evidence, is_shown: subject.is_shown };
        let mut checked = examine(&inner, policy, used);
        let both = report.signer.as_ref().zip(checked.signer.as_ref());
        let same = both.is_some_and(|(one, other)| is_same(one, other));
        let differs = if same { Err(Fault::SamePerson) } else { Ok(()) };
        checked.note(say!("复核人与签名人不是同一人", "who checks is not who signed"), differs);
        report.counter_signatures.push(checked);
    }
}

fn is_same(one: &crate::x509::Subject, other: &crate::x509::Subject) -> bool {
    one == other || (one.account.is_some() && one.account == other.account)
}
