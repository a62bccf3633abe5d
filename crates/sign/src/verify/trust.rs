//! May a certificate be trusted at an instant?

use vena_kernel::{clock::Instant, say, text::Text};

use super::{Policy, report::SignatureReport};
use crate::{
    cms::Evidence,
    x509::{Certificate, Path, Purpose, check_revocation},
};

/// Whose certificate is asked about.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Whose {
    /// Of the key that made the signature.
    Key,
    /// Of the person behind a seal.
    Person,
}

/// The questions, in this order: path, validity, revocation.
fn questions(whose: Whose) -> [Text; 3] {
    match whose {
        Whose::Key => [
            say!("证书可追溯到受信任的根", "the certificate leads to a trusted root"),
            say!("证书在签名时有效且用途相符", "the certificate was valid and meant for signing"),
            say!("证书在签名时未被吊销", "the certificate was not revoked when it signed"),
        ],
        Whose::Person => [
            say!("签名人的证书可追溯到受信任的根", "the person's certificate leads to a trusted root"),
            say!("签名人的证书在签名时有效且用途相符", "the person's certificate was valid and meant for signing"),
            say!("签名人的证书在签名时未被吊销", "the person's certificate was not revoked when they signed"),
        ],
    }
}

/// Path, validity and revocation at the instant. The certificates on the path are added to `used`.
pub(super) fn note(
    report: &mut SignatureReport,
    whose: Whose,
    (certificate, at): (&Certificate, Instant),
    evidence: &Evidence,
    policy: &Policy,
    used: &mut Vec<Certificate>,
) {
    let [leads, valid, not_revoked] = questions(whose);
    let found = Path::find(certificate, &evidence.certificates, &policy.anchors);
    let Some(path) = report.note(leads, found) else { return };
    used.extend(path.certificates().iter().cloned());
    report.note(valid, path.check(at, Purpose::Signing));
    report.note(not_revoked, check_revocation(&path, &evidence.crls, at));
}
