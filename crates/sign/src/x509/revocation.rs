//! Was a certificate revoked at an instant? Only lists that speak about that instant can say so.

use vena_kernel::clock::Instant;

use super::{Certificate, Crl, Path, Reason};
use crate::{Fault, Result};

/// Refuses when a certificate of the path had been revoked at `at`, or when no list covers that instant for it.
///
/// A list covers an instant when it was in force then, or was issued later: what is revoked stays on the list. So a
/// signature made before a revocation keeps its worth, if its time is proven, and one made after it has none.
pub fn check(path: &Path, lists: &[Crl], at: Instant) -> Result<()> {
    path.pairs().try_for_each(|(certificate, issuer)| check_one(certificate, issuer, lists, at))
}

fn check_one(certificate: &Certificate, issuer: &Certificate, lists: &[Crl], at: Instant) -> Result<()> {
    let mut covered = false;
    for list in lists.iter().filter(|list| list.issuer_name() == issuer.subject_name()) {
        list.check_signed_by(issuer)?;
        let covers = covers(list, at);
        covered |= covers;
        let found = list.revoked().iter().find(|revoked| revoked.serial == certificate.serial_bytes());
        let Some(revoked) = found.filter(|revoked| revoked.effective() <= at) else { continue };
        // A hold may have been lifted since; only a list about the instant itself can tell.
        if revoked.reason != Reason::CertificateHold || covers {
            return Err(Fault::Revoked { at: revoked.effective(), why: revoked.reason.words() });
        }
    }
    if covered { Ok(()) } else { Err(Fault::RevocationUnknown { issuer: issuer.subject().name }) }
}

fn covers(list: &Crl, at: Instant) -> bool {
    let in_force = list.this_update() <= at && list.next_update().is_none_or(|next| at <= next);
    in_force || list.this_update() >= at
}
