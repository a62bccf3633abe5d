//! Small forms on the wire: hexadecimal, PEM, `r ‖ s`.

use der::{Decode, Encode, Sequence, asn1::UintRef};

use crate::{Fault, Result};

/// Lower-case hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// DER of a value that this crate built.
pub(crate) fn encode(value: &impl Encode, what: &'static str) -> Result<Vec<u8>> {
    value.to_der().map_err(|_| Fault::Malformed { what })
}

/// A value from DER, to the last byte and only in its one canonical form.
pub(crate) fn decode<'a, T: Decode<'a> + Encode>(bytes: &'a [u8], what: &'static str) -> Result<T> {
    let value = T::from_der(bytes).map_err(|_| Fault::Malformed { what })?;
    if encode(&value, what)? != bytes {
        return Err(Fault::Malformed { what });
    }
    Ok(value)
}

/// PEM (RFC 7468) with `label`.
pub(crate) fn to_pem(label: &str, der: &[u8]) -> Result<String> {
    der::pem::encode_string(label, der::pem::LineEnding::LF, der).map_err(|_| Fault::Malformed { what: "PEM" })
}

/// The first block with `label`, wherever it stands among text and other blocks.
pub(crate) fn from_pem(label: &str, text: &str) -> Result<Vec<u8>> {
    all_from_pem(label, text)?.into_iter().next().ok_or(Fault::Malformed { what: "PEM" })
}

/// All blocks with `label`.
pub(crate) fn all_from_pem(label: &str, text: &str) -> Result<Vec<Vec<u8>>> {
    let (begin, end) = (format!("-----BEGIN {label}-----"), format!("-----END {label}-----"));
    let mut blocks = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(&begin) {
        let body = &rest[at..];
        let until = body.find(&end).ok_or(Fault::Malformed { what: "PEM" })? + end.len();
        let (found, der) =
            der::pem::decode_vec(&body.as_bytes()[..until]).map_err(|_| Fault::Malformed { what: "PEM" })?;
        if found != label {
            return Err(Fault::Malformed { what: "PEM" });
        }
        blocks.push(der);
        rest = &body[until..];
    }
    Ok(blocks)
}

#[derive(Sequence)]
struct RS<'a> {
    r: UintRef<'a>,
    s: UintRef<'a>,
}

/// `SEQUENCE { r, s }` of the fixed form.
pub(crate) fn join_r_s(fixed: &[u8]) -> Result<Vec<u8>> {
    if fixed.len() != 64 {
        return Err(Fault::BadSignature);
    }
    let number = |bytes| UintRef::new(bytes).map_err(|_| Fault::BadSignature);
    encode(&RS { r: number(&fixed[..32])?, s: number(&fixed[32..])? }, "signature")
}

/// The fixed form of `SEQUENCE { r, s }`, which must be the one canonical spelling.
pub(crate) fn split_r_s(signature: &[u8]) -> Result<[u8; 64]> {
    let RS { r, s } = decode(signature, "signature").map_err(|_| Fault::BadSignature)?;
    let mut fixed = [0; 64];
    for (number, place) in [(r, 0), (s, 32)] {
        let bytes = number.as_bytes();
        let from = 32usize.checked_sub(bytes.len()).ok_or(Fault::BadSignature)?;
        fixed[place + from..place + 32].copy_from_slice(bytes);
    }
    Ok(fixed)
}

/// Bytes of hexadecimal; `None` when it is none.
pub(crate) fn unhex(text: &str) -> Option<Vec<u8>> {
    let digits = text.as_bytes();
    if !digits.len().is_multiple_of(2) {
        return None;
    }
    let digit = |byte: u8| char::from(byte).to_digit(16);
    digits.chunks_exact(2).map(|pair| u8::try_from(digit(pair[0])? * 16 + digit(pair[1])?).ok()).collect()
}
