//! A certificate that was read.

use std::{fmt, sync::Arc};

use der::{
    Decode as _, Sequence,
    asn1::{AnyRef, BitStringRef},
};
use spki::AlgorithmIdentifierOwned;
use vena_kernel::clock::Instant;
use x509_cert::name::Name;

use super::{Subject, extensions::Extensions};
use crate::{Fault, Profile, PublicKey, Result, time, wire};

const LABEL: &str = "CERTIFICATE";
/// Larger certificates belong to nobody in this field.
const MOST_BYTES: usize = 64 * 1024;

/// The outside of everything that an authority signs: the bytes it signed, how, and the signature.
#[derive(Sequence)]
pub(crate) struct Signed<'a> {
    pub(crate) content: AnyRef<'a>,
    pub(crate) algorithm: AlgorithmIdentifierOwned,
    pub(crate) signature: BitStringRef<'a>,
}

impl<'a> Signed<'a> {
    pub(crate) fn read(der: &'a [u8], what: &'static str) -> Result<Self> {
        wire::decode(der, what)
    }

    /// Refuses a signature that `key` did not make.
    pub(crate) fn check(&self, key: &PublicKey) -> Result<()> {
        if Profile::of_signature(&self.algorithm)? != key.profile() {
            return Err(Fault::MixedProfiles);
        }
        let signature = self.signature.as_bytes().ok_or(Fault::BadSignature)?;
        key.verify(&wire::encode(&self.content, "signed bytes")?, signature)
    }
}

/// A certificate whose form was checked; nothing is said yet about whether it may be trusted.
#[derive(Clone)]
pub struct Certificate(Arc<Read>);

struct Read {
    der: Vec<u8>,
    serial: Vec<u8>,
    issuer: Name,
    subject: Name,
    public_key: PublicKey,
    from: Instant,
    until: Instant,
    extensions: Extensions,
}

impl Certificate {
    /// From DER. Refuses other forms, algorithms of neither profile, and an algorithm that differs inside and outside.
    pub fn from_der(der: &[u8]) -> Result<Self> {
        let malformed = Fault::Malformed { what: "certificate" };
        if der.len() > MOST_BYTES {
            return Err(Fault::TooLarge { what: "certificate" });
        }
        let signed = Signed::read(der, "certificate")?;
        let read = x509_cert::Certificate::from_der(der).map_err(|_| malformed.clone())?;
        let inner = read.tbs_certificate();
        if inner.signature() != &signed.algorithm || inner.version() != x509_cert::Version::V3 {
            return Err(malformed);
        }
        Profile::of_signature(&signed.algorithm)?;
        Ok(Self(Arc::new(Read {
            der: der.to_vec(),
            serial: significant(inner.serial_number().as_bytes()).to_vec(),
            issuer: inner.issuer().clone(),
            subject: inner.subject().clone(),
            public_key: PublicKey::from_spki(inner.subject_public_key_info())?,
            from: time::of_time(inner.validity().not_before)?,
            until: time::of_time(inner.validity().not_after)?,
            extensions: Extensions::read(inner.extensions().map_or(&[], |all| all.as_slice()))?,
        })))
    }

    /// The first certificate in PEM text.
    pub fn from_pem(pem: &str) -> Result<Self> {
        Self::from_der(&wire::from_pem(LABEL, pem)?)
    }

    /// All certificates in PEM text: a file of roots.
    pub fn all_from_pem(pem: &str) -> Result<Vec<Self>> {
        wire::all_from_pem(LABEL, pem)?.iter().map(|der| Self::from_der(der)).collect()
    }

    /// As PEM.
    pub fn to_pem(&self) -> Result<String> {
        wire::to_pem(LABEL, self.der())
    }

    /// Its bytes.
    pub fn der(&self) -> &[u8] {
        &self.0.der
    }

    /// Its number in lower-case hexadecimal: unique for its issuer.
    pub fn serial(&self) -> String {
        wire::hex(&self.0.serial)
    }

    /// Its number as a list of withdrawn certificates names it.
    pub fn serial_bytes(&self) -> &[u8] {
        &self.0.serial
    }

    /// Who it is about.
    pub fn subject(&self) -> Subject {
        Subject::of_name(&self.0.subject)
    }

    /// Who issued it.
    pub fn issuer(&self) -> Subject {
        Subject::of_name(&self.0.issuer)
    }

    pub(crate) fn subject_name(&self) -> &Name {
        &self.0.subject
    }

    pub(crate) fn issuer_name(&self) -> &Name {
        &self.0.issuer
    }

    /// Its public key.
    pub fn public_key(&self) -> &PublicKey {
        &self.0.public_key
    }

    /// The profile of its key.
    pub fn profile(&self) -> Profile {
        self.0.public_key.profile()
    }

    /// Valid from this second on.
    pub fn valid_from(&self) -> Instant {
        self.0.from
    }

    /// Valid until the end of this second.
    pub fn valid_until(&self) -> Instant {
        self.0.until
    }

    pub(crate) fn extensions(&self) -> &Extensions {
        &self.0.extensions
    }

    /// What it may be used for, in the words of RFC 5280.
    pub fn uses(&self) -> Vec<&'static str> {
        self.0.extensions.uses()
    }

    /// Whether subject and issuer are the same.
    pub fn is_self_issued(&self) -> bool {
        self.0.subject == self.0.issuer
    }

    /// The digest of its bytes: its fingerprint.
    pub fn fingerprint(&self, digest: crate::Digest) -> [u8; 32] {
        digest.of(self.der())
    }

    /// Refuses an instant outside its life.
    pub fn check_valid(&self, at: Instant) -> Result<()> {
        if at < self.0.from {
            return Err(Fault::NotYetValid { from: self.0.from });
        }
        // The last second belongs to it to its end.
        if at >= self.0.until.plus_seconds(1) {
            return Err(Fault::Expired { until: self.0.until });
        }
        Ok(())
    }

    /// Refuses when `issuer` did not sign it.
    pub fn check_signed_by(&self, issuer: &Self) -> Result<()> {
        let signed = Signed::read(self.der(), "certificate")?;
        let held = signed.check(issuer.public_key());
        held.map_err(|_| Fault::BadCertificate { subject: self.subject().name })
    }
}

/// Without the leading zero that keeps a number positive.
pub(crate) fn significant(number: &[u8]) -> &[u8] {
    let zeros = number.iter().take_while(|byte| **byte == 0).count();
    &number[zeros.min(number.len().saturating_sub(1))..]
}

impl PartialEq for Certificate {
    fn eq(&self, other: &Self) -> bool {
        self.0.der == other.0.der
    }
}

impl Eq for Certificate {}

impl fmt::Debug for Certificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Certificate({} of {})", self.serial(), self.subject().name)
    }
}
