//! Signatures that an organisation's seal made for a person: is the seal one, and did the person do what it says?

use vena_kernel::{clock::Instant, say};

use super::{
    Policy,
    report::SignatureReport,
    signature::Subject,
    trust::{self, Whose},
};
use crate::{
    Digest, Fault, Result,
    cms::{Assertion, Hand, Handwriting},
    envelope::Envelope,
    webauthn,
    x509::{Certificate, Subject as Named},
};

/// Asks everything about the person behind the seal, and names the person as the signer.
pub(super) fn examine(
    report: &mut SignatureReport,
    (subject, hand): (&Subject<'_>, &Hand),
    seal: &Certificate,
    policy: &Policy,
    used: &mut Vec<Certificate>,
) {
    if *hand == Hand::Key {
        return;
    }
    let what = say!("印章属于机构，不属于个人", "the seal belongs to an organisation and to no person");
    report.note(what, check_seal(seal));
    report.sealed_by = Some(seal.subject());
    match hand {
        Hand::Key => {}
        Hand::SecurityKey(assertion) => security_key(report, (subject, assertion), policy, used),
        Hand::Pad(handwriting) => pad(report, handwriting, seal),
    }
}

fn check_seal(seal: &Certificate) -> Result<()> {
    let subject = seal.subject();
    if subject.is_seal() { Ok(()) } else { Err(Fault::NotASeal { subject: subject.name }) }
}

fn security_key(
    report: &mut SignatureReport,
    (subject, assertion): (&Subject<'_>, &Assertion),
    policy: &Policy,
    used: &mut Vec<Certificate>,
) {
    report.signer = Some(assertion.certificate.subject());
    report.certificate = Some(assertion.certificate.serial());
    let what = say!(
        "安全密钥核实了签名人，签署的正是此内容",
        "the security key verified its user and signed this very content"
    );
    report.note(what, check_answer(subject, assertion));
    let at: Instant = report.proven_at.unwrap_or(policy.now);
    trust::note(report, Whose::Person, (&assertion.certificate, at), subject.evidence, policy, used);
}

fn check_answer(subject: &Subject<'_>, assertion: &Assertion) -> Result<()> {
    let envelope = subject.signer.envelope()?.ok_or(Fault::BadAttributes { what: "envelope" })?;
    webauthn::check_filed(assertion, &Digest::Sha256.of(&envelope))
}

fn pad(report: &mut SignatureReport, handwriting: &Handwriting, seal: &Certificate) {
    report.handwriting = Some(handwriting.clone());
    report.certificate = Some(seal.serial());
    // Until the envelope has told the name, nobody has signed: the seal is not a person.
    report.signer = None;
    // Both are worth the same: who gives no fingerprint signs before a witness.
    let present = handwriting.fingerprint.is_some() || !handwriting.witness.trim().is_empty();
    let present = if present { Ok(()) } else { Err(Fault::HandwritingWitness) };
    report.note(
        say!("采集了指纹，或写明了见证签名的工作人员", "there is a fingerprint, or it says who saw the person sign"),
        present,
    );
}

/// Refuses an envelope of somebody else than this hand belongs to.
pub(super) fn check_signer(hand: &Hand, envelope: &Envelope, makes: &Certificate) -> Result<()> {
    match hand {
        Hand::Key => envelope.check_signer(makes),
        Hand::SecurityKey(assertion) => envelope.check_signer(&assertion.certificate),
        Hand::Pad(_) => {
            if envelope.certificate != makes.serial() {
                return Err(Fault::EnvelopeCertificate);
            }
            let is_person = !envelope.signer.trim().is_empty() && envelope.account.is_empty();
            if is_person { Ok(()) } else { Err(Fault::HandwritingName) }
        }
    }
}

/// The name on the pad, once its envelope holds.
pub(super) fn name(report: &mut SignatureReport) {
    if let (Some(_), Some(envelope)) = (&report.handwriting, &report.envelope) {
        report.signer = Some(Named::named(&envelope.signer));
    }
}
