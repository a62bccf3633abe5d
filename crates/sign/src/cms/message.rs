//! A message: read, or made, or extended.

use der::{
    Decode as _,
    asn1::{Any, SetOfVec},
};

use super::{
    attribute::Attributes,
    build::{self, Request},
    evidence::Evidence,
    signer::Signer,
    structure::{ContentInfo, RevocationValues, SignedData, SignerInfo},
};
use crate::{
    Fault, Profile, Result,
    key::Identity,
    oid, wire,
    x509::{Certificate, Crl},
};

/// Larger messages are no signatures.
const MOST_BYTES: usize = 64 * 1024 * 1024;
/// Nobody needs more signatures on one document.
const MOST_SIGNERS: usize = 64;

/// SignedData with any number of signatures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    pub(super) data: SignedData,
}

impl Message {
    /// The first signature on a document that stands elsewhere.
    pub fn sign(identity: &Identity<'_>, request: &Request<'_>) -> Result<Self> {
        let mut message = Self { data: build::empty(oid::DATA, None)? };
        message.append(identity, request)?;
        Ok(message)
    }

    /// One more signature on the same document, beside the others: three parties sign one slip.
    pub fn append(&mut self, identity: &Identity<'_>, request: &Request<'_>) -> Result<()> {
        if self.data.signers.len() >= MOST_SIGNERS {
            return Err(Fault::TooLarge { what: "CMS" });
        }
        let certificates = build::bound(identity);
        let info = build::sign_attributes(identity, &request.attributes(&certificates)?)?;
        build::add(&mut self.data, info, &certificates)
    }

    /// A signature on the signature `signature`: the second person confirms what the first signed. The digest of the
    /// request is that of the signature's bytes. Who signed may not counter-sign.
    pub fn countersign(&mut self, signature: &[u8], identity: &Identity<'_>, request: &Request<'_>) -> Result<()> {
        let own = identity.certificate();
        let pool = self.evidence()?.certificates;
        let signed_by = self.signer(signature)?.certificate(&pool)?;
        if signed_by == *own || is_same_person(&signed_by, own) {
            return Err(Fault::SamePerson);
        }
        let expected = own.profile().digest().of(signature);
        if request.digest != expected {
            return Err(Fault::DigestMismatch);
        }
        let info = build::sign_attributes(identity, &request.counter_attributes(identity)?)?;
        self.edit(signature, |attributes| attributes.add(oid::COUNTER_SIGNATURE, &info))?;
        build::add_digest(&mut self.data, own.profile())?;
        for certificate in std::iter::once(own).chain(identity.chain()) {
            build::add_certificate(&mut self.data, certificate)?;
        }
        Ok(())
    }

    /// Files a time-stamp token over the bytes of `signature` with it.
    pub fn add_stamp(&mut self, signature: &[u8], token: &[u8]) -> Result<()> {
        let token = Any::from_der(token).map_err(|_| Fault::Malformed { what: "time-stamp" })?;
        self.edit(signature, |attributes| attributes.add(oid::SIGNATURE_TIME_STAMP, &token))
    }

    /// Files with `signature` what proves it when nobody can be asked any more.
    pub fn archive(&mut self, signature: &[u8], evidence: &Evidence) -> Result<()> {
        let any = |der: &[u8]| Any::from_der(der).map_err(|_| Fault::Malformed { what: "evidence" });
        let certificates = evidence.certificates.iter().map(|one| any(one.der())).collect::<Result<Vec<Any>>>()?;
        let lists = evidence.crls.iter().map(|one| any(one.der())).collect::<Result<Vec<Any>>>()?;
        self.edit(signature, |attributes| {
            if !certificates.is_empty() {
                attributes.add(oid::CERT_VALUES, &certificates)?;
            }
            attributes.add(oid::REVOCATION_VALUES, &RevocationValues { lists: Some(lists) })
        })
    }

    fn edit(&mut self, signature: &[u8], change: impl FnOnce(&mut Attributes) -> Result<()>) -> Result<()> {
        let mut all: Vec<SignerInfo> = self.data.signers.iter().cloned().collect();
        let info = all.iter_mut().find(|info| info.signature.as_bytes() == signature).ok_or(Fault::NotSigned)?;
        let mut attributes = Attributes::of(info.unsigned.as_ref());
        change(&mut attributes)?;
        info.unsigned = Some(attributes.to_set()?);
        self.data.signers = SetOfVec::try_from(all).map_err(|_| Fault::Malformed { what: "CMS" })?;
        Ok(())
    }

    /// The message in DER.
    pub fn to_der(&self) -> Result<Vec<u8>> {
        build::outside(&self.data)
    }

    /// From DER: the whole of it and in its canonical form, so that no byte can hide.
    pub fn from_der(der: &[u8]) -> Result<Self> {
        if der.len() > MOST_BYTES {
            return Err(Fault::TooLarge { what: "CMS" });
        }
        let malformed = || Fault::Malformed { what: "CMS" };
        let outside = ContentInfo::from_der(der).map_err(|_| malformed())?;
        if ![oid::SIGNED_DATA, oid::SM2_SIGNED_DATA].contains(&outside.content_type) {
            return Err(malformed());
        }
        let inside = wire::encode(&outside.content, "CMS")?;
        let data = SignedData::from_der(&inside).map_err(|_| malformed())?;
        if data.signers.len() > MOST_SIGNERS {
            return Err(Fault::TooLarge { what: "CMS" });
        }
        let message = Self { data };
        message.check_form()?;
        Ok(message)
    }

    /// The parts that decide nothing must at least agree with those that do.
    fn check_form(&self) -> Result<()> {
        let malformed = Fault::Malformed { what: "CMS" };
        let data = &self.data;
        // RFC 5652 section 5.1, without attribute certificates.
        let plain = data.content.content_type == oid::DATA && data.signers.iter().all(|signer| signer.version == 1);
        let version = if plain { 1 } else { 3 };
        let mut digests = Vec::new();
        for signer in self.signers() {
            digests.extend(signer.digests()?);
        }
        let announced = data.digest_algorithms.iter().map(crate::Digest::of_algorithm).collect::<Result<Vec<_>>>()?;
        let all_used = announced.iter().all(|digest| digests.contains(digest));
        let all_announced = digests.iter().all(|digest| announced.contains(digest));
        let fits = data.version == version && (data.signers.is_empty() || all_used && all_announced);
        if fits { Ok(()) } else { Err(malformed) }
    }

    /// What the message carries, when it carries it.
    pub fn content(&self) -> Option<&[u8]> {
        self.data.content.content.as_ref().map(|content| content.as_bytes())
    }

    pub(crate) fn content_type(&self) -> der::asn1::ObjectIdentifier {
        self.data.content.content_type
    }

    /// The signatures, in the order of the file, which is the order of DER.
    pub fn signers(&self) -> Vec<Signer<'_>> {
        self.data.signers.iter().map(Signer::new).collect()
    }

    /// The signature with these bytes.
    pub fn signer(&self, signature: &[u8]) -> Result<Signer<'_>> {
        self.signers().into_iter().find(|signer| signer.signature() == signature).ok_or(Fault::NotSigned)
    }

    /// The profiles that occur in it.
    pub fn profiles(&self) -> Result<Vec<Profile>> {
        self.signers().iter().map(Signer::profile).collect()
    }

    /// The certificates and lists it carries, those of its signatures included; tokens keep their own.
    pub fn evidence(&self) -> Result<Evidence> {
        let mut evidence = Evidence::default();
        for any in self.data.certificates.iter().flat_map(SetOfVec::iter) {
            evidence.add_certificate(&Certificate::from_der(&wire::encode(any, "certificate")?)?);
        }
        for any in self.data.crls.iter().flat_map(SetOfVec::iter) {
            evidence.crls.push(Crl::from_der(&wire::encode(any, "CRL")?)?);
        }
        for signer in self.signers() {
            evidence.add(&signer.evidence()?);
        }
        Ok(evidence)
    }
}

/// The same account, whatever the certificate.
pub(crate) fn is_same_person(one: &Certificate, other: &Certificate) -> bool {
    let (one, other) = (one.subject(), other.subject());
    one.account.is_some() && one.account == other.account
}
