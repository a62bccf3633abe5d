//! One signature in a message.

use der::asn1::{Any, ObjectIdentifier};
use vena_kernel::clock::Instant;

use super::{
    attribute::Attributes,
    evidence::Evidence,
    hand::Hand,
    structure::{RevocationValues, SignerIdentifier, SignerInfo},
};
use crate::{
    Digest, Fault, Profile, Result, oid, wire,
    x509::{Certificate, Crl},
};

/// Attributes outside the signature that this product understands.
const KNOWN_UNSIGNED: [ObjectIdentifier; 4] =
    [oid::SIGNATURE_TIME_STAMP, oid::COUNTER_SIGNATURE, oid::CERT_VALUES, oid::REVOCATION_VALUES];

/// Counter-signatures on counter-signatures: more levels are an attack.
const MOST_COUNTER_SIGNATURES: usize = 4;

/// A signature and what stands around it.
#[derive(Debug, Clone)]
pub struct Signer<'m> {
    pub(super) info: std::borrow::Cow<'m, SignerInfo>,
}

impl<'m> Signer<'m> {
    pub(super) fn new(info: &'m SignerInfo) -> Self {
        Self { info: std::borrow::Cow::Borrowed(info) }
    }

    /// The signature's bytes: what a time-stamp and a counter-signature are over. They also name it.
    pub fn signature(&self) -> &[u8] {
        self.info.signature.as_bytes()
    }

    /// Its algorithms.
    pub fn profile(&self) -> Result<Profile> {
        let profile = Profile::of_signature(&self.info.signature_algorithm)?;
        let digest = Digest::of_algorithm(&self.info.digest_algorithm)?;
        if profile.digest() == digest { Ok(profile) } else { Err(Fault::MixedProfiles) }
    }

    /// The digests that it and its counter-signatures use. Refuses a version that does not fit how the signer is named
    /// (RFC 5652 section 5.3).
    pub(super) fn digests(&self) -> Result<Vec<Digest>> {
        self.digests_within(MOST_COUNTER_SIGNATURES)
    }

    fn digests_within(&self, levels: usize) -> Result<Vec<Digest>> {
        if !self.version_fits() {
            return Err(Fault::Malformed { what: "CMS" });
        }
        let mut all = vec![self.profile()?.digest()];
        for counter in self.counter_signers()? {
            let below = levels.checked_sub(1).ok_or(Fault::TooLarge { what: "counter-signatures" })?;
            all.extend(counter.digests_within(below)?);
        }
        Ok(all)
    }

    pub(super) fn signed(&self) -> Attributes {
        Attributes::of(self.info.signed.as_ref())
    }

    /// The bytes that the key signed: the signed attributes as a SET, for verifiers that know nothing of CMS.
    pub fn signed_bytes(&self) -> Result<Vec<u8>> {
        self.signed().signed_bytes()
    }

    fn unsigned(&self) -> Attributes {
        Attributes::of(self.info.unsigned.as_ref())
    }

    /// When it was made, as the signer claims.
    pub fn claimed_at(&self) -> Result<Option<Instant>> {
        self.signed().signing_time()
    }

    /// The envelope in DER, when there is one.
    pub fn envelope(&self) -> Result<Option<Vec<u8>>> {
        let attributes = self.signed();
        let value = attributes.one(oid::ENVELOPE, "envelope")?;
        value.map(|any| wire::encode(any, "envelope")).transpose()
    }

    /// With whose hand it was made.
    pub fn hand(&self) -> Result<Hand> {
        Hand::of(&self.signed())
    }

    /// The time-stamp token over this signature, when there is one.
    pub fn stamp(&self) -> Result<Option<Vec<u8>>> {
        let attributes = self.unsigned();
        let value = attributes.one(oid::SIGNATURE_TIME_STAMP, "timeStampToken")?;
        value.map(|any| wire::encode(any, "time-stamp")).transpose()
    }

    /// The signatures on this signature.
    pub fn counter_signers(&self) -> Result<Vec<Signer<'static>>> {
        let attributes = self.unsigned();
        let values = attributes.values(oid::COUNTER_SIGNATURE, "countersignature")?;
        let read = |any: &&Any| {
            let info: SignerInfo = any.decode_as().map_err(|_| Fault::Malformed { what: "counter-signature" })?;
            Ok(Signer { info: std::borrow::Cow::Owned(info) })
        };
        values.iter().map(read).collect()
    }

    /// The certificates and lists that were archived with it.
    pub fn evidence(&self) -> Result<Evidence> {
        let malformed = |_| Fault::Malformed { what: "evidence" };
        let attributes = self.unsigned();
        let mut evidence = Evidence::default();
        if let Some(value) = attributes.one(oid::CERT_VALUES, "certValues")? {
            let all: Vec<Any> = value.decode_as().map_err(malformed)?;
            for any in &all {
                evidence.add_certificate(&Certificate::from_der(&wire::encode(any, "certificate")?)?);
            }
        }
        if let Some(value) = attributes.one(oid::REVOCATION_VALUES, "revocationValues")? {
            let values: RevocationValues = value.decode_as().map_err(malformed)?;
            for any in values.lists.iter().flatten() {
                evidence.crls.push(Crl::from_der(&wire::encode(any, "CRL")?)?);
            }
        }
        Ok(evidence)
    }

    /// The certificate it names, out of `pool`.
    pub fn certificate(&self, pool: &[Certificate]) -> Result<Certificate> {
        let named = |certificate: &&Certificate| match &self.info.signer {
            SignerIdentifier::Number(number) => {
                let serial = super::super::x509::significant(number.serial.as_bytes());
                certificate.issuer_name() == &number.issuer && certificate.serial_bytes() == serial
            }
            SignerIdentifier::Key(key) => certificate.extensions().key.as_deref() == Some(key.as_bytes()),
        };
        pool.iter().find(named).cloned().ok_or(Fault::NoCertificate)
    }

    /// Refuses attributes outside the signature that nobody here understands: something may have been done to them.
    pub fn check_unsigned(&self) -> Result<()> {
        let attributes = self.unsigned();
        let unknown = attributes.iter().find(|attribute| !KNOWN_UNSIGNED.contains(&attribute.oid));
        let fault = |oid: ObjectIdentifier| Err(Fault::UnknownAttribute { oid: oid.to_string() });
        unknown.map_or(Ok(()), |attribute| fault(attribute.oid))?;
        // A set that is there but empty is not what anybody writes.
        let is_hollow = self.info.unsigned.is_some() && attributes.is_empty();
        if is_hollow { Err(Fault::Malformed { what: "CMS" }) } else { Ok(()) }
    }

    fn version_fits(&self) -> bool {
        match self.info.signer {
            SignerIdentifier::Number(_) => self.info.version == 1,
            SignerIdentifier::Key(_) => self.info.version == 3,
        }
    }
}
