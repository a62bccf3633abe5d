//! Issuing certificates.

use der::{
    Encode, Sequence,
    asn1::{BitString, ObjectIdentifier, OctetString},
};
use spki::{AlgorithmIdentifierOwned, SubjectPublicKeyInfoOwned};
use vena_kernel::clock::Instant;
use x509_cert::{
    ext::{
        Extension,
        pkix::{AuthorityKeyIdentifier, BasicConstraints, ExtendedKeyUsage, KeyUsage, KeyUsages, SubjectKeyIdentifier},
    },
    name::Name,
    serial_number::SerialNumber,
    time::Validity,
};

use super::{Certificate, Subject};
use crate::{Fault, PublicKey, Result, key::SigningKey, oid, time, wire};

/// What a certificate is to be for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Use {
    /// The root: issues authorities and their revocation list.
    Root,
    /// Issues people and services, no further authority.
    Issuing,
    /// A person (or a service in place of one) signs documents.
    Signing,
    /// A time-stamp authority, and nothing else.
    TimeStamping,
}

/// What is to be issued.
#[derive(Debug, Clone)]
pub struct Order<'a> {
    /// Its number, at most 20 bytes, positive and never used before by this issuer: see [`random_serial`].
    pub serial: &'a [u8],
    /// Who it is about.
    pub subject: &'a Subject,
    /// Whose key.
    pub public_key: &'a PublicKey,
    /// Valid from here, to the second.
    pub from: Instant,
    /// Valid to here, to the second.
    pub until: Instant,
    /// What for.
    pub used_for: Use,
}

#[derive(Sequence)]
struct ToBeSigned {
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT")]
    version: u8,
    serial: SerialNumber,
    signature: AlgorithmIdentifierOwned,
    issuer: Name,
    validity: Validity,
    subject: Name,
    public_key: SubjectPublicKeyInfoOwned,
    #[asn1(context_specific = "3", tag_mode = "EXPLICIT")]
    extensions: Vec<Extension>,
}

/// A number of 16 random bytes: nobody can guess the next one (RFC 5280 section 4.1.2.2).
pub fn random_serial() -> Result<[u8; 16]> {
    let mut serial = [0; 16];
    getrandom::fill(&mut serial).map_err(|_| Fault::NoRandom)?;
    // Positive, and always 16 bytes long.
    serial[0] = serial[0] & 0x3f | 0x40;
    Ok(serial)
}

/// Issues `order` with the key of an authority. Without `issuer` the certificate is that key's own root.
pub fn issue(key: &dyn SigningKey, issuer: Option<&Certificate>, order: &Order<'_>) -> Result<Certificate> {
    let subject = order.subject.to_name()?;
    let content = ToBeSigned {
        version: 2,
        serial: SerialNumber::new(order.serial).map_err(|_| Fault::Malformed { what: "serial number" })?,
        signature: key.public_key().profile().signature_algorithm(),
        issuer: issuer.map_or_else(|| subject.clone(), |issuer| issuer.subject_name().clone()),
        validity: Validity::new(time::to_time(order.from)?, time::to_time(order.until)?),
        subject,
        public_key: order.public_key.to_spki()?,
        extensions: extensions(key.public_key(), order)?,
    };
    Certificate::from_der(&sign(key, &content, "certificate")?)
}

#[derive(Sequence)]
struct SignedOut {
    content: der::asn1::Any,
    algorithm: AlgorithmIdentifierOwned,
    signature: BitString,
}

/// Signs `content` and wraps it: certificates and revocation lists have the same outside.
pub(super) fn sign<T: Encode>(key: &dyn SigningKey, content: &T, what: &'static str) -> Result<Vec<u8>> {
    let malformed = |_| Fault::Malformed { what };
    let content = wire::encode(content, what)?;
    let signature = BitString::from_bytes(&key.sign(&content)?).map_err(malformed)?;
    let content = der::Decode::from_der(&content).map_err(malformed)?;
    let algorithm = key.public_key().profile().signature_algorithm();
    wire::encode(&SignedOut { content, algorithm, signature }, what)
}

fn extensions(issuer_key: &PublicKey, order: &Order<'_>) -> Result<Vec<Extension>> {
    let mut all = vec![
        subject_key(order.public_key)?,
        authority_key(issuer_key)?,
        extension(oid::KEY_USAGE, true, &key_usage(order.used_for))?,
        extension(oid::BASIC_CONSTRAINTS, true, &constraints(order.used_for))?,
    ];
    if order.used_for == Use::TimeStamping {
        // Critical and alone (RFC 3161 section 2.3).
        all.push(extension(oid::EXT_KEY_USAGE, true, &ExtendedKeyUsage(vec![oid::TIME_STAMPING]))?);
    }
    Ok(all)
}

fn key_usage(used_for: Use) -> KeyUsage {
    KeyUsage(match used_for {
        Use::Root | Use::Issuing => KeyUsages::KeyCertSign | KeyUsages::CRLSign,
        Use::Signing | Use::TimeStamping => KeyUsages::DigitalSignature | KeyUsages::NonRepudiation,
    })
}

fn constraints(used_for: Use) -> BasicConstraints {
    let (ca, path_len_constraint) = match used_for {
        Use::Root => (true, Some(1)),
        Use::Issuing => (true, Some(0)),
        Use::Signing | Use::TimeStamping => (false, None),
    };
    BasicConstraints { ca, path_len_constraint }
}

fn subject_key(key: &PublicKey) -> Result<Extension> {
    extension(oid::SUBJECT_KEY, false, &SubjectKeyIdentifier(octets(&key.identifier())?))
}

/// Names the key of the issuer; revocation lists carry it too.
pub(super) fn authority_key(key: &PublicKey) -> Result<Extension> {
    let key_identifier = Some(octets(&key.identifier())?);
    extension(oid::AUTHORITY_KEY, false, &AuthorityKeyIdentifier { key_identifier, ..Default::default() })
}

fn octets(bytes: &[u8]) -> Result<OctetString> {
    OctetString::new(bytes).map_err(|_| Fault::Malformed { what: "key identifier" })
}

/// An extension of any value.
pub(super) fn extension(extn_id: ObjectIdentifier, critical: bool, value: &impl Encode) -> Result<Extension> {
    Ok(Extension { extn_id, critical, extn_value: octets(&wire::encode(value, "certificate extension")?)? })
}
