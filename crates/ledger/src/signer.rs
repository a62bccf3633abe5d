//! The key that signs checkpoints: a file in the data folder, readable by its owner only, made at the first start.

use std::{
    fs,
    io::{self, Write as _},
    os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _},
    path::{Path, PathBuf},
    sync::Arc,
};

use ring::{
    rand::SystemRandom,
    signature::{Ed25519KeyPair, KeyPair as _},
};

use crate::note::{Checkpoint, Verifier, signed};

/// Name of the key file in the data folder.
pub const KEY_FILE: &str = "ledger-signing.key";

/// Why there is no signing key.
#[derive(Debug, thiserror::Error)]
pub enum SignerError {
    /// The file or folder cannot be used.
    #[error("签名密钥 {path} 无法读写（{error}） / the signing key {path} cannot be read or written: {error}")]
    Unusable {
        /// Which file.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// The file holds something else.
    #[error(
        "{path} 不是签名密钥，请从备份恢复，或将它移走（会新建一把） / {path} is not a signing key; restore it from a backup, or move it away and a new key is made"
    )]
    Damaged {
        /// Which file.
        path: PathBuf,
    },
    /// Others may read it.
    #[error(
        "{path} 可被他人读取，请执行 chmod 600 {path} / {path} can be read by others; make it private with: chmod 600 {path}"
    )]
    Exposed {
        /// Which file.
        path: PathBuf,
    },
}

/// Signs checkpoints. Cheap to clone.
#[derive(Clone)]
pub struct Signer {
    pair: Arc<Ed25519KeyPair>,
    verifier: Verifier,
}

impl std::fmt::Debug for Signer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Signer({})", self.verifier.encoded())
    }
}

impl Signer {
    /// Reads the key from `folder`, or makes one there (mode 0600) when there is none.
    ///
    /// # Errors
    /// [`SignerError`] names the file and the way out. A damaged key is never replaced.
    pub fn open_or_create(folder: &Path) -> Result<Self, SignerError> {
        let path = folder.join(KEY_FILE);
        match fs::read(&path) {
            Ok(document) => Self::read(path, &document),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Self::create(path),
            Err(error) => Err(SignerError::Unusable { path, error }),
        }
    }

    fn read(path: PathBuf, document: &[u8]) -> Result<Self, SignerError> {
        let mode = fs::metadata(&path).map(|metadata| metadata.permissions().mode());
        match mode {
            Ok(mode) if mode & 0o077 != 0 => return Err(SignerError::Exposed { path }),
            Err(error) => return Err(SignerError::Unusable { path, error }),
            Ok(_) => {}
        }
        Self::of(document).ok_or(SignerError::Damaged { path })
    }

    /// Another process may make the key at the same moment: whoever links the file first wins, the other one reads it.
    fn create(path: PathBuf) -> Result<Self, SignerError> {
        let document = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new())
            .map_err(|_| io::Error::other("no random numbers"))
            .map_err(|error| SignerError::Unusable { path: path.clone(), error })?;
        let draft = path.with_extension(format!("{}.draft", std::process::id()));
        let kept = write_private(&draft, document.as_ref()).and_then(|()| match fs::hard_link(&draft, &path) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => fs::read(&path),
            linked => linked.map(|()| document.as_ref().to_vec()),
        });
        // The draft has done its work; a leftover one is private and harmless.
        let _ = fs::remove_file(&draft);
        let kept = kept.map_err(|error| SignerError::Unusable { path: path.clone(), error })?;
        Self::of(&kept).ok_or(SignerError::Damaged { path })
    }

    fn of(document: &[u8]) -> Option<Self> {
        let pair = Ed25519KeyPair::from_pkcs8(document).ok()?;
        let public_key: [u8; 32] = pair.public_key().as_ref().try_into().ok()?;
        // Each key has a name of its own, so that several processes with a folder each can seal one ledger.
        let short = u32::from_be_bytes([public_key[0], public_key[1], public_key[2], public_key[3]]);
        let verifier = Verifier { name: format!("vena/ledger/{short:08x}"), public_key };
        Some(Self { pair: Arc::new(pair), verifier })
    }

    /// The public side.
    pub fn verifier(&self) -> &Verifier {
        &self.verifier
    }

    /// The checkpoint as a signed note.
    pub fn sign(&self, checkpoint: &Checkpoint) -> String {
        signed(checkpoint, &self.verifier, |text| {
            let mut bytes = [0; 64];
            bytes.copy_from_slice(self.pair.sign(text).as_ref());
            bytes
        })
    }
}

fn write_private(path: &Path, document: &[u8]) -> io::Result<()> {
    let mut file = fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path)?;
    file.write_all(document)?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_made_once_and_private() {
        let folder = tempfile::tempdir().expect("a folder");
        let first = Signer::open_or_create(folder.path()).expect("a key");
        let second = Signer::open_or_create(folder.path()).expect("the same key");
        assert_eq!(first.verifier(), second.verifier());
        let files: Vec<_> = fs::read_dir(folder.path()).expect("a folder").map(|f| f.expect("a file")).collect();
        assert_eq!(files.len(), 1, "no draft stays behind");
        assert_eq!(files[0].metadata().expect("metadata").permissions().mode() & 0o777, 0o600);
    }

    #[test]
    fn a_damaged_or_exposed_key_is_refused_not_replaced() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join(KEY_FILE);
        Signer::open_or_create(folder.path()).expect("a key");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).expect("chmod");
        assert!(matches!(Signer::open_or_create(folder.path()), Err(SignerError::Exposed { .. })));
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).expect("chmod");
        fs::write(&path, b"not a key").expect("written");
        assert!(matches!(Signer::open_or_create(folder.path()), Err(SignerError::Damaged { .. })));
        assert_eq!(fs::read(&path).expect("a file"), b"not a key");
    }

    #[test]
    fn a_missing_folder_is_named() {
        let error = Signer::open_or_create(Path::new("/nowhere/at/all")).expect_err("no folder");
        assert!(error.to_string().contains("/nowhere/at/all"), "{error}");
    }
}
