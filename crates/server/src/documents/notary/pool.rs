//! What a signature can be proven with: roots, authorities, lists.

use vena_kernel::clock::Instant;
use vena_platform::documents::SignOrder;
use vena_sign::{
    Fault,
    cms::Evidence,
    x509::{Anchors, Certificate, Crl, Path, Purpose, check_revocation},
};

use super::{authority::Opened, trusted::Trusted};

/// Our own authority, and what the settings trust besides it.
pub(super) struct Pool {
    pub(super) anchors: Anchors,
    pub(super) known: Evidence,
}

impl Pool {
    /// What is known at `now`, when the signature is made.
    pub(super) fn of(opened: &Opened, trusted: &Trusted, order: &SignOrder<'_>, now: Instant) -> Result<Self, Fault> {
        let authority = &opened.authority;
        let mut known = Evidence {
            certificates: vec![authority.issuing().clone()],
            crls: vec![
                opened.list(order.withdrawn, order.list_number, now)?,
                opened.authorities_list(order.list_number, now)?,
            ],
        };
        known.add(&trusted.known);
        let roots = trusted.roots.iter().chain([authority.root()]).cloned();
        Ok(Self { anchors: Anchors::new(roots), known })
    }

    /// What the settings trust, without our own authority.
    pub(super) fn of_others(trusted: &Trusted) -> Self {
        Self { anchors: Anchors::new(trusted.roots.iter().cloned()), known: trusted.known.clone() }
    }

    /// From a certificate to a root.
    pub(super) fn path(&self, certificate: &Certificate) -> Result<Path, Fault> {
        Path::find(certificate, &self.known.certificates, &self.anchors)
    }

    /// Refuses a signer whose certificate is not good at `at`.
    pub(super) fn check(&self, path: &Path, at: Instant) -> Result<(), Fault> {
        path.check(at, Purpose::Signing)?;
        check_revocation(path, &self.known.crls, at)
    }

    /// The certificates on `paths` and the lists of their authorities, and nothing else: what proves the signature when
    /// nobody can be asked any more.
    pub(super) fn archive(&self, paths: &[Path]) -> Evidence {
        let mut evidence = Evidence::default();
        for certificate in paths.iter().flat_map(Path::certificates) {
            evidence.add_certificate(certificate);
        }
        for issuer in paths.iter().flat_map(|path| path.certificates().iter().skip(1)) {
            let speaks = |list: &&Crl| list.issuer() == issuer.subject() && list.check_signed_by(issuer).is_ok();
            let crls = self.known.crls.iter().filter(speaks).cloned().collect();
            evidence.add(&Evidence { certificates: Vec::new(), crls });
        }
        evidence
    }
}
