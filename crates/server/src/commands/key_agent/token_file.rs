//! A software token in a file, for development: it behaves like a USB key, but who copies the file may guess at leisure.

use std::{
    fs::{File, OpenOptions},
    io::{ErrorKind, Write as _},
    os::unix::fs::OpenOptionsExt as _,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};
use vena_sign::{
    Fault, Profile, Result,
    key::{KeyInfo, KeyProvider, Medium, SigningKey},
    profile::SecretKey,
    x509::Certificate,
};

/// Shortest PIN (GM/T 0016 asks devices for at least 6 characters).
pub(super) const SHORTEST_PIN: usize = 6;
/// How often a PIN may be tried in a row.
const MOST_TRIES: u32 = 6;
const FORMAT: u32 = 1;
const DAMAGED: Fault = Fault::Malformed { what: "software token" };

/// The file.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Stored {
    vena_software_token: u32,
    label: String,
    tries_left: u32,
    keys: Vec<StoredKey>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct StoredKey {
    profile: Profile,
    /// PKCS#8, encrypted with the PIN, PEM.
    key: String,
    /// `04 ‖ x ‖ y`, hexadecimal.
    point: String,
    /// PEM.
    certificate: Option<String>,
}

/// The key of one profile in the file. SM2 keys show themselves as an SKF key would, P-256 keys as a PKCS#11 token, so that
/// both ways can be tried without any device.
pub(super) struct TokenFile {
    path: PathBuf,
    profile: Profile,
}

impl TokenFile {
    /// The key of `profile`. The file may be missing: then the token is not plugged in.
    pub(super) fn new(path: &Path, profile: Profile) -> Self {
        Self { path: path.to_owned(), profile }
    }

    /// Makes a new token with a key of each profile. Refuses to write over a file.
    pub(super) fn create(path: &Path, label: &str, pin: &str) -> anyhow::Result<()> {
        let key = |profile| {
            let key = SecretKey::generate(profile)?;
            let point = hex(key.public_key().point());
            Ok(StoredKey { profile, key: key.to_pem(pin)?.to_string(), point, certificate: None })
        };
        let keys = Profile::ALL.into_iter().map(key).collect::<Result<_>>()?;
        let stored = Stored { vena_software_token: FORMAT, label: label.to_owned(), tries_left: MOST_TRIES, keys };
        let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
        file.write_all(&serde_json::to_vec_pretty(&stored)?)?;
        Ok(file.sync_all()?)
    }

    fn read(&self) -> Result<Option<Stored>> {
        let bytes = match std::fs::read(&self.path) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            read => read.map_err(|error| device(&error))?,
        };
        let stored: Stored = serde_json::from_slice(&bytes).map_err(|_| DAMAGED)?;
        if stored.vena_software_token == FORMAT { Ok(Some(stored)) } else { Err(DAMAGED) }
    }

    /// Writes beside the file and puts it in its place, so that a crash leaves the old one or the new one.
    fn write(&self, stored: &Stored) -> Result<()> {
        let beside = self.beside("new");
        let write = || {
            let options = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&beside);
            let mut file = options?;
            file.write_all(&serde_json::to_vec_pretty(stored)?)?;
            file.sync_all()?;
            std::fs::rename(&beside, &self.path)
        };
        write().map_err(|error| device(&error))
    }

    fn beside(&self, ending: &str) -> PathBuf {
        let mut name = self.path.clone().into_os_string();
        name.push(".");
        name.push(ending);
        name.into()
    }

    /// Of two programs that use the token, one waits. Released when the file is dropped.
    fn lock(&self) -> Result<File> {
        let options = OpenOptions::new().write(true).create(true).truncate(false).mode(0o600).open(self.beside("lock"));
        let file = options.map_err(|error| device(&error))?;
        file.lock().map_err(|error| device(&error))?;
        Ok(file)
    }

    /// Opens the key. The try is counted before it is made, so that nobody who pulls the plug tries for free.
    fn unlock(&self, name: &str, pin: &str) -> Result<(SecretKey, Stored)> {
        let mut stored = self.read()?.ok_or(Fault::Removed)?;
        let key = self.of(&stored).filter(|_| self.name(&stored) == name);
        let key = key.ok_or_else(|| Fault::NoSuchKey { name: name.to_owned() })?.key.clone();
        stored.tries_left = stored.tries_left.checked_sub(1).ok_or(Fault::Locked)?;
        self.write(&stored)?;
        match SecretKey::from_pem(self.profile, &key, Some(pin)) {
            Ok(key) => {
                stored.tries_left = MOST_TRIES;
                self.write(&stored)?;
                Ok((key, stored))
            }
            Err(Fault::PinRefused) if stored.tries_left == 0 => Err(Fault::Locked),
            Err(Fault::PinRefused) => Err(Fault::WrongPin { left: stored.tries_left }),
            Err(other) => Err(other),
        }
    }

    fn of<'s>(&self, stored: &'s Stored) -> Option<&'s StoredKey> {
        stored.keys.iter().find(|key| key.profile == self.profile)
    }

    fn name(&self, stored: &Stored) -> String {
        let kind = match self.profile {
            Profile::Sm2 => "SM2",
            Profile::P256 => "P-256",
        };
        format!("{}/{kind}", stored.label)
    }
}

impl KeyProvider for TokenFile {
    fn medium(&self) -> Medium {
        match self.profile {
            Profile::Sm2 => Medium::Skf,
            Profile::P256 => Medium::Pkcs11,
        }
    }

    fn keys(&self) -> Result<Vec<KeyInfo>> {
        let Some(stored) = self.read()? else { return Ok(Vec::new()) };
        let info = |key: &StoredKey| {
            let point = unhex(&key.point).ok_or(DAMAGED)?;
            let certificate = key.certificate.as_deref().map(Certificate::from_pem).transpose()?;
            let public_key = vena_sign::PublicKey::new(self.profile, &point)?;
            Ok(KeyInfo { name: self.name(&stored), public_key, certificate })
        };
        self.of(&stored).map(info).into_iter().collect()
    }

    fn open(&self, name: &str, pin: &str) -> Result<Box<dyn SigningKey>> {
        let _lock = self.lock()?;
        let (key, _) = self.unlock(name, pin)?;
        Ok(Box::new(key))
    }

    fn keep_certificate(&self, name: &str, pin: &str, certificate: &Certificate) -> Result<()> {
        let _lock = self.lock()?;
        let (key, mut stored) = self.unlock(name, pin)?;
        if key.public_key() != certificate.public_key() {
            return Err(Fault::KeyMismatch);
        }
        let pem = certificate.to_pem()?;
        let own = stored.keys.iter_mut().filter(|key| key.profile == self.profile);
        own.for_each(|key| key.certificate = Some(pem.clone()));
        self.write(&stored)
    }
}

fn device(error: &std::io::Error) -> Fault {
    Fault::Device { code: error.to_string() }
}

/// Lower-case hexadecimal.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let digit = |byte: u8| char::from(byte).to_digit(16);
    let pair = |pair: &[u8]| u8::try_from(digit(pair[0])? * 16 + digit(*pair.get(1)?)?).ok();
    text.as_bytes().chunks(2).map(pair).collect()
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use vena_sign::{
        Fault, Profile,
        key::{KeyProvider as _, Medium},
    };

    use super::TokenFile;

    const PIN: &str = "135790";

    /// A folder with a token in it.
    fn token() -> (tempfile::TempDir, TokenFile) {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("token.json");
        TokenFile::create(&path, "林知夏", PIN).expect("a token");
        (folder, TokenFile::new(&path, Profile::Sm2))
    }

    #[test]
    fn a_token_has_a_key_of_each_profile_for_its_owner_alone_and_no_secret_in_the_clear() {
        let (_folder, sm2) = token();
        let p256 = TokenFile::new(&sm2.path, Profile::P256);
        for (token, name, medium) in [(&sm2, "林知夏/SM2", Medium::Skf), (&p256, "林知夏/P-256", Medium::Pkcs11)]
        {
            let keys = token.keys().expect("keys");
            assert_eq!((keys.len(), keys[0].name.as_str(), token.medium()), (1, name, medium));
            let signature = token.open(name, PIN).expect("the key").sign(b"slip").expect("a signature");
            assert_eq!(keys[0].public_key.verify(b"slip", &signature), Ok(()));
        }
        let mode = std::fs::metadata(&sm2.path).expect("a file").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        let text = std::fs::read_to_string(&sm2.path).expect("text");
        assert!(!text.contains(PIN) && !text.contains("BEGIN PRIVATE KEY"), "{text}");
        assert!(TokenFile::create(&sm2.path, "other", PIN).is_err(), "a token is not written over");
    }

    #[test]
    fn six_wrong_pins_in_a_row_lock_it_for_good_also_after_a_restart() {
        let (_folder, first) = token();
        for left in (1..=5).rev() {
            let again = TokenFile::new(&first.path, Profile::Sm2);
            assert_eq!(again.open("林知夏/SM2", "000000").err(), Some(Fault::WrongPin { left }));
        }
        assert!(first.open("林知夏/SM2", PIN).is_ok(), "the right one counts from the beginning again");
        for _ in 0..5 {
            assert!(matches!(first.open("林知夏/SM2", "000000").err(), Some(Fault::WrongPin { .. })));
        }
        assert_eq!(first.open("林知夏/SM2", "000000").err(), Some(Fault::Locked));
        assert_eq!(first.open("林知夏/SM2", PIN).err(), Some(Fault::Locked), "even the right one");
        assert_eq!(first.open("林知夏/other", PIN).err(), Some(Fault::NoSuchKey { name: "林知夏/other".into() }));
    }

    #[test]
    fn a_missing_file_is_a_token_that_is_not_plugged_in_and_a_damaged_one_is_told() {
        let (_folder, token) = token();
        std::fs::write(&token.path, b"{}").expect("written");
        assert_eq!(token.keys(), Err(super::DAMAGED));
        std::fs::remove_file(&token.path).expect("removed");
        assert_eq!(token.keys(), Ok(Vec::new()));
        assert_eq!(token.open("林知夏/SM2", PIN).err(), Some(Fault::Removed));
    }
}
