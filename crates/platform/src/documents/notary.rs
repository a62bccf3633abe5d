//! Certificates, signatures, time stamps, and what they are worth.

use std::{any::Any, sync::Arc};

use serde::Serialize;
use utoipa::ToSchema;
use vena_kernel::{clock::Instant, refusal::Refusal};

use super::{
    BrowserAnswer, BrowserRegistration, DocumentReport, Hand, OutsideAnswer, PageBox, Party, Prepared, Profile,
    SecurityKey, Trust,
};

/// What a certificate is for.
#[derive(Clone, Copy)]
pub enum KeyWanted<'a> {
    /// A new key, encrypted with a PIN that its owner alone knows.
    New {
        /// The PIN.
        pin: &'a str,
    },
    /// A key that lives elsewhere.
    Outside {
        /// SubjectPublicKeyInfo, DER.
        public_key: &'a [u8],
    },
}

/// Who gets a certificate, and for which key.
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
    /// For which key.
    pub key: KeyWanted<'a>,
    /// Valid from.
    pub from: Instant,
    /// Valid until.
    pub until: Instant,
}

/// A new certificate and its key.
pub struct Enrolled {
    /// The certificate, DER.
    pub certificate: Vec<u8>,
    /// The key, PKCS#8 encrypted with the PIN, PEM; `None` when it lives elsewhere.
    pub key: Option<String>,
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
    /// With whose hand.
    pub hand: Hand<'a>,
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

    /// Makes the seal of an organisation, a certificate that names no person and its key: to be kept sealed.
    ///
    /// # Errors
    /// When these bytes are no authority.
    fn found_seal(
        &self,
        authority: &[u8],
        organisation: &str,
        from: Instant,
        until: Instant,
    ) -> Result<Vec<u8>, Refusal>;

    /// Makes a certificate for a person, and the key when it is to live here.
    ///
    /// # Errors
    /// When these bytes are no authority, or no public key of the profile.
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

    /// The key of this certificate at the signature service, used with its owner's `authorization` for one request. The
    /// service is asked when something is signed, not here.
    ///
    /// # Errors
    /// `key.service` when no service is set, or these bytes are no certificate.
    fn service_key(&self, certificate: &[u8], authorization: &str) -> Result<Unlocked, Refusal>;

    /// Signs plain bytes with an opened key: how a key at the signature service proves that it is its owner's.
    ///
    /// # Errors
    /// `key.not-unlocked` for another notary's key; what the service answered.
    fn sign_bytes(&self, key: &Unlocked, message: &[u8]) -> Result<Vec<u8>, Refusal>;

    /// Whether a certificate that was brought along leads to one of `trusted_certificates`, is meant for signing, is valid and
    /// not revoked at `now`.
    ///
    /// # Errors
    /// Each reason with its own rule: `cert.untrusted`, `cert.expired`, `cert.revoked`, …
    fn trusts(&self, certificate: &[u8], now: Instant) -> Result<(), Refusal>;

    /// Signs a document with an opened key or for a pad, and stamps the time; the answer is the document with one signature
    /// more.
    ///
    /// # Errors
    /// What is wrong with the document, the key, the certificate or the authority; `key.elsewhere` for a hand that needs
    /// [`Self::prepare`].
    fn sign(&self, order: &SignOrder<'_>) -> Result<Vec<u8>, Refusal>;

    /// What a USB key or a security key has to sign.
    ///
    /// # Errors
    /// What is wrong with the document, the certificate or the authority.
    fn prepare(&self, order: &SignOrder<'_>) -> Result<Prepared, Refusal>;

    /// The document with one signature more, after the key has answered. `order` and its instant are those of
    /// [`Self::prepare`], but for what has been withdrawn meanwhile and the number of the stamp; `stamped_at` is now.
    ///
    /// # Errors
    /// A signature that does not hold, an answer to another question, a state of another document.
    fn finish(
        &self,
        order: &SignOrder<'_>,
        state: &[u8],
        answer: &OutsideAnswer<'_>,
        stamped_at: Instant,
    ) -> Result<Vec<u8>, Refusal>;

    /// Whether `signature` over `message` is one of this certificate.
    ///
    /// # Errors
    /// It is not, or these bytes are no certificate.
    fn verify(&self, certificate: &[u8], message: &[u8], signature: &[u8]) -> Result<(), Refusal>;

    /// Whether `signature` over `message` is one of this public key (SubjectPublicKeyInfo, DER).
    ///
    /// # Errors
    /// It is not, or these bytes are no public key of the profile.
    fn verify_with_key(
        &self,
        profile: Profile,
        public_key: &[u8],
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), Refusal>;

    /// Checks a browser's answer to a registration with `challenge`. That a challenge is used once, the caller sees to.
    ///
    /// # Errors
    /// Each with its own rule: another origin, another challenge, a user who was not verified, an unknown algorithm.
    fn register(
        &self,
        party: &Party,
        challenge: &[u8],
        answer: &BrowserRegistration<'_>,
    ) -> Result<SecurityKey, Refusal>;

    /// Checks a browser's answer to `challenge`; the answer is the new counter of the key. `releases` refuses keys that may
    /// have copies. That a challenge is used once, the caller sees to.
    ///
    /// # Errors
    /// Each with its own rule: another key, origin or challenge, a signature that does not hold, a counter that goes back.
    fn assert(
        &self,
        party: &Party,
        key: &SecurityKey,
        challenge: &[u8; 32],
        answer: &BrowserAnswer<'_>,
        releases: bool,
    ) -> Result<u32, Refusal>;

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
