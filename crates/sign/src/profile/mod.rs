//! Two signature profiles behind one trait: SM2 with SM3 (GB/T 32918, 32905), and ECDSA P-256 with SHA-256.

mod digest;
mod p256;
mod public_key;
mod secret_key;
mod sm2;
#[cfg(test)]
mod tests;

use der::asn1::ObjectIdentifier;
use serde::{Deserialize, Serialize};
use spki::AlgorithmIdentifierOwned;
use zeroize::Zeroizing;

pub use self::{digest::Digest, public_key::PublicKey, secret_key::SecretKey};
use crate::{Fault, Result, oid};

/// The identity that enters every SM2 digest when nothing else is agreed (GM/T 0009, section 10).
pub const SM2_USER_ID: &str = "1234567812345678";

/// Length of a point in uncompressed form: `04 ‖ x ‖ y`.
pub(crate) const POINT_BYTES: usize = 65;

/// Which algorithms sign. Everything inside one signature, except time-stamps of others, is of one profile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Profile {
    /// SM2 with SM3: what Chinese law on commercial cryptography expects.
    Sm2,
    /// ECDSA on P-256 with SHA-256: what readers outside China check.
    P256,
}

/// What a profile must be able to do. Points are uncompressed (65 bytes), scalars 32 bytes big-endian, signatures
/// `SEQUENCE { r INTEGER, s INTEGER }`.
pub trait Algorithms: Send + Sync {
    /// The name for people and files.
    fn name(&self) -> &'static str;
    /// The digest that belongs to it.
    fn digest(&self) -> Digest;
    /// The curve in a public key.
    fn curve(&self) -> ObjectIdentifier;
    /// The algorithm in a signature.
    fn signature(&self) -> ObjectIdentifier;
    /// A new private scalar from the machine's randomness.
    fn generate(&self) -> Result<Zeroizing<[u8; 32]>>;
    /// The public point of a private scalar.
    fn public_point(&self, secret: &[u8; 32]) -> Result<[u8; POINT_BYTES]>;
    /// Refuses what is no point of the curve.
    fn check_point(&self, point: &[u8]) -> Result<()>;
    /// The 32 bytes that a hardware key signs: the digest of the message, for SM2 with the signer's identity before it.
    fn prehash(&self, point: &[u8], message: &[u8]) -> Result<[u8; 32]>;
    /// Signs what [`Self::prehash`] gave. The nonce is derived from key and digest (RFC 6979), so equal input gives
    /// equal signatures and a broken random number generator reveals nothing.
    fn sign_prehash(&self, secret: &[u8; 32], prehash: &[u8; 32]) -> Result<Vec<u8>>;
    /// Signs `message` with the key pair of `secret` and `point`, by whatever is fastest here. A nonce that is not derived
    /// is random and mixed with key and message, so that a broken random number generator reveals nothing either.
    fn sign(&self, secret: &[u8; 32], point: &[u8; POINT_BYTES], message: &[u8]) -> Result<Vec<u8>> {
        self.sign_prehash(secret, &self.prehash(point, message)?)
    }
    /// Whether `signature` is one of `message` by the owner of `point`.
    fn verify(&self, point: &[u8], message: &[u8], signature: &[u8]) -> Result<()>;
    /// The outside form of the fixed form `r ‖ s` (32 bytes each) that tokens answer with.
    fn wrap(&self, r_s: &[u8]) -> Result<Vec<u8>>;
    /// The fixed form `r ‖ s` of the outside form.
    fn unwrap(&self, signature: &[u8]) -> Result<[u8; 64]>;
    /// The private key as PKCS#8 (RFC 5958), encrypted with the PIN by PBES2.
    fn to_pkcs8(&self, secret: &[u8; 32], pin: &str) -> Result<Zeroizing<String>>;
    /// The private key from PEM of PKCS#8, encrypted when there is a PIN.
    fn read_pkcs8(&self, pem: &str, pin: Option<&str>) -> Result<Zeroizing<[u8; 32]>>;
}

impl Profile {
    /// Both, for tables of tests and choices of settings.
    pub const ALL: [Self; 2] = [Self::Sm2, Self::P256];

    /// The algorithms behind it.
    pub fn algorithms(self) -> &'static dyn Algorithms {
        match self {
            Self::Sm2 => &sm2::Sm2Sm3,
            Self::P256 => &p256::P256Sha256,
        }
    }

    /// The name for people and files.
    pub fn name(self) -> &'static str {
        self.algorithms().name()
    }

    /// The digest that belongs to it.
    pub fn digest(self) -> Digest {
        self.algorithms().digest()
    }

    /// The algorithm of its signatures; neither profile has parameters.
    pub(crate) fn signature_algorithm(self) -> AlgorithmIdentifierOwned {
        AlgorithmIdentifierOwned { oid: self.algorithms().signature(), parameters: None }
    }

    /// The profile that a signature algorithm means. `id-ecPublicKey` and the plain SM2 curve, which some write where
    /// a signature algorithm belongs, are refused.
    pub(crate) fn of_signature(algorithm: &AlgorithmIdentifierOwned) -> Result<Self> {
        let is_bare = algorithm.parameters.as_ref().is_none_or(der::asn1::Any::is_null);
        let found = Self::ALL.into_iter().find(|profile| profile.algorithms().signature() == algorithm.oid);
        found.filter(|_| is_bare).ok_or_else(|| Fault::UnknownAlgorithm { oid: algorithm.oid.to_string() })
    }

    /// The profile of a curve.
    pub(crate) fn of_curve(curve: ObjectIdentifier) -> Result<Self> {
        match curve {
            oid::CURVE_SM2 => Ok(Self::Sm2),
            oid::CURVE_P256 => Ok(Self::P256),
            other => Err(Fault::UnknownAlgorithm { oid: other.to_string() }),
        }
    }
}
