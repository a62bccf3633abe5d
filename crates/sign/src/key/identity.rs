//! A key together with what says whose it is.

use super::SigningKey;
use crate::{Fault, Result, x509::Certificate};

/// A key with the certificate that says whose it is, and the authorities between it and a root.
pub struct Identity<'k> {
    key: &'k dyn SigningKey,
    certificate: Certificate,
    chain: Vec<Certificate>,
}

impl<'k> Identity<'k> {
    /// Binds them. `chain` begins with the issuer of `certificate` and ends before the root. Refuses the certificate of
    /// another key.
    pub fn new(key: &'k dyn SigningKey, certificate: Certificate, chain: Vec<Certificate>) -> Result<Self> {
        if certificate.public_key() == key.public_key() {
            Ok(Self { key, certificate, chain })
        } else {
            Err(Fault::KeyMismatch)
        }
    }

    /// The key.
    pub fn key(&self) -> &dyn SigningKey {
        self.key
    }

    /// Whose key it is.
    pub fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    /// The authorities between it and a root.
    pub fn chain(&self) -> &[Certificate] {
        &self.chain
    }
}
