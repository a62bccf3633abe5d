//! The key file: made once, whole, readable by its owner only.

use std::{
    fs::{self, OpenOptions},
    io::{self, Write},
    os::unix::fs::{OpenOptionsExt, PermissionsExt},
    path::{Path, PathBuf},
};

use super::VaultError;

/// The content of the key file; `None` when there is none.
pub(super) fn read(path: &Path) -> Result<Option<Vec<u8>>, VaultError> {
    let metadata = match fs::metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        other => other.map_err(|error| fault(path, error))?,
    };
    if metadata.permissions().mode() & 0o077 != 0 {
        return Err(VaultError::Exposed(path.into()));
    }
    fs::read(path).map(Some).map_err(|error| fault(path, error))
}

/// Makes the key file with `key`, and returns what stands in it: another process may have been faster.
pub(super) fn create(path: &Path, key: &[u8]) -> Result<Vec<u8>, VaultError> {
    let own = PathBuf::from(format!("{}.{:016x}", path.display(), unique(key)));
    let linked = write(&own, key).and_then(|()| fs::hard_link(&own, path));
    let _ = fs::remove_file(&own);
    match linked {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(fault(path, error)),
        _ => read(path)?.ok_or_else(|| fault(path, io::ErrorKind::NotFound.into())),
    }
}

/// A name that no other process chooses, without telling the key: its digest.
fn unique(key: &[u8]) -> u64 {
    let digest = ring::digest::digest(&ring::digest::SHA256, key);
    digest.as_ref().iter().take(8).fold(0, |number, byte| number << 8 | u64::from(*byte))
}

/// The key is on the disk before its name is: a crash leaves a whole key or none.
fn write(path: &Path, key: &[u8]) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(key)?;
    file.sync_all()
}

fn fault(path: &Path, error: io::Error) -> VaultError {
    VaultError::File { path: path.into(), error }
}
