//! A private key that this process holds: development, tests, and small sites that accept it.

use std::fmt;

use zeroize::Zeroizing;

use super::{Profile, PublicKey};
use crate::Result;

/// A private key in memory. Wiped when dropped; never printed.
#[derive(Clone)]
pub struct SecretKey {
    secret: Zeroizing<[u8; 32]>,
    public: PublicKey,
}

impl SecretKey {
    /// A new key from the machine's randomness.
    pub fn generate(profile: Profile) -> Result<Self> {
        Self::from_scalar(profile, &*profile.algorithms().generate()?)
    }

    /// The key of a scalar of 32 bytes, big-endian. Refuses zero and what is not below the order of the curve.
    pub fn from_scalar(profile: Profile, scalar: &[u8; 32]) -> Result<Self> {
        let public = PublicKey::new(profile, &profile.algorithms().public_point(scalar)?)?;
        Ok(Self { secret: Zeroizing::new(*scalar), public })
    }

    /// From PEM of PKCS#8, encrypted when there is a PIN.
    pub fn from_pem(profile: Profile, pem: &str, pin: Option<&str>) -> Result<Self> {
        Self::from_scalar(profile, &*profile.algorithms().read_pkcs8(pem, pin)?)
    }

    /// As PEM of PKCS#8, encrypted with the PIN.
    pub fn to_pem(&self, pin: &str) -> Result<Zeroizing<String>> {
        self.public.profile().algorithms().to_pkcs8(&self.secret, pin)
    }

    /// The public half.
    pub fn public_key(&self) -> &PublicKey {
        &self.public
    }

    /// Signs `message`.
    pub fn sign(&self, message: &[u8]) -> Result<Vec<u8>> {
        self.public.profile().algorithms().sign(&self.secret, self.public.point(), message)
    }

    /// Signs what [`PublicKey::prehash`] gave.
    pub fn sign_prehash(&self, prehash: &[u8; 32]) -> Result<Vec<u8>> {
        self.public.profile().algorithms().sign_prehash(&self.secret, prehash)
    }
}

impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SecretKey of {:?}", self.public)
    }
}
