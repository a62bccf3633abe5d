//! From a certificate to a root that is trusted, and what must hold on the way (RFC 5280 section 6).

use vena_kernel::clock::Instant;

use super::Certificate;
use crate::{Fault, Result, oid};

/// More authorities stand above nobody.
const DEEPEST: usize = 8;

/// The roots that are trusted, given from outside; no signature brings its own.
#[derive(Debug, Clone, Default)]
pub struct Anchors(Vec<Certificate>);

/// What the certificate at the beginning of a path is to be used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Signing documents.
    Signing,
    /// Time-stamps, and nothing else.
    TimeStamping,
}

impl Anchors {
    /// Trusts `roots`.
    pub fn new(roots: impl IntoIterator<Item = Certificate>) -> Self {
        Self(roots.into_iter().collect())
    }

    /// The roots.
    pub fn roots(&self) -> &[Certificate] {
        &self.0
    }

    fn holds(&self, certificate: &Certificate) -> bool {
        self.0.contains(certificate)
    }
}

/// From a certificate to a root: each is signed by the next, and the last is an anchor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Path(Vec<Certificate>);

impl Path {
    /// Finds a path through `pool`. What is found is connected by names, key identifiers and signatures; whether it may
    /// be used is asked by the other functions.
    pub fn find(leaf: &Certificate, pool: &[Certificate], anchors: &Anchors) -> Result<Self> {
        let mut path = vec![leaf.clone()];
        let mut dead_end = Fault::Untrusted { issuer: leaf.issuer().name };
        if extend(&mut path, pool, anchors, &mut dead_end) { Ok(Self(path)) } else { Err(dead_end) }
    }

    /// The certificates, root last.
    pub fn certificates(&self) -> &[Certificate] {
        &self.0
    }

    /// The certificate it is about.
    pub fn leaf(&self) -> &Certificate {
        &self.0[0]
    }

    /// The authorities between leaf and root.
    pub fn between(&self) -> &[Certificate] {
        self.0.get(1..self.0.len().saturating_sub(1)).unwrap_or(&[])
    }

    /// Each certificate with the one that issued it; the root has none.
    pub(crate) fn pairs(&self) -> impl Iterator<Item = (&Certificate, &Certificate)> {
        self.0.iter().zip(self.0.iter().skip(1))
    }

    /// Refuses when one of them was not valid at the instant.
    pub fn check_valid(&self, at: Instant) -> Result<()> {
        self.0.iter().try_for_each(|certificate| certificate.check_valid(at))
    }

    /// Refuses when an authority is none, has too many below it, or anything critical is not understood.
    pub fn check_constraints(&self) -> Result<()> {
        for (below, certificate) in self.0.iter().enumerate() {
            if let Some(oid) = certificate.extensions().unknown_critical.first() {
                return Err(Fault::CriticalExtension { oid: oid.to_string() });
            }
            if let Some(authorities_below) = below.checked_sub(1) {
                check_authority(certificate, authorities_below)?;
            }
        }
        Ok(())
    }

    /// Refuses a leaf that is for something else.
    pub fn check_purpose(&self, purpose: Purpose) -> Result<()> {
        let extensions = self.leaf().extensions();
        let may_sign = |usage: &x509_cert::ext::pkix::KeyUsage| usage.digital_signature() || usage.non_repudiation();
        if !extensions.usage.as_ref().is_none_or(may_sign) {
            return Err(Fault::WrongUsage { needed: "digitalSignature / nonRepudiation" });
        }
        let only_stamps = |(critical, all): &(bool, Vec<_>)| *critical && all.as_slice() == [oid::TIME_STAMPING];
        match (purpose, &extensions.purposes) {
            (Purpose::TimeStamping, Some(purposes)) if only_stamps(purposes) => Ok(()),
            (Purpose::TimeStamping, _) => Err(Fault::StampUsage),
            // Who stamps times does not sign documents.
            (Purpose::Signing, Some((_, all))) if all.contains(&oid::TIME_STAMPING) => {
                Err(Fault::WrongUsage { needed: "document signing" })
            }
            (Purpose::Signing, _) => Ok(()),
        }
    }

    /// All of it at once, without revocation.
    pub fn check(&self, at: Instant, purpose: Purpose) -> Result<()> {
        self.check_constraints()?;
        self.check_purpose(purpose)?;
        self.check_valid(at)
    }
}

fn check_authority(certificate: &Certificate, authorities_below: usize) -> Result<()> {
    let subject = || certificate.subject().name;
    let extensions = certificate.extensions();
    let Some(most_below) = extensions.authority else {
        return Err(Fault::NotAnAuthority { subject: subject() });
    };
    if !extensions.usage.as_ref().is_none_or(|usage| usage.key_cert_sign()) {
        return Err(Fault::NotAnAuthority { subject: subject() });
    }
    if most_below.is_some_and(|most| authorities_below > usize::from(most)) {
        return Err(Fault::PathTooLong { subject: subject() });
    }
    Ok(())
}

/// Depth first; `dead_end` keeps the reason of the most promising attempt: a wrong signature tells more than an absence.
fn extend(path: &mut Vec<Certificate>, pool: &[Certificate], anchors: &Anchors, dead_end: &mut Fault) -> bool {
    let Some(last) = path.last().cloned() else { return false };
    if anchors.holds(&last) {
        return true;
    }
    if path.len() >= DEEPEST {
        return false;
    }
    let issuers = anchors.roots().iter().chain(pool).filter(|candidate| may_have_issued(candidate, &last));
    let mut any = false;
    for issuer in issuers {
        any = true;
        if path.contains(issuer) {
            continue;
        }
        if let Err(fault) = last.check_signed_by(issuer) {
            *dead_end = fault;
            continue;
        }
        path.push(issuer.clone());
        if extend(path, pool, anchors, dead_end) {
            return true;
        }
        path.pop();
    }
    if !any && matches!(dead_end, Fault::Untrusted { .. }) {
        *dead_end = Fault::Untrusted { issuer: last.issuer().name };
    }
    false
}

fn may_have_issued(candidate: &Certificate, certificate: &Certificate) -> bool {
    let named = candidate.subject_name() == certificate.issuer_name();
    let keys = (&candidate.extensions().key, &certificate.extensions().issuer_key);
    let same_key = match keys {
        (Some(key), Some(issuer_key)) => key == issuer_key,
        _ => true,
    };
    named && same_key
}
