//! A key in an encrypted file.

use super::{KeyInfo, KeyProvider, Medium, SigningKey};
use crate::{Fault, Result, profile::SecretKey, x509::Certificate};

/// PEM of a certificate and of the encrypted key that belongs to it. Reading files is the caller's work.
#[derive(Debug, Clone)]
pub struct KeyFile {
    name: String,
    certificate: Certificate,
    key: String,
}

impl KeyFile {
    /// From the text of both files.
    pub fn new(name: impl Into<String>, certificate: &str, key: impl Into<String>) -> Result<Self> {
        Ok(Self { name: name.into(), certificate: Certificate::from_pem(certificate)?, key: key.into() })
    }
}

impl KeyProvider for KeyFile {
    fn medium(&self) -> Medium {
        Medium::File
    }

    fn keys(&self) -> Result<Vec<KeyInfo>> {
        Ok(vec![KeyInfo {
            name: self.name.clone(),
            public_key: self.certificate.public_key().clone(),
            certificate: Some(self.certificate.clone()),
        }])
    }

    fn open(&self, name: &str, pin: &str) -> Result<Box<dyn SigningKey>> {
        if name != self.name {
            return Err(Fault::NoSuchKey { name: name.to_owned() });
        }
        let key = SecretKey::from_pem(self.certificate.profile(), &self.key, Some(pin))?;
        if key.public_key() == self.certificate.public_key() { Ok(Box::new(key)) } else { Err(Fault::KeyMismatch) }
    }
}
