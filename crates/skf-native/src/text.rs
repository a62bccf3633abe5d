//! Names as the libraries spell them.

use std::ffi::{CString, c_char};

use vena_sign::key::skf::{SkfError, SkfResult};
use zeroize::Zeroizing;

use crate::{abi::Number, number};

/// Room for a list of names: makers have a handful.
const ROOM: usize = 16 * 1024;

/// A list of names: each ends with a zero, the list with another.
pub(crate) fn list(call: impl FnOnce(*mut c_char, *mut Number) -> SkfResult<()>) -> SkfResult<Vec<String>> {
    let mut room = vec![0_u8; ROOM];
    // One byte stays ours, so that the list ends wherever the library stops.
    let mut size = number(ROOM as u32 - 1);
    call(room.as_mut_ptr().cast(), &raw mut size)?;
    let written = &room[..size.value().min(ROOM)];
    Ok(written.split(|byte| *byte == 0).take_while(|name| !name.is_empty()).map(words).collect())
}

fn words(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// A name for the library.
pub(crate) fn name(text: &str) -> SkfResult<CString> {
    CString::new(text).map_err(|_| SkfError::new(SkfError::INVALID_PARAMETER))
}

/// A PIN for the library; wiped afterwards.
pub(crate) fn pin(text: &str) -> SkfResult<Zeroizing<Vec<u8>>> {
    if text.contains('\0') {
        return Err(SkfError::new(SkfError::INVALID_PARAMETER));
    }
    let mut bytes = Zeroizing::new(Vec::with_capacity(text.len() + 1));
    bytes.extend_from_slice(text.as_bytes());
    bytes.push(0);
    Ok(bytes)
}
