//! The hash of the ledger: SHA-256, or SM3 where the national profile is wanted.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::Digest as _;

/// Which hash a ledger uses; chosen before its first event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = LedgerHash)]
#[serde(rename_all = "lowercase")]
pub enum Profile {
    /// FIPS 180-4.
    Sha256,
    /// GB/T 32905.
    Sm3,
}

impl Profile {
    /// The word in the settings row.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Sha256 => "sha256",
            Self::Sm3 => "sm3",
        }
    }

    /// The profile that `word` names.
    pub fn from_word(word: &str) -> Option<Self> {
        match word {
            "sha256" => Some(Self::Sha256),
            "sm3" => Some(Self::Sm3),
            _ => None,
        }
    }

    /// The hash of the parts, one after the other.
    pub fn hash(self, parts: &[&[u8]]) -> Digest {
        match self {
            Self::Sha256 => {
                let hasher = parts.iter().fold(sha2::Sha256::new(), |hasher, part| hasher.chain_update(part));
                Digest(hasher.finalize().into())
            }
            Self::Sm3 => {
                let hasher = parts.iter().fold(sm3::Sm3::new(), |hasher, part| hasher.chain_update(part));
                Digest(hasher.finalize().into())
            }
        }
    }
}

/// 32 bytes that stand for a text. Printed and sent as 64 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest(pub [u8; 32]);

impl Digest {
    /// What stands before the first event of a unit.
    pub const ZERO: Self = Self([0; 32]);

    /// The digest in a column; `None` when it has not 32 bytes.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    /// The digest that 64 hexadecimal digits spell.
    pub fn from_hex(text: &str) -> Option<Self> {
        let digit = |byte: u8| char::from(byte).to_digit(16);
        let bytes: Option<Vec<u8>> = text
            .as_bytes()
            .chunks(2)
            .map(|pair| match pair {
                &[high, low] => u8::try_from(digit(high)? * 16 + digit(low)?).ok(),
                _ => None,
            })
            .collect();
        Self::from_bytes(&bytes?)
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for Digest {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Digest {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::from_hex(&text).ok_or_else(|| serde::de::Error::custom("64 hexadecimal digits expected"))
    }
}

impl utoipa::PartialSchema for Digest {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        utoipa::openapi::ObjectBuilder::new()
            .schema_type(utoipa::openapi::schema::Type::String)
            .pattern(Some("^[0-9a-f]{64}$"))
            .into()
    }
}

impl utoipa::ToSchema for Digest {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_example_of_each_hash() {
        let table = [
            // FIPS 180-4, "abc"
            (Profile::Sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            // GB/T 32905-2016, example 1, "abc"
            (Profile::Sm3, "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"),
        ];
        for (profile, digest) in table {
            assert_eq!(profile.hash(&[b"a", b"bc"]).to_string(), digest);
            assert_eq!(Digest::from_hex(digest), Some(profile.hash(&[b"abc"])));
        }
    }

    #[test]
    fn what_is_not_a_digest_is_not_read() {
        for text in ["", "00", &"0".repeat(63), &"0".repeat(65), &"g".repeat(64), &"é".repeat(32)] {
            assert_eq!(Digest::from_hex(text), None, "{text}");
        }
    }
}
