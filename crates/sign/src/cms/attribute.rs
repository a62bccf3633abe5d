//! Signed and unsigned attributes.

use der::{
    Decode as _, Encode, Tag, Tagged as _,
    asn1::{Any, ObjectIdentifier, OctetString, SetOfVec},
};
use vena_kernel::clock::Instant;
use x509_cert::{attr::Attribute, time::Time};

use super::structure::{CertificateId, SigningCertificates};
use crate::{Digest, Fault, Result, oid, time, wire, x509::Certificate};

/// The digest of a certificate that a signature is bound to.
pub(crate) type CertificateHash = (Digest, Vec<u8>);

/// Attributes of one signer: each kind once, each with one value, unless said otherwise.
#[derive(Debug, Clone, Default)]
pub(crate) struct Attributes(Vec<Attribute>);

impl Attributes {
    pub(crate) fn of(set: Option<&SetOfVec<Attribute>>) -> Self {
        Self(set.map(|set| set.iter().cloned().collect()).unwrap_or_default())
    }

    /// What every signature of this product says about itself: type and digest of the content, the claimed time, and
    /// the certificates it stands on, its own first.
    pub(crate) fn of_signature(
        content_type: ObjectIdentifier,
        digest: (Digest, [u8; 32]),
        at: Instant,
        certificates: &[Certificate],
    ) -> Result<Self> {
        let malformed = |_| Fault::BadAttributes { what: "messageDigest" };
        let mut all = Self::default();
        all.add(oid::CONTENT_TYPE, &content_type)?;
        all.add(oid::MESSAGE_DIGEST, &OctetString::new(digest.1).map_err(malformed)?)?;
        all.add(oid::SIGNING_TIME, &time::to_time(at)?)?;
        all.add(oid::SIGNING_CERTIFICATE_V2, &signing_certificates(digest.0, certificates)?)?;
        Ok(all)
    }

    /// Adds a value; the second value of a kind joins the first (only counter-signatures do that).
    pub(crate) fn add(&mut self, oid: ObjectIdentifier, value: &impl Encode) -> Result<()> {
        let wrong = |_| Fault::Malformed { what: "attribute" };
        let value = Any::from_der(&wire::encode(value, "attribute")?).map_err(wrong)?;
        match self.0.iter_mut().find(|attribute| attribute.oid == oid) {
            Some(attribute) => attribute.values.insert(value).map_err(wrong)?,
            None => self.0.push(Attribute { oid, values: SetOfVec::try_from(vec![value]).map_err(wrong)? }),
        }
        Ok(())
    }

    /// The set in the order of DER.
    pub(crate) fn to_set(&self) -> Result<SetOfVec<Attribute>> {
        SetOfVec::try_from(self.0.clone()).map_err(|_| Fault::Malformed { what: "attributes" })
    }

    /// The bytes that are signed: the set with its own tag (RFC 5652 section 5.4).
    pub(crate) fn signed_bytes(&self) -> Result<Vec<u8>> {
        wire::encode(&self.to_set()?, "attributes")
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Attribute> {
        self.0.iter()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The values of a kind. A kind that stands twice is refused.
    pub(crate) fn values(&self, oid: ObjectIdentifier, what: &'static str) -> Result<Vec<&Any>> {
        let mut found = self.0.iter().filter(|attribute| attribute.oid == oid);
        let first = found.next();
        if found.next().is_some() {
            return Err(Fault::BadAttributes { what });
        }
        Ok(first.map(|attribute| attribute.values.iter().collect()).unwrap_or_default())
    }

    /// The one value of a kind, if there is any.
    pub(crate) fn one(&self, oid: ObjectIdentifier, what: &'static str) -> Result<Option<&Any>> {
        match self.values(oid, what)?.as_slice() {
            [] if self.0.iter().any(|attribute| attribute.oid == oid) => Err(Fault::BadAttributes { what }),
            [] => Ok(None),
            [one] => Ok(Some(one)),
            _ => Err(Fault::BadAttributes { what }),
        }
    }

    pub(crate) fn content_type(&self) -> Result<Option<ObjectIdentifier>> {
        let value = self.one(oid::CONTENT_TYPE, "contentType")?;
        value.map(|any| any.decode_as().map_err(|_| Fault::BadAttributes { what: "contentType" })).transpose()
    }

    pub(crate) fn message_digest(&self) -> Result<Vec<u8>> {
        let bad = Fault::BadAttributes { what: "messageDigest" };
        let value = self.one(oid::MESSAGE_DIGEST, "messageDigest")?.ok_or(bad.clone())?;
        if value.tag() == Tag::OctetString { Ok(value.value().to_vec()) } else { Err(bad) }
    }

    pub(crate) fn signing_time(&self) -> Result<Option<Instant>> {
        let bad = Fault::BadAttributes { what: "signingTime" };
        let Some(value) = self.one(oid::SIGNING_TIME, "signingTime")? else { return Ok(None) };
        let time = Time::from_der(&wire::encode(value, "signingTime")?).map_err(|_| bad)?;
        time::of_time(time).map(Some)
    }

    /// The certificates the signer bound the signature to. `None` when there is no such attribute.
    pub(crate) fn signing_certificates(&self) -> Result<Option<Vec<CertificateHash>>> {
        let what = "signingCertificateV2";
        let bad = || Fault::BadAttributes { what };
        let Some(value) = self.one(oid::SIGNING_CERTIFICATE_V2, what)? else { return Ok(None) };
        let named: SigningCertificates = value.decode_as().map_err(|_| bad())?;
        let read = |id: &CertificateId| {
            let digest = id.digest.as_ref().map_or(Ok(Digest::Sha256), Digest::of_algorithm)?;
            Ok((digest, id.hash.as_bytes().to_vec()))
        };
        let read = named.certificates.iter().map(read).collect::<Result<Vec<_>>>()?;
        if read.is_empty() { Err(bad()) } else { Ok(Some(read)) }
    }
}

fn signing_certificates(digest: Digest, certificates: &[Certificate]) -> Result<SigningCertificates> {
    let id = |certificate: &Certificate| {
        let hash = OctetString::new(certificate.fingerprint(digest));
        let hash = hash.map_err(|_| Fault::BadAttributes { what: "signingCertificateV2" })?;
        // SHA-256 is the default and must not be written (DER).
        let digest = (digest != Digest::Sha256).then(|| digest.algorithm());
        Ok(CertificateId { digest, hash, number: None })
    };
    Ok(SigningCertificates { certificates: certificates.iter().map(id).collect::<Result<_>>()?, policies: None })
}
