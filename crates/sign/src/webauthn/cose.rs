//! Public keys as authenticators write them: COSE_Key (RFC 9052), ES256 on P-256 only.

use super::cbor::Value;
use crate::{Fault, Profile, PublicKey, Result};

/// COSE algorithm of ECDSA with SHA-256 (RFC 9053 section 2.1).
pub(super) const ES256: i64 = -7;

/// The key. Refuses other kinds (1: 2 is EC2), algorithms (3) and curves (-1: 1 is P-256).
pub(super) fn public_key(key: &Value) -> Result<PublicKey> {
    let number = |label| key.number(label).and_then(Value::as_int);
    if (number(1), number(3), number(-1)) != (Some(2), Some(ES256), Some(1)) {
        let algorithm = number(3).unwrap_or_default();
        return Err(Fault::UnknownAlgorithm { oid: format!("COSE {algorithm}") });
    }
    let coordinate = |label| key.number(label).and_then(Value::as_bytes).filter(|bytes| bytes.len() == 32);
    let (Some(x), Some(y)) = (coordinate(-2), coordinate(-3)) else { return Err(Fault::BadKey) };
    PublicKey::new(Profile::P256, &[&[4], x, y].concat())
}
