//! Making a signature.

use der::{
    Decode as _, Encode as _,
    asn1::{Any, ObjectIdentifier, OctetString, SetOfVec},
};
use vena_kernel::clock::Instant;

use super::{
    attribute::Attributes,
    draft::signer_info,
    structure::{EncapsulatedContent, SignedData, SignerInfo},
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
    /// The attributes of a signature over a document, by the key of the first of `certificates`.
    pub(super) fn attributes(&self, certificates: &[Certificate]) -> Result<Attributes> {
        let signer = certificates.first().ok_or(Fault::NoCertificate)?;
        let digest = signer.profile().digest();
        let mut all = Attributes::of_signature(oid::DATA, (digest, self.digest), self.at, certificates)?;
        self.add_envelope(&mut all)?;
        Ok(all)
    }

    /// The attributes of a signature over a signature, which names no type of content (RFC 5652 section 11.4).
    pub(super) fn counter_attributes(&self, identity: &Identity<'_>) -> Result<Attributes> {
        let all = self.attributes(&bound(identity))?;
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

/// The signer's certificate and those above it.
pub(super) fn bound(identity: &Identity<'_>) -> Vec<Certificate> {
    std::iter::once(identity.certificate()).chain(identity.chain()).cloned().collect()
}

/// Signs attributes.
pub(super) fn sign_attributes(identity: &Identity<'_>, attributes: &Attributes) -> Result<SignerInfo> {
    let signature = identity.key().sign(&attributes.signed_bytes()?)?;
    signer_info(identity.certificate(), attributes, &signature)
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

/// Adds a signature and what proves it: the signer's certificate first.
pub(super) fn add(data: &mut SignedData, info: SignerInfo, certificates: &[Certificate]) -> Result<()> {
    add_digest(data, certificates.first().ok_or(Fault::NoCertificate)?.profile())?;
    for certificate in certificates {
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
    add(&mut data, info, &certificates)?;
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
