//! A signature in two steps: its attributes are fixed, a key elsewhere signs them, and then the message is made.

use der::asn1::OctetString;
use x509_cert::serial_number::SerialNumber;

use super::{
    Message, Request,
    attribute::Attributes,
    build,
    hand::Hand,
    structure::{IssuerAndSerialNumber, SignerIdentifier, SignerInfo},
};
use crate::{Fault, Result, oid, x509::Certificate};

/// A signature that still has to be made.
#[derive(Debug, Clone)]
pub struct Draft {
    attributes: Attributes,
    /// Whose key it is that will sign, and the authorities above it.
    certificates: Vec<Certificate>,
}

impl Draft {
    /// Fixes what is signed. `chain` begins with the issuer of `certificate` and ends before the root.
    pub fn new(certificate: &Certificate, chain: &[Certificate], request: &Request<'_>, hand: &Hand) -> Result<Self> {
        let certificates: Vec<Certificate> = std::iter::once(certificate).chain(chain).cloned().collect();
        let mut attributes = request.attributes(&certificates)?;
        hand.add_to(&mut attributes)?;
        Ok(Self { attributes, certificates })
    }

    /// The bytes that the key signs.
    pub fn to_sign(&self) -> Result<Vec<u8>> {
        self.attributes.signed_bytes()
    }

    /// The message, with the signature that the key made. Refuses one that it did not make.
    pub fn finish(&self, signature: &[u8]) -> Result<Message> {
        let info = signer_info(&self.certificates[0], &self.attributes, signature)?;
        let mut data = build::empty(oid::DATA, None)?;
        build::add(&mut data, info, &self.certificates)?;
        Ok(Message { data })
    }
}

/// A signature over `attributes`. A device that answers with nonsense is noticed before anyone files its answer.
pub(super) fn signer_info(certificate: &Certificate, attributes: &Attributes, signature: &[u8]) -> Result<SignerInfo> {
    let malformed = |_| Fault::Malformed { what: "signature" };
    let profile = certificate.profile();
    certificate.public_key().verify(&attributes.signed_bytes()?, signature)?;
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
