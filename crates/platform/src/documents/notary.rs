//! Certificates, signatures, time stamps, and what they are worth.

use std::{any::Any, sync::Arc};

use serde::Serialize;
use utoipa::ToSchema;
use vena_kernel::{clock::Instant, refusal::Refusal, text::Text};

use super::{PageBox, Profile};

/// Who gets a certificate, and what protects the key.
#[derive(Clone, Copy)]
pub struct Enrolment<'a> {
    /// With which algorithms.
    pub profile: Profile,
    /// The person's name.
    pub name: &'a str,
    /// The account.
    pub account: &'a str,
    /// The organisation.
    pub organisation: &'a str,
    /// What the key is encrypted with; known to its owner alone.
    pub pin: &'a str,
    /// Valid from.
    pub from: Instant,
    /// Valid until.
    pub until: Instant,
}

/// A new certificate and its key.
pub struct Enrolled {
    /// The certificate, DER.
    pub certificate: Vec<u8>,
    /// The key, PKCS#8 encrypted with the PIN, PEM.
    pub key: String,
}

/// What a certificate says.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CertificateInfo {
    /// Its number, hexadecimal.
    pub serial: String,
    /// Whose.
    pub owner: String,
    /// The account of its owner.
    pub account: String,
    /// The organisation of its owner.
    pub organisation: String,
    /// Who issued it.
    pub issuer: String,
    /// With which algorithms.
    pub profile: Profile,
    /// Valid from.
    pub valid_from: Instant,
    /// Valid until.
    pub valid_until: Instant,
    /// SM3 or SHA-256 of the certificate, hexadecimal.
    pub fingerprint: String,
}

/// A key that its owner has opened, for as long as one request lasts. What is inside, its notary alone knows.
#[derive(Clone)]
pub struct Unlocked(Arc<dyn Any + Send + Sync>);

impl Unlocked {
    /// Wraps what the notary signs with.
    pub fn new<K: Any + Send + Sync>(key: K) -> Self {
        Self(Arc::new(key))
    }

    /// What the notary has wrapped; `None` when it was another notary.
    pub fn get<K: Any>(&self) -> Option<&K> {
        self.0.downcast_ref()
    }
}

/// What is signed, by whom and why.
#[derive(Clone, Copy)]
pub struct SignOrder<'a> {
    /// The authority that issued the certificate, and that stamps the time.
    pub authority: &'a [u8],
    /// The document as it was shown, with the signatures so far.
    pub pdf: &'a [u8],
    /// Where the signature becomes visible.
    pub place: Option<&'a PageBox>,
    /// The signer's certificate, DER.
    pub certificate: &'a [u8],
    /// The signer's key.
    pub key: &'a Unlocked,
    /// Digest of the template.
    pub template: &'a str,
    /// Version of the template.
    pub template_version: u32,
    /// Code of the form.
    pub form_code: &'a str,
    /// Number of the document.
    pub number: &'a str,
    /// As whom.
    pub role: &'a str,
    /// Why.
    pub reason: &'a str,
    /// At which device.
    pub device: &'a str,
    /// For which event of the ledger; empty when there is none.
    pub event: &'a str,
    /// When.
    pub at: Instant,
    /// Number of the time stamp.
    pub stamp_serial: u64,
    /// What has been withdrawn so far: archived with the signature.
    pub withdrawn: &'a [Withdrawn],
    /// Number of the list of what has been withdrawn.
    pub list_number: u64,
}

/// A certificate that is no longer good.
#[derive(Debug, Clone)]
pub struct Withdrawn {
    /// The certificate, DER.
    pub certificate: Vec<u8>,
    /// Since when.
    pub at: Instant,
    /// Whether its key may be in other hands.
    pub compromised: bool,
}

/// Whom a check trusts.
#[derive(Debug, Clone, Default)]
pub struct Trust {
    /// Roots, DER.
    pub roots: Vec<Vec<u8>>,
    /// Lists of withdrawn certificates, DER.
    pub lists: Vec<Vec<u8>>,
}

/// One thing that was checked.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = DocumentCheck)]
pub struct Check {
    /// What.
    pub title: Text,
    /// Whether it holds.
    pub ok: bool,
    /// Why not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refusal: Option<Refusal>,
}

/// What one signature is worth.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SignatureReport {
    /// Who signed.
    pub signer: String,
    /// As whom.
    pub role: String,
    /// Why.
    pub reason: String,
    /// When, as the signer says.
    pub at: Option<Instant>,
    /// When, as the time stamp proves.
    pub stamped_at: Option<Instant>,
    /// Number of the certificate.
    pub certificate: String,
    /// Whether everything holds.
    pub ok: bool,
    /// What was checked.
    pub checks: Vec<Check>,
}

/// What a document is worth.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct DocumentReport {
    /// Whether it is signed and everything holds.
    pub ok: bool,
    /// One sentence.
    pub verdict: Text,
    /// What was checked of the document as a whole.
    pub checks: Vec<Check>,
    /// Its signatures, first to last.
    pub signatures: Vec<SignatureReport>,
}

/// Issues certificates, signs, stamps, checks.
pub trait Notary: Send + Sync {
    /// Makes the development authority of an organisation: its certificates and encrypted keys, to be kept sealed.
    ///
    /// # Errors
    /// Only when the system gives no random numbers.
    fn found(&self, profile: Profile, organisation: &str, now: Instant) -> Result<Vec<u8>, Refusal>;

    /// The root certificate of an authority, DER.
    ///
    /// # Errors
    /// When these bytes are no authority.
    fn root(&self, authority: &[u8]) -> Result<Vec<u8>, Refusal>;

    /// Makes a key and a certificate for a person.
    ///
    /// # Errors
    /// When these bytes are no authority.
    fn enrol(&self, authority: &[u8], enrolment: &Enrolment<'_>) -> Result<Enrolled, Refusal>;

    /// Reads a certificate.
    ///
    /// # Errors
    /// When these bytes are no certificate.
    fn describe(&self, certificate: &[u8]) -> Result<CertificateInfo, Refusal>;

    /// The list of withdrawn certificates, DER.
    ///
    /// # Errors
    /// When these bytes are no authority.
    fn list(&self, authority: &[u8], withdrawn: &[Withdrawn], number: u64, now: Instant) -> Result<Vec<u8>, Refusal>;

    /// Opens a key with its owner's PIN.
    ///
    /// # Errors
    /// `key.pin-refused` for a wrong PIN.
    fn unlock(&self, profile: Profile, key: &str, pin: &str) -> Result<Unlocked, Refusal>;

    /// Signs a document and stamps the time; the answer is the document with one signature more.
    ///
    /// # Errors
    /// What is wrong with the document, the key, the certificate or the authority.
    fn sign(&self, order: &SignOrder<'_>) -> Result<Vec<u8>, Refusal>;

    /// Answers a request for a time stamp (RFC 3161).
    ///
    /// # Errors
    /// When these bytes are no authority; a bad request is answered, as the protocol wants it.
    fn stamp(&self, authority: &[u8], request: &[u8], serial: u64, now: Instant) -> Result<Vec<u8>, Refusal>;

    /// Says what a document is worth at `now`.
    fn check(&self, pdf: &[u8], trust: &Trust, now: Instant) -> DocumentReport;
}

/// A notary that the handlers share.
pub type SharedNotary = Arc<dyn Notary>;
