//! Fields that must not be readable in the database: identity numbers, phones.
//!
//! Each field is sealed by itself (AES-256-GCM, fresh nonce) and found again by a keyed hash (HMAC-SHA-256) of its
//! normal form. The key stands in a file of the data folder, never in the database: a stolen backup names nobody.
//!
//! Invariant: without the key file nothing can be opened. It belongs into the backup of the data folder, not into that
//! of the database.

mod db;
mod file;

use std::{fmt, path::PathBuf, sync::Arc};

use ring::{
    aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey},
    hmac,
    rand::{SecureRandom, SystemRandom},
};

use crate::{db::Tx, fault::Fault};

/// First byte of a sealed field: the format, so that another one can follow.
const FORMAT: u8 = 1;
/// Half for sealing, half for hashing.
const KEY_LEN: usize = 64;

/// The key of one installation. Cheap to clone.
#[derive(Clone)]
pub struct Vault(Arc<Keys>);

struct Keys {
    sealing: LessSafeKey,
    hashing: hmac::Key,
    random: SystemRandom,
}

/// Why the vault does not open.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    /// The key file cannot be read or made.
    #[error("密钥文件 {path} 无法读写（{error}） / the key file {path} cannot be read or written: {error}")]
    File {
        /// Which file.
        path: PathBuf,
        /// Why.
        error: std::io::Error,
    },
    /// The key file has another length than a key.
    #[error(
        "密钥文件 {0} 已损坏（应为 64 字节），请从备份恢复 / the key file {0} is damaged: it must hold 64 bytes; restore it from the backup"
    )]
    Damaged(PathBuf),
    /// Others than the owner may read the key file.
    #[error("密钥文件 {0} 可被他人读取，请执行 chmod 600 {0} / the key file {0} can be read by others: chmod 600 {0}")]
    Exposed(PathBuf),
    /// The database was filled with another key.
    #[error(
        "数据库是用另一把密钥（{expected}，这里是 {found}）加密的，请把那个 vault.key 恢复到数据文件夹 / this database was filled with another vault key ({expected}, here {found}); restore that vault.key into the data folder"
    )]
    OtherKey {
        /// Name of the key that the database knows.
        expected: String,
        /// Name of the key at hand.
        found: String,
    },
    /// A field is damaged or was sealed with another key.
    #[error("a sealed field cannot be opened: damaged, or sealed with another key")]
    Unreadable,
    /// The system gives no random numbers.
    #[error("the system gives no random numbers")]
    NoRandom,
}

impl From<VaultError> for Fault {
    fn from(error: VaultError) -> Self {
        Self::Internal(error.into())
    }
}

impl Vault {
    /// Reads `<data>/vault.key`, or makes it at the first start. Processes that start together get the same key.
    pub fn open_or_create(data: &std::path::Path) -> Result<Self, VaultError> {
        let path = data.join("vault.key");
        let bytes = match file::read(&path)? {
            Some(bytes) => bytes,
            None => file::create(&path, &random_key()?)?,
        };
        Self::from_key(&bytes).ok_or(VaultError::Damaged(path))
    }

    /// A vault with a key of the moment, for tests and throw-away databases.
    pub fn ephemeral() -> Result<Self, VaultError> {
        Self::from_key(&random_key()?).ok_or(VaultError::NoRandom)
    }

    fn from_key(bytes: &[u8]) -> Option<Self> {
        if bytes.len() != KEY_LEN {
            return None;
        }
        let (sealing, hashing) = bytes.split_at(KEY_LEN / 2);
        let sealing = LessSafeKey::new(UnboundKey::new(&AES_256_GCM, sealing).ok()?);
        let hashing = hmac::Key::new(hmac::HMAC_SHA256, hashing);
        Some(Self(Arc::new(Keys { sealing, hashing, random: SystemRandom::new() })))
    }

    /// Seals a field: format byte, nonce, ciphertext with tag. The same text looks different every time.
    pub fn seal(&self, text: &str) -> Result<Vec<u8>, VaultError> {
        self.seal_bytes(text.as_bytes())
    }

    /// Seals a field that is no text: a file, strokes, a fingerprint.
    pub fn seal_bytes(&self, bytes: &[u8]) -> Result<Vec<u8>, VaultError> {
        let mut nonce = [0; NONCE_LEN];
        self.0.random.fill(&mut nonce).map_err(|_| VaultError::NoRandom)?;
        let mut body = bytes.to_vec();
        self.0
            .sealing
            .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::from([FORMAT]), &mut body)
            .map_err(|_| VaultError::NoRandom)?;
        Ok([&[FORMAT], &nonce[..], &body].concat())
    }

    /// Opens a sealed field.
    pub fn open(&self, sealed: &[u8]) -> Result<String, VaultError> {
        String::from_utf8(self.open_bytes(sealed)?).map_err(|_| VaultError::Unreadable)
    }

    /// Opens a sealed field that is no text.
    pub fn open_bytes(&self, sealed: &[u8]) -> Result<Vec<u8>, VaultError> {
        let (format, rest) = sealed.split_first().ok_or(VaultError::Unreadable)?;
        let (nonce, body) = rest.split_first_chunk::<NONCE_LEN>().ok_or(VaultError::Unreadable)?;
        let mut body = body.to_vec();
        let nonce = Nonce::assume_unique_for_key(*nonce);
        let plain =
            self.0.sealing.open_in_place(nonce, Aad::from([*format]), &mut body).map_err(|_| VaultError::Unreadable)?;
        Ok(plain.to_vec())
    }

    /// The keyed hash of a text in its normal form, 32 bytes: equal texts have equal fingerprints and only the holder of
    /// the key can compute them. Put the kind of the field in front (`phone:138…`), so that fields cannot be compared.
    pub fn fingerprint(&self, text: &str) -> Vec<u8> {
        self.fingerprint_bytes(text.as_bytes())
    }

    /// The keyed hash of what is no text, such as the digest of a request: a request may hold a PIN, and from its bare
    /// digest anybody who reads the database could try PINs until one fits.
    pub fn fingerprint_bytes(&self, bytes: &[u8]) -> Vec<u8> {
        hmac::sign(&self.0.hashing, bytes).as_ref().to_vec()
    }

    /// The name of the key, 16 hexadecimal digits: says which key it is without telling it.
    pub fn name(&self) -> String {
        let digest = self.fingerprint("vena vault key name");
        digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect()
    }

    /// Ties this key to the database at the first start, and refuses any other key ever after.
    pub async fn claim(&self, tx: &mut Tx) -> Result<Result<(), VaultError>, Fault> {
        let found = self.name();
        let expected = db::key_name(tx, &found).await?;
        Ok(if expected == found { Ok(()) } else { Err(VaultError::OtherKey { expected, found }) })
    }
}

impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Vault({})", self.name())
    }
}

fn random_key() -> Result<[u8; KEY_LEN], VaultError> {
    let mut key = [0; KEY_LEN];
    SystemRandom::new().fill(&mut key).map_err(|_| VaultError::NoRandom)?;
    Ok(key)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn what_was_sealed_opens_and_looks_different_every_time() {
        let vault = Vault::ephemeral().expect("random numbers");
        let (one, two) = (vault.seal("13800001234").expect("sealed"), vault.seal("13800001234").expect("sealed"));
        assert_ne!(one, two);
        assert_eq!(vault.open(&one).expect("opens"), "13800001234");
        assert_eq!(vault.open(&vault.seal("").expect("sealed")).expect("opens"), "");
    }

    #[test]
    fn a_changed_byte_or_another_key_opens_nothing() {
        let (vault, other) = (Vault::ephemeral().expect("random"), Vault::ephemeral().expect("random"));
        let sealed = vault.seal("王小明").expect("sealed");
        for place in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[place] ^= 1;
            assert!(matches!(vault.open(&changed), Err(VaultError::Unreadable)), "byte {place}");
        }
        assert!(other.open(&sealed).is_err());
        assert!((0..sealed.len()).all(|length| vault.open(&sealed[..length]).is_err()));
    }

    #[test]
    fn a_fingerprint_depends_on_text_and_key_alone() {
        let (vault, other) = (Vault::ephemeral().expect("random"), Vault::ephemeral().expect("random"));
        assert_eq!(vault.fingerprint("phone:1"), vault.clone().fingerprint("phone:1"));
        assert_ne!(vault.fingerprint("phone:1"), vault.fingerprint("document:1"));
        assert_ne!(vault.fingerprint("phone:1"), other.fingerprint("phone:1"));
        assert_eq!(vault.fingerprint("").len(), 32);
    }

    #[test]
    fn the_key_file_is_made_once_and_for_its_owner_only() {
        let folder = tempfile::tempdir().expect("a folder");
        let first = Vault::open_or_create(folder.path()).expect("made");
        let path = folder.path().join("vault.key");
        assert_eq!(std::fs::metadata(&path).expect("a file").permissions().mode() & 0o777, 0o600);
        let again = Vault::open_or_create(folder.path()).expect("read");
        assert_eq!(again.open(&first.seal("血").expect("sealed")).expect("the same key"), "血");
        assert_eq!(std::fs::read_dir(folder.path()).expect("a folder").count(), 1, "nothing else is left behind");
    }

    #[test]
    fn a_damaged_or_exposed_key_file_is_refused() {
        let folder = tempfile::tempdir().expect("a folder");
        Vault::open_or_create(folder.path()).expect("made");
        let path = folder.path().join("vault.key");
        std::fs::set_permissions(&path, PermissionsExt::from_mode(0o640)).expect("changed");
        assert!(matches!(Vault::open_or_create(folder.path()), Err(VaultError::Exposed(_))));
        std::fs::set_permissions(&path, PermissionsExt::from_mode(0o600)).expect("changed");
        std::fs::write(&path, b"short").expect("written");
        assert!(matches!(Vault::open_or_create(folder.path()), Err(VaultError::Damaged(_))));
    }

    #[test]
    fn many_that_start_together_get_one_key() {
        let folder = tempfile::tempdir().expect("a folder");
        let names: std::collections::BTreeSet<String> = std::thread::scope(|scope| {
            let starts: Vec<_> =
                (0..8).map(|_| scope.spawn(|| Vault::open_or_create(folder.path()).expect("opens").name())).collect();
            starts.into_iter().map(|start| start.join().expect("no panic")).collect()
        });
        assert_eq!(names.len(), 1);
    }
}
