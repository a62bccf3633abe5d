//! Does a signature hold? The mathematics and the binding; whether its certificate may be trusted is asked elsewhere.

use der::asn1::ObjectIdentifier;
use vena_kernel::clock::Instant;

use super::signer::Signer;
use crate::{Digest, Fault, Result, oid, x509::Certificate};

/// What a signature should be over.
#[derive(Clone, Copy)]
pub struct Content<'a> {
    /// Parts that are digested one after the other.
    pub parts: &'a [&'a [u8]],
    /// Its type; counter-signatures name none.
    pub(crate) content_type: Option<ObjectIdentifier>,
}

impl<'a> Content<'a> {
    /// A document, whole or in parts.
    pub fn document(parts: &'a [&'a [u8]]) -> Self {
        Self { parts, content_type: Some(oid::DATA) }
    }

    /// Another signature.
    pub fn signature(parts: &'a [&'a [u8]]) -> Self {
        Self { parts, content_type: None }
    }

    fn digest(&self, digest: Digest) -> [u8; 32] {
        digest.of_parts(self.parts)
    }
}

/// A signature that holds.
#[derive(Debug, Clone)]
pub struct Checked {
    /// Whose key made it.
    pub certificate: Certificate,
    /// When, as the signer claims.
    pub claimed_at: Option<Instant>,
    /// Whether the signature itself names its certificate. If not, another certificate of the same key would do.
    pub is_bound: bool,
}

impl Signer<'_> {
    /// Refuses a digest that is not that of `content`.
    pub fn check_digest(&self, content: &Content<'_>) -> Result<()> {
        let attributes = self.signed();
        if attributes.content_type()? != content.content_type {
            // GM/T 0010 has its own name for plain data.
            let is_data = content.content_type == Some(oid::DATA) && attributes.content_type()? == Some(oid::SM2_DATA);
            if !is_data {
                return Err(Fault::BadAttributes { what: "contentType" });
            }
        }
        let expected = content.digest(self.profile()?.digest());
        if attributes.message_digest()? == expected { Ok(()) } else { Err(Fault::DigestMismatch) }
    }

    /// Refuses a certificate that the signature is not bound to. Tells whether it is bound to any.
    pub fn check_binding(&self, certificate: &Certificate) -> Result<bool> {
        let Some(named) = self.signed().signing_certificates()? else { return Ok(false) };
        let (digest, hash) = &named[0];
        if certificate.fingerprint(*digest).as_slice() == hash { Ok(true) } else { Err(Fault::SwappedCertificate) }
    }

    /// Refuses a signature that the key of `certificate` did not make.
    pub fn check_signature(&self, certificate: &Certificate) -> Result<()> {
        if self.profile()? != certificate.profile() {
            return Err(Fault::MixedProfiles);
        }
        let attributes = self.signed();
        if attributes.is_empty() {
            return Err(Fault::BadAttributes { what: "signedAttrs" });
        }
        certificate.public_key().verify(&attributes.signed_bytes()?, self.signature())
    }

    /// All of it, in the order in which a reader would ask.
    pub fn check(&self, content: &Content<'_>, pool: &[Certificate]) -> Result<Checked> {
        self.check_digest(content)?;
        let certificate = self.certificate(pool)?;
        let is_bound = self.check_binding(&certificate)?;
        self.check_signature(&certificate)?;
        Ok(Checked { certificate, claimed_at: self.claimed_at()?, is_bound })
    }
}
