//! Bytes in JSON: URL-safe base64 without padding, as browsers write the answers of security keys.

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        RefOr,
        schema::{ObjectBuilder, Schema, SchemaType, Type},
    },
};

/// Longer answers are no answers: certificates and statements of keys have a few kilobytes.
const BYTES_MAX: usize = 64 * 1024;

/// Some bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Octets(pub(crate) Vec<u8>);

impl AsRef<[u8]> for Octets {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl Serialize for Octets {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&BASE64_URL_SAFE_NO_PAD.encode(&self.0))
    }
}

impl<'de> Deserialize<'de> for Octets {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let bytes = BASE64_URL_SAFE_NO_PAD
            .decode(text.trim_end_matches('='))
            .map_err(|_| D::Error::custom("not URL-safe base64"))?;
        if bytes.len() > BYTES_MAX { Err(D::Error::custom("too long")) } else { Ok(Self(bytes)) }
    }
}

impl PartialSchema for Octets {
    fn schema() -> RefOr<Schema> {
        let description = "Bytes, URL-safe base64 without padding.";
        ObjectBuilder::new()
            .schema_type(SchemaType::new(Type::String))
            .pattern(Some("^[A-Za-z0-9_-]*$"))
            .description(Some(description))
            .into()
    }
}

impl ToSchema for Octets {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_come_back_as_they_went_and_nothing_else_is_read() {
        let bytes = Octets(vec![0xfb, 0xff, 0x00, 0x3e]);
        let text = serde_json::to_string(&bytes).expect("JSON");
        assert_eq!(text, "\"-_8APg\"");
        assert_eq!(serde_json::from_str::<Octets>(&text).expect("bytes"), bytes);
        assert_eq!(serde_json::from_str::<Octets>("\"-_8APg==\"").expect("padding is harmless"), bytes);
        for wrong in ["\"+/8APg\"", "\"-\"", "7", "\"a b\""] {
            assert!(serde_json::from_str::<Octets>(wrong).is_err(), "{wrong}");
        }
        let long = format!("\"{}\"", "A".repeat(4 * BYTES_MAX));
        assert!(serde_json::from_str::<Octets>(&long).is_err());
    }
}
