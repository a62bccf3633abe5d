//! Making a signature.

use der::{
    Decode as _, Encode as _,
    asn1::{Any, ObjectIdentifier, OctetString, SetOfVec},
};
use vena_kernel::clock::Instant;
use x509_cert::serial_number::SerialNumber;

use super::{
    attribute::Attributes,
    structure::{EncapsulatedContent, IssuerAndSerialNumber, SignedData, SignerIdentifier, SignerInfo},
};
use crate::{Fault, Profile, Result, key::Identity, oid, wire, x509::Certificate};

/// What a person signs.
#[derive(Debug, Clone)]
pub struct Request<'a> {
    /// The digest of the document, in the digest of the signer's profile.
    pub digest: [u8; 32],
    /// When, as the signer claims; a time-stamp proves it.
    pub at: Instant,
    /// The envelope in DER: see [`crate::envelope`].
    pub envelope: Option<&'a [u8]>,
}

impl Request<'_> {
    /// The attributes of a signature over a document.
    pub(super) fn attributes(&self, identity: &Identity<'_>) -> Result<Attributes> {
        let digest = identity.certificate().profile().digest();
        let certificates: Vec<&Certificate> = bound(identity);
        let mut all = Attributes::of_signature(oid::DATA, (digest, self.digest), self.at, &certificates)?;
        self.add_envelope(&mut all)?;
        Ok(all)
    }

    /// The attributes of a signature over a signature, which names no type of content (RFC 5652 section 11.4).
    pub(super) fn counter_attributes(&self, identity: &Identity<'_>) -> Result<Attributes> {
        let all = self.attributes(identity)?;
        let mut kept = Attributes::default();
        for attribute in all.iter().filter(|attribute| attribute.oid != oid::CONTENT_TYPE) {
            for value in attribute.values.iter() {
                kept.add(attribute.oid, value)?;
            }
        }
        Ok(kept)
    }

    fn add_envelope(&self, all: &mut Attributes) -> Result<()> {
        let Some(envelope) = self.envelope else { return Ok(()) };
        all.add(oid::ENVELOPE, &Any::from_der(envelope).map_err(|_| Fault::Malformed { what: "envelope" })?)
    }
}

fn bound<'a>(identity: &'a Identity<'_>) -> Vec<&'a Certificate> {
    std::iter::once(identity.certificate()).chain(identity.chain()).collect()
}

/// Signs attributes.
pub(super) fn sign_attributes(identity: &Identity<'_>, attributes: &Attributes) -> Result<SignerInfo> {
    let malformed = |_| Fault::Malformed { what: "signature" };
    let certificate = identity.certificate();
    let profile = certificate.profile();
    let signature = identity.key().sign(&attributes.signed_bytes()?)?;
    // A device that answers with nonsense is noticed before anyone files its answer.
    certificate.public_key().verify(&attributes.signed_bytes()?, &signature)?;
    let serial = SerialNumber::new(certificate.serial_bytes()).map_err(malformed)?;
    Ok(SignerInfo {
        version: 1,
        signer: SignerIdentifier::Number(IssuerAndSerialNumber { issuer: certificate.issuer_name().clone(), serial }),
        digest_algorithm: profile.digest().algorithm(),
        signed: Some(attributes.to_set()?),
        signature_algorithm: profile.signature_algorithm(),
        signature: OctetString::new(signature).map_err(malformed)?,
        unsigned: None,
    })
}

/// SignedData without a signature yet.
pub(super) fn empty(content_type: ObjectIdentifier, content: Option<&[u8]>) -> Result<SignedData> {
    let octets = |bytes: &[u8]| OctetString::new(bytes).map_err(|_| Fault::TooLarge { what: "content" });
    Ok(SignedData {
        // RFC 5652 section 5.1: 1 for plain data, 3 for any other type.
        version: if content_type == oid::DATA { 1 } else { 3 },
        digest_algorithms: SetOfVec::new(),
        content: EncapsulatedContent { content_type, content: content.map(octets).transpose()? },
        certificates: None,
        crls: None,
        signers: SetOfVec::new(),
    })
}

/// Adds a signature and what proves it.
pub(super) fn add(data: &mut SignedData, info: SignerInfo, identity: &Identity<'_>) -> Result<()> {
    add_digest(data, identity.certificate().profile())?;
    for certificate in bound(identity) {
        add_certificate(data, certificate)?;
    }
    data.signers.insert(info).map_err(|_| Fault::Malformed { what: "signature" })
}

pub(super) fn add_digest(data: &mut SignedData, profile: Profile) -> Result<()> {
    let algorithm = profile.digest().algorithm();
    if data.digest_algorithms.iter().any(|known| known.oid == algorithm.oid) {
        return Ok(());
    }
    data.digest_algorithms.insert(algorithm).map_err(|_| Fault::Malformed { what: "signature" })
}

pub(super) fn add_certificate(data: &mut SignedData, certificate: &Certificate) -> Result<()> {
    let malformed = |_| Fault::Malformed { what: "certificate" };
    let der = Any::from_der(certificate.der()).map_err(malformed)?;
    let set = data.certificates.get_or_insert_with(SetOfVec::new);
    if set.iter().any(|known| known == &der) {
        return Ok(());
    }
    set.insert(der).map_err(malformed)
}

/// A message that carries its content: time-stamp tokens. `stamp_time` is the claimed time of the signature.
pub(crate) fn encapsulate(
    identity: &Identity<'_>,
    content_type: ObjectIdentifier,
    content: &[u8],
    at: Instant,
    with_certificates: bool,
) -> Result<Vec<u8>> {
    let digest = identity.certificate().profile().digest();
    let certificates = bound(identity);
    let attributes = Attributes::of_signature(content_type, (digest, digest.of(content)), at, &certificates)?;
    let mut data = empty(content_type, Some(content))?;
    let info = sign_attributes(identity, &attributes)?;
    add(&mut data, info, identity)?;
    if !with_certificates {
        data.certificates = None;
    }
    outside(&data)
}

/// The message in DER.
pub(super) fn outside(data: &SignedData) -> Result<Vec<u8>> {
    let malformed = |_| Fault::Malformed { what: "CMS" };
    let content = Any::from_der(&data.to_der().map_err(malformed)?).map_err(malformed)?;
    wire::encode(&super::structure::ContentInfo { content_type: oid::SIGNED_DATA, content }, "CMS")
}
