//! With whose hand a signature was made, when it was not the signer's own key: the organisation's seal signs, and a signed
//! attribute says what the person did.

use der::{
    Sequence,
    asn1::{Any, OctetString},
};

use super::attribute::Attributes;
use crate::{Fault, Result, oid, wire, x509::Certificate};

/// Larger answers of a browser are none.
const MOST_BYTES: usize = 16 * 1024;

/// What a security key of the browser answered to the digest of the envelope (WebAuthn section 7.2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assertion {
    /// The person's certificate over the public key of the credential.
    pub certificate: Certificate,
    /// The domain that the credential belongs to.
    pub rp_id: String,
    /// `response.authenticatorData`
    pub authenticator_data: Vec<u8>,
    /// `response.clientDataJSON`
    pub client_data_json: Vec<u8>,
    /// `response.signature`: `SEQUENCE { r, s }`
    pub signature: Vec<u8>,
}

/// What a pad captured. The captures themselves are kept elsewhere, encrypted; here are their digests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handwriting {
    /// SHA-256 of the strokes as they are kept.
    pub strokes: [u8; 32],
    /// SHA-256 of the fingerprint as it is kept; `None` when the person chose a witness instead.
    pub fingerprint: Option<[u8; 32]>,
    /// Who saw the person write.
    pub witness: String,
}

/// With whose hand.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Hand {
    /// The signer's own key made the signature.
    #[default]
    Key,
    /// The signer's security key answered, the seal is around it.
    SecurityKey(Box<Assertion>),
    /// The signer wrote on a pad, the seal says so.
    Pad(Handwriting),
}

#[derive(Sequence)]
struct WrittenAssertion {
    version: u8,
    certificate: Any,
    rp_id: String,
    authenticator_data: OctetString,
    client_data_json: OctetString,
    signature: OctetString,
}

#[derive(Sequence)]
struct WrittenHandwriting {
    version: u8,
    strokes: OctetString,
    #[asn1(context_specific = "0", tag_mode = "IMPLICIT", optional = "true")]
    fingerprint: Option<OctetString>,
    witness: String,
}

fn bad_assertion() -> Fault {
    Fault::BadAttributes { what: "assertion" }
}

fn bad_handwriting() -> Fault {
    Fault::BadAttributes { what: "handwriting" }
}

impl Assertion {
    fn write(&self) -> Result<WrittenAssertion> {
        let octets = |bytes: &Vec<u8>| OctetString::new(bytes.as_slice()).map_err(|_| bad_assertion());
        Ok(WrittenAssertion {
            version: 1,
            certificate: der::Decode::from_der(self.certificate.der()).map_err(|_| bad_assertion())?,
            rp_id: self.rp_id.clone(),
            authenticator_data: octets(&self.authenticator_data)?,
            client_data_json: octets(&self.client_data_json)?,
            signature: octets(&self.signature)?,
        })
    }

    fn read(value: &Any) -> Result<Self> {
        let der = wire::encode(value, "assertion")?;
        if der.len() > 4 * MOST_BYTES {
            return Err(Fault::TooLarge { what: "assertion" });
        }
        let read: WrittenAssertion = wire::decode(&der, "assertion").map_err(|_| bad_assertion())?;
        if read.version != 1 {
            return Err(bad_assertion());
        }
        Ok(Self {
            certificate: Certificate::from_der(&wire::encode(&read.certificate, "certificate")?)?,
            rp_id: read.rp_id,
            authenticator_data: read.authenticator_data.as_bytes().to_vec(),
            client_data_json: read.client_data_json.as_bytes().to_vec(),
            signature: read.signature.as_bytes().to_vec(),
        })
    }
}

impl Handwriting {
    fn write(&self) -> Result<WrittenHandwriting> {
        let octets = |digest: [u8; 32]| OctetString::new(digest).map_err(|_| bad_handwriting());
        Ok(WrittenHandwriting {
            version: 1,
            strokes: octets(self.strokes)?,
            fingerprint: self.fingerprint.map(octets).transpose()?,
            witness: self.witness.clone(),
        })
    }

    fn read(value: &Any) -> Result<Self> {
        let der = wire::encode(value, "handwriting")?;
        let read: WrittenHandwriting = wire::decode(&der, "handwriting").map_err(|_| bad_handwriting())?;
        let digest = |octets: &OctetString| octets.as_bytes().try_into().map_err(|_| bad_handwriting());
        if read.version != 1 {
            return Err(bad_handwriting());
        }
        Ok(Self {
            strokes: digest(&read.strokes)?,
            fingerprint: read.fingerprint.as_ref().map(digest).transpose()?,
            witness: read.witness,
        })
    }
}

impl Hand {
    /// Adds what the signer did to what the seal signs.
    pub(super) fn add_to(&self, attributes: &mut Attributes) -> Result<()> {
        match self {
            Self::Key => Ok(()),
            Self::SecurityKey(assertion) => attributes.add(oid::ASSERTION, &assertion.write()?),
            Self::Pad(handwriting) => attributes.add(oid::HANDWRITING, &handwriting.write()?),
        }
    }

    /// What the attributes say. Nobody signs with two hands.
    pub(super) fn of(attributes: &Attributes) -> Result<Self> {
        let assertion = attributes.one(oid::ASSERTION, "assertion")?;
        match (assertion, attributes.one(oid::HANDWRITING, "handwriting")?) {
            (None, None) => Ok(Self::Key),
            (Some(value), None) => Ok(Self::SecurityKey(Box::new(Assertion::read(value)?))),
            (None, Some(value)) => Ok(Self::Pad(Handwriting::read(value)?)),
            (Some(_), Some(_)) => Err(bad_handwriting()),
        }
    }
}
