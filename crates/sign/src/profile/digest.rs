//! The two digests.

use der::asn1::Any;
use serde::{Deserialize, Serialize};
use sha2::Digest as _;
use spki::AlgorithmIdentifierOwned;

use crate::{Fault, Result, oid};

/// A digest of 32 bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Digest {
    /// GB/T 32905
    Sm3,
    /// FIPS 180-4
    Sha256,
}

impl Digest {
    /// The digest of `bytes`.
    pub fn of(self, bytes: &[u8]) -> [u8; 32] {
        self.of_parts(&[bytes])
    }

    /// The digest of `parts` one after the other.
    pub fn of_parts(self, parts: &[&[u8]]) -> [u8; 32] {
        match self {
            Self::Sm3 => {
                let mut hash = sm3::Sm3::new();
                parts.iter().for_each(|part| hash.update(part));
                hash.finalize().into()
            }
            Self::Sha256 => {
                let mut hash = sha2::Sha256::new();
                parts.iter().for_each(|part| hash.update(part));
                hash.finalize().into()
            }
        }
    }

    /// The name for people and files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sm3 => "SM3",
            Self::Sha256 => "SHA-256",
        }
    }

    /// Its identifier. SM3 goes without parameters; SHA-256 too (RFC 5754 section 2).
    pub(crate) fn algorithm(self) -> AlgorithmIdentifierOwned {
        let oid = match self {
            Self::Sm3 => oid::SM3,
            Self::Sha256 => oid::SHA256,
        };
        AlgorithmIdentifierOwned { oid, parameters: None }
    }

    /// The digest that an identifier means, with or without the old NULL.
    pub(crate) fn of_algorithm(algorithm: &AlgorithmIdentifierOwned) -> Result<Self> {
        let is_bare = algorithm.parameters.as_ref().is_none_or(Any::is_null);
        match algorithm.oid {
            oid::SM3 if is_bare => Ok(Self::Sm3),
            oid::SHA256 if is_bare => Ok(Self::Sha256),
            other => Err(Fault::UnknownAlgorithm { oid: other.to_string() }),
        }
    }
}
