//! Asking for a time-stamp.

use der::{
    Decode as _,
    asn1::{Int, ObjectIdentifier, OctetString},
};

use super::structure::{MessageImprint, TimeStampReq};
use crate::{Digest, Fault, Result, wire};

/// The digest that is stamped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Imprint {
    /// Which digest.
    pub digest: Digest,
    /// Its value.
    pub value: [u8; 32],
}

impl Imprint {
    /// The imprint of `bytes`.
    pub fn of(digest: Digest, bytes: &[u8]) -> Self {
        Self { digest, value: digest.of(bytes) }
    }

    pub(super) fn read(imprint: &MessageImprint) -> Result<Self> {
        let digest = Digest::of_algorithm(&imprint.algorithm)?;
        let value = imprint.digest.as_bytes().try_into().map_err(|_| Fault::StampImprint)?;
        Ok(Self { digest, value })
    }

    pub(super) fn write(&self) -> Result<MessageImprint> {
        let digest = OctetString::new(self.value).map_err(|_| Fault::StampImprint)?;
        Ok(MessageImprint { algorithm: self.digest.algorithm(), digest })
    }
}

/// A request, kept until its answer was checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StampRequest {
    /// What is to be stamped.
    pub imprint: Imprint,
    /// Under which policy; the authority's own when `None`.
    pub policy: Option<ObjectIdentifier>,
    /// A number that only this request has.
    pub nonce: Option<Vec<u8>>,
    /// Whether the token shall carry the authority's certificates.
    pub wants_certificates: bool,
}

impl StampRequest {
    /// A request for `imprint` with a random nonce and certificates.
    pub fn new(imprint: Imprint) -> Result<Self> {
        let mut nonce = [0; 8];
        getrandom::fill(&mut nonce).map_err(|_| Fault::NoRandom)?;
        // Positive, and always 8 bytes long.
        nonce[0] = nonce[0] & 0x3f | 0x40;
        Ok(Self { imprint, policy: None, nonce: Some(nonce.to_vec()), wants_certificates: true })
    }

    /// In DER: the body of the HTTP request.
    pub fn to_der(&self) -> Result<Vec<u8>> {
        let number = |bytes: &Vec<u8>| Int::new(bytes).map_err(|_| Fault::Malformed { what: "time-stamp request" });
        let request = TimeStampReq {
            version: 1,
            imprint: self.imprint.write()?,
            policy: self.policy,
            nonce: self.nonce.as_ref().map(number).transpose()?,
            wants_certificates: self.wants_certificates,
            extensions: None,
        };
        wire::encode(&request, "time-stamp request")
    }

    /// From DER: what an authority is asked.
    pub fn from_der(der: &[u8]) -> Result<Self> {
        let malformed = || Fault::Malformed { what: "time-stamp request" };
        let read = TimeStampReq::from_der(der).map_err(|_| malformed())?;
        if read.version != 1 || read.extensions.is_some() {
            return Err(malformed());
        }
        Ok(Self {
            imprint: Imprint::read(&read.imprint)?,
            policy: read.policy,
            nonce: read.nonce.map(|nonce| nonce.as_bytes().to_vec()),
            wants_certificates: read.wants_certificates,
        })
    }
}
