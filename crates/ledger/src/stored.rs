//! Reads words, digests and numbers out of columns; what cannot be read is a damaged record.

use anyhow::anyhow;
use vena_platform::fault::Fault;

use crate::digest::{Digest, Profile};

pub(crate) fn profile(word: &str) -> Result<Profile, Fault> {
    Profile::from_word(word).ok_or_else(|| anyhow!("the ledger names an unknown hash: {word}").into())
}

pub(crate) fn digest(bytes: &[u8]) -> Result<Digest, Fault> {
    Digest::from_bytes(bytes).ok_or_else(|| anyhow!("a stored hash has {} bytes", bytes.len()).into())
}

/// A number as PostgreSQL keeps it.
pub(crate) fn int(number: u32) -> Result<i32, Fault> {
    i32::try_from(number).map_err(|error| anyhow::Error::from(error).into())
}

/// A height in the tree as PostgreSQL keeps it.
pub(crate) fn level(level: u32) -> Result<i16, Fault> {
    i16::try_from(level).map_err(|error| anyhow::Error::from(error).into())
}

/// A number of leaves as PostgreSQL keeps it.
pub(crate) fn big(number: u64) -> Result<i64, Fault> {
    i64::try_from(number).map_err(|error| anyhow::Error::from(error).into())
}

/// A number of leaves out of a column.
pub(crate) fn size(number: i64) -> Result<u64, Fault> {
    u64::try_from(number).map_err(|error| anyhow::Error::from(error).into())
}

/// A small number out of a column.
pub(crate) fn count(number: i32) -> Result<u32, Fault> {
    u32::try_from(number).map_err(|error| anyhow::Error::from(error).into())
}
