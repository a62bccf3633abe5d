//! Private keys in files: PKCS#8 (RFC 5958), encrypted by PBES2 with PBKDF2-HMAC-SHA-256 and AES-256-CBC.

use der::{Decode as _, SecretDocument};
use pkcs8::{EncryptedPrivateKeyInfoRef, PrivateKeyInfoRef, pkcs5::pbes2};
use zeroize::Zeroizing;

use crate::{Fault, Result, wire};

const ENCRYPTED: &str = "ENCRYPTED PRIVATE KEY";
const PLAIN: &str = "PRIVATE KEY";
/// Rounds of PBKDF2: what OWASP asks of SHA-256.
const ROUNDS: u32 = 600_000;

/// The key as encrypted PEM.
pub(crate) fn encrypt(plain: &[u8], pin: &str) -> Result<Zeroizing<String>> {
    let (mut salt, mut iv) = ([0; 16], [0; 16]);
    getrandom::fill(&mut salt).map_err(|_| Fault::NoRandom)?;
    getrandom::fill(&mut iv).map_err(|_| Fault::NoRandom)?;
    let wrong = |_| Fault::BadKey;
    let parameters =
        pbes2::Parameters::generate_pbkdf2_sha256_aes256cbc(ROUNDS, &salt, iv).map_err(|_| Fault::BadKey)?;
    let key = PrivateKeyInfoRef::from_der(plain).map_err(wrong)?;
    let sealed = key.encrypt_with_params(parameters, pin).map_err(|_| Fault::BadKey)?;
    Ok(Zeroizing::new(wire::to_pem(ENCRYPTED, sealed.as_bytes())?))
}

/// The key of a PEM file. A wrong PIN is told as such; a file does not count attempts.
pub(crate) fn open(pem: &str, pin: Option<&str>) -> Result<SecretDocument> {
    let absent = Fault::Malformed { what: "private key file" };
    let Some(pin) = pin else {
        let der = Zeroizing::new(wire::from_pem(PLAIN, pem).map_err(|_| absent)?);
        return SecretDocument::try_from(der.as_slice()).map_err(|_| Fault::BadKey);
    };
    let der = wire::from_pem(ENCRYPTED, pem).map_err(|_| absent.clone())?;
    let sealed = EncryptedPrivateKeyInfoRef::from_der(&der).map_err(|_| absent)?;
    let plain = sealed.decrypt(pin).map_err(|_| Fault::PinRefused)?;
    // A wrong PIN sometimes leaves padding that looks right; then what is inside is no key.
    PrivateKeyInfoRef::from_der(plain.as_bytes()).map_err(|_| Fault::PinRefused)?;
    Ok(plain)
}
