//! Where private keys live, and how one is asked to sign. Production keys live in certified devices; the software ones
//! here are for development, tests and small sites that accept it.

mod file;
mod identity;
mod pkcs11;
pub(crate) mod pkcs8_file;
pub mod service;
pub mod skf;

use serde::{Deserialize, Serialize};

pub use self::{
    file::KeyFile,
    identity::Identity,
    pkcs11::Pkcs11Module,
    skf::{SkfProvider, SoftToken},
};
use crate::{Fault, PublicKey, Result, profile::SecretKey, x509::Certificate};

/// On what a key lives, for the certificate page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Medium {
    /// An encrypted file: development.
    File,
    /// A token or HSM behind PKCS#11.
    Pkcs11,
    /// A USB key behind SKF (GM/T 0016).
    Skf,
    /// A security key of the browser.
    WebAuthn,
    /// An outside signature service.
    Service,
}

/// A key on a medium, as far as it shows itself without a PIN.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyInfo {
    /// By which name it is opened.
    pub name: String,
    /// Its public half.
    pub public_key: PublicKey,
    /// Its certificate, when the medium keeps it.
    pub certificate: Option<Certificate>,
}

/// A medium with keys.
pub trait KeyProvider {
    /// What it is.
    fn medium(&self) -> Medium;

    /// The keys on it that can sign.
    fn keys(&self) -> Result<Vec<KeyInfo>>;

    /// Verifies the PIN and opens the key of this name. Every call needs the PIN: nobody signs with a key that somebody
    /// else opened (电子签名法 article 13: under the sole control of the signer).
    fn open(&self, name: &str, pin: &str) -> Result<Box<dyn SigningKey>>;

    /// Verifies the PIN and keeps the certificate beside the key of this name, in place of the one before. Refuses the
    /// certificate of another key. A medium that cannot keep any says so.
    fn keep_certificate(&self, _name: &str, _pin: &str, _certificate: &Certificate) -> Result<()> {
        Err(Fault::KeepsNoCertificate)
    }
}

/// One private key that may be used now: opened, its PIN verified.
pub trait SigningKey: Send + Sync {
    /// Its public half.
    fn public_key(&self) -> &PublicKey;

    /// Signs `message`: `SEQUENCE { r, s }` of the profile of [`Self::public_key`]. The digest is made inside.
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>>;
}

impl SigningKey for SecretKey {
    fn public_key(&self) -> &PublicKey {
        SecretKey::public_key(self)
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>> {
        SecretKey::sign(self, message)
    }
}
