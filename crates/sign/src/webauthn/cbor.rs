//! The part of CBOR (RFC 8949) that authenticators write: definite lengths, small integers, no tags, no floats.

use crate::{Fault, Result};

/// Deeper nesting and longer maps are an attack.
const DEEPEST: usize = 4;
const MOST_ENTRIES: u64 = 64;

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
    Int(i64),
    Bytes(Vec<u8>),
    Text(String),
    Array(Vec<Value>),
    Map(Vec<(Value, Value)>),
    Bool(bool),
    Null,
}

impl Value {
    /// The entry under an integer key.
    pub(super) fn number(&self, key: i64) -> Option<&Value> {
        self.entry(&Value::Int(key))
    }

    /// The entry under a text key.
    pub(super) fn named(&self, key: &str) -> Option<&Value> {
        self.entry(&Value::Text(key.to_owned()))
    }

    fn entry(&self, key: &Value) -> Option<&Value> {
        let Self::Map(entries) = self else { return None };
        entries.iter().find(|(known, _)| known == key).map(|(_, value)| value)
    }

    pub(super) fn as_int(&self) -> Option<i64> {
        if let Self::Int(value) = self { Some(*value) } else { None }
    }

    pub(super) fn as_bytes(&self) -> Option<&[u8]> {
        if let Self::Bytes(bytes) = self { Some(bytes) } else { None }
    }

    pub(super) fn as_text(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }
}

fn malformed() -> Fault {
    Fault::Malformed { what: "CBOR" }
}

/// The first value in `bytes`, and what follows it.
pub(super) fn read(bytes: &[u8]) -> Result<(Value, &[u8])> {
    value(bytes, 0)
}

/// The only value in `bytes`.
pub(super) fn read_all(bytes: &[u8]) -> Result<Value> {
    match read(bytes)? {
        (value, []) => Ok(value),
        _ => Err(malformed()),
    }
}

fn value(bytes: &[u8], depth: usize) -> Result<(Value, &[u8])> {
    if depth > DEEPEST {
        return Err(malformed());
    }
    let (first, rest) = bytes.split_first().ok_or_else(malformed)?;
    let (kind, short) = (first >> 5, first & 0x1f);
    if kind == 7 {
        return simple(short).map(|value| (value, rest));
    }
    let (length, rest) = argument(short, rest)?;
    match kind {
        0 => Ok((Value::Int(i64::try_from(length).map_err(|_| malformed())?), rest)),
        1 => Ok((Value::Int(-1 - i64::try_from(length).map_err(|_| malformed())?), rest)),
        2 => split(rest, length).map(|(bytes, rest)| (Value::Bytes(bytes.to_vec()), rest)),
        3 => {
            let (bytes, rest) = split(rest, length)?;
            let text = std::str::from_utf8(bytes).map_err(|_| malformed())?;
            Ok((Value::Text(text.to_owned()), rest))
        }
        4 => array(rest, length, depth),
        5 => map(rest, length, depth),
        _ => Err(malformed()),
    }
}

fn simple(short: u8) -> Result<Value> {
    match short {
        20 => Ok(Value::Bool(false)),
        21 => Ok(Value::Bool(true)),
        22 => Ok(Value::Null),
        _ => Err(malformed()),
    }
}

/// The number in the head of a value, in its shortest form only.
fn argument(short: u8, rest: &[u8]) -> Result<(u64, &[u8])> {
    let count = match short {
        0..24 => return Ok((u64::from(short), rest)),
        24 => 1,
        25 => 2,
        26 => 4,
        27 => 8,
        _ => return Err(malformed()),
    };
    let (bytes, rest) = split(rest, count)?;
    let number = bytes.iter().fold(0_u64, |value, byte| value << 8 | u64::from(*byte));
    let least = if count == 1 { 24 } else { 1 << (count * 4) };
    if number >= least { Ok((number, rest)) } else { Err(malformed()) }
}

fn split(bytes: &[u8], length: u64) -> Result<(&[u8], &[u8])> {
    let length = usize::try_from(length).map_err(|_| malformed())?;
    bytes.split_at_checked(length).ok_or_else(malformed)
}

fn array(mut rest: &[u8], length: u64, depth: usize) -> Result<(Value, &[u8])> {
    if length > MOST_ENTRIES {
        return Err(malformed());
    }
    let mut items = Vec::new();
    for _ in 0..length {
        let (item, after) = value(rest, depth + 1)?;
        items.push(item);
        rest = after;
    }
    Ok((Value::Array(items), rest))
}

fn map(mut rest: &[u8], length: u64, depth: usize) -> Result<(Value, &[u8])> {
    if length > MOST_ENTRIES {
        return Err(malformed());
    }
    let mut entries: Vec<(Value, Value)> = Vec::new();
    for _ in 0..length {
        let (key, after) = value(rest, depth + 1)?;
        let (item, after) = value(after, depth + 1)?;
        if entries.iter().any(|(known, _)| *known == key) {
            return Err(malformed());
        }
        entries.push((key, item));
        rest = after;
    }
    Ok((Value::Map(entries), rest))
}
