//! With whose hand a document is signed: a key here, a key elsewhere, a pad.

use serde::{Deserialize, Serialize};
use vena_kernel::handwriting::Point;

use super::Unlocked;

/// With whose hand a document is signed.
#[derive(Clone, Copy)]
pub enum Hand<'a> {
    /// A key that its owner has opened here.
    Key {
        /// The signer's certificate, DER.
        certificate: &'a [u8],
        /// The signer's key.
        key: &'a Unlocked,
    },
    /// A key at the signer's workstation: a USB key. It signs what [`prepare`](super::Notary::prepare) hands out.
    Token {
        /// The signer's certificate, DER.
        certificate: &'a [u8],
    },
    /// A security key of the browser. It signs the challenge that [`prepare`](super::Notary::prepare) hands out; around its answer the
    /// organisation puts its seal.
    SecurityKey {
        /// The signer's certificate over the public key of the credential, DER.
        certificate: &'a [u8],
        /// The organisation's seal, from [`found_seal`](super::Notary::found_seal).
        seal: &'a [u8],
    },
    /// A person without a key who writes on a pad. The organisation's seal says so.
    Pad {
        /// The organisation's seal, from [`found_seal`](super::Notary::found_seal).
        seal: &'a [u8],
        /// What was captured.
        handwriting: &'a Handwriting<'a>,
    },
}

/// What a pad has captured. The signature binds the digests; the captures themselves are kept encrypted elsewhere.
#[derive(Clone, Copy)]
pub struct Handwriting<'a> {
    /// The name of the person, as the staff has checked it.
    pub name: &'a str,
    /// The strokes, drawn where the signature becomes visible.
    pub strokes: &'a [Vec<Point>],
    /// SHA-256 of the strokes as they are kept.
    pub strokes_digest: [u8; 32],
    /// SHA-256 of the fingerprint as it is kept; `None` when the person chose a witness instead.
    pub fingerprint_digest: Option<[u8; 32]>,
    /// Who of the staff saw the person sign; empty when a fingerprint was given.
    pub witness: &'a str,
}

/// What a key outside this server is asked to sign.
#[derive(Debug, Clone)]
pub struct Prepared {
    /// The bytes to sign; for a security key its challenge.
    pub to_sign: Vec<u8>,
    /// What the notary needs to go on when the answer comes; kept sealed until then.
    pub state: Vec<u8>,
}

/// The answer of a key outside this server.
#[derive(Clone, Copy)]
pub enum OutsideAnswer<'a> {
    /// `SEQUENCE { r, s }` over what was to be signed.
    Signature(&'a [u8]),
    /// An assertion that [`assert`](super::Notary::assert) has accepted.
    Assertion {
        /// Whom the browser believed to talk to.
        party: &'a Party,
        /// What it answered.
        answer: BrowserAnswer<'a>,
    },
}

/// Who this installation is to a browser (WebAuthn).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Party {
    /// The domain that security keys are bound to: `vena.example`.
    pub id: String,
    /// The address of the pages: `https://vena.example`.
    pub origin: String,
}

/// What a browser answers to `navigator.credentials.create`.
#[derive(Clone, Copy)]
pub struct BrowserRegistration<'a> {
    /// `response.clientDataJSON`
    pub client_data_json: &'a [u8],
    /// `response.attestationObject`
    pub attestation_object: &'a [u8],
}

/// What a browser answers to `navigator.credentials.get`.
#[derive(Clone, Copy)]
pub struct BrowserAnswer<'a> {
    /// `rawId`
    pub credential_id: &'a [u8],
    /// `response.clientDataJSON`
    pub client_data_json: &'a [u8],
    /// `response.authenticatorData`
    pub authenticator_data: &'a [u8],
    /// `response.signature`
    pub signature: &'a [u8],
}

/// A registered security key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecurityKey {
    /// Its name for this credential.
    pub credential_id: Vec<u8>,
    /// Its public key, SubjectPublicKeyInfo in DER.
    pub public_key: Vec<u8>,
    /// How often it had signed when it was last seen.
    pub counter: u32,
    /// Whether it may have copies in a cloud: refused where blood is released.
    pub may_have_copies: bool,
    /// The model of the key, hexadecimal.
    pub model: String,
}
