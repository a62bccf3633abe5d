//! What a signature carries along must be needed by it: nothing else hides in it.

use crate::{
    Fault, Result,
    cms::{Evidence, Message},
    tsp::Stamp,
    x509::{Anchors, Certificate},
};

/// Refuses certificates on nobody's path, and lists that no authority on a path signed.
pub(crate) fn check_carried(message: &Message, anchors: &Anchors, used: &[Certificate]) -> Result<()> {
    let mut carried = message.evidence()?;
    for signer in message.signers() {
        for one in std::iter::once(signer.clone()).chain(signer.counter_signers()?) {
            if let Some(token) = one.stamp()? {
                carried.add(&Stamp::from_der(&token)?.evidence()?);
            }
        }
    }
    check(&carried, anchors, used)
}

pub(crate) fn check(carried: &Evidence, anchors: &Anchors, used: &[Certificate]) -> Result<()> {
    let known = |certificate: &Certificate| used.contains(certificate) || anchors.roots().contains(certificate);
    if let Some(stray) = carried.certificates.iter().find(|certificate| !known(certificate)) {
        return Err(Fault::StrayCertificate { subject: stray.subject().name });
    }
    for list in &carried.crls {
        let issuer = used.iter().find(|certificate| certificate.subject_name() == list.issuer_name());
        let unknown = Fault::BadCrl { issuer: list.issuer().name };
        list.check_signed_by(issuer.ok_or(unknown)?)?;
    }
    Ok(())
}
